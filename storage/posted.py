"""Where the bot's messages about a thing are, so that they can be taken back: ids of channels and messages, no content."""

from collections.abc import Sequence

from core.people.person import (
    MessageRef,
    Person,
    Place,
    Tenant,
)
from storage.database import Database, Document, scope

KEPT = 1000  # messages of one subject and reader


class MongoPostedCards:
    """`core.ports.people.PostedCards` on MongoDB; one document per subject and reader."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._posted = db.collection("posted_cards")

    async def remember(self, subject: str, reader: Person, message: MessageRef, kind: str = "") -> None:
        whose = {**scope(reader.tenant), "subject": subject, "reader": reader.id}
        place = message.place
        new = {"channel": place.channel, "thread": place.thread, "id": message.id}
        known: Document = {"$ifNull": ["$messages", []]}
        same = {"$and": [{"$eq": [f"$$this.{name}", {"$literal": new[name]}]} for name in ("channel", "id")]}
        before = {"$first": {"$filter": {"input": known, "cond": same}}}
        kept = {"$ifNull": [{"$let": {"vars": {"one": before}, "in": "$$one.kind"}}, ""]}
        added = {"$mergeObjects": [{"$literal": new}, {"kind": {"$literal": kind} if kind else kept}]}
        others = {"$filter": {"input": known, "cond": {"$not": [same]}}}
        messages = {"$slice": [{"$concatArrays": [others, [added]]}, -KEPT]}
        literal: Document = {name: {"$literal": value} for name, value in whose.items()}
        async with self._db.turn():
            await self._posted.update_one({"_id": whose}, [{"$set": {**literal, "messages": messages}}], upsert=True)

    async def of(
        self, tenant: Tenant, subject: str, reader: str | None = None, kind: str | None = None
    ) -> Sequence[MessageRef]:
        """Oldest first for each reader."""
        async with self._db.turn():
            rows = await self._posted.find(_about(tenant, subject, reader)).hint("subject").to_list()
        return [
            MessageRef(Place(tenant, message["channel"], message["thread"]), message["id"])
            for row in rows
            for message in row["messages"]
            if kind in {None, message.get("kind", "")}
        ]

    async def shown(self, tenant: Tenant, subject: str, reader: str) -> Sequence[tuple[MessageRef, str]]:
        async with self._db.turn():
            rows = await self._posted.find(_about(tenant, subject, reader)).hint("subject").to_list()
        return [
            (MessageRef(Place(tenant, message["channel"], message["thread"]), message["id"]), message.get("kind", ""))
            for row in rows
            for message in row["messages"]
        ]

    async def readers(self, tenant: Tenant, subject: str) -> Sequence[str]:
        async with self._db.turn():
            rows = await self._posted.find(_about(tenant, subject, None), {"reader": 1}).hint("subject").to_list()
        return [row["reader"] for row in rows]

    async def forget(self, tenant: Tenant, subject: str, reader: str | None = None) -> None:
        async with self._db.turn():
            await self._posted.delete_many(_about(tenant, subject, reader), hint="subject")


def _about(tenant: Tenant, subject: str, reader: str | None) -> Document:
    about = {**scope(tenant), "subject": subject}
    return about if reader is None else {**about, "reader": reader}
