"""What people put right in an insight: sealed under the key of the insight's owner.

All of one insight are one document: they are read together, and that there are never more than MOST is part of the write.
"""

import asyncio
from collections.abc import Sequence

from pydantic import TypeAdapter
from pymongo.errors import DuplicateKeyError

from core.changes import Change
from core.insight.corrections import MOST, Anchor, Correction
from core.people.person import Person, Tenant
from storage.database import Database, Document, key, scope
from storage.outbox import entry
from storage.vault import Unreadable, Vault

_WORDS = TypeAdapter(tuple[Anchor, str])


class MongoCorrections:
    """`core.ports.insights.CorrectionStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._corrections = db.collection("corrections")

    async def put(self, owner: Person, insight_id: str, correction: Correction, change: Change) -> bool:
        words = _WORDS.dump_json((correction.anchor, correction.text))
        item = {
            "id": correction.id,
            "section": correction.section,
            "kind": correction.kind,
            "by": correction.by,
            "voice": correction.voice,
            "at": correction.at,
            "words": await self._vault.seal(owner, _place(insight_id, correction.id), words),
        }
        name = {"_id": key(owner.tenant, insight_id)}
        async with self._db.turn():
            if await self._replace(name, item, change):
                return True
            try:
                await self._corrections.update_one(
                    {**name, "items.id": {"$ne": correction.id}, f"items.{MOST - 1}": {"$exists": False}},
                    {**_pushed(item, change), "$setOnInsert": {**scope(owner.tenant), "owner": owner.id}},
                    upsert=True,
                )
            except DuplicateKeyError:  # it is full, or another process was first
                return await self._replace(name, item, change) or await self._push(name, item, change)
        return True

    async def _replace(self, name: Document, item: Document, change: Change) -> bool:
        result = await self._corrections.update_one(
            {**name, "items.id": item["id"]}, {"$set": {"items.$": item}, "$push": {"outbox": entry(change)}}
        )
        return result.matched_count == 1

    async def _push(self, name: Document, item: Document, change: Change) -> bool:
        room = {"items.id": {"$ne": item["id"]}, f"items.{MOST - 1}": {"$exists": False}}
        result = await self._corrections.update_one({**name, **room}, _pushed(item, change))
        return result.matched_count == 1

    async def of(self, tenant: Tenant, insight_id: str) -> Sequence[Correction]:
        """As the port says; those whose key was destroyed are left out."""
        async with self._db.turn():
            row = await self._corrections.find_one({"_id": key(tenant, insight_id)})
        return await self.of_rows(tenant, insight_id, [row] if row else [])

    async def of_rows(self, tenant: Tenant, insight_id: str, rows: Sequence[Document]) -> Sequence[Correction]:
        """What an insight's document (one, or none) holds."""
        items = [item for row in rows for item in row["items"]]
        opened = await asyncio.gather(*(self._correction(tenant, insight_id, item) for item in items))
        found = [correction for correction in opened if correction is not None]
        return tuple(sorted(found, key=lambda correction: (correction.at, correction.id)))

    async def remove(self, tenant: Tenant, insight_id: str, id: str, change: Change | None = None) -> bool:
        update: Document = {"$pull": {"items": {"id": id}}}
        if change is not None:
            update["$push"] = {"outbox": entry(change)}
        async with self._db.turn():
            result = await self._corrections.update_one({"_id": key(tenant, insight_id), "items.id": id}, update)
        return result.modified_count == 1

    async def remove_all(self, tenant: Tenant, insight_id: str) -> int:
        async with self._db.turn():
            row = await self._corrections.find_one_and_delete({"_id": key(tenant, insight_id)})
        return len(row["items"]) if row else 0

    async def _correction(self, tenant: Tenant, insight_id: str, item: Document) -> Correction | None:
        try:
            words = await self._vault.open(tenant, _place(insight_id, item["id"]), item["words"])
        except Unreadable:
            return None
        anchor, text = _WORDS.validate_json(words)
        return Correction(
            item["id"], item["section"], anchor, item["kind"], item["by"], item["voice"], item["at"], text
        )


def _pushed(item: Document, change: Change) -> Document:
    return {"$push": {"items": item, "outbox": entry(change)}}


def _place(insight_id: str, id: str) -> str:
    return f"corrections/{insight_id}/{id}"
