"""Everything held about one person, over all collections: counted, and erased.

COUNTED and DELETED say how rows about a person are found; a test fails for a collection of which neither says anything.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.changes import HOUSE, Change, Kind
from core.insight.comments import Comment
from core.people.person import Person
from core.people.privacy import Erased, Holdings
from core.ports.insights import Page
from core.ports.sessions import AuditEntry
from storage.audit import MongoAudit
from storage.comments import MongoComments
from storage.database import Collection, Database, Document, key, scope
from storage.insight_documents import FOUND_BY, Side, found_as
from storage.insight_queries import held_from
from storage.insight_store import without_grant
from storage.jobs import OPEN
from storage.outbox import entry
from storage.removal import SLOW, Removal
from storage.vault import Vault

STEP = 200  # insights of others changed at a time
PASSES = 5
"""What was being written while it was erased is found by the next pass; the last one finds nothing."""
RECEIPT_AGAIN = timedelta(hours=1)
"""How long a receipt is given again to whoever asks and has nothing left: its first reader may have died on the way."""
ERASE = "privacy.erase"  # the kind of the job that is asking
PRESS = "press"  # of what a person has just pressed or sent: to erase everything, for one


@dataclass(frozen=True, slots=True)
class Part:
    """Rows about a person: of `kind`, in `collection`, where `field` is the person's id, by the index `hint`."""

    kind: str
    collection: str
    field: str
    hint: str


COUNTED = (
    Part("insights", "session_insights", "client_user_id", "client"),
    Part("coached", "session_insights", "coach_user_id", "coach"),
    Part("transcripts", "transcripts", "owner", "digest"),
    Part("uploads", "uploads", "owner", "owner"),
    Part("commitments", "commitments", "client", "client"),
    Part("comments", "comments", "author", "author"),
    Part("relationships", "coaching_relationships", "parties", "parties"),
    Part("nudges", "nudges", "person", "person"),
    Part("inbox", "inboxes", "person", "person"),
    Part("tokens", "tokens", "person", "person"),
    Part("webhooks", "webhooks", "person", "person"),
    Part("audit", "audit_log", "actor", "actor"),
)
DELETED = (
    Part("transcripts", "transcripts", "owner", "digest"),
    Part("uploads", "uploads", "owner", "owner"),
    Part("", "engine_answers", "owner", "owner"),
    Part("commitments", "commitments", "client", "client"),
    Part("comments", "comments", "author", "author"),
    Part("comments", "comments", "owner", "owner"),
    Part("", "posted_cards", "reader", "reader"),
    Part("", "feedback", "person", "person"),
    Part("nudges", "nudges", "person", "person"),
    Part("inbox", "inboxes", "person", "person"),
    Part("tokens", "tokens", "person", "person"),
    Part("", "sign_in_links", "person", "person"),
    Part("", "browser_sessions", "person", "person"),
    Part("webhooks", "webhooks", "person", "person"),
    Part("", "conversations", "person", "person"),
    Part("", "screens", "person", "person"),
)
KEPT = frozenset({"relationships", "coached", "audit"})


