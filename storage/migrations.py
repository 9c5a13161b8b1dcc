"""The schema, as a list of steps that only grows. Each may be run again after a crash, and by two processes at once."""

from collections.abc import Awaitable, Callable

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError, OperationFailure

from core.insight.earlier import EARLIER
from storage import expiry, outbox
from storage.commitments import LISTED_AT
from storage.data_folder import NoDatabase
from storage.database import Database
from storage.insight_documents import FOUND_BY, RETELL, insight_key

TENANT = [("platform", ASCENDING), ("tenant_id", ASCENDING)]
NEWEST = [("listed_at", DESCENDING), ("_id", DESCENDING)]
INDEX_NOT_FOUND = 27


async def _first(db: Database) -> None:
    await db.collection("jobs").create_indexes(
        [
            # The tenant at the end lets a claim pass over busy tenants without fetching their jobs.
            IndexModel([("state", ASCENDING), ("due", ASCENDING), *TENANT], name="claim"),
            expiry.index("jobs"),
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
            expiry.index("transcripts"),
        ]
    )
    await db.collection("uploads").create_indexes(
        [
            IndexModel([*TENANT, ("owner", ASCENDING)], name="owner"),
            expiry.index("uploads"),
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


async def _sharing(db: Database) -> None:
    insights = db.collection("session_insights")
    await insights.update_many(
        {"found_by": {"$exists": False}}, [{"$set": {"found_by": FOUND_BY}}, {"$unset": "viewers"}]
    )
    present = await insights.index_information()
    await insights.create_indexes(
        [
            # Pairing and status before the time: a list that names neither merges eight short scans in order.
            IndexModel(
                [*TENANT, ("found_by", ASCENDING), ("is_unpaired", ASCENDING), ("status", ASCENDING), *NEWEST],
                name="found_by",
            ),
            IndexModel([*TENANT, ("coach_user_id", ASCENDING)], name="coach"),
            IndexModel([*TENANT, ("completed_at", ASCENDING)], name="completed"),
        ]
    )
    for replaced in ("viewers", "shared"):
        if replaced in present:
            try:
                await insights.drop_index(replaced)
            except OperationFailure as error:
                if error.code != INDEX_NOT_FOUND:  # another process was first
                    raise
    await db.collection("coaching_relationships").create_indexes(
        [
            IndexModel(
                [*TENANT, ("pair", ASCENDING)], name="open", unique=True, partialFilterExpression={"open": True}
            ),
            IndexModel(
                [
                    *TENANT,
                    ("pair", ASCENDING),
                    ("open", DESCENDING),
                    ("changed_at", DESCENDING),
                    ("_id.id", DESCENDING),
                ],
                name="pair",
            ),
            IndexModel(
                [
                    *TENANT,
                    ("parties", ASCENDING),
                    ("state", ASCENDING),
                    ("changed_at", DESCENDING),
                    ("_id.id", DESCENDING),
                ],
                name="parties",
            ),
        ]
    )
    written = [("at", DESCENDING), ("_id.id", DESCENDING)]
    await db.collection("comments").create_indexes(
        [
            IndexModel([*TENANT, ("insight_id", ASCENDING), *written], name="insight"),
            IndexModel([*TENANT, ("author", ASCENDING), *written], name="author"),
            IndexModel([*TENANT, ("owner", ASCENDING)], name="owner"),
        ]
    )
    await db.collection("corrections").create_indexes(
        [
            IndexModel([*TENANT, ("items.by", ASCENDING)], name="by"),
            IndexModel([*TENANT, ("owner", ASCENDING)], name="owner"),
        ]
    )
    await db.collection("commitments").create_indexes(
        [
            IndexModel(
                [*TENANT, *((field, ASCENDING) for field in ("insight_id", "owner", "state", "due"))], name="insight"
            ),
            IndexModel([*TENANT, ("client", ASCENDING)], name="client"),
        ]
    )
    await db.collection("posted_cards").create_indexes(
        [
            IndexModel([*TENANT, ("subject", ASCENDING), ("reader", ASCENDING)], name="subject"),
            IndexModel([*TENANT, ("reader", ASCENDING)], name="reader"),
        ]
    )
    await db.collection("transcripts").create_indexes(
        [IndexModel([*TENANT, ("analysed_at", ASCENDING), ("created_at", ASCENDING)], name="analysed")]
    )
    await db.collection("jobs").create_indexes(
        [IndexModel([*TENANT, ("refs.person", ASCENDING), ("state", ASCENDING), ("kind", ASCENDING)], name="person")]
    )
    await db.collection("erasures").create_indexes([expiry.index("erasures")])


async def _installations(db: Database) -> None:
    await db.collection("oauth_states").create_indexes([expiry.index("oauth_states")])


async def _feedback(db: Database) -> None:
    await db.collection("feedback").create_indexes(
        [
            IndexModel([*TENANT, ("insight_id", ASCENDING)], name="insight"),
            IndexModel([*TENANT, ("person", ASCENDING)], name="person"),
        ]
    )


async def _follow_up(db: Database) -> None:
    await db.collection("commitments").create_indexes(
        [
            IndexModel(
                [*TENANT, ("client", ASCENDING), ("state", ASCENDING), ("made_at", DESCENDING)],
                name="open",
            )
        ]
    )
    await db.collection("counters").create_indexes([expiry.index("counters")])


async def _served(db: Database) -> None:
    await db.collection("installations").create_indexes(
        [
            IndexModel(
                [("platform", ASCENDING), ("organisation", ASCENDING)],
                name="served",
                partialFilterExpression={"organisation": {"$exists": True}},
            )
        ]
    )


async def _by_hand(db: Database) -> None:
    # Those recorded before promises could be changed by hand; whatever is recorded meanwhile has all of it.
    await db.collection("commitments").update_many(
        {"version": {"$exists": False}},
        [
            {
                "$set": {
                    "version": 0,
                    "again": None,
                    "settled": {"$in": ["$state", ["done", "dropped"]]},
                    "changed": {
                        "$cond": [{"$gt": ["$proof", None]}, {"by": {"$literal": None}, "at": "$proof.at"}, None]
                    },
                }
            },
            {"$set": {"listed_at": {"$cond": ["$settled", {"$ifNull": ["$proof.at", "$made_at"]}, LISTED_AT]}}},
        ],
    )
    await db.collection("commitments").create_indexes(
        [
            IndexModel(
                [
                    *TENANT,
                    ("client", ASCENDING),
                    ("settled", ASCENDING),
                    ("listed_at", ASCENDING),
                    ("_id.id", ASCENDING),
                ],
                name="listed",
            )
        ]
    )


async def _held(db: Database) -> None:
    await db.collection("session_insights").create_indexes(
        [
            IndexModel(
                [*TENANT, ("client_user_id", ASCENDING), *NEWEST],
                name="held",
                partialFilterExpression={"visible_to_client": False, "is_unpaired": False},
            )
        ]
    )


async def _lanes(db: Database) -> None:
    # Tenant and person at the end let a claim pass over the busy without fetching their jobs. The index `claim` stays, for
    # processes of the version before.
    await db.collection("jobs").create_indexes(
        [
            IndexModel(
                [("lane", ASCENDING), ("state", ASCENDING), ("due", ASCENDING), *TENANT, ("refs.person", ASCENDING)],
                name="lane",
            )
        ]
    )


async def _outboxes(db: Database) -> None:
    for name in outbox.COLLECTIONS.values():
        await db.collection(name).create_indexes([outbox.INDEX])


async def _outbox_of_feedback(db: Database) -> None:
    await db.collection("feedback").create_indexes([outbox.INDEX])


async def _retold(db: Database) -> None:
    # Rows that count what was left out since, or what the engine without a key claimed once and does no more. They are marked
    # here, and counted anew by housekeeping, which can open them.
    insights = db.collection("session_insights")
    await insights.create_indexes(
        [IndexModel([(RETELL, ASCENDING), ("_id", ASCENDING)], name=RETELL, partialFilterExpression={RETELL: True})]
    )
    engine, version = EARLIER
    await insights.update_many(
        {"metadata.engine": engine, "metadata.prompt_version": version}, {"$set": {RETELL: True}}
    )
    async for corrected in db.collection("corrections").find({"items.0": {"$exists": True}}, {"_id": 1}):
        if (insight := insight_key(corrected["_id"]["id"])) is not None:
            await insights.update_one({"_id": insight}, {"$set": {RETELL: True}})


async def _nudges(db: Database) -> None:
    await db.collection("nudges").create_indexes(
        [
            IndexModel([*TENANT, ("person", ASCENDING)], name="person"),
            IndexModel("look_at", name="look_at", partialFilterExpression={"look_at": {"$exists": True}}),
        ]
    )


async def _inboxes(db: Database) -> None:
    await db.collection("inboxes").create_indexes([IndexModel([*TENANT, ("person", ASCENDING)], name="person")])


async def _tokens(db: Database) -> None:
    await db.collection("tokens").create_indexes(
        [
            # Not by tenant: a program shows nothing but its token.
            IndexModel("digest", name="digest", unique=True),
            IndexModel([*TENANT, ("person", ASCENDING), ("created_at", DESCENDING)], name="person"),
            expiry.index("tokens"),
        ]
    )


async def _browsers(db: Database) -> None:
    for name in ("sign_in_links", "browser_sessions"):
        person = IndexModel([*TENANT, ("person", ASCENDING)], name="person")
        await db.collection(name).create_indexes([person, expiry.index(name)])


async def _webhooks(db: Database) -> None:
    await db.collection("webhooks").create_indexes(
        [IndexModel([*TENANT, ("person", ASCENDING), ("created_at", DESCENDING)], name="person")]
    )


async def _conversations(db: Database) -> None:
    await db.collection("conversations").create_indexes(
        [
            IndexModel([*TENANT, ("person", ASCENDING)], name="person"),
            IndexModel([*TENANT, ("channel", ASCENDING)], name="channel"),
            IndexModel([*TENANT, ("user", ASCENDING)], name="user"),
        ]
    )


async def _screens(db: Database) -> None:
    await db.collection("screens").create_indexes(
        [
            IndexModel([*TENANT, ("person", ASCENDING), ("number", ASCENDING)], name="person"),
            expiry.index("screens"),
        ]
    )


async def _linked(db: Database) -> None:
    linked = {"address": {"$exists": True}}
    await db.collection("inboxes").create_indexes(
        # Not by tenant: a vendor tells of an address alone.
        [IndexModel([("address", ASCENDING), ("linked_at", ASCENDING)], name="address", partialFilterExpression=linked)]
    )


async def _once(db: Database) -> None:
    owner = IndexModel([*TENANT, ("owner", ASCENDING)], name="owner")
    await db.collection("engine_answers").create_indexes([owner, expiry.index("engine_answers")])
    entry = [("subject", ASCENDING), ("actor", ASCENDING), ("operation", ASCENDING), ("change", ASCENDING)]
    await db.collection("audit_log").create_indexes(
        [IndexModel([*TENANT, *entry], name="once", unique=True, partialFilterExpression={"once": True})]
    )
    file = [("owner", ASCENDING), ("digest", ASCENDING)]
    await db.collection("transcripts").create_indexes(
        [IndexModel([*TENANT, *file], name="first", unique=True, partialFilterExpression={"first": True})]
    )


async def _programme(db: Database) -> None:
    # With operation and actor, so that who was active in a month is read from the index alone.
    month = [("at", ASCENDING), ("operation", ASCENDING), ("actor", ASCENDING)]
    await db.collection("audit_log").create_indexes([IndexModel([*TENANT, *month], name="month")])


MIGRATIONS: tuple[Callable[[Database], Awaitable[None]], ...] = (
    _first,
    _sharing,
    _installations,
    _feedback,
    _follow_up,
    _by_hand,
    _served,
    _held,
    _lanes,
    _outboxes,
    _outbox_of_feedback,
    _retold,
    _nudges,
    _inboxes,
    _tokens,
    _browsers,
    _webhooks,
    _conversations,
    _screens,
    _linked,
    _once,
    _programme,
)
"""Append only: the version of a database is how many of these it has seen."""


def names(before: int, after: int) -> list[str]:
    """What the steps from one version to another are called here."""
    return [step.__name__.strip("_").replace("_", " ") for step in MIGRATIONS[before:after]]


async def version(db: Database) -> int:
    """How many steps the database has seen; 0 for one that holds nothing of ours."""
    async with db.turn():
        found = await db.collection("schema").find_one({"_id": "schema"})
    return int(found["version"]) if found else 0


async def migrate(db: Database, steps: tuple[Callable[[Database], Awaitable[None]], ...] = MIGRATIONS) -> int:
    """Bring the database to this code's version and give that back. Raises NoDatabase if it is of a newer code."""
    schema = db.collection("schema")
    before = await version(db)
    if before > len(steps):
        raise NoDatabase(
            f"The database {db.name} was made by a newer Debrief (schema {before}; this one knows {len(steps)}). "
            "Install that version, or set MONGODB_DATABASE to another name."
        )
    async with db.turn(seconds=600):
        for number, step in enumerate(steps[before:], start=before + 1):
            await step(db)
            try:
                # Matches nothing, and then collides with itself, where another process has gone further meanwhile.
                await schema.update_one(
                    {"_id": "schema", "version": {"$lt": number}}, {"$set": {"version": number}}, upsert=True
                )
            except DuplicateKeyError:
                continue
    return len(steps)
