"""Whether an insight helped its readers: one row per reader and insight, the last word counts. Holds no content."""

from core.changes import Change
from core.people.person import Person
from storage.database import Database, key, scope
from storage.outbox import entry


class MongoFeedback:
    """`core.ports.insights.FeedbackStore` on MongoDB."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._feedback = db.collection("feedback")

    async def put(self, person: Person, insight_id: str, helpful: bool, change: Change) -> bool:
        row = {
            **scope(person.tenant),
            "insight_id": insight_id,
            "person": person.id,
            "helpful": helpful,
            "at": change.at,
        }
        async with self._db.turn():
            result = await self._feedback.update_one(
                {"_id": key(person.tenant, f"{insight_id}/{person.id}")},
                {"$set": row, "$push": {"outbox": entry(change)}},
                upsert=True,
            )
        return result.matched_count == 0

    async def get(self, person: Person, insight_id: str) -> bool | None:
        async with self._db.turn():
            row = await self._feedback.find_one({"_id": key(person.tenant, f"{insight_id}/{person.id}")})
        return bool(row["helpful"]) if row else None
