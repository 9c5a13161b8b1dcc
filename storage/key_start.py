"""The master keys at the start of a process: found, adopted and proved against the database, or the start is refused."""

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bson.binary import Binary
from pymongo.encryption_shared import Algorithm
from pymongo.errors import DuplicateKeyError, EncryptionError

from core.faults import StorageFault
from storage import key_export
from storage.data_folder import NoDatabase
from storage.database import Database
from storage.key_export import Export
from storage.keyring import ID, Keyring, State
from storage.masterkeys import (
    KeyService,
    adopt,
    destroy,
    fingerprint,
    is_volume,
    key_files,
    local,
    new_key_file,
    of_service,
    provider_of,
    read_keys,
)
from storage.vault import encryption

log = logging.getLogger(__name__)

LOOKS = 3
"""At the folder and the database, which a rotation under way changes one after the other."""
BETWEEN = 0.2  # seconds
SAMPLE = 500  # data keys


@dataclass(frozen=True, slots=True)
class Places:
    """`folder` holds the keys. `old` is where they were before it was set, None where it is not set. With `mounted` the folder
    has to be a volume of its own. `adopting`: at this start the keys are copied from `old`, which keeps them until the next."""

    folder: Path
    old: Path | None = None
    mounted: bool = False
    adopting: bool = False

    @property
    def apart(self) -> bool:
        """Whether the keys have a folder of their own, so that who copies the data does not copy them."""
        return self.old is not None and not self.folder.is_relative_to(self.old.parent)

    @property
    def copies_left(self) -> bool:
        """Whether keys still lie where they were before."""
        return self.old is not None and bool(key_files(self.old))


async def open_keyring(db: Database, places: Places, service: KeyService | None) -> Keyring:
    """The keys this database was encrypted with. Raises NoDatabase."""
    try:
        return await _open(db, places, service)
    except OSError as error:
        if error.filename is None:
            raise  # not of a file
        raise NoDatabase(_unusable(places, error)) from error


def _unusable(places: Places, error: OSError) -> str:
    """The folder and the key of the environment that names it, for the file may be one that nobody knows."""
    folder, key = places.folder, "DEBRIEF_KEYS"
    if places.old is None or Path(error.filename).is_relative_to(places.old):
        folder, key = places.old or folder, "DEBRIEF_DATA"
    return (
        f"The key folder {folder} cannot be used ({error.strerror}). Set {key} to a folder this account may write to."
    )


async def _open(db: Database, places: Places, service: KeyService | None) -> Keyring:
    if places.mounted and service is None and not is_volume(places.folder):
        raise NoDatabase(
            f"The master keys would be lost with this container: mount a volume of your own at {places.folder}, such as "
            f"-v debrief-keys:{places.folder}, and back it up."
        )
    ring = Keyring(db, places.folder, service)
    export = key_export.read(places.folder)  # before the database: who writes it has written there first
    state = await ring.state()
    if places.old is not None:
        _adopt(places.old, places.folder, state)
        if places.adopting and places.copies_left:
            ring.notes.append(
                f"The keys were copied from {places.old} to {places.folder}. The old copy is deleted at the next start."
            )
    if state is None:
        state = await _first(ring, export, apart=places.apart)
    state = await _restored(ring, state, export, apart=places.apart)
    await complete(ring, state)
    if places.apart:
        await _exported(ring)
    if places.old is not None and not places.adopting:
        # An earlier start has copied them, and this one opens everything without.
        _destroy([*key_files(places.old), *places.old.glob(key_export.NAME)])
    return ring


def _adopt(old: Path, folder: Path, state: State | None) -> None:
    """Copy what the folder lacks. A key that was destroyed since is not brought back by a copy of it: the copy goes."""
    if state is not None and state.wraps in read_keys(folder):
        gone = set(state.known) - {state.wraps, *state.retiring}
        _destroy([path for path in key_files(old) if provider_of(path) in gone])
    adopt(old, folder)


def _destroy(old: Sequence[Path]) -> None:
    for path in old:
        destroy(path)
    if old:
        log.info("the old copy of the master keys is deleted", extra={"files": len(old)})


# --- what the database says ---


async def _first(ring: Keyring, export: Export | None, *, apart: bool) -> State:
    """The fingerprints of a database that has none: an empty one, or one made by a version before there were any, whose keys have
    to prove themselves by opening what is there."""
    used = await ring.providers_in_use()
    same = export is not None and await _same_people(ring, export)
    bare = not used and not ring.service and not key_files(ring.folder)
    if export is not None and not same and (apart or bare):
        raise _of_another(ring)  # before its keys are noted down in this database
    made = new_key_file(ring.folder) if bare else None
    keys = read_keys(ring.folder)
    lacking = [name for name in used if name not in keys and name not in ring.of_service]
    ring_id = secrets.token_hex(16)
    wraps = ring.service.provider if ring.service else list(keys)[-1] if keys else ""
    known = {name: fingerprint(key) for name, key in keys.items()}
    if export is not None and same:
        ring_id, known = export.ring, {**known, **export.known}
        wraps = export.master if lacking else wraps
        lacking = [name for name in lacking if name not in export.destroyed]
    if lacking or not wraps:
        raise ring.missing(lacking)
    ring.keys = of_service(ring.service, keys) if ring.service else local(keys, wraps)
    await _opens(ring)
    async with ring.db.turn():
        with suppress(DuplicateKeyError):  # another process was first: its keys count, and ours are compared with them
            await ring.db.collection("schema").insert_one(_document(ring_id, wraps, known))
    if (state := await ring.state()) is None:
        raise StorageFault("NoMasterKeys", transient=True)  # deleted at this moment
    if made and state.known.get(provider_of(made)) != known[provider_of(made)]:
        destroy(made)
    return state


