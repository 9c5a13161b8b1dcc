"""Nudges: one document a person, with what core/nudges/record.py knows of them. Ids, days and counts; no words.

`look_at` is when the person's job is to look next, absent where it need not; `version` counts the writes.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter
from pymongo.errors import DuplicateKeyError

from core.nudges.record import Record
from core.people.person import Person
from storage.database import Database, Document, key, scope, tenant_of

LEFT_AFTER = timedelta(minutes=2)
"""A job this late has not been told, or is not there."""
APART = {"person", "version", "look_at"}
"""What stands beside the rest, for queries."""

_RECORD = TypeAdapter(Record)


class MongoNudges:
    """`core.nudges.record.NudgeStore` on MongoDB."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._nudges = db.collection("nudges")

    async def get(self, person: Person) -> Record | None:
        async with self._db.turn():
            row = await self._nudges.find_one({"_id": key(person.tenant, person.id)})
        if row is None:
            return None
        apart = {"person": person, "version": row["version"], "look_at": row.get("look_at")}
        return _RECORD.validate_python({**row["state"], **apart})

    async def save(self, record: Record) -> bool:
        # Field by field: what a newer version keeps besides stays.
        state: dict[str, Any] = _RECORD.dump_python(record, mode="json", exclude=APART)
        change: Document = {
            "$set": {
                **scope(record.person.tenant),
                "person": record.person.id,
                "version": record.version,
                **{f"state.{name}": value for name, value in state.items()},
            }
        }
        if record.look_at is None:
            change["$unset"] = {"look_at": ""}
        else:
            change["$set"]["look_at"] = record.look_at
        name, first = key(record.person.tenant, record.person.id), record.version == 1
        async with self._db.turn():
            try:
                # The first write is an insert, which collides with one that is there.
                before: Document = {"version": {"$exists": False}} if first else {"version": record.version - 1}
                result = await self._nudges.update_one({"_id": name, **before}, change, upsert=first)
            except DuplicateKeyError:
                return False
        return result.modified_count == 1 or result.upserted_id is not None

    async def left(self, *, limit: int) -> Sequence[Person]:
        late = self._db.clock.now() - LEFT_AFTER
        async with self._db.turn():
            rows = await (
                self._nudges.find({"look_at": {"$lte": late}}, {"platform": 1, "tenant_id": 1, "person": 1})
                .hint("look_at")
                .limit(limit)
                .to_list(limit)
            )
        return [Person(tenant_of(row), row["person"]) for row in rows]
