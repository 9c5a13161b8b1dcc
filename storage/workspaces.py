"""All that is held of one tenant: its jobs cancelled, and everything erased once the app has been gone for long enough."""

from core.jobs.job import JobState
from core.people.person import Tenant
from storage.browsers import MongoBrowsers
from storage.database import Database, Document, scope
from storage.jobs import OPEN
from storage.vault import Vault

ERASE = "workspace.erase"
"""The kind of the job that asks; it outlives what it deletes."""
KEPT = (ERASE, "grant.ends", "message.close")
"""Kinds that outlive a removal. The last two take back what was shown: they ask how things stand when they run, and whoever comes
back within the time of grace must not find a card open that has ended meanwhile."""
STEP = 1_000
SLOW = 30.0
LAST = "installations"
"""Says that the app was removed: until all else is gone, an erasure that was cut short has to find it."""
NOT_OF_A_TENANT = frozenset({"schema", "keys", "oauth_states", "keys_set_aside"})


class MongoWorkspaces:
    """`core.people.installations.Workspaces` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault

    async def cancel_jobs(self, tenant: Tenant) -> int:
        change = {
            "state": JobState.CANCELLED.value,
            "ended_at": self._db.clock.moment(),
            "attempt": {"$add": ["$attempt", 1]},
        }
        about = {**scope(tenant), "state": {"$in": OPEN}, "kind": {"$nin": list(KEPT)}}
        async with self._db.turn(seconds=SLOW):
            result = await self._db.collection("jobs").update_many(about, [{"$set": change}], hint="person")
        return result.modified_count

    async def sign_out(self, tenant: Tenant) -> None:
        await MongoBrowsers(self._db).end_in(tenant)

    async def erase(self, tenant: Tenant) -> dict[str, int]:
        deleted = {"keys": await self._vault.forget_all(tenant)}
        async with self._db.turn():
            names = await self._db.database.list_collection_names()
        for name in sorted(set(names) - NOT_OF_A_TENANT, key=lambda name: (name == LAST, name)):
            about: Document = {**scope(tenant)} | ({"kind": {"$ne": ERASE}} if name == "jobs" else {})
            deleted[name] = await self._delete(name, about)
        await self._vault.ask_rotation()
        return {name: count for name, count in deleted.items() if count}

    async def _delete(self, name: str, about: Document) -> int:
        """In steps, so that a large workspace holds up nobody else."""
        rows, deleted = self._db.collection(name), 0
        while True:
            async with self._db.turn(seconds=SLOW):
                found = await rows.find(about, {"_id": 1}).limit(STEP).to_list(STEP)
                if not found:
                    return deleted
                result = await rows.delete_many({"_id": {"$in": [row["_id"] for row in found]}})
            deleted += result.deleted_count
