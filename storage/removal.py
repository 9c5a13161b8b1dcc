"""Deleting insights with all that hangs on them; what names the rest goes last, so that a crash leaves it to be found again."""

from collections import Counter
from collections.abc import Sequence

from core.people.appointments import SETTING
from core.people.person import Tenant
from storage.database import Database, Document, key, scope

STEP = 100  # insights deleted at a time
NAMED = ("source_document_id", "coaching_relationship_id", "client_user_id")
SLOW = 30.0  # seconds for one step


class Removal:
    """Used by erasure and by retention. Counts are by the kinds of core.people.privacy.KINDS."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def insights(self, tenant: Tenant, about: Document, hint: str) -> Counter[str]:
        """Delete all insights `about` finds, with transcripts, findings, comments, corrections, commitments and cards, and with
        what they said of the next session."""
        removed: Counter[str] = Counter()
        while True:
            async with self._db.turn(seconds=SLOW):
                rows = await (
                    self._db.collection("session_insights")
                    .find({**scope(tenant), **about}, dict.fromkeys(NAMED, 1))
                    .hint(hint)
                    .limit(STEP)
                    .to_list(STEP)
                )
            if not rows:
                return removed
            removed += await self._batch(tenant, rows)

    async def _batch(self, tenant: Tenant, rows: Sequence[Document]) -> Counter[str]:
        ids = [row["_id"] for row in rows]
        names = [str(object_id) for object_id in ids]
        sources = [key(tenant, row["source_document_id"]) for row in rows if row["source_document_id"]]
        removed: Counter[str] = Counter()
        await self._next_sessions(tenant, rows, names)
        async with self._db.turn(seconds=SLOW):
            removed["corrections"] = await self.corrections({"_id": {"$in": [key(tenant, name) for name in names]}})
            for kind, collection, about, hint in (
                ("comments", "comments", {"insight_id": {"$in": names}}, "insight"),
                ("commitments", "commitments", {"insight_id": {"$in": names}}, "insight"),
                ("", "feedback", {"insight_id": {"$in": names}}, "insight"),
                ("", "posted_cards", {"subject": {"$in": names}}, "subject"),
                ("transcripts", "transcripts", {"_id": {"$in": sources}}, "_id_"),
                ("uploads", "uploads", {"_id": {"$in": sources}}, "_id_"),
                ("", "engine_answers", {"_id": {"$in": sources}}, "_id_"),
                ("", "insight_findings", {"insight_id": {"$in": ids}}, "insight"),
                ("insights", "session_insights", {"_id": {"$in": ids}}, "_id_"),
            ):
                wanted: Document = {**scope(tenant), **about}
                result = await self._db.collection(collection).delete_many(wanted, hint=hint)
                if kind:
                    removed[kind] += result.deleted_count
        return removed

    async def _next_sessions(self, tenant: Tenant, rows: Sequence[Document], names: Sequence[str]) -> None:
        """As core.people.meetings.forget: what one of the two told stays."""
        moves: Document = {"$inc": {"version": 1}}
        for collection, who, field, besides in (
            ("coaching_relationships", "coaching_relationship_id", "next_session", moves),
            ("people", "client_user_id", f"settings.{SETTING}", {}),
        ):
            ids = [key(tenant, row[who]) for row in rows if row.get(who)]
            taken: Document = {"_id": {"$in": ids}, f"{field}.after": {"$in": names}, f"{field}.by": ""}
            async with self._db.turn(seconds=SLOW):
                await self._db.collection(collection).update_many(
                    taken, {"$unset": {field: ""}, **besides}, hint="_id_"
                )

    async def corrections(self, about: Document, hint: str = "_id_") -> int:
        """Delete whole documents of corrections; how many corrections were in them. The caller has the turn."""
        corrections = self._db.collection("corrections")
        rows = await corrections.find(about, {"items.id": 1}).hint(hint).to_list()
        await corrections.delete_many({"_id": {"$in": [row["_id"] for row in rows]}})
        return sum(len(row["items"]) for row in rows)
