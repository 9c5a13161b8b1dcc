"""What people decided about sessions from other tools; the titles of series, and whose address is whose, are sealed."""

import hashlib

from pydantic import TypeAdapter
from pymongo import DESCENDING
from pymongo.errors import DuplicateKeyError

from core.inbox.record import Inbox, Link, Series
from core.people.person import Person
from storage.database import Database, Document, key, scope, tenant_of
from storage.vault import Unreadable, Vault

_SERIES = TypeAdapter(tuple[Series, ...])
_LINK = TypeAdapter(Link)


class MongoInboxes:
    """`core.inbox.record.InboxStore` on MongoDB. What is sealed of an address is found by its digest."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._inboxes = db.collection("inboxes")

    async def get(self, person: Person) -> Inbox:
        async with self._db.turn():
            row = await self._inboxes.find_one({"_id": key(person.tenant, person.id)})
        if row is None:
            return Inbox(person)
        try:
            always = await self._vault.open(person.tenant, _place(person, "always"), row["always"])
            link = b"{}"
            if "link" in row:
                link = await self._vault.open(person.tenant, _place(person, "link"), row["link"])
        except Unreadable:
            return Inbox(person, version=row["version"])
        return Inbox(person, _SERIES.validate_json(always), row["version"], _LINK.validate_json(link))

    async def save(self, inbox: Inbox) -> bool:
        person, first = inbox.person, inbox.version == 1
        always, link = _SERIES.dump_json(inbox.always), _LINK.dump_json(inbox.link)
        row: Document = {
            **scope(person.tenant),
            "person": person.id,
            "version": inbox.version,
            "always": await self._vault.seal(person, _place(person, "always"), always),
            "link": await self._vault.seal(person, _place(person, "link"), link),
        }
        change: Document = {"$set": row}
        if inbox.link.address:
            row |= {"address": _digest(inbox.link.address), "linked_at": self._db.clock.now()}
        else:
            change["$unset"] = {"address": "", "linked_at": ""}
        # The first write is an insert, which collides with one that is there.
        before: Document = {"version": {"$exists": False}} if first else {"version": inbox.version - 1}
        async with self._db.turn():
            try:
                result = await self._inboxes.update_one(
                    {"_id": key(person.tenant, person.id), **before}, change, upsert=first
                )
            except DuplicateKeyError:
                return False
        return result.modified_count == 1 or result.upserted_id is not None

    async def whose(self, address: str) -> Person | None:
        async with self._db.turn():
            found = await (
                self._inboxes.find({"address": _digest(address)})
                .sort("linked_at", DESCENDING)
                .hint("address")
                .limit(1)
                .to_list()
            )
        return Person(tenant_of(found[0]), found[0]["person"]) if found else None


def _place(person: Person, field: str) -> str:
    return f"inboxes/{person.id}/{field}"


def _digest(address: str) -> str:
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()
