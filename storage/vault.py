"""Encryption at rest: every word of a session is ciphertext before it leaves the process.

Explicit client-side field encryption of the MongoDB driver, one data key per person, the data keys wrapped by a master
key. Destroying a person's data key makes what was sealed under it unreadable here (libmongocrypt forgets an unwrapped key
after a minute); storage/rotation.py makes it so in every copy of the database. CSFLE binds no context to a ciphertext, so
what a value is and where it belongs is written inside it and compared when it is read: a value moved to another document or
tenant does not open.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import bson
from bson.binary import Binary
from bson.codec_options import CodecOptions
from cachetools import LRUCache
from pymongo.asynchronous.encryption import AsyncClientEncryption
from pymongo.encryption_shared import Algorithm
from pymongo.errors import DuplicateKeyError, EncryptionError, PyMongoError
from pymongocrypt.asynchronous.state_machine import run_state_machine
from pymongocrypt.errors import MongoCryptError

from core.faults import StorageFault
from core.people.person import Person, Tenant
from storage.database import CODEC, Database, Document, fault_of
from storage.keyring import FRESH, Keyring
from storage.masterkeys import MasterKeys

CHUNK = 256 * 1024
"""Bytes sealed at a time (about 5 ms), so that a large file never holds up the event loop."""
CIPHERTEXT = 6  # BSON's binary subtype of encrypted values
REMEMBERED = 10_000  # key ids of people, about 1 MB
STEP = 50  # data keys wrapped at a time; some milliseconds
SLOW = 30.0  # seconds


class Unreadable(Exception):  # noqa: N818 - an answer: the key was destroyed, as its owner asked
    """The data key of this value is gone for good."""


class Encryption(AsyncClientEncryption[Document]):
    """The driver's part, and many values in one go, which the driver itself does of replies alone."""

    async def decrypt_all(self, values: Sequence[bytes]) -> Sequence[bytes]:
        """In order. Raises MongoCryptError if any of them does not open."""
        sealed = bson.encode({"values": [Binary(value, CIPHERTEXT) for value in values]})
        with self._encryption.mongocrypt.decryption_context(sealed) as context:
            opened: Sequence[bytes] = bson.decode(await run_state_machine(context, self._io_callbacks))["values"]
        return opened


