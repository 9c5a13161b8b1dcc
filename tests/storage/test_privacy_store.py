"""What is held about a person, erasing all of it wherever it stopped, and keeping things only as long as a tenant says."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from bson import ObjectId

from core.changes import Kind
from core.insight.model import Grant
from core.jobs.job import Job
from core.people.conversations import Conversation
from core.people.person import MessageRef, Person, Place
from core.people.privacy import KINDS, Erased, Retention
from core.people.relationships import State, accept
from core.people.tokens import Scope as TokenScope
from core.people.tokens import Token, digest
from core.ports.insights import InsightQuery, Scope
from core.ports.sessions import AuditEntry, Profile
from storage import Storage, StorageConfig, open_storage
from storage.audit import MongoAudit
from storage.comments import MongoComments
from storage.database import Database, scope
from storage.outbox import COLLECTIONS
from storage.privacy import COUNTED, DELETED, PRESS, MongoPrivacy
from storage.rotation import Pace
from storage.vault import Vault
from tests.storage.samples import (
    ACME,
    CLIENT,
    COACH,
    OTHER,
    START,
    change,
    comment,
    commitment,
    completed,
    correction,
    findings,
    insight,
    metadata,
    paired,
    relationship,
    transcript,
)

LATER = START + timedelta(hours=1)
GRANT = Grant(granted_at=START)
THIRD = Person(ACME, "U-third")


@dataclass(frozen=True)
class World:
    """The ids of what the client owns with others, alone, and of what the coach and the third own."""

    together: str
    alone: str
    coachs: str
    thirds: str


async def fill(storage: Storage) -> World:
    """The client is coached by one, shares with a third, and is granted something; all have left words."""
    asked = relationship()
    await storage.relationships.create(asked, change(Kind.END))
    await storage.relationships.move(accept(asked, CLIENT, START), change(Kind.END))
    together = paired(1, created_by=COACH.id, source_document_id="J1")
    alone = completed(2, source_document_id="J2")
    coachs = completed(3, client_user_id=COACH.id, created_by=COACH.id)
    thirds = completed(
        4,
        client_user_id=THIRD.id,
        created_by=THIRD.id,
        shared_with_coaches=(CLIENT.id,),
        sharing_permissions={CLIENT.id: GRANT},
    )
    for made in (together, alone, coachs, thirds):
        await storage.insights.create(made)
    await storage.insights.complete(ACME, together.id, findings(), metadata(), LATER)
    await storage.insights.share(CLIENT, alone.id, THIRD.id, GRANT, change())
    for owner, name in ((CLIENT, "J1"), (CLIENT, "J2"), (COACH, "J3")):
        await storage.transcripts.put(owner, transcript(), name, id=name)
    for owner in (CLIENT, COACH):
        await storage.uploads.put(owner, f"up-{owner.id}", b"bytes", "name.txt")
        await storage.people.put(Profile(owner, "Ada", "Europe/Paris"))
        await storage.jobs.enqueue(Job(f"J-{owner.id}", "intake", ACME, refs={"person": owner.id}))
        await storage.audit.append(AuditEntry(ACME, owner.id, "view", alone.id, START))
        ever = storage.clock.now() + timedelta(days=30)
        await storage.tokens.put(Token("a", owner, "name", frozenset(TokenScope), START, ever), digest(owner.id))
    await storage.comments.add(CLIENT, comment(1, together.id), change())
    await storage.comments.add(CLIENT, comment(2, together.id, author=CLIENT.id), change())
    await storage.comments.add(THIRD, comment(3, thirds.id, author=CLIENT.id), change())
    await storage.comments.add(COACH, comment(4, coachs.id), change())
    await storage.corrections.put(CLIENT, together.id, correction(1), change())
    await storage.corrections.put(CLIENT, together.id, correction(2, by=CLIENT.id), change())
    await storage.corrections.put(THIRD, thirds.id, correction(3, by=CLIENT.id), change())
    await storage.corrections.put(THIRD, thirds.id, correction(4, by=THIRD.id), change())
    for name in COLLECTIONS.values():  # the effects of all this were carried out
        await storage.db.collection(name).update_many({}, {"$unset": {"outbox": ""}})
    await storage.db.collection("commitments").insert_many([commitment("P1", together.id), commitment("P2", alone.id)])
    for subject, reader in ((alone.id, THIRD), (together.id, COACH), (thirds.id, CLIENT), (coachs.id, COACH)):
        await storage.posted.remember(subject, reader, MessageRef(Place(ACME, "D1"), subject))
    for owner in (CLIENT, COACH):
        await storage.conversations.keep(Conversation(owner, f"D-{owner.id}", "https://chat.example/"))
    await storage.jobs.enqueue(Job("E", "privacy.erase", ACME, refs={"person": CLIENT.id}))
    return World(together.id, alone.id, coachs.id, thirds.id)


async def about(storage: Storage, person: Person) -> dict[str, int]:
    """How many documents of each collection name the person anywhere, from reading all of them."""
    found: Counter[str] = Counter()
    for name in await storage.db.database.list_collection_names():
        async for row in storage.db.collection(name).find({}):
            found[name] += person.id in repr(row)
    return dict(+found)


LEFT_OF_A_CLIENT = {"coaching_relationships": 1, "audit_log": 2, "jobs": 1, "erasures": 1}
"""Ids alone: that there was a relationship, who did what (with the erasure), the job that erases, and its receipt."""

ERASED = {
    "insights": 2,
    "transcripts": 2,
    "uploads": 1,
    "commitments": 2,
    "comments": 3,
    "corrections": 3,
    "grants": 1,
    "jobs": 1,
    "tokens": 1,
    "profile": 1,
}


async def test_everything_held_is_counted(storage: Storage) -> None:
    await fill(storage)
    mine = await storage.privacy.holdings(CLIENT)
    assert mine.counts == {
        "insights": 2,
        "transcripts": 2,
        "uploads": 1,
        "commitments": 2,
        "comments": 2,
        "corrections": 2,
        "relationships": 1,
        "grants": 1,
        "jobs": 1,
        "tokens": 1,
        "profile": 1,
        "audit": 1,
    }
    assert mine.oldest == START
    assert set(mine.counts) <= set(KINDS)
    assert (await storage.privacy.holdings(COACH)).counts["coached"] == 1
    nobody = await storage.privacy.holdings(Person(OTHER, CLIENT.id))
    assert (nobody.counts, nobody.oldest) == ({}, None)


async def test_erasing_a_client_leaves_ids_alone_and_others_what_is_theirs(storage: Storage) -> None:
    world = await fill(storage)
    erased = await storage.privacy.erase(CLIENT, LATER)
    assert erased == Erased(ERASED, {"relationships": 1, "audit": 1}, LATER)
    assert await about(storage, CLIENT) == LEFT_OF_A_CLIENT
    (bond,) = (await storage.relationships.of(COACH, states=frozenset(State), limit=9)).rows
    assert (bond.state, bond.withdrawn_at, bond.ended_by) == (State.ENDED, LATER, CLIENT.id)
    assert (await storage.insights.list(InsightQuery(COACH, Scope.PAIRED), limit=9)).rows == ()
    assert await storage.insights.get(ACME, world.coachs) is not None
    thirds = await storage.insights.get(ACME, world.thirds)
    assert thirds
    assert (thirds.sharing_permissions, thirds.shared_with_coaches) == ({}, ())
    assert await storage.corrections.of(ACME, world.thirds) == (correction(4, by=THIRD.id),)
    assert len((await storage.comments.of(ACME, world.coachs, limit=9)).rows) == 1
    assert await storage.transcripts.get(ACME, "J3") is not None
    assert await storage.jobs.get(ACME, f"J-{COACH.id}") is not None
    (entry,) = [each for each in await storage.audit.by(ACME, CLIENT.id) if each.operation == "erase"]
    assert entry.facts["insights"] == 2
    assert await storage.db.collection("insight_findings").count_documents({}) == 2


async def test_erasing_a_coach_leaves_the_client_s_session_without_the_name(storage: Storage) -> None:
    world = await fill(storage)
    await storage.insights.set_visible(ACME, world.together, client=False, coach=True, change=change(at=LATER))
    erased = await storage.privacy.erase(COACH, LATER)
    assert erased.kept == {"relationships": 1, "coached": 1, "audit": 1}
    assert erased.deleted["insights"] == 1
    stored = await storage.insights.get(ACME, world.together)
    assert stored
    assert (stored.coach_user_id, stored.created_by) == (None, CLIENT.id)
    assert [row.id for row in (await storage.insights.list(InsightQuery(CLIENT), limit=9)).rows] == [
        world.alone,
        world.together,
    ]
    left = await about(storage, COACH)
    assert left == {"coaching_relationships": 1, "audit_log": 2, "erasures": 1}


async def test_a_receipt_is_given_again_and_repeating_is_harmless(storage: Storage) -> None:
    await fill(storage)
    first = await storage.privacy.erase(CLIENT, LATER)
    assert await storage.privacy.erase(CLIENT, LATER + timedelta(minutes=5)) == first
    assert len([each for each in await storage.audit.by(ACME, CLIENT.id) if each.operation == "erase"]) == 1
    await storage.people.put(Profile(CLIENT, "Ada"))
    again = await storage.privacy.erase(CLIENT, LATER + timedelta(minutes=9))
    assert again.deleted == {"profile": 1}
    nothing = await storage.privacy.erase(CLIENT, LATER + timedelta(days=2))
    assert nothing.deleted == {}


class Died(BaseException):
    """Not an error anybody handles: the process ends here."""


class Mortal(Database):
    """A database whose process dies when it is about to ask for its `turns`-th turn."""

    turns = 10_000

    @asynccontextmanager
    async def turn(self, *, seconds: float | None = None) -> AsyncIterator[None]:
        self.turns -= 1
        if self.turns < 0:
            raise Died
        async with super().turn(seconds=seconds):
            yield


@pytest.mark.parametrize("turns", [0, 5, 12, *range(16, 37)])
async def test_an_erasure_goes_on_where_it_stopped(
    fresh_storage: Storage, storage_config: StorageConfig, turns: int
) -> None:
    await fill(fresh_storage)
    dying = Mortal(storage_config.uri or "", storage_config.database, timeout=20.0)
    vault = Vault(dying, replace(fresh_storage.vault._ring, db=dying))
    privacy = MongoPrivacy(dying, vault, MongoAudit(dying), MongoComments(dying, vault))
    dying.turns = turns
    died = False
    try:
        await privacy.erase(CLIENT, LATER)
    except Died:
        died = True
    assert died
    await vault.close()
    await dying.close()
    erased = await fresh_storage.privacy.erase(CLIENT, LATER + timedelta(minutes=1))
    assert erased.complete
    exact = set(ERASED) - {"comments", "corrections"}  # those others wrote there are counted when they go
    assert {kind: erased.deleted[kind] for kind in exact} == {kind: ERASED[kind] for kind in exact}
    assert 2 <= erased.deleted["comments"] <= 3
    assert 2 <= erased.deleted["corrections"] <= 3
    assert await about(fresh_storage, CLIENT) == LEFT_OF_A_CLIENT


async def test_what_is_written_meanwhile_is_erased_too(storage: Storage) -> None:
    """A worker in the middle of a session loses its job, and what it still writes is found."""
    await fill(storage)
    held = await storage.jobs.claim(timedelta(seconds=30))
    assert held
    await storage.privacy.erase(CLIENT, LATER)
    late = insight(9, source_document_id="late")
    await storage.insights.create(late)
    await storage.transcripts.put(CLIENT, transcript(), "late", id="late")
    assert (await storage.privacy.erase(CLIENT, LATER + timedelta(minutes=1))).deleted == {
        "insights": 1,
        "transcripts": 1,
    }
    assert await about(storage, CLIENT) == LEFT_OF_A_CLIENT | {"audit_log": 3}


async def test_many_insights_go_in_steps(storage: Storage) -> None:
    for n in range(203):
        await storage.insights.create(paired(n, shared_with_coaches=()))
    await storage.privacy.erase(COACH, LATER)
    assert await storage.insights.count(InsightQuery(CLIENT)) == 203
    assert (await storage.privacy.erase(CLIENT, LATER)).deleted == {"insights": 203}
    assert await storage.db.collection("session_insights").count_documents({}) == 0


async def test_the_press_that_asks_for_it_is_erased_and_in_no_receipt(storage: Storage) -> None:
    await fill(storage)
    for person in (CLIENT, COACH):
        job = Job(f"{PRESS}:{person.id}", PRESS, ACME, refs={"person": person.id})
        await storage.uploads.put(person, job.id, b"what I wrote", "FormSent")
        await storage.jobs.enqueue(job, delay=timedelta(minutes=1))
    before = Counter((await storage.privacy.holdings(CLIENT)).counts) - Counter(jobs=1, uploads=1)
    erased = await storage.privacy.erase(CLIENT, LATER)
    for kind in ("jobs", "uploads"):
        assert erased.deleted.get(kind, 0) == before[kind]
    assert await storage.jobs.get(ACME, f"{PRESS}:{CLIENT.id}") is None
    assert await storage.uploads.get(ACME, f"{PRESS}:{COACH.id}") is not None


async def test_a_restored_backup_cannot_be_read(storage: Storage) -> None:
    world = await fill(storage)
    names = [name for name in await storage.db.database.list_collection_names() if name not in {"keys", "schema"}]
    backup = {name: await storage.db.collection(name).find({}).to_list() for name in names}
    await storage.privacy.erase(CLIENT, LATER)
    for name, rows in backup.items():
        await storage.db.collection(name).delete_many({})
        if rows:
            await storage.db.collection(name).insert_many(rows)
    assert await storage.insights.get(ACME, world.alone) is None
    assert (await storage.insights.list(InsightQuery(CLIENT), limit=9)).rows == ()
    assert await storage.transcripts.get(ACME, "J1") is None
    assert (await storage.comments.of(ACME, world.together, limit=9)).rows == ()
    assert await storage.corrections.of(ACME, world.together) == ()
    assert await storage.people.get(CLIENT) is None
    assert len((await storage.comments.of(ACME, world.coachs, limit=9)).rows) == 1


async def test_comments_and_corrections_outlast_a_rotation(storage_config: StorageConfig, tmp_path: Path) -> None:
    now = Pace(timedelta(), timedelta())
    config = replace(storage_config, data=tmp_path, keys=tmp_path.parent / f"{tmp_path.name}-keys", pace=now)
    async with open_storage(config) as storage:
        await storage.comments.add(CLIENT, comment(), change())
        await storage.corrections.put(CLIENT, "i", correction(), change())
        await storage.privacy.erase(THIRD, LATER)
        while await storage.rotation.advance() is not None:
            pass
    async with open_storage(config) as storage:
        assert await storage.comments.get(ACME, comment().id) == comment()
        assert await storage.corrections.of(ACME, "i") == (correction(),)


async def test_every_collection_is_counted_erased_or_said_to_stay(storage: Storage) -> None:
    await fill(storage)
    await storage.privacy.erase(CLIENT, LATER)
    await storage.tenants.set_retention(ACME, Retention())
    decided = {part.collection for part in (*COUNTED, *DELETED)}
    by_hand = {"people", "jobs", "corrections", "keys"}
    goes_with_its_insight = {"insight_findings"}
    about_nobody = {
        "schema",
        "keys_set_aside",
        "tenants",
        "installations",
        "oauth_states",
        "workspaces",
        "counters",
        "programme",
    }
    receipts = {"erasures"}
    known = decided | by_hand | goes_with_its_insight | about_nobody | receipts
    assert set(await storage.db.database.list_collection_names()) <= known
    assert {part.kind for part in (*COUNTED, *DELETED)} - {""} <= set(KINDS)


# --- retention ---


async def test_a_tenant_keeps_transcripts_for_its_own_time(storage: Storage) -> None:
    assert await storage.tenants.retention(ACME) == Retention()
    await storage.tenants.set_retention(ACME, Retention(7, None))
    assert await storage.tenants.retention(ACME) == Retention(7, None)
    assert await storage.tenants.retention(OTHER) == Retention()
    elsewhere = Person(OTHER, CLIENT.id)
    for owner, name in ((CLIENT, "new"), (CLIENT, "old"), (elsewhere, "old")):
        made = insight(1, tenant_id=owner.tenant.id, source_document_id=name)
        await storage.insights.create(made)
        await storage.transcripts.put(owner, transcript(), name, id=name)
        at = START + timedelta(days=9 if name == "new" else 0)
        await storage.insights.complete(owner.tenant, made.id, findings(), metadata(), at)
        assert not await storage.insights.complete(owner.tenant, made.id, findings(), metadata(), at)
    now = START + timedelta(days=10)
    assert await storage.sweep(now) == {"transcripts": 1}
    assert await storage.sweep(now) == {}
    assert await storage.transcripts.get(ACME, "old") is None
    assert await storage.transcripts.get(ACME, "new") is not None
    assert await storage.transcripts.get(OTHER, "old") is not None
    assert await storage.insights.count(InsightQuery(CLIENT)) == 2
    await storage.tenants.set_retention(OTHER, Retention(1, None))
    assert await storage.tenants.sweep(now) == {"transcripts": 1}


async def test_a_transcript_never_analysed_is_kept_for_the_usual_time(storage: Storage) -> None:
    await storage.tenants.set_retention(ACME, Retention(1, None))
    await storage.transcripts.put(CLIENT, transcript(), "d", id="J")
    row = await storage.db.collection("transcripts").find_one({})
    assert row
    assert await storage.tenants.sweep(row["created_at"] + timedelta(days=29)) == {}
    assert await storage.tenants.sweep(row["created_at"] + timedelta(days=31)) == {"transcripts": 1}


async def test_a_tenant_may_keep_insights_for_a_time(storage: Storage) -> None:
    world = await fill(storage)
    await storage.db.collection("session_insights").update_one(
        {"_id": ObjectId(world.alone)}, {"$set": {"completed_at": START + timedelta(days=99)}}
    )
    await storage.tenants.set_retention(ACME, Retention(400, 60))
    removed = await storage.tenants.sweep(START + timedelta(days=100))
    assert removed == {"insights": 3, "transcripts": 1, "comments": 4, "corrections": 4, "commitments": 1}
    rows = storage.db.collection("session_insights")
    assert [row["_id"] async for row in rows.find(scope(ACME))] == [ObjectId(world.alone)]
    assert await storage.db.collection("insight_findings").count_documents({}) == 1
