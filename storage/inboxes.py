"""What people decided about sessions from other tools; the titles of series are sealed."""

from pydantic import TypeAdapter
from pymongo.errors import DuplicateKeyError

from core.inbox.record import Inbox, Series
from core.people.person import Person
from storage.database import Database, Document, key, scope
from storage.vault import Unreadable, Vault

_SERIES = TypeAdapter(tuple[Series, ...])


class MongoInboxes:
    """`core.inbox.record.InboxStore` on MongoDB."""

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
            always = await self._vault.open(person.tenant, _place(person), row["always"])
        except Unreadable:
            return Inbox(person, version=row["version"])
        return Inbox(person, _SERIES.validate_json(always), row["version"])

    async def save(self, inbox: Inbox) -> bool:
        person, first = inbox.person, inbox.version == 1
        row: Document = {
            **scope(person.tenant),
            "person": person.id,
            "version": inbox.version,
            "always": await self._vault.seal(person, _place(person), _SERIES.dump_json(inbox.always)),
        }
        # The first write is an insert, which collides with one that is there.
        before: Document = {"version": {"$exists": False}} if first else {"version": inbox.version - 1}
        async with self._db.turn():
            try:
                result = await self._inboxes.update_one(
                    {"_id": key(person.tenant, person.id), **before}, {"$set": row}, upsert=first
                )
            except DuplicateKeyError:
                return False
        return result.modified_count == 1 or result.upserted_id is not None


def _place(person: Person) -> str:
    return f"inboxes/{person.id}/always"