class Vault:
    """Seals bytes under a person's key and opens them again."""

    def __init__(self, db: Database, ring: Keyring) -> None:
        self._db = db
        self._ring = ring
        self._key_ids: LRUCache[Person, Binary] = LRUCache(REMEMBERED)
        self._meeting: dict[Person, asyncio.Future[Binary]] = {}
        self._crypt = self._fresh()

    def _fresh(self) -> Encryption:
        return encryption(self._db, self._ring.keys)

    async def seal(self, owner: Person, place: str, data: bytes) -> list[Binary]:
        """Ciphertexts of `data`, in order. `place` says what it is and in which document (collection/id/field)."""
        total = max(1, -(-len(data) // CHUNK))
        sealed: list[Binary] = []
        for n in range(total):
            plain = _bound(owner.tenant, place, n, total) + data[n * CHUNK : (n + 1) * CHUNK]
            sealed.append(await self._encrypt(owner, Binary(plain), Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Random))
            if total > 1:
                await asyncio.sleep(0)
        return sealed

    async def open(self, tenant: Tenant, place: str, sealed: Sequence[bytes]) -> bytes:
        """What `seal` was given. Raises Unreadable if the key is gone, StorageFault if it does not belong here."""
        parts: list[bytes] = []
        for n, value in enumerate(sealed):
            parts.append(_unbound(await self._open(value), tenant, place, n, len(sealed)))
            if len(sealed) > 1:
                await asyncio.sleep(0)
        return b"".join(parts)

    async def open_rows(self, tenant: Tenant, sealed: Mapping[str, Sequence[bytes]]) -> Mapping[str, bytes]:
        """Small values by their place, without those whose key is gone. Their keys are looked for all at once: twenty rows of
        twenty people take a quarter of the time."""
        values = [value for parts in sealed.values() for value in parts]
        if not values:
            return {}
        try:
            plain = iter(await self._crypt.decrypt_all(values))
        except MongoCryptError:  # one of them does not open; which, and why, is seen one by one
            return await self._open_each(tenant, sealed)
        except PyMongoError as error:
            raise fault_of(error) from error
        return {
            place: b"".join(_unbound(next(plain), tenant, place, n, len(parts)) for n in range(len(parts)))
            for place, parts in sealed.items()
        }

    async def _open_each(self, tenant: Tenant, sealed: Mapping[str, Sequence[bytes]]) -> Mapping[str, bytes]:
        found = {}
        for place, parts in sealed.items():
            with contextlib.suppress(Unreadable):
                found[place] = await self.open(tenant, place, parts)
        return found

    async def _open(self, value: bytes) -> bytes:
        for last in (False, True):
            crypt = self._crypt
            try:
                return bytes(await crypt.decrypt(Binary(value, CIPHERTEXT)))
            except EncryptionError as error:
                key_id = Binary(bytes(value)[1:17], 4)  # the layout of subtype 6: kind, key id, type, ciphertext
                if not await self._exists(key_id):
                    raise Unreadable from None
                await self.reread()
                if last or self._crypt is crypt:
                    raise fault_of(error) from error
            except PyMongoError as error:
                raise fault_of(error) from error
        raise AssertionError("the second round returns or raises")

    async def reread(self, *, older: float = 0.0) -> None:
        """Go by the master keys as they are now, if what is known of them is older than so many seconds."""
        if await self._ring.refresh(older=older):
            self._crypt = self._fresh()

    async def fingerprint(self, owner: Person, digest: str, *, create: bool) -> Binary | None:
        """The same for the same digest of the same person, and telling nobody else anything. None if the person has no
        key and `create` is off."""
        if not create and await self._find(owner) is None:
            return None
        return await self._encrypt(owner, digest, Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Deterministic)

    async def has_key(self, person: Person) -> bool:
        """False for somebody who was erased, until something new of theirs is sealed."""
        return await self._find(person) is not None

    async def still_has_key(self, person: Person) -> bool:
        """As the database says now, whatever is remembered here."""
        async with self._db.turn():
            about = {"keyAltNames": alt_name(person)}
            return await self._db.collection("keys").find_one(about, {"_id": 1}) is not None

    async def forget(self, person: Person) -> bool:
        """Destroy the person's key. False if there was none."""
        self._key_ids.pop(person, None)
        async with self._db.turn():
            result = await self._db.collection("keys").delete_many({"keyAltNames": alt_name(person)})
        # A new context has an empty cache: here nothing opens from now on, in other processes within a minute.
        self._crypt = self._fresh()
        return result.deleted_count > 0

    async def forget_all(self, tenant: Tenant) -> int:
        """Destroy the keys of everybody of the tenant. How many there were."""
        for person in [person for person in self._key_ids if person.tenant == tenant]:
            self._key_ids.pop(person, None)
        of_tenant = {"keyAltNames": {"$regex": f"^{_hash(tenant.platform.value, tenant.id)}[.]"}}
        async with self._db.turn(seconds=30):
            result = await self._db.collection("keys").delete_many(of_tenant)
        self._crypt = self._fresh()
        return result.deleted_count

    async def ask_rotation(self) -> None:
        """To be called when data keys were destroyed: the master key that wrapped them follows (storage/rotation.py)."""
        await self._ring.ask()

    async def rewrap(self) -> int:
        """Wrap every data key that the present master key does not wrap; nothing sealed changes. How many there were."""
        keys, last, count = self._ring.keys, None, 0
        old = _wrapped_otherwise(keys)
        while True:
            after: Document = {"_id": {"$gt": last}} if last else {}
            async with self._db.turn(seconds=SLOW):
                found = self._db.collection("keys").find({"$and": [old, after]}, {"_id": 1}).sort("_id").limit(STEP)
                ids = [Binary.from_uuid(row["_id"]) for row in await found.to_list(STEP)]
                if not ids:
                    return count
                about = {"$and": [old, {"_id": {"$in": ids}}]}
                result = await self._crypt.rewrap_many_data_key(about, keys.provider, keys.master_key)
            count += result.bulk_write_result.modified_count if result.bulk_write_result else 0
            last = ids[-1]

    async def _encrypt(self, owner: Person, value: Binary | str, algorithm: Algorithm) -> Binary:
        for last in (False, True):
            key_id = await self._key_of(owner)
            crypt = self._crypt
            try:
                return await crypt.encrypt(value, algorithm, key_id=key_id)
            except EncryptionError as error:
                # Another process may have destroyed the key we remember; its owner starts anew with a fresh one. Or it has
                # wrapped it with a master key that we have not read yet.
                if not (there := await self._exists(key_id)):
                    self._key_ids.pop(owner, None)
                await self.reread()
                if last or (there and self._crypt is crypt):
                    raise fault_of(error) from error
            except PyMongoError as error:
                raise fault_of(error) from error
        raise AssertionError("the second round returns or raises")

    async def _exists(self, key_id: Binary) -> bool:
        async with self._db.turn():
            return await self._db.collection("keys").find_one({"_id": key_id}, {"_id": 1}) is not None

    async def _find(self, person: Person) -> Binary | None:
        if known := self._key_ids.get(person):
            return known
        await self.reread(older=FRESH)
        async with self._db.turn():
            found = await self._db.collection("keys").find_one({"keyAltNames": alt_name(person)}, {"_id": 1})
        return self._remember(person, found["_id"]) if found else None

    async def _key_of(self, person: Person) -> Binary:
        if known := self._key_ids.get(person):
            return known
        # One at a time for a person: nobody here uses a data key that is not confirmed.
        if (going := self._meeting.get(person)) is None:
            going = self._meeting[person] = asyncio.ensure_future(self._meet(person))
            going.add_done_callback(lambda _: self._meeting.pop(person, None))
        return await asyncio.shield(going)

    async def _meet(self, person: Person) -> Binary:
        """Find or make the person's data key."""
        if found := await self._find(person):
            return found
        keys, crypt = self._ring.keys, self._crypt
        try:
            fresh = await crypt.create_data_key(
                keys.provider, master_key=keys.master_key, key_alt_names=[alt_name(person)]
            )
            await self._confirm(fresh, keys)
        except (DuplicateKeyError, EncryptionError) as error:
            # Another worker met this person at the same moment.
            if not _is_duplicate(error) or (found := await self._find(person)) is None:
                raise fault_of(error) from error
            return found
        except PyMongoError as error:
            raise fault_of(error) from error
        return self._remember(person, fresh)

    async def _confirm(self, key_id: Binary, used: MasterKeys) -> None:
        """A rotation that began before this data key was written may have passed it by. We have the master key it was made
        with, whatever has become of the file: it is wrapped anew before anything is sealed under it."""
        state = await self._ring.state()
        if state is None or used.provider in {state.wraps, *self._ring.of_service}:
            return
        await self.reread()
        now = self._ring.keys
        both = MasterKeys(now.provider, {**used.providers, **now.providers}, now.master_key)
        async with encryption(self._db, both) as crypt:
            await crypt.rewrap_many_data_key({"_id": key_id}, both.provider, both.master_key)

    def _remember(self, person: Person, key_id: Any) -> Binary:
        known = Binary.from_uuid(key_id) if isinstance(key_id, UUID) else Binary(key_id, 4)
        self._key_ids[person] = known
        return known

    async def close(self) -> None:
        await self._crypt.close()


def encryption(db: Database, keys: MasterKeys) -> Encryption:
    """The driver's part, with these master keys."""
    codec: CodecOptions[Document] = CODEC
    return Encryption(keys.providers, f"{db.name}.keys", db.client, codec)


def _wrapped_otherwise(keys: MasterKeys) -> Document:
    """Finds data keys that can be opened, and are wrapped by another master key than the present one."""
    named = keys.master_key or {}
    same = {"masterKey.provider": keys.provider, **{f"masterKey.{name}": value for name, value in named.items()}}
    return {"masterKey.provider": {"$in": list(keys.providers)}, "$nor": [same]}


def _is_duplicate(error: PyMongoError) -> bool:
    return isinstance(error, DuplicateKeyError) or isinstance(getattr(error, "cause", None), DuplicateKeyError)


def _bound(tenant: Tenant, place: str, n: int, total: int) -> bytes:
    return f"{tenant.platform.value}/{tenant.id}/{place}#{n}/{total}\0".encode()


def _unbound(plain: bytes, tenant: Tenant, place: str, n: int, total: int) -> bytes:
    label = _bound(tenant, place, n, total)
    if not plain.startswith(label):
        raise StorageFault("Misplaced", transient=False)
    return plain[len(label) :]


def alt_name(person: Person) -> str:
    """What the person's data key is called. The tenant first, so that all keys of a tenant are one range of the index."""
    tenant = (person.tenant.platform.value, person.tenant.id)
    return f"{_hash(*tenant)}.{_hash(*tenant, person.id)}"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]
