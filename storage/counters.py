"""Sums by key that all replicas share: how many sessions a person had today, what they cost. No words, gone after two days."""

import hashlib
from datetime import timedelta

from pymongo import ReturnDocument

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
        _, platform, tenant, *_ = key.split("/")
        change: Document = {
            "platform": {"$literal": platform},
            "tenant_id": {"$literal": tenant},
            "sum": {"$add": [{"$ifNull": ["$sum", 0.0]}, float(amount)]},
            "expires_at": {"$ifNull": ["$expires_at", self._db.clock.moment(KEEP)]},
        }
        async with self._db.turn():
            row = await self._counters.find_one_and_update(
                {"_id": _id(key)}, [{"$set": change}], {"sum": 1}, upsert=True, return_document=ReturnDocument.AFTER
            )
        return float(row["sum"]) if row else amount


def _id(key: str) -> str:
    """The key names a person; what is stored names nobody."""
    return hashlib.sha256(key.encode()).hexdigest()