def _document(ring_id: str, wraps: str, known: Mapping[str, str]) -> dict[str, Any]:
    counts = {"asked": 0, "covered": 0, "done": 0}
    return {**ID, "ring": ring_id, "version": 0, "wraps": wraps, "known": dict(known), "retiring": [], **counts}


async def _same_people(ring: Keyring, export: Export) -> bool:
    """Whether the export is of this database: they have data keys in common."""
    ids = {row["_id"] for row in export.rows}
    async with ring.db.turn():
        found = await ring.db.collection("keys").find({}, {"_id": 1}).limit(SAMPLE).to_list(SAMPLE)
    return any(row["_id"] in ids for row in found)


async def _restored(ring: Keyring, state: State, export: Export | None, *, apart: bool) -> State:
    """Where the database is older than the key folder, as after a restore from a backup: go by the folder."""
    if export is None or export.ring != state.ring:
        if export is not None and apart:
            raise _of_another(ring)
        return state
    older = state.wraps in export.destroyed
    if older:
        values = {
            "wraps": export.master,
            "known": {"$literal": {**state.known, **export.known}},
            "retiring": [],
            "asked": {"$add": ["$asked", 1]},  # what was erased between the backup and now may have left copies
        }
        await ring.change(state, values)
        state = await ring.state() or state
    keys = read_keys(ring.folder)
    used = await ring.providers_in_use()
    lost = [name for name in used if name in export.destroyed and (older or name not in keys)]
    if lost and export.master in keys and (away := await key_export.put_back(ring.db, export, lost)):
        ring.notes.append(
            f"This database is from a backup, and people in it were erased since: {away}. Their data keys are set aside, and "
            "what the backup brought back of them is being erased."
        )
    return state


def _of_another(ring: Keyring) -> NoDatabase:
    return NoDatabase(
        f"The key folder {ring.folder} belongs to another database than {ring.db.name} here. If that database is gone, move the "
        "key folder away and start again; keep it as long as there are backups of that database. If that database is still in "
        "use, set DEBRIEF_KEYS to a folder for this one, or DEBRIEF_DATA, MONGODB_URI and MONGODB_DATABASE to that one."
    )


async def complete(ring: Keyring, state: State) -> None:
    """Every data key there is can be opened, and by the right keys. Raises NoDatabase."""
    for look in range(LOOKS):
        used = await ring.providers_in_use()
        state = await ring.state() or state
        keys = set(read_keys(ring.folder)) & set(state.known) | set(ring.of_service)
        lacking = {*used} - keys if ring.service else {state.wraps, *used} - keys
        if not lacking:
            break
        if look + 1 == LOOKS:
            raise ring.missing(sorted(lacking))
        await asyncio.sleep(BETWEEN)
    ring.take(state)
    await _opens(ring)


async def _opens(ring: Keyring) -> None:
    """One data key of each master key is opened. Raises NoDatabase."""
    async with encryption(ring.db, ring.keys) as crypt:
        for provider in set(await ring.providers_in_use()) & set(ring.keys.providers):
            async with ring.db.turn():
                row = await ring.db.collection("keys").find_one({"masterKey.provider": provider}, {"_id": 1})
            if row is None:
                continue
            try:
                key_id = Binary.from_uuid(row["_id"])
                await crypt.encrypt(b"", Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Random, key_id=key_id)
            except EncryptionError:
                if provider in ring.of_service:
                    raise NoDatabase(
                        "The key service of DEBRIEF_KEY_SERVICE does not open what is stored. Does it answer, is it the one "
                        f"the database {ring.db.name} was encrypted with, and may this account use the key?"
                    ) from None
                raise ring.foreign([provider]) from None


async def _exported(ring: Keyring) -> None:
    """The folder says whose it is, and has the data keys as far as they were there when the present master key came."""
    state = await ring.state()
    if state is None or state.retiring or ring.service:
        return
    there = key_export.read(ring.folder)
    if there is None or there.master != state.wraps:
        await export(ring, state, over=there is not None)
    if (there := key_export.read(ring.folder)) is None or there.ring != state.ring:
        raise _of_another(ring)


async def export(ring: Keyring, state: State, *, over: bool = True) -> None:
    """Write what the folder keeps beside the present master key."""
    rows = await key_export.rows_of(ring.db, state.wraps)
    destroyed = sorted(set(state.known) - {state.wraps})
    key_export.write(ring.folder, Export(state.ring, state.wraps, dict(state.known), destroyed, rows), over=over)
