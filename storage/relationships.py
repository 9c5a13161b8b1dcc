"""Who works with whom: one document per relationship, moved by compare-and-set."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from pymongo.errors import DuplicateKeyError

from core.changes import Change
from core.people.appointments import MEETING, read
from core.people.person import Person, Tenant
from core.people.relationships import (
    OPEN,
    Briefs,
    Consent,
    Relationship,
    State,
)
from core.ports.insights import Page
from storage.database import Database, Document, key, scope, tenant_of
from storage.outbox import entry
from storage.paging import Order, fetch

FIXED = ("coach", "client", "requested_by", "created_at")
MOVED = ("changed_at", "accepted_at", "ended_at", "ended_by", "withdrawn_at", "version")
BY_CHANGE = Order(b"r", "changed_at", "_id.id")
MOST = 100  # of get_many
_BRIEFS = TypeAdapter(Briefs)


class MongoRelationships:
    """`core.ports.people.RelationshipStore` on MongoDB."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._relationships = db.collection("coaching_relationships")

    async def create(self, relationship: Relationship, change: Change) -> bool:
        """As the port says; the unique index `open` decides between two who ask each other at the same moment."""
        row = {
            "_id": key(relationship.tenant, relationship.id),
            **scope(relationship.tenant),
            "pair": relationship.pair,
            "parties": [relationship.coach, relationship.client],
            **{name: getattr(relationship, name) for name in FIXED},
            **_moving(relationship),
            "outbox": [entry(change)],
        }
        async with self._db.turn():
            try:
                await self._relationships.insert_one(row)
            except DuplicateKeyError:
                return False
        return True

    async def get(self, tenant: Tenant, id: str) -> Relationship | None:
        async with self._db.turn():
            row = await self._relationships.find_one({"_id": key(tenant, id)})
        return _relationship(row) if row else None

    async def get_many(self, tenant: Tenant, ids: Sequence[str]) -> Mapping[str, Relationship]:
        """As the port says. Raises ValueError for more than MOST."""
        if len(ids) > MOST:
            raise ValueError(f"at most {MOST} at a time")
        async with self._db.turn():
            rows = await self._relationships.find({"_id": {"$in": [key(tenant, name) for name in ids]}}).to_list()
        return {row["_id"]["id"]: _relationship(row) for row in rows}

    async def between(self, tenant: Tenant, one: str, other: str) -> Relationship | None:
        async with self._db.turn():
            row = await self._relationships.find_one(
                {**scope(tenant), "pair": "|".join(sorted((one, other)))},
                sort=[("open", -1), ("changed_at", -1), ("_id.id", -1)],
                hint="pair",
            )
        return _relationship(row) if row else None

    async def move(self, relationship: Relationship, change: Change) -> bool:
        before = {"_id": key(relationship.tenant, relationship.id), "version": relationship.version - 1}
        async with self._db.turn():
            result = await self._relationships.update_one(
                before, {"$set": _moving(relationship), "$push": {"outbox": entry(change)}}
            )
        return result.matched_count == 1

    async def keep_briefs(self, relationship: Relationship, briefs: Briefs, change: Change | None) -> bool:
        there: Document = {"_id": key(relationship.tenant, relationship.id), "state": State.ACTIVE.value}
        before = briefs.version - 1
        there["briefs.version"] = before or {"$in": [0, None]}
        # Field by field: what a newer version keeps besides stays.
        fields = {f"briefs.{name}": value for name, value in _BRIEFS.dump_python(briefs, mode="json").items()}
        async with self._db.turn():
            result = await self._relationships.update_one(
                there, {"$set": fields, **({"$push": {"outbox": entry(change)}} if change else {})}
            )
        return result.matched_count == 1

    async def of(
        self, person: Person, *, states: frozenset[State], limit: int, cursor: str | None = None
    ) -> Page[Relationship]:
        """As the port says; the states' scans of the index `parties` are merged in order."""
        about = {
            **scope(person.tenant),
            "parties": person.id,
            "state": {"$in": sorted(state.value for state in states)},
        }
        async with self._db.turn():
            found = await fetch(self._relationships, about, limit=limit, cursor=cursor, hint="parties", order=BY_CHANGE)
        return Page(tuple(_relationship(row) for row in found.documents), found.older, found.newer)


def _moving(relationship: Relationship) -> Document:
    return {
        "state": relationship.state.value,
        "open": relationship.state in OPEN,
        **{name: getattr(relationship, name) for name in MOVED},
        "next_session": MEETING.dump_python(meeting, mode="json") if (meeting := relationship.next_session) else None,
        "consents": [
            {"person_id": given.person_id, "text_version": given.text_version, "at": given.at, "given": given.given}
            for given in relationship.consents
        ],
    }


def _relationship(row: Document) -> Relationship:
    fields: dict[str, Any] = {name: row[name] for name in (*FIXED, *MOVED)}
    meeting = row.get("next_session")
    return Relationship(
        id=row["_id"]["id"],
        tenant=tenant_of(row),
        state=State(row["state"]),
        consents=tuple(Consent(**given) for given in row["consents"]),
        next_session=read(meeting),
        briefs=_BRIEFS.validate_python(row.get("briefs", {})),
        **fields,
    )
