"""The schema, as a list of steps that only grows. Each may be run again after a crash, and by two processes at once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from storage.database import Database
from storage.embedded import NoDatabase

TENANT = [("platform", ASCENDING), ("tenant_id", ASCENDING)]
NEWEST = [("listed_at", DESCENDING), ("_id", DESCENDING)]
KEEP_ENDED_JOBS = timedelta(days=30)
KEEP_UPLOADS = timedelta(days=30)
"""A backstop: an upload is deleted as soon as its text is extracted."""

WITHOUT_TENANT = {
    ("jobs", "claim"): "a worker claims across tenants",
    ("jobs", "ended"): "a TTL index has one field",
    ("uploads", "kept"): "a TTL index has one field",
    ("transcripts", "expires"): "a TTL index has one field",
    ("insight_findings", "loose"): "housekeeping across tenants; holds only what is between two writes",
    ("keys", "names"): "the driver's own layout of a key vault; the name begins with a hash of the tenant",
}
"""Indexes that do not start with platform and tenant, and why."""


async def _first(db: Database) -> None:
    await db.collection("jobs").create_indexes(
        [
            # The tenant at the end lets a claim pass over busy tenants without fetching their jobs.
            IndexModel([("state", ASCENDING), ("due", ASCENDING), *TENANT], name="claim"),
            IndexModel("ended_at", name="ended", expireAfterSeconds=int(KEEP_ENDED_JOBS.total_seconds())),
        ]
    )
    await db.collection("session_insights").create_indexes(
        [
            IndexModel([*TENANT, ("viewers", ASCENDING), *NEWEST], name="viewers"),
            IndexModel([*TENANT, ("client_user_id", ASCENDING), *NEWEST], name="client"),
            IndexModel([*TENANT, ("coaching_relationship_id", ASCENDING), *NEWEST], name="relationship"),
            IndexModel(
                [*TENANT, ("shared_with_coaches", ASCENDING), *NEWEST],
                name="shared",
                partialFilterExpression={"is_unpaired": True},
            ),
        ]
    )
    await db.collection("insight_findings").create_indexes(
        [
            IndexModel([*TENANT, ("insight_id", ASCENDING)], name="insight"),
            IndexModel("loose_since", name="loose", partialFilterExpression={"loose_since": {"$exists": True}}),
        ]
    )
    await db.collection("transcripts").create_indexes(
        [
            IndexModel([*TENANT, ("owner", ASCENDING), ("digest", ASCENDING)], name="digest"),
            IndexModel("expires_at", name="expires", expireAfterSeconds=0),
        ]
    )
    await db.collection("uploads").create_indexes(
        [
            IndexModel([*TENANT, ("owner", ASCENDING)], name="owner"),
            IndexModel("created_at", name="kept", expireAfterSeconds=int(KEEP_UPLOADS.total_seconds())),
        ]
    )
    newest = [("at", DESCENDING), ("_id", DESCENDING)]
    await db.collection("audit_log").create_indexes(
        [
            IndexModel([*TENANT, ("subject", ASCENDING), *newest], name="subject"),
            IndexModel([*TENANT, ("actor", ASCENDING), *newest], name="actor"),
        ]
    )
    await db.collection("keys").create_indexes(
        [
            IndexModel(
                "keyAltNames", name="names", unique=True, partialFilterExpression={"keyAltNames": {"$exists": True}}
            )
        ]
    )


MIGRATIONS: tuple[Callable[[Database], Awaitable[None]], ...] = (_first,)
"""Append only: the version of a database is how many of these it has seen."""


async def migrate(db: Database, steps: tuple[Callable[[Database], Awaitable[None]], ...] = MIGRATIONS) -> int:
    """Bring the database to this code's version and give that back. Raises NoDatabase if it is of a newer code."""
    schema = db.collection("schema")
    async with db.turn(seconds=600):
        found = await schema.find_one({"_id": "schema"})
        version = int(found["version"]) if found else 0
        if version > len(steps):
            raise NoDatabase(
                f"The database {db.name} was made by a newer Debrief (schema {version}; this one knows {len(steps)}). "
                "Install that version, or set MONGODB_DATABASE to another name."
            )
        for number, step in enumerate(steps[version:], start=version + 1):
            await step(db)
            try:
                # Matches nothing, and then collides with itself, where another process has gone further meanwhile.
                await schema.update_one(
                    {"_id": "schema", "version": {"$lt": number}}, {"$set": {"version": number}}, upsert=True
                )
            except DuplicateKeyError:
                continue
    return len(steps)
