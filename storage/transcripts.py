"""Stored transcripts, sealed under the key of the person they belong to, until their retention ends."""

import asyncio
import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from pymongo.errors import DuplicateKeyError

from core.people.person import Person, Tenant
from core.transcript import Role, Transcript, Turn
from storage.database import Database, Document, key, scope
from storage.expiry import lives
from storage.vault import Unreadable, Vault

SLOW = 30.0  # seconds; a long session is some megabytes
_TRANSCRIPT = TypeAdapter(Transcript)
_TURN = TypeAdapter(Turn)
_ROLES = TypeAdapter(dict[str, Role])


def _pack(transcript: Transcript) -> bytes:
    """Deflated, for the database cannot compress ciphertext. Off the event loop: ten megabytes of text take most of a second."""
    return zlib.compress(_TRANSCRIPT.dump_json(transcript), 6)


def _unpack(body: bytes, roles: bytes | None) -> Transcript:
    """Turn by turn, so that the thread this runs in lets others go on in between: pydantic reads a whole one in one go."""
    raw = json.loads(zlib.decompress(body))
    turns = tuple(_TURN.validate_python(turn) for turn in raw["turns"])
    transcript = replace(_TRANSCRIPT.validate_python({**raw, "turns": ()}), turns=turns)
    return transcript.with_roles(_ROLES.validate_json(roles)) if roles else transcript


class MongoTranscripts:
    """`core.ports.sessions.TranscriptStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._transcripts = db.collection("transcripts")

    async def put(self, owner: Person, transcript: Transcript, digest: str, *, id: str) -> tuple[str, datetime] | None:
        body = await asyncio.to_thread(_pack, transcript)
        row = {
            **scope(owner.tenant),
            "owner": owner.id,
            "digest": await self._vault.fingerprint(owner, digest, create=True),
            "body": await self._vault.seal(owner, f"transcripts/{id}/body", body),
            "first": bool(digest),
        }
        literal: Document = {name: {"$literal": value} for name, value in row.items()}
        same = {"$eq": ["$digest", literal["digest"]]}
        change: Document = {
            **literal,
            "created_at": {"$ifNull": ["$created_at", self._db.clock.moment()]},
            # A late worker storing the same text again does not undo a person's answer.
            "roles": {"$cond": [same, {"$ifNull": ["$roles", None]}, None]},
        }
        first = {**scope(owner.tenant), "owner": owner.id, "digest": row["digest"], "first": True}
        async with self._db.turn(seconds=SLOW):
            while True:
                try:
                    await self._transcripts.update_one({"_id": key(owner.tenant, id)}, [{"$set": change}], upsert=True)
                except DuplicateKeyError:
                    held = await self._transcripts.find_one(first, {"created_at": 1}, hint="first")
                    if held and held["_id"]["id"] != id:  # else it went meanwhile, or we came between
                        return held["_id"]["id"], held["created_at"]
                else:
                    return None

    async def let_go(self, tenant: Tenant, id: str) -> None:
        async with self._db.turn():
            await self._transcripts.update_one({"_id": key(tenant, id)}, {"$set": {"first": False}})

    async def get(self, tenant: Tenant, id: str) -> Transcript | None:
        """None also if the owner's key was destroyed."""
        async with self._db.turn(seconds=SLOW):
            row = await self._transcripts.find_one({"_id": key(tenant, id), **self._lives()})
        if row is None:
            return None
        try:
            body = await self._vault.open(tenant, f"transcripts/{id}/body", row["body"])
            roles = await self._vault.open(tenant, f"transcripts/{id}/roles", row["roles"]) if row["roles"] else None
        except Unreadable:
            return None
        return await asyncio.to_thread(_unpack, body, roles)

    async def held(self, tenant: Tenant, id: str) -> bool:
        """As the port says, but for an owner's key that was destroyed."""
        about = {"_id": key(tenant, id), **self._lives()}
        async with self._db.turn():
            return await self._transcripts.find_one(about, {"_id": 1}) is not None

    async def set_roles(self, tenant: Tenant, id: str, roles: Mapping[str, Role]) -> None:
        """One small write beside the text; nothing happens if the transcript is gone."""
        async with self._db.turn():
            row = await self._transcripts.find_one({"_id": key(tenant, id)}, {"owner": 1})
        if row is None:
            return
        sealed = await self._vault.seal(
            Person(tenant, row["owner"]), f"transcripts/{id}/roles", _ROLES.dump_json(dict(roles))
        )
        async with self._db.turn():
            await self._transcripts.update_one({"_id": key(tenant, id)}, {"$set": {"roles": sealed}})

    async def seen_before(self, owner: Person, digest: str) -> tuple[str, datetime] | None:
        fingerprint = await self._vault.fingerprint(owner, digest, create=False)
        if fingerprint is None:
            return None
        async with self._db.turn():
            row = await self._transcripts.find_one(
                {**scope(owner.tenant), "owner": owner.id, "digest": fingerprint, **self._lives()},
                {"created_at": 1},
                hint="digest",
            )
        return (row["_id"]["id"], row["created_at"]) if row else None

    def _lives(self) -> Document:
        return lives("transcripts", self._db.clock.now())

    async def delete(self, tenant: Tenant, id: str) -> None:
        async with self._db.turn():
            await self._transcripts.delete_one({"_id": key(tenant, id)})
