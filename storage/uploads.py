"""Uploaded bytes, sealed, from the moment they arrive until their text has been read."""

from datetime import datetime, timedelta

from core.jobs.job import JobState
from core.limits import MAX_BYTES
from core.people.person import Person, Tenant
from storage.database import Database, key, scope
from storage.expiry import lives
from storage.vault import Unreadable, Vault

SLOW = 30.0  # seconds
ENDED = frozenset({JobState.DONE.value, JobState.CANCELLED.value})


class MongoUploads:
    """`core.ports.sessions.UploadStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault
        self._uploads = db.collection("uploads")

    async def put(self, owner: Person, job_id: str, data: bytes, name: str) -> None:
        """A second put of the same job replaces the first. Raises ValueError over 10 MB: callers refuse before they store."""
        if len(data) > MAX_BYTES:  # sealed and in one document this stays well under MongoDB's 16 MB
            raise ValueError("an upload holds 10 MB at most")
        row = {
            **scope(owner.tenant),
            "owner": owner.id,
            "name": await self._vault.seal(owner, f"uploads/{job_id}/name", name.encode()),
            "body": await self._vault.seal(owner, f"uploads/{job_id}/body", data),
            "created_at": self._db.clock.now(),
        }
        async with self._db.turn(seconds=SLOW):
            await self._uploads.update_one({"_id": key(owner.tenant, job_id)}, {"$set": row}, upsert=True)

    async def get(self, tenant: Tenant, job_id: str) -> tuple[bytes, str] | None:
        """None also if the owner's key was destroyed."""
        async with self._db.turn(seconds=SLOW):
            row = await self._uploads.find_one({"_id": key(tenant, job_id), **lives("uploads", self._db.clock.now())})
        if row is None:
            return None
        try:
            name = await self._vault.open(tenant, f"uploads/{job_id}/name", row["name"])
            return await self._vault.open(tenant, f"uploads/{job_id}/body", row["body"]), name.decode()
        except Unreadable:
            return None

    async def sweep(self, now: datetime, older_than: timedelta = timedelta(days=1), *, limit: int = 1000) -> int:
        """Delete bytes nobody will read any more: their job is done, cancelled or gone. How many. Those of a job that failed
        stay for "Try again", as long as an upload may at all."""
        async with self._db.turn(seconds=SLOW):
            rows = await (
                self._uploads.find({"created_at": {"$lt": now - older_than}}, {"_id": 1}, hint="kept")
                .limit(limit)
                .to_list(limit)
            )
        swept = 0
        for row in rows:
            async with self._db.turn():
                job = await self._db.collection("jobs").find_one({"_id": row["_id"]}, {"state": 1})
                if job is None or job["state"] in ENDED:
                    result = await self._uploads.delete_one(
                        {"_id": row["_id"], "created_at": {"$lt": now - older_than}}
                    )
                    swept += result.deleted_count
        return swept

    async def delete(self, tenant: Tenant, job_id: str) -> None:
        async with self._db.turn():
            await self._uploads.delete_one({"_id": key(tenant, job_id)})
