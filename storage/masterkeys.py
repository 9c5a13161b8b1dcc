"""Where the master key comes from: a file of the data folder, or a key service by configuration alone."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LENGTH = 96  # bytes; what libmongocrypt asks of a local key


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

    @property
    def is_local(self) -> bool:
        return self.provider.startswith("local")


def key_files(folder: Path) -> list[Path]:
    """The local master keys, oldest first: `master-1.key`, `master-2.key`, …"""
    return sorted(folder.glob("master-*.key"), key=_number)


def new_key_file(folder: Path) -> Path:
    """A fresh local master key beside the others; the newest wraps, all of them open."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    present = key_files(folder)
    path = folder / f"master-{_number(present[-1]) + 1 if present else 1}.key"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        os.fsync(file.fileno())
    return path


def from_files(folder: Path) -> MasterKeys:
    """The local master keys of a folder that has some."""
    files = key_files(folder)
    providers = {_provider(path): {"key": path.read_bytes()} for path in files}
    return MasterKeys(_provider(files[-1]), providers)


def from_service(service: KeyService, folder: Path) -> MasterKeys:
    """The service wraps; local keys that are still there open what they wrapped, so that moving to a service is a rewrap."""
    local = {_provider(path): {"key": path.read_bytes()} for path in key_files(folder)}
    return MasterKeys(service.provider, {**local, service.provider: dict(service.credentials)}, service.master_key)


def _number(path: Path) -> int:
    return int(path.stem.removeprefix("master-"))


def _provider(path: Path) -> str:
    return f"local:{_number(path)}"
