"""What one person has a few of, each with an id among theirs: access tokens, webhooks."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from pymongo import DESCENDING

from core.people.person import Person
from storage.database import Database, Document, key, scope
from storage.vault import Vault

T = TypeVar("T")


class MongoOwned(Generic[T]):
    """At most `most` of them in `collection`, which has the index `person`."""

    def __init__(self, db: Database, vault: Vault, collection: str, most: int) -> None:
        self._db = db
        self._vault = vault
        self._rows = db.collection(collection)
        self._most = most

    async def of(self, person: Person) -> Sequence[T]:
        async with self._db.turn():
            found = self._rows.find({**of(person), **self._living()}).sort("created_at", DESCENDING).hint("person")
            rows = await found.limit(self._most).to_list()
        opened = [await self._opened(row) for row in rows]
        return [one for one in opened if one is not None]

    async def remove(self, person: Person, id: str) -> bool:
        async with self._db.turn():
            result = await self._rows.delete_one(named(person, id))
        return result.deleted_count == 1

    async def remove_all(self, person: Person) -> int:
        async with self._db.turn():
            result = await self._rows.delete_many(of(person), hint="person")
        return result.deleted_count

    async def _put(self, person: Person, id: str, row: Mapping[str, Any]) -> bool:
        """Store it, or put it in the place of the one that has its id. False, and nothing written, where there is no room."""
        there = named(person, id)
        async with self._db.turn():
            others = {**of(person), **self._living(), "_id": {"$ne": there["_id"]}}
            if await self._rows.count_documents(others, hint="person") >= self._most:
                return False
        async with self._db.turn():
            await self._rows.update_one(there, {"$set": {**of(person), **row}}, upsert=True)
        return True

    def _living(self) -> Document:
        """Which of them are there: all, but for what expires."""
        return {}

    async def _opened(self, row: Document) -> T | None:
        """None while it is being erased."""
        raise NotImplementedError


def of(person: Person) -> Document:
    return {**scope(person.tenant), "person": person.id}


def named(person: Person, id: str) -> Document:
    return {"_id": key(person.tenant, f"{person.id}/{id}")}
