"""What goes by itself after a while: by the server's time-to-live indexes, and by the sweep where a simulation's clock is ahead
of the server's."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo import IndexModel

from storage.database import Database, Document


@dataclass(frozen=True, slots=True)
class Kept:
    """`field` is the moment from which a document is kept for `length`; without one it stays."""

    field: str
    length: timedelta
    index: str


EXPIRES = {
    "jobs": Kept("ended_at", timedelta(days=30), "ended"),
    # A backstop: an upload is deleted as soon as its text is extracted.
    "uploads": Kept("created_at", timedelta(days=30), "kept"),
    # A backstop, too: as long as an engine is waited for, and a day.
    "engine_answers": Kept("created_at", timedelta(days=3), "kept"),
    "transcripts": Kept("expires_at", timedelta(), "expires"),
    # Counts of an erasure, for one that is interrupted.
    "erasures": Kept("at", timedelta(days=30), "kept"),
    "oauth_states": Kept("expires_at", timedelta(), "expires"),
    # Files of the playground; what else is on its screens has no such field.
    "screens": Kept("expires_at", timedelta(), "expires"),
    "counters": Kept("expires_at", timedelta(), "expires"),
    "tokens": Kept("expires_at", timedelta(), "expires"),
    "sign_in_links": Kept("expires_at", timedelta(), "expires"),
    "browser_sessions": Kept("expires_at", timedelta(), "expires"),
}


def index(collection: str) -> IndexModel:
    kept = EXPIRES[collection]
    return IndexModel(kept.field, name=kept.index, expireAfterSeconds=int(kept.length.total_seconds()))


def lives(collection: str, now: datetime) -> Document:
    """The condition of a read: the server deletes a little later than it should, and a simulation's clock is ahead of it."""
    kept = EXPIRES[collection]
    return {kept.field: {"$not": {"$lte": now - kept.length}}}


async def sweep(db: Database, now: datetime) -> Counter[str]:
    """Delete what is over; how many, by collection. Where the clock is the server's own, it has mostly been before us."""
    deleted: Counter[str] = Counter()
    for name, kept in EXPIRES.items():
        async with db.turn(seconds=60):
            result = await db.collection(name).delete_many({kept.field: {"$lte": now - kept.length}}, hint=kept.index)
        deleted[name] = result.deleted_count
    return +deleted
