"""What stands on people's screens in the playground, sealed: a chat platform of our own keeps what others keep for us."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo import ReturnDocument

from core.people.person import Person, Tenant
from storage.database import Database, Document, key, scope
from storage.expiry import lives
from storage.vault import Unreadable, Vault

KEEPER = "#screens"
"""Whose data key seals it; no platform has such a user id. A person's own would be made anew by each message about its end."""
FILES_STAY = timedelta(days=7)
SLOW = 30.0  # seconds: a file is megabytes


@dataclass(frozen=True, slots=True)
class Row:
    """`number` grows from row to row, `change` with every change of any row. `kind` and `mark` are words of whoever keeps it."""

    id: str
    person: str
    kind: str
    body: bytes
    number: int
    change: int
    at: datetime
    mark: str = ""


class MongoScreens:
    """Rows about people of one tenant, in the order in which they came."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._screens = db.collection("screens")

    async def add(self, person: Person, kind: str, body: bytes, mark: str = "") -> str:
        """The id of the new row."""
        number = await self._next(person.tenant)
        row = {"number": number, "kind": kind, "mark": mark, "at": self._db.clock.now()}
        await self._put(person, _name(number), row, body, number)
        return _name(number)

    async def add_file(self, person: Person, data: bytes) -> str:
        """Of at most 10 MB; it goes by itself after a week. Not among `changes`."""
        number = await self._next(person.tenant)
        now = self._db.clock.now()
        row = {"number": number, "kind": "", "at": now, "expires_at": now + FILES_STAY}
        await self._put(person, _name(number), row, data, number)
        return _name(number)

    async def keep(self, person: Person, name: str, body: bytes, kind: str = "") -> None:
        """The one row of that name, new or in the place of what was there. Among `changes` only with a kind."""
        row = {"number": 0, "kind": kind, "mark": "", "at": self._db.clock.now()}
        await self._put(person, f"{name}:{person.id}", row, body, await self._next(person.tenant))

    async def kept(self, person: Person, name: str) -> bytes | None:
        found = await self.get(person.tenant, f"{name}:{person.id}")
        return found.body if found else None

    async def change(self, tenant: Tenant, id: str, body: bytes) -> bool:
        """False if there is no such row."""
        change = {"change": await self._next(tenant), "body": await self._seal(tenant, id, body)}
        async with self._db.turn():
            result = await self._screens.update_one({"_id": key(tenant, id)}, {"$set": change})
        return result.matched_count > 0

    async def get(self, tenant: Tenant, id: str) -> Row | None:
        about = {"_id": key(tenant, id), **lives("screens", self._db.clock.now())}
        async with self._db.turn(seconds=SLOW):
            row = await self._screens.find_one(about)
        return await self._open(tenant, row) if row else None

    async def changes(self, person: Person) -> Mapping[str, int]:
        """All rows of the person, in their order, each with the number of its last change."""
        async with self._db.turn():
            found = self._screens.find(_of(person), {"change": 1, "number": 1}, hint="person")
            rows = await found.sort("number").to_list()
        return {row["_id"]["id"]: row["change"] for row in rows}

    async def rows(self, person: Person, ids: Sequence[str] | None = None) -> Sequence[Row]:
        """These, or all, in their order."""
        about = _of(person)
        if ids is not None:
            about["_id"] = {"$in": [key(person.tenant, each) for each in ids]}
        async with self._db.turn(seconds=SLOW):
            found = await self._screens.find(about, hint="person").sort("number").to_list()
        opened = await asyncio.gather(*(self._open(person.tenant, row) for row in found))
        return [row for row in opened if row is not None]

    async def marked(self, tenant: Tenant, person: str, mark: str) -> Sequence[str]:
        """The ids of the person's rows with that mark, in their order."""
        async with self._db.turn():
            found = self._screens.find({**_of(Person(tenant, person)), "mark": mark}, {"_id": 1}, hint="person")
            return [row["_id"]["id"] for row in await found.sort("number").to_list()]

    async def remove(self, tenant: Tenant, id: str) -> None:
        """One that is not there is no fault."""
        async with self._db.turn():
            await self._screens.delete_one({"_id": key(tenant, id)})

    async def _next(self, tenant: Tenant) -> int:
        async with self._db.turn():
            row = await self._screens.find_one_and_update(
                {"_id": key(tenant, "#last")},
                {"$set": scope(tenant), "$inc": {"last": 1}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        return int(row["last"]) if row else 1

    async def _put(self, person: Person, id: str, row: Document, body: bytes, change: int) -> None:
        sealed = await self._seal(person.tenant, id, body)
        whole = {**scope(person.tenant), "person": person.id, **row, "change": change, "body": sealed}
        async with self._db.turn(seconds=SLOW):
            await self._screens.update_one({"_id": key(person.tenant, id)}, {"$set": whole}, upsert=True)

    async def _seal(self, tenant: Tenant, id: str, body: bytes) -> list[bytes]:
        return [*await self._vault.seal(Person(tenant, KEEPER), f"screens/{id}", body)]

    async def _open(self, tenant: Tenant, row: Document) -> Row | None:
        name = row["_id"]["id"]
        try:
            body = await self._vault.open(tenant, f"screens/{name}", row["body"])
        except Unreadable:
            return None
        at = row["at"]
        return Row(name, row["person"], row["kind"], body, row["number"], row["change"], at, row.get("mark", ""))


def _name(number: int) -> str:
    """Sorts as the number does."""
    return f"{number:09}"


def _of(person: Person) -> Document:
    return {**scope(person.tenant), "person": person.id, "kind": {"$ne": ""}}
