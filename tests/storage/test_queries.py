"""Every query has an index that carries it: no scan of a collection, no sort in memory, and work that does not grow."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId
from bson.binary import Binary

from core.insight import Grant
from core.jobs import Job, JobState
from core.ports import AuditEntry, Profile
from storage import Storage, StorageConfig, open_storage
from storage.insight_documents import stored_form
from storage.migrations import WITHOUT_TENANT
from tests.storage.plans import Recorder, explain, stages, work
from tests.storage.samples import (
    ACME,
    CLIENT,
    COACH,
    OTHER,
    ROLES,
    START,
    completed,
    findings,
    insight,
    metadata,
    paired,
    transcript,
)

LEASE = timedelta(seconds=30)
TENANT = {"platform": "slack", "tenant_id": "T1"}


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def recorded(storage_config: StorageConfig, recorder: Recorder) -> AsyncIterator[Storage]:
    async with open_storage(storage_config, listeners=[recorder]) as opened:
        yield opened
        await opened.db.client.drop_database(storage_config.database)


async def use_jobs(storage: Storage) -> None:
    jobs = storage.jobs
    for n in range(4):
        await jobs.enqueue(Job(f"J{n}", "intake", ACME))
    await jobs.enqueue(Job("J0", "intake", ACME))
    held = await jobs.claim(LEASE)
    assert held
    await jobs.extend(await jobs.save(held, step="a", refs={"b": "c"}), LEASE)
    await jobs.release(held, delay=timedelta(), failed=True)
    held = await jobs.claim(LEASE, busy=frozenset({OTHER}))
    assert held
    await jobs.finish(held, JobState.DONE)
    await jobs.get(ACME, "J1")
    await jobs.wake(ACME, "J1", step="x")
    await jobs.cancel(ACME, "J1")


async def use_insights(storage: Storage) -> None:
    insights = storage.insights
    one = insight(1)
    for made in (one, *(paired(n) for n in range(2, 6))):
        await insights.create(made)
    await insights.create(completed(7, shared_with_coaches=(COACH.id,)))
    await insights.complete(ACME, one.id, findings(), metadata(), START)
    await insights.set_status(ACME, one.id, "failed", None, START)
    await insights.edit(ACME, one.id, title="t", session_date=START, at=START)
    await insights.redate(ACME, one.id, START, findings(), START)
    await insights.get(ACME, one.id)
    for cursor in await both_ways(lambda at: insights.mine(CLIENT, limit=2, cursor=at)):
        await insights.mine(CLIENT, limit=2, cursor=cursor)
        await insights.of_relationship(ACME, "R1", limit=2, cursor=cursor)
        await insights.of_client(ACME, CLIENT.id, COACH, limit=2, cursor=cursor)
        await insights.shared_with(COACH, limit=2, cursor=cursor)
    await insights.count_mine(CLIENT)
    await insights.count_before(ACME, "R1", START + timedelta(days=4))
    await storage.db.collection("insight_findings").update_many(TENANT, {"$currentDate": {"loose_since": True}})
    await insights.sweep(timedelta())
    await insights.delete(ACME, one.id)


async def both_ways(turn: Callable[[str | None], Awaitable[Any]]) -> list[str | None]:
    first = await turn(None)
    second = await turn(first.older)
    assert first.older
    assert second.newer
    return [None, first.older, second.newer]


async def use_transcripts(storage: Storage) -> None:
    transcripts = storage.transcripts
    await transcripts.put(CLIENT, transcript(), "d", id="J")
    await transcripts.set_roles(ACME, "J", ROLES)
    await transcripts.get(ACME, "J")
    await transcripts.seen_before(CLIENT, "d")
    await transcripts.expire(ACME, "J", START)
    await transcripts.delete(ACME, "J")


async def use_uploads(storage: Storage) -> None:
    await storage.uploads.put(CLIENT, "J", b"bytes", "name.txt")
    await storage.uploads.get(ACME, "J")
    await storage.uploads.delete(ACME, "J")


async def use_people(storage: Storage) -> None:
    await storage.people.put(Profile(CLIENT, "Ada"))
    await storage.people.get(CLIENT)


async def use_audit(storage: Storage) -> None:
    await storage.audit.append(AuditEntry(ACME, CLIENT.id, "view", "i", START))
    await storage.audit.of(ACME, "i")
    await storage.audit.by(ACME, CLIENT.id)


async def use_vault(storage: Storage) -> None:
    vault = storage.vault
    sealed = await vault.seal(CLIENT, "place", b"x")
    await vault.open(ACME, "place", sealed)
    await vault.fingerprint(CLIENT, "d", create=True)
    await vault.rewrap()
    await vault.forget(CLIENT)


USES = {
    "jobs": use_jobs,
    "insights": use_insights,
    "transcripts": use_transcripts,
    "uploads": use_uploads,
    "people": use_people,
    "audit": use_audit,
    "vault": use_vault,
}


@pytest.mark.parametrize("store", USES)
async def test_every_query_is_carried_by_an_index(
    recorded: Storage, recorder: Recorder, storage_config: StorageConfig, store: str
) -> None:
    recorder.commands.clear()
    await USES[store](recorded)
    asked = list(recorder.commands)
    assert asked
    for command in asked:
        found = set(stages(await explain(recorded.db.client, storage_config.database, command)))
        if command.get("find") == "keys" and "masterKey.provider" in dict(command["filter"]):
            continue  # a rotation reads all keys, once in years
        assert "COLLSCAN" not in found, command
        assert "SORT" not in found, command


@pytest.mark.parametrize("store", USES)
def test_every_method_of_a_store_is_among_the_uses(storage: Storage, store: str) -> None:
    methods = {
        name
        for name, _ in inspect.getmembers(getattr(storage, store), inspect.iscoroutinefunction)
        if not name.startswith("_") and name != "close"
    }
    source = inspect.getsource(USES[store])
    assert methods
    assert {name for name in methods if f".{name}(" not in source} == set()


async def test_every_index_starts_with_the_tenant_or_says_why_not(storage: Storage) -> None:
    exceptions = set()
    for name in await storage.db.database.list_collection_names():
        for index, facts in (await storage.db.collection(name).index_information()).items():
            fields = [field for field, _ in facts["key"]]
            if index != "_id_" and fields[:2] != ["platform", "tenant_id"]:
                exceptions.add((name, index))
    assert exceptions == set(WITHOUT_TENANT)


async def test_every_document_names_its_tenant(storage: Storage) -> None:
    for store in ("jobs", "insights", "people", "audit"):
        await USES[store](storage)
    await storage.transcripts.put(CLIENT, transcript(), "d", id="J")
    await storage.uploads.put(CLIENT, "J", b"bytes", "name.txt")
    for name in await storage.db.database.list_collection_names():
        if name in {"schema", "keys"}:
            continue
        rows = storage.db.collection(name)
        assert await rows.count_documents({}) > 0, name
        assert await rows.count_documents(TENANT) == await rows.count_documents({}), name


# --- work per page, in keys and documents: the same on the first page and the hundredth ---

MANY = 3000


async def fill(storage: Storage) -> None:
    """Many sessions of one coach, some of them at the same moment, with labels nobody opens."""
    row = stored_form(
        paired(0, shared_with_coaches=(COACH.id,), sharing_permissions={COACH.id: Grant(granted_at=START)})
    )
    row["label"] = [Binary(b"\x02" * 200, 6)]
    rows = [
        row | {"_id": ObjectId(), "listed_at": START + timedelta(hours=n // 3), "is_unpaired": n % 2 == 0}
        for n in range(MANY)
    ]
    await storage.db.collection("session_insights").insert_many(rows)


async def test_a_deep_page_costs_what_the_first_does(
    recorded: Storage, recorder: Recorder, storage_config: StorageConfig
) -> None:
    from storage.paging import Position, fetch  # noqa: PLC0415 - the lists' one way to read, without its decryption

    await fill(recorded)
    insights = recorded.db.collection("session_insights")
    middle = START + timedelta(hours=MANY // 6)
    for wanted, index in (
        ({"viewers": COACH.id}, "viewers"),
        ({"coaching_relationship_id": "R1"}, "relationship"),
        ({"shared_with_coaches": COACH.id, "is_unpaired": True}, "shared"),
    ):
        for cursor in (
            None,
            Position(True, middle, ObjectId()).cursor(),
            Position(False, middle, ObjectId()).cursor(),
        ):
            recorder.commands.clear()
            found = await fetch(insights, TENANT | wanted, limit=20, cursor=cursor, hint=index)
            assert len(found.documents) == 20
            (command,) = recorder.commands
            keys, documents = work(await explain(recorded.db.client, storage_config.database, command))
            assert keys <= 21 + 3, (index, cursor)  # one row ahead, and those of the very same moment
            assert documents <= 21 + 3


async def test_a_count_opens_no_document(recorded: Storage, recorder: Recorder, storage_config: StorageConfig) -> None:
    await fill(recorded)
    recorder.commands.clear()
    assert await recorded.insights.count_mine(COACH) == MANY
    assert await recorded.insights.count_before(ACME, "R1", START + timedelta(hours=100)) == 300
    for command in recorder.commands:
        _, documents = work(await explain(recorded.db.client, storage_config.database, command))
        assert documents == 0


async def test_a_claim_looks_at_one_job_among_thousands(
    recorded: Storage, recorder: Recorder, storage_config: StorageConfig
) -> None:
    rows = [
        {
            "_id": {**TENANT, "id": f"J{n}"},
            **TENANT,
            "state": "queued" if n % 2 else "done",
            "due": START + timedelta(seconds=n),
            "attempt": 0,
        }
        for n in range(MANY)
    ]
    await recorded.db.collection("jobs").insert_many(rows)
    recorder.commands.clear()
    with pytest.raises(KeyError):  # these rows are no whole jobs
        await recorded.jobs.claim(LEASE)
    (command,) = recorder.commands
    keys, documents = work(await explain(recorded.db.client, storage_config.database, command))
    assert keys <= 2
    assert documents <= 1
