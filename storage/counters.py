"""Sums by key that all replicas share: how many sessions a person had today, what they cost. No words, gone after two days."""

import hashlib
from datetime import timedelta

from storage.database import Database, Document
from storage.expiry import lives

KEEP = timedelta(days=2)
"""A key names its day, so nobody asks for it any longer than that."""


class MongoCounters:
    """`bot.engines.guard.Counters` on MongoDB. A key is `kind/platform/tenant/…/day`; each addition is one atomic update."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._counters = db.collection("counters")

    async def get(self, key: str) -> float:
        async with self._db.turn():
            row = await self._counters.find_one(
                {"_id": _id(key), **lives("counters", self._db.clock.now())}, {"sum": 1}
            )
        return float(row["sum"]) if row else 0.0

    async def add(self, key: str, amount: float) -> float:
        """Add to the key's sum, and the sum after that; nothing is lost, whoever else adds at the same time."""
        row = await self._change(key, {"sum": _plus(float(amount))})
        return row["sum"] + amount if row else amount

    async def count(self, key: str, name: str) -> tuple[float, bool]:
        """Names are kept beside the sum: of a person's sessions, of which there are few in a day."""
        mark = _id(name)[:16]
        known: Document = {"$in": [mark, _NAMED]}
        change = {"sum": _plus({"$cond": [known, 0.0, 1.0]}), "named": {"$setUnion": [_NAMED, [mark]]}}
        row = await self._change(key, change) or {}
        new = mark not in row.get("named", ())
        return row.get("sum", 0.0) + new, new

    async def uncount(self, key: str, name: str) -> None:
        mark = _id(name)[:16]
        known: Document = {"$in": [mark, _NAMED]}
        await self._change(
            key, {"sum": _plus({"$cond": [known, -1.0, 0.0]}), "named": {"$setDifference": [_NAMED, [mark]]}}
        )

    async def _change(self, key: str, change: Document) -> Document | None:
        """The row as it was before, None where there was none."""
        _, platform, tenant, *_ = key.split("/")
        whose: Document = {
            "platform": {"$literal": platform},
            "tenant_id": {"$literal": tenant},
            "expires_at": {"$ifNull": ["$expires_at", self._db.clock.moment(KEEP)]},
        }
        async with self._db.turn():
            return await self._counters.find_one_and_update(
                {"_id": _id(key)}, [{"$set": whose | change}], {"sum": 1, "named": 1}, upsert=True
            )


_NAMED: Document = {"$ifNull": ["$named", []]}


def _plus(amount: float | Document) -> Document:
    return {"$add": [{"$ifNull": ["$sum", 0.0]}, amount]}


def _id(key: str) -> str:
    """The key names a person; what is stored names nobody."""
    return hashlib.sha256(key.encode()).hexdigest()
