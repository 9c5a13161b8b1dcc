"""Where the master keys come from: files of a folder, or a key service by configuration alone.

A master key's file is written whole or not at all, read by its owner alone, and never changed. Destroying one is an unlink that
has reached the disk: overwriting would promise more than file systems that copy on write, and disks that move blocks, can keep.
"""

import hashlib
import hmac
import os
import re
import secrets
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.data_folder import NoDatabase

LENGTH = 96  # bytes; what libmongocrypt asks of a local key
_NAME = re.compile(r"master-([1-9][0-9]{0,8})\.key")
_PRINTED = b"debrief: fingerprint of a master key"
_UNNAMED_VOLUME = re.compile(r"/[0-9a-f]{64}(/|$)")


@dataclass(frozen=True, slots=True)
class KeyService:
    """A cloud KMS or KMIP server, in the driver's own words: `provider` is `aws`, `azure`, `gcp` or `kmip`; `credentials` its
    entry of `kms_providers` ({} takes the machine's own), `master_key` names the key."""

    provider: str
    master_key: Mapping[str, Any]
    credentials: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """What the driver needs: all `providers` that may open, and the one `provider` (with `master_key`) that wraps."""

    provider: str
    providers: Mapping[str, Mapping[str, Any]] = field(repr=False)
    master_key: Mapping[str, Any] | None = None


def local(keys: Mapping[str, bytes], wraps: str) -> MasterKeys:
    """Keys of files; `wraps` is the provider of one of them."""
    return MasterKeys(wraps, {provider: {"key": key} for provider, key in keys.items()})


def of_service(service: KeyService, keys: Mapping[str, bytes]) -> MasterKeys:
    """The service wraps; local keys that are still there open what they wrapped, so that moving to a service is a rewrap."""
    opening: dict[str, Mapping[str, Any]] = {provider: {"key": key} for provider, key in keys.items()}
    return MasterKeys(service.provider, {**opening, service.provider: dict(service.credentials)}, service.master_key)


def fingerprint(key: bytes) -> str:
    """Tells whether a key is the same one, and nothing else about it: a keyed hash of a constant."""
    return hmac.digest(key, _PRINTED, hashlib.sha256).hex()


# --- the files ---


def key_files(folder: Path) -> list[Path]:
    """The local master keys, oldest first: `master-1.key`, `master-2.key`, …"""
    return sorted((path for path in folder.glob("master-*.key") if _NAME.fullmatch(path.name)), key=number)


def faults_of(folder: Path) -> list[str]:
    """What is wrong with the key files of a folder, a sentence each; none for a folder that is not there yet."""
    faults = [
        f"{path} is not a name of a key file: they are called master-1.key, master-2.key and so on."
        for path in sorted(folder.glob("master-*.key"))
        if not _NAME.fullmatch(path.name)
    ]
    for path in key_files(folder):
        try:
            length = len(path.read_bytes())
        except OSError as error:
            faults.append(f"{path} cannot be read ({error.strerror}).")
            continue
        if length != LENGTH:
            faults.append(f"{path} holds {length} bytes, and a master key has {LENGTH}: put the whole file there.")
    return faults


def read_keys(folder: Path) -> dict[str, bytes]:
    """The keys of a folder by the driver's name of each, oldest first. Raises NoDatabase naming every file that is no key."""
    if faults := faults_of(folder):
        raise NoDatabase("\n".join(faults))
    return {provider_of(path): path.read_bytes() for path in key_files(folder)}


def new_key_file(folder: Path, number: int = 1) -> Path:
    """The local master key of that number: a fresh one, or the one another process has made at this moment."""
    make_folder(folder)
    path = folder / f"master-{number}.key"
    if not path.exists():
        put(path, secrets.token_bytes(LENGTH))
    return path


def make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def put(path: Path, data: bytes, *, over: bool = False) -> None:
    """Write a file of secrets, for its owner alone, so that it is there whole or not at all, also after a power cut. One that is
    there already stays, unless `over`."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if over:
            fresh.replace(path)
        else:
            with suppress(FileExistsError):
                path.hardlink_to(fresh)
    finally:
        fresh.unlink(missing_ok=True)
    sync(path.parent)


def destroy(path: Path) -> None:
    """Unlink, and have the folder reach the disk."""
    path.unlink(missing_ok=True)
    sync(path.parent)


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def adopt(old: Path, new: Path) -> None:
    """Copy the keys of the old folder that the new one lacks. Raises NoDatabase where two differ."""
    keys, present = read_keys(old), read_keys(new)
    for provider, key in keys.items():
        if present.get(provider, key) != key:
            name = file_name(provider)
            raise NoDatabase(
                f"{old / name} and {new / name} are two different keys. Take away the one that does not belong to this "
                "database; keep it until the bot has started."
            )
    lacking = {provider: key for provider, key in keys.items() if provider not in present}
    if lacking:
        make_folder(new)
    for provider, key in lacking.items():
        put(new / file_name(provider), key)


def number(path: Path) -> int:
    return int(path.stem.removeprefix("master-"))


def provider_of(path: Path) -> str:
    """The driver's name of a local key."""
    return f"local:{number(path)}"


def is_file(provider: str) -> bool:
    """Whether it is a local key, and no service."""
    return re.fullmatch(r"local:[0-9]+", provider) is not None


def file_name(provider: str) -> str:
    return f"master-{provider.removeprefix('local:')}.key"


def next_number(providers: Sequence[str]) -> int:
    """One above all that there ever were."""
    return 1 + max((int(name.removeprefix("local:")) for name in providers if name.startswith("local:")), default=0)


# --- a volume of its own ---


def is_volume(folder: Path, mounts: Path = Path("/proc/self/mountinfo")) -> bool:
    """Whether the folder is on a volume that somebody mounted there: neither the container's own layer, which goes with the
    container, nor the nameless volume that is made where none was given, which nobody finds again."""
    if not sys.platform.startswith("linux"):
        return folder.is_mount()
    for line in mounts.read_text().splitlines():
        root, point = line.split(" ")[3:5]  # proc(5): id, parent, device, root, mount point
        if Path(point) == folder and not _UNNAMED_VOLUME.search(root):
            return True
    return False
