"""Where people are reached, and what was sent there: ids and addresses of the platform, no content."""

from collections.abc import Sequence
from typing import Any

from core.people.conversations import Conversation, Sent
from core.people.person import Person, Place, Tenant
from storage.database import Database, Document, key, scope, tenant_of

KEPT = 1000  # messages of one conversation
FACTS = ("channel", "address", "user", "bot", "open")


class MongoConversations:
    """`core.people.conversations.ConversationStore` on MongoDB."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._conversations = db.collection("conversations")

    async def keep(self, conversation: Conversation) -> None:
        person = conversation.person
        told: Document = {name: getattr(conversation, name) for name in FACTS}
        told |= {name: value for name in ("time_zone", "locale") if (value := getattr(conversation, name))}
        about = {"_id": key(person.tenant, person.id)}
        async with self._db.turn():
            if await self._conversations.find_one({**about, **told}, {"_id": 1}):
                return
            row = {**scope(person.tenant), "person": person.id, **told}
            await self._conversations.update_one(about, {"$set": row}, upsert=True)

    async def close(self, person: Person) -> None:
        async with self._db.turn():
            about = {"_id": key(person.tenant, person.id)}
            await self._conversations.update_one(about, {"$set": {"open": False}})

    async def of(self, person: Person) -> Conversation | None:
        return await self._one({"_id": key(person.tenant, person.id)}, "_id_")

    async def at(self, place: Place) -> Conversation | None:
        return await self._one(_where(place), "channel")

    async def called(self, tenant: Tenant, user: str) -> Conversation | None:
        return await self._one({**scope(tenant), "user": user}, "user")

    async def address(self, tenant: Tenant) -> str:
        found = await self._one(scope(tenant), "person")
        return found.address if found else ""

    async def note(self, place: Place, sent: Sent) -> bool:
        others: Document = {
            "$filter": {
                "input": {"$ifNull": ["$sent", []]},
                "cond": {"$ne": ["$$this.id", {"$literal": sent.id}]},
            }
        }
        row = {"id": sent.id, "mark": sent.mark, "parts": list(sent.parts), "judged": list(sent.judged)}
        kept = {"$slice": [{"$concatArrays": [others, [{"$literal": row}]]}, -KEPT]}
        async with self._db.turn():
            changed = await self._conversations.update_one(_where(place), [{"$set": {"sent": kept}}], hint="channel")
        return changed.matched_count == 1

    async def sent(self, place: Place, *, id: str = "", mark: str = "") -> Sequence[Sent]:
        wanted = {"id": id} if id else {"mark": mark}
        same = {"$and": [{"$eq": [f"$$this.{name}", {"$literal": value}]} for name, value in wanted.items()]}
        found: Document = {"$filter": {"input": {"$ifNull": ["$sent", []]}, "cond": same}}
        async with self._db.turn():
            row = await self._conversations.find_one(_where(place), {"sent": found}, hint="channel")
        return [
            Sent(one["id"], one["mark"], tuple(one["parts"]), tuple(one["judged"]))
            for one in (row or {}).get("sent", ())
        ]

    async def forget(self, place: Place, id: str) -> None:
        async with self._db.turn():
            await self._conversations.update_one(_where(place), {"$pull": {"sent": {"id": id}}}, hint="channel")

    async def _one(self, about: Document, hint: str) -> Conversation | None:
        async with self._db.turn():
            row: dict[str, Any] | None = await self._conversations.find_one(about, {"sent": 0}, hint=hint)
        if row is None:
            return None
        facts = {name: row[name] for name in FACTS}
        return Conversation(
            Person(tenant_of(row), row["person"]),
            **facts,
            time_zone=row.get("time_zone"),
            locale=row.get("locale", ""),
        )


def _where(place: Place) -> Document:
    return {**scope(place.tenant), "channel": place.channel}
