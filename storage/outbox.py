"""Changes that wait for their effects, in the documents they changed (core/changes.py)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from pymongo import ASCENDING, IndexModel

from core.changes import Change, Kept, Kind
from storage.database import Database, Document, scope, tenant_of

COLLECTIONS: Mapping[Kept, str] = {
    Kept.INSIGHT: "session_insights",
    Kept.RELATIONSHIP: "coaching_relationships",
    Kept.COMMENT: "comments",
    Kept.CORRECTION: "corrections",
    Kept.COMMITMENT: "commitments",
    Kept.FEEDBACK: "feedback",
}
INDEX = IndexModel([("outbox.id", ASCENDING)], name="outbox", partialFilterExpression={"outbox.id": {"$exists": True}})
LEFT_AFTER = timedelta(seconds=30)
"""A change older than this has outlived the process that made it, or its job could not be stored."""
AT_ONCE = 500


def entry(change: Change) -> Document:
    """As an item of a document's `outbox`. Ids, sizes and dates alone: nothing of it is sealed."""
    return {
        "id": change.id,
        "kind": change.kind.value,
        "subject": change.subject,
        "actor": change.actor,
        "at": change.at,
        "facts": dict(change.facts),
        "people": list(change.people),
    }


def added(change: Change) -> Document:
    """`outbox` with the change, as an expression for an update by pipeline."""
    return {"$concatArrays": [{"$ifNull": ["$outbox", []]}, [{"$literal": entry(change)}]]}


class MongoOutbox:
    """`core.changes.Outbox` on MongoDB."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def done(self, change: Change) -> None:
        if (name := COLLECTIONS.get(change.kept)) is None:
            return
        async with self._db.turn():
            await self._db.collection(name).update_one(
                {**scope(change.tenant), "outbox.id": change.id},
                {"$pull": {"outbox": {"id": change.id}}},
                hint="outbox",
            )

    async def left(self) -> Sequence[Change]:
        """Of every tenant; entries of kinds that this version does not know stay for the one that wrote them."""
        found: list[Change] = []
        before = self._db.clock.now() - LEFT_AFTER
        waits = {"at": {"$lt": before}, "kind": {"$in": [kind.value for kind in Kind]}}
        for name in COLLECTIONS.values():
            async with self._db.turn(seconds=30):
                rows = await (
                    self._db.collection(name)
                    .find(
                        {"outbox.id": {"$exists": True}, "outbox": {"$elemMatch": waits}},
                        {"platform": 1, "tenant_id": 1, "outbox": 1},
                    )
                    .hint("outbox")
                    .limit(AT_ONCE)
                    .to_list(AT_ONCE)
                )
            found += [
                _change(row, item)
                for row in rows
                for item in row["outbox"]
                if item["at"] < before and item["kind"] in set(Kind)
            ]
        return found


def _change(row: Document, item: Document) -> Change:
    return Change(
        Kind(item["kind"]),
        tenant_of(row),
        item["subject"],
        item["actor"],
        item["at"],
        item["facts"],
        tuple(item["people"]),
        item["id"],
    )
