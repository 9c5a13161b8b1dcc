"""Encryption at rest: every word of a session is ciphertext before it leaves the process.

Explicit client-side field encryption of the MongoDB driver, one data key per person, the data keys wrapped by a master
key. Destroying a person's data key makes all copies of what was sealed under it unreadable, backups too; libmongocrypt
forgets an unwrapped key after a minute. CSFLE binds no context to a ciphertext, so what a value is and where it belongs is
written inside it and compared when it is read: a value moved to another document or tenant does not open.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bson.binary import Binary
from bson.codec_options import CodecOptions
from pymongo.asynchronous.encryption import AsyncClientEncryption
from pymongo.encryption_shared import Algorithm
from pymongo.errors import DuplicateKeyError, EncryptionError, PyMongoError

from core.faults import StorageFault
from core.people import Person, Tenant
from storage.database import CODEC, Database, Document, fault_of
from storage.masterkeys import MasterKeys

CHUNK = 256 * 1024
"""Bytes sealed at a time (about 5 ms), so that a large file never holds up the event loop."""
CIPHERTEXT = 6  # BSON's binary subtype of encrypted values
REMEMBERED = 10_000  # key ids of people, about 1 MB


class Unreadable(Exception):  # noqa: N818 - an answer: the key was destroyed, as its owner asked
    """The data key of this value is gone for good."""


class Vault:
    """Seals bytes under a person's key and opens them again."""

    def __init__(self, db: Database, keys: MasterKeys) -> None:
        self._db = db
        self._master = keys
        self._key_ids: OrderedDict[Person, Binary] = OrderedDict()
        self._crypt = self._fresh()

    def _fresh(self) -> AsyncClientEncryption[Document]:
        codec: CodecOptions[Document] = CODEC
        return AsyncClientEncryption(self._master.providers, f"{self._db.name}.keys", self._db.client, codec)

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
            plain = await self._open(value)
            label = _bound(tenant, place, n, len(sealed))
            if not plain.startswith(label):
                raise StorageFault("Misplaced", transient=False)
            parts.append(plain[len(label) :])
            if len(sealed) > 1:
                await asyncio.sleep(0)
        return b"".join(parts)

    async def _open(self, value: bytes) -> bytes:
        try:
            return bytes(await self._crypt.decrypt(Binary(value, CIPHERTEXT)))
        except EncryptionError as error:
            key_id = Binary(bytes(value)[1:17], 4)  # the layout of subtype 6: kind, key id, type, ciphertext
            if await self._exists(key_id):
                raise fault_of(error) from error
            raise Unreadable from None
        except PyMongoError as error:
            raise fault_of(error) from error

    async def fingerprint(self, owner: Person, digest: str, *, create: bool) -> Binary | None:
        """The same for the same digest of the same person, and telling nobody else anything. None if the person has no
        key and `create` is off."""
        if not create and await self._find(owner) is None:
            return None
        return await self._encrypt(owner, digest, Algorithm.AEAD_AES_256_CBC_HMAC_SHA_512_Deterministic)

    async def forget(self, person: Person) -> bool:
        """Destroy the person's key. False if there was none."""
        self._key_ids.pop(person, None)
        async with self._db.turn():
            result = await self._db.collection("keys").delete_many({"keyAltNames": _alt_name(person)})
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

    async def rewrap(self) -> int:
        """Wrap every data key with the newest master key; nothing sealed changes. The number of keys wrapped anew."""
        old: Document = {"masterKey.provider": {"$ne": self._master.provider}} if self._master.is_local else {}
        try:
            result = await self._crypt.rewrap_many_data_key(old, self._master.provider, self._master.master_key)
        except PyMongoError as error:
            raise fault_of(error) from error
        return result.bulk_write_result.modified_count if result.bulk_write_result else 0

    async def _encrypt(self, owner: Person, value: Binary | str, algorithm: Algorithm) -> Binary:
        for last in (False, True):
            key_id = await self._key_of(owner)
            try:
                return await self._crypt.encrypt(value, algorithm, key_id=key_id)
            except EncryptionError as error:
                # Another process may have destroyed the key we remember; its owner starts anew with a fresh one.
                if last or await self._exists(key_id):
                    raise fault_of(error) from error
                self._key_ids.pop(owner, None)
            except PyMongoError as error:
                raise fault_of(error) from error
        raise AssertionError("the second round returns or raises")

    async def _exists(self, key_id: Binary) -> bool:
        async with self._db.turn():
            return await self._db.collection("keys").find_one({"_id": key_id}, {"_id": 1}) is not None

    async def _find(self, person: Person) -> Binary | None:
        if known := self._key_ids.get(person):
            self._key_ids.move_to_end(person)
            return known
        async with self._db.turn():
            found = await self._db.collection("keys").find_one({"keyAltNames": _alt_name(person)}, {"_id": 1})
        return self._remember(person, found["_id"]) if found else None

    async def _key_of(self, person: Person) -> Binary:
        if found := await self._find(person):
            return found
        try:
            fresh = await self._crypt.create_data_key(
                self._master.provider, master_key=self._master.master_key, key_alt_names=[_alt_name(person)]
            )
        except (DuplicateKeyError, EncryptionError) as error:
            # Another worker met this person at the same moment.
            if not _is_duplicate(error) or (found := await self._find(person)) is None:
                raise fault_of(error) from error
            return found
        except PyMongoError as error:
            raise fault_of(error) from error
        return self._remember(person, fresh)

    def _remember(self, person: Person, key_id: Any) -> Binary:
        known = Binary.from_uuid(key_id) if isinstance(key_id, UUID) else Binary(key_id, 4)
        self._key_ids[person] = known
        if len(self._key_ids) > REMEMBERED:
            self._key_ids.popitem(last=False)
        return known

    async def close(self) -> None:
        await self._crypt.close()


def _is_duplicate(error: PyMongoError) -> bool:
    return isinstance(error, DuplicateKeyError) or isinstance(getattr(error, "cause", None), DuplicateKeyError)


def _bound(tenant: Tenant, place: str, n: int, total: int) -> bytes:
    return f"{tenant.platform.value}/{tenant.id}/{place}#{n}/{total}\0".encode()


def _alt_name(person: Person) -> str:
    """The tenant first, so that all keys of a tenant are one range of the index."""
    tenant = (person.tenant.platform.value, person.tenant.id)
    return f"{_hash(*tenant)}.{_hash(*tenant, person.id)}"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]