class MongoPrivacy:
    """`core.ports.people.PrivacyStore` on MongoDB."""

    def __init__(self, db: Database, vault: Vault, audit: MongoAudit, comments: MongoComments) -> None:
        self._db = db
        self._vault = vault
        self._audit = audit
        self._comments = comments
        self._removal = Removal(db)
        self._insights = db.collection("session_insights")
        self._erasures = db.collection("erasures")

    async def holdings(self, person: Person) -> Holdings:
        """As the port says: what a coach holds back from the person is told apart, and in no count."""
        counts = await self._counts(person) - await self._held(person)
        return Holdings({kind: count for kind, count in counts.items() if count}, await self._oldest(person))

    async def is_gone(self, person: Person) -> bool:
        return not await self._vault.has_key(person)

    async def comments_by(self, author: Person, *, limit: int, cursor: str | None = None) -> Page[Comment]:
        return await self._comments.by(author, limit=limit, cursor=cursor)

    async def erase(self, person: Person, at: datetime) -> Erased:
        """As the port says. The receipt counts what was held when the erasure began, however often it was interrupted;
        asked for again within an hour, with nothing left, it is the same receipt."""
        await self._drop_presses(person)
        held = await self._counts(person)
        before = await self._erasures_of(person)
        if before and before["done_at"] and not _to_delete(held) and at - before["done_at"] < RECEIPT_AGAIN:
            return Erased(before["deleted"], before["kept"], before["done_at"])
        if before and not before["done_at"]:
            held |= Counter(before["deleted"]) | Counter(before["kept"])
        # The same moment however often it is begun, so that it is on record once.
        begun = before["at"] if before and not before["done_at"] else at
        await self._note(person, begun, held)
        removed: Counter[str] = Counter()
        complete = False
        for _ in range(PASSES):
            found = await self._pass(person, at)
            removed += found
            if complete := not found:
                break
        deleted = _to_delete(held) | removed
        kept = {kind: count for kind, count in held.items() if kind in KEPT and count}
        if complete:
            await self._vault.ask_rotation()
            facts, once = dict(deleted), begun.isoformat()
            entry = AuditEntry(person.tenant, person.id, "erase", person.id, at, facts=facts, change=once)
            await self._audit.append_once(entry)
            await self._note(person, begun, deleted + Counter(kept), done_at=at)
        return Erased(dict(deleted), kept, at, complete)

    # --- counting ---

    async def _counts(self, person: Person) -> Counter[str]:
        """Of each kind, from indexes."""
        tenant = scope(person.tenant)
        jobs = {**tenant, "refs.person": person.id, "state": {"$in": OPEN}, "kind": {"$ne": ERASE}}
        grants = {**tenant, "found_by": found_as(person.id, Side.GRANTED)}
        profile = {"_id": key(person.tenant, person.id)}
        counts = await asyncio.gather(
            *(self._count(part.collection, {**tenant, part.field: person.id}, part.hint) for part in COUNTED),
            self._count("jobs", jobs, "person"),
            self._count("session_insights", grants, "found_by"),
            self._count("people", profile, "_id_"),
            self._corrections_by(person),
        )
        kinds = (*(part.kind for part in COUNTED), "jobs", "grants", "profile", "corrections")
        return Counter(dict(zip(kinds, counts, strict=True)))

    async def _held(self, person: Person) -> Counter[str]:
        """What belongs to sessions that are held back from the person, by kind."""
        tenant = scope(person.tenant)
        async with self._db.turn(seconds=SLOW):
            about = {**tenant, **held_from(person.id)}
            rows = await self._insights.find(about, {"source_document_id": 1}).hint("held").to_list()
        if not rows:
            return Counter()
        sources = [key(person.tenant, row["source_document_id"]) for row in rows if row["source_document_id"]]
        ids = [str(row["_id"]) for row in rows]
        transcripts, commitments = await asyncio.gather(
            self._count("transcripts", {**tenant, "_id": {"$in": sources}, "owner": person.id}, "_id_"),
            self._count("commitments", {**tenant, "insight_id": {"$in": ids}}, "insight"),
        )
        return Counter(insights=len(rows), transcripts=transcripts, commitments=commitments)

    async def _count(self, collection: str, about: Document, hint: str) -> int:
        async with self._db.turn(seconds=SLOW):
            return await self._db.collection(collection).count_documents(about, hint=hint)

    async def _corrections_by(self, person: Person) -> int:
        by = {"items.by": person.id}
        stages: list[Document] = [
            {"$match": {**scope(person.tenant), **by}},
            {"$unwind": "$items"},
            {"$match": by},
            {"$count": "n"},
        ]
        async with self._db.turn(seconds=SLOW):
            found = await (await self._db.collection("corrections").aggregate(stages, hint="by")).to_list()
        return int(found[0]["n"]) if found else 0

    async def _oldest(self, person: Person) -> datetime | None:
        shown = {"$or": [{"visible_to_client": True}, {"is_unpaired": True}]}
        moments = await asyncio.gather(
            *(
                self._first(collection, {**scope(person.tenant), **about}, time, hint)
                for collection, about, time, hint in (
                    ("session_insights", {"client_user_id": person.id, **shown}, "created_at", "client"),
                    ("session_insights", {"coach_user_id": person.id}, "created_at", "coach"),
                    ("coaching_relationships", {"parties": person.id}, "created_at", "parties"),
                    ("comments", {"author": person.id}, "at", "author"),
                    ("audit_log", {"actor": person.id}, "at", "actor"),
                )
            )
        )
        return min((moment for moment in moments if moment is not None), default=None)

    async def _first(self, collection: str, about: Document, time: str, hint: str) -> datetime | None:
        stages = [
            {"$match": about},
            {"$group": {"_id": None, "first": {"$min": f"${time}"}}},
        ]
        async with self._db.turn(seconds=SLOW):
            found = await (await self._db.collection(collection).aggregate(stages, hint=hint)).to_list()
        first: datetime | None = found[0]["first"] if found else None
        return first

    # --- erasing ---

    async def _pass(self, person: Person, at: datetime) -> Counter[str]:
        """All of it once, in the port's order; what it deleted, by kind."""
        await self._vault.forget(person)
        await self._close_relationships(person, at)
        removed: Counter[str] = Counter()
        removed["jobs"] = await self._delete_jobs(person)  # before rows, so that no worker writes them anew
        removed["grants"] = await self._drop_grants(person, at)
        removed += await self._removal.insights(person.tenant, {"client_user_id": person.id}, "client")
        removed += await self._delete_rows(person)
        removed["corrections"] += await self._drop_corrections(person, at)
        await self._leave_clients(person, at)
        async with self._db.turn():
            gone = await self._db.collection("people").delete_one({"_id": key(person.tenant, person.id)})
        removed["profile"] += gone.deleted_count
        return +removed

    async def _close_relationships(self, person: Person, at: datetime) -> None:
        change = {
            "state": "ended",
            "open": False,
            "withdrawn_at": at,
            "changed_at": at,
            "ended_at": {"$ifNull": ["$ended_at", at]},
            "ended_by": {"$ifNull": ["$ended_by", {"$literal": person.id}]},
            "version": {"$add": ["$version", 1]},
        }
        about = {**scope(person.tenant), "parties": person.id, "withdrawn_at": None}
        async with self._db.turn(seconds=SLOW):
            bonds = self._db.collection("coaching_relationships")
            await bonds.update_many(about, [{"$set": change}], hint="parties")
            mine = {**scope(person.tenant), "parties": person.id}
            await bonds.update_many(mine, {"$unset": {"next_session": "", "briefs": ""}}, hint="parties")

    async def _drop_presses(self, person: Person) -> None:
        """Uncounted: nobody would know them as a file or as work of theirs."""
        tenant = scope(person.tenant)
        presses = {**tenant, "owner": person.id, "_id.id": {"$regex": f"^{PRESS}:"}}
        async with self._db.turn(seconds=SLOW):
            await self._db.collection("jobs").delete_many(
                {**tenant, "refs.person": person.id, "kind": PRESS}, hint="person"
            )
            await self._db.collection("uploads").delete_many(presses, hint="owner")

    async def _delete_jobs(self, person: Person) -> int:
        jobs, mine = self._db.collection("jobs"), {**scope(person.tenant), "refs.person": person.id}
        others = {**mine, "kind": {"$ne": ERASE}}
        async with self._db.turn(seconds=SLOW):
            going = await jobs.delete_many({**others, "state": {"$in": OPEN}}, hint="person")
            await jobs.delete_many(others, hint="person")
        return going.deleted_count

    async def _drop_grants(self, person: Person, at: datetime) -> int:
        about = {**scope(person.tenant), "found_by": found_as(person.id, Side.GRANTED)}
        return await self._change_insights(about, "found_by", {**without_grant(person.id), "updated_at": at})

    async def _leave_clients(self, person: Person, at: datetime) -> int:
        """Sessions of clients stay theirs, without the coach's name on them; nobody is left to release what was held."""
        about = {**scope(person.tenant), "coach_user_id": person.id}
        me: Document = {"$literal": person.id}
        change = {
            "coach_user_id": None,
            "created_by": {"$cond": [{"$eq": ["$created_by", me]}, "$client_user_id", "$created_by"]},
            "visible_to_client": True,
            "updated_at": at,
        }
        return await self._change_insights(about, "coach", change)

    async def _change_insights(self, about: Document, hint: str, change: Document) -> int:
        """Change all that `about` finds; the change takes them out of it."""
        changed = 0
        while True:
            async with self._db.turn(seconds=SLOW):
                rows = await self._insights.find(about, {"_id": 1}).hint(hint).limit(STEP).to_list(STEP)
                if not rows:
                    return changed
                result = await self._insights.update_many(
                    {"_id": {"$in": [row["_id"] for row in rows]}, **about},
                    [{"$set": change}, {"$set": {"found_by": FOUND_BY}}],
                    hint="_id_",
                )
            changed += result.modified_count

    async def _delete_rows(self, person: Person) -> Counter[str]:
        removed: Counter[str] = Counter()
        for part in DELETED:
            about = {**scope(person.tenant), part.field: person.id}
            async with self._db.turn(seconds=SLOW):
                result = await self._db.collection(part.collection).delete_many(about, hint=part.hint)
            removed[part.kind] += result.deleted_count
        del removed[""]
        return removed

    async def _drop_corrections(self, person: Person, at: datetime) -> int:
        """Those of their own insights that a crash left behind, and those they made elsewhere: these are undone, and what
        followed from them is made anew."""
        corrections: Collection = self._db.collection("corrections")
        tenant, mine = scope(person.tenant), {"items.by": person.id}
        elsewhere = await self._corrections_by(person)
        async with self._db.turn(seconds=SLOW):
            rows = await corrections.find({**tenant, **mine}, {"_id": 1}).hint("by").to_list()
        for row in rows:
            undone = Change(Kind.UNDO, person.tenant, row["_id"]["id"], HOUSE, at)
            taken: Document = {"$pull": {"items": {"by": person.id}}, "$push": {"outbox": entry(undone)}}
            async with self._db.turn():
                await corrections.update_one({"_id": row["_id"]}, taken)
        async with self._db.turn(seconds=SLOW):
            return elsewhere + await self._removal.corrections({**tenant, "owner": person.id}, "owner")

    # --- the receipt ---

    async def _erasures_of(self, person: Person) -> Document | None:
        async with self._db.turn():
            return await self._erasures.find_one({"_id": key(person.tenant, person.id)})

    async def _note(
        self, person: Person, at: datetime, counts: Counter[str], *, done_at: datetime | None = None
    ) -> None:
        row = {
            **scope(person.tenant),
            "at": at,
            "done_at": done_at,
            "deleted": dict(_to_delete(counts)),
            "kept": {kind: count for kind, count in counts.items() if kind in KEPT and count},
        }
        async with self._db.turn():
            await self._erasures.update_one({"_id": key(person.tenant, person.id)}, {"$set": row}, upsert=True)


def _to_delete(counts: Counter[str]) -> Counter[str]:
    return Counter({kind: count for kind, count in counts.items() if kind not in KEPT and count})
