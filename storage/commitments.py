"""Commitments of many sessions, counted.

A document of `commitments` is one promise: `insight_id`, `client` (the insight's owner, under whose key its words are),
`owner` (`client` or `coach`: who promised), `state` (open, done, renegotiated, dropped), `due` (a moment, or None).
"""

from collections.abc import Mapping, Sequence

from core.people import Tenant
from core.ports_people import Kept
from storage.database import Database, Document, scope

MOST = 100  # of by_insight
_SETTLED: Document = {
    "$or": [
        {"$in": ["$state", ["done", "dropped"]]},
        {"$and": [{"$ne": ["$due", None]}, {"$lt": ["$due", "$$NOW"]}]},
    ]
}


class MongoCommitments:
    """`core.ports_people.CommitmentCounts` on MongoDB."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._commitments = db.collection("commitments")

    async def by_insight(self, tenant: Tenant, insight_ids: Sequence[str]) -> Mapping[str, Kept]:
        """As the port says, from the index alone. Raises ValueError for more than MOST."""
        if len(insight_ids) > MOST:
            raise ValueError(f"at most {MOST} at a time")
        async with self._db.turn():
            groups = await (
                await self._commitments.aggregate(
                    [
                        {"$match": {**scope(tenant), "insight_id": {"$in": list(insight_ids)}, "owner": "client"}},
                        {
                            "$group": {
                                "_id": "$insight_id",
                                "made": {"$sum": 1},
                                "settled": {"$sum": {"$cond": [_SETTLED, 1, 0]}},
                                "kept": {"$sum": {"$cond": [{"$eq": ["$state", "done"]}, 1, 0]}},
                            }
                        },
                    ],
                    hint="insight",
                )
            ).to_list()
        return {group["_id"]: Kept(group["made"], group["settled"], group["kept"]) for group in groups}
