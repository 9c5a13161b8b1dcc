"""How long a tenant keeps things, and the sweep that keeps to it.

The rule is looked up when the sweep runs, so that a new one holds for what is there already.
"""

from collections import Counter
from datetime import datetime, timedelta

from core.people.person import Tenant
from core.people.privacy import TRANSCRIPT_DAYS, Retention
from storage.database import Database, Document, scope, tenant_of, tenants_along
from storage.removal import SLOW, Removal


class MongoTenants:
    """`core.ports.people.TenantStore` on MongoDB."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._tenants = db.collection("tenants")
        self._transcripts = db.collection("transcripts")
        self._removal = Removal(db)

    async def retention(self, tenant: Tenant) -> Retention:
        async with self._db.turn():
            row = await self._tenants.find_one({"_id": scope(tenant)})
        usual = Retention()
        return Retention(row.get("transcript_days", usual.transcript_days), row.get("insight_days")) if row else usual

    async def set_retention(self, tenant: Tenant, retention: Retention) -> None:
        row = {
            **scope(tenant),
            "transcript_days": retention.transcript_days,
            "insight_days": retention.insight_days,
        }
        async with self._db.turn():
            await self._tenants.update_one({"_id": scope(tenant)}, {"$set": row}, upsert=True)

    async def care_note(self, tenant: Tenant) -> str | None:
        async with self._db.turn():
            row = await self._tenants.find_one({"_id": scope(tenant)})
        return row.get("care_note") if row else None

    async def set_care_note(self, tenant: Tenant, note: str | None) -> None:
        change: Document = {"$set": {**scope(tenant), "care_note": note}}
        async with self._db.turn():
            await self._tenants.update_one({"_id": scope(tenant)}, change, upsert=True)

    async def sweep(self, now: datetime) -> Counter[str]:
        """Delete what is kept longer than its tenant's rule says; how many of each kind of core.people.privacy.KINDS.

        Any number of processes may sweep at once, as often as they like.
        """
        removed: Counter[str] = Counter()
        async for tenant in tenants_along(self._db, self._transcripts, "analysed"):
            rule = await self.retention(tenant)
            removed["transcripts"] += await self._expire_transcripts(tenant, rule, now)
        async with self._db.turn():
            rows = await self._tenants.find({"insight_days": {"$ne": None}}).hint("_id_").to_list()
        for row in rows:
            before = now - timedelta(days=row["insight_days"])
            removed += await self._removal.insights(tenant_of(row), {"completed_at": {"$lt": before}}, "completed")
        return +removed

    async def _expire_transcripts(self, tenant: Tenant, rule: Retention, now: datetime) -> int:
        analysed = now - timedelta(days=rule.transcript_days)
        # What never came to an analysis may still be tried again, for as long as the usual rule keeps things.
        never = now - timedelta(days=max(rule.transcript_days, TRANSCRIPT_DAYS))
        deleted = 0
        wanted: tuple[Document, ...] = (
            {"analysed_at": {"$lt": analysed}},
            {"analysed_at": None, "created_at": {"$lt": never}},
        )
        for about in wanted:
            async with self._db.turn(seconds=SLOW):
                result = await self._transcripts.delete_many({**scope(tenant), **about}, hint="analysed")
            deleted += result.deleted_count
        return deleted
