"""Who did what, when. Entries are only ever added; this class has no other way to write."""

import contextlib
from collections.abc import Sequence

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from core.people.person import Tenant
from core.ports.sessions import AuditEntry
from storage.database import Database, Document, scope, tenant_of


def _what(entry: AuditEntry) -> Document:
    who = {"actor": entry.actor, "operation": entry.operation, "subject": entry.subject}
    return {**scope(entry.tenant), **who, **({"change": entry.change} if entry.change else {})}


def _how(entry: AuditEntry) -> Document:
    return {"at": entry.at, "result": entry.result, "facts": dict(entry.facts)}


class MongoAudit:
    """`core.ports.sessions.AuditLog` on MongoDB."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._log = db.collection("audit_log")

    async def append(self, entry: AuditEntry) -> None:
        async with self._db.turn():
            await self._log.insert_one({**_what(entry), **_how(entry)})

    async def append_once(self, entry: AuditEntry) -> None:
        async with self._db.turn():
            # Entries of one moment are told apart by their ids, in the order in which they were made: not the server's, then.
            new = {"_id": ObjectId(), **_how(entry), "once": True}
            # Of two who find none at the same moment, the index lets one.
            with contextlib.suppress(DuplicateKeyError):
                await self._log.update_one(_what(entry), {"$setOnInsert": new}, upsert=True, hint="subject")

    async def of(self, tenant: Tenant, subject: str, *, limit: int = 100) -> Sequence[AuditEntry]:
        """The newest `limit` entries on one thing, newest first."""
        return await self._newest({**scope(tenant), "subject": subject}, "subject", limit)

    async def by(self, tenant: Tenant, actor: str, *, limit: int = 100) -> Sequence[AuditEntry]:
        """The newest `limit` entries of what one person did, newest first."""
        return await self._newest({**scope(tenant), "actor": actor}, "actor", limit)

    async def _newest(self, wanted: Document, index: str, limit: int) -> Sequence[AuditEntry]:
        async with self._db.turn():
            rows = await self._log.find(wanted).sort([("at", -1), ("_id", -1)]).hint(index).limit(limit).to_list(limit)
        return [
            AuditEntry(
                tenant=tenant_of(row),
                actor=row["actor"],
                operation=row["operation"],
                subject=row["subject"],
                at=row["at"],
                result=row["result"],
                facts=row["facts"],
            )
            for row in rows
        ]
