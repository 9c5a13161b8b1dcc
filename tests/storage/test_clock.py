"""One clock for every replica and every query, whatever the machines' own clocks show."""

import ast
import asyncio
import json
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.faults import StorageFault
from core.insight.model import Grant
from core.jobs.job import Job, JobState
from core.people.installations import Installation
from core.people.privacy import Retention
from storage import Storage, StorageConfig, open_storage
from storage.clock import DatabaseClock
from storage.expiry import EXPIRES
from tests.storage.samples import ACME, CLIENT, COACH, change, commitment, completed, transcript

ROOT = Path(__file__).parents[2]
LEASE = timedelta(seconds=30)


@dataclass
class Ahead:
    """What a simulation holds in its hand."""

    by: timedelta = field(default_factory=timedelta)

    def __call__(self) -> timedelta:
        return self.by


@pytest.fixture
def ahead() -> Ahead:
    return Ahead()


@pytest.fixture
async def moved(storage_config: StorageConfig, ahead: Ahead) -> AsyncIterator[Storage]:
    """A database whose clock the test moves."""
    async with open_storage(replace(storage_config, ahead=ahead)) as opened:
        yield opened


# --- the clock itself ---


async def test_it_goes_on_from_what_it_was_told() -> None:
    told = datetime(2031, 5, 1, 12, tzinfo=UTC)

    async def ask() -> datetime:
        return told

    clock = DatabaseClock()
    with pytest.raises(RuntimeError):
        clock.now()
    await clock.look(ask)
    first = clock.now()
    await asyncio.sleep(0.05)
    assert told <= first < clock.now() < told + timedelta(minutes=5)
    assert clock.now() - first >= timedelta(seconds=0.04)


async def test_a_look_that_took_too_long_is_not_believed() -> None:
    told = datetime(2031, 5, 1, 12, tzinfo=UTC)

    async def quick() -> datetime:
        return told

    async def slow() -> datetime:
        await asyncio.sleep(0.01)
        return told + timedelta(days=1)

    clock = DatabaseClock(longest=0.001)
    await clock.look(quick)  # the first is better than none
    await clock.look(slow)
    assert clock.now() < told + timedelta(hours=1)


async def test_an_outage_does_not_stop_it() -> None:
    looks = 0
    enough = asyncio.Event()

    async def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            enough.set()
        raise StorageFault("AutoReconnect", transient=True)

    keeping = asyncio.create_task(DatabaseClock().keep(look, every=0.001))
    await asyncio.wait_for(enough.wait(), 120)
    keeping.cancel()


async def test_it_shows_the_servers_time(storage: Storage) -> None:
    before = storage.clock.now()
    await storage.db.look_at_clock()
    told = (await storage.db.client.admin.command("hello"))["localTime"].replace(tzinfo=UTC)
    assert before - timedelta(seconds=5) < told < storage.clock.now() + timedelta(seconds=5)


def test_it_is_never_moved_back() -> None:
    with pytest.raises(ValueError, match="moved back"):
        DatabaseClock(lambda: timedelta(days=-1)).moment()


# --- a clock that a simulation moves ---


async def test_jobs_leases_and_their_end_move_with_it(moved: Storage, ahead: Ahead) -> None:
    await moved.jobs.enqueue(Job("J", "intake", ACME), delay=timedelta(days=7))
    assert await moved.jobs.claim(LEASE) is None
    ahead.by = timedelta(days=8)
    held = await moved.jobs.claim(LEASE)
    assert held is not None
    assert await moved.jobs.claim(LEASE) is None
    ahead.by += timedelta(minutes=1)
    held = await moved.jobs.claim(LEASE)
    assert held is not None
    assert held.attempt == 2
    await moved.jobs.finish(held, JobState.DONE)
    row = await moved.db.collection("jobs").find_one({})
    assert row is not None
    assert abs(row["ended_at"] - moved.clock.now()) < timedelta(minutes=1)


async def test_retention_and_whatever_the_server_would_delete_move_with_it(moved: Storage, ahead: Ahead) -> None:
    """The server's own clock is not moved, so reads and the sweep do what its time-to-live indexes cannot."""
    await moved.tenants.set_retention(ACME, Retention(insight_days=40))
    await moved.transcripts.put(CLIENT, transcript(), "d", id="kept")
    await moved.transcripts.put(CLIENT, transcript(), "e", id="ends")
    ends = {"expires_at": moved.clock.now() + timedelta(days=3)}
    await moved.db.collection("transcripts").update_one({"_id.id": "ends"}, {"$set": ends})
    await moved.insights.create(completed(1, completed_at=moved.clock.now()))
    await moved.uploads.put(CLIENT, "J", b"x", "x.txt")
    await moved.counters.add("cost/slack/T1/2026-03-01", 1.0)
    await moved.installations.issue("state", timedelta(minutes=10))
    await moved.jobs.enqueue(Job("J", "intake", ACME))
    held = await moved.jobs.claim(LEASE)
    assert held is not None
    await moved.jobs.finish(held, JobState.FAILED)  # its upload stays for "Try again"
    await moved.privacy.erase(COACH, moved.clock.now())
    assert not await moved.sweep(moved.clock.now())

    ahead.by = timedelta(days=45)
    assert await moved.transcripts.get(ACME, "ends") is None
    assert await moved.transcripts.seen_before(CLIENT, "e") is None
    assert await moved.uploads.get(ACME, "J") is None
    assert await moved.counters.get("cost/slack/T1/2026-03-01") == 0.0
    assert not await moved.installations.consume("state")
    swept = await moved.sweep(moved.clock.now())
    assert swept["transcripts"] == 2
    assert swept["insights"] == 1
    for name in EXPIRES:
        assert await moved.db.collection(name).count_documents({}) == 0, name


async def test_a_promise_is_late_by_it(moved: Storage, ahead: Ahead) -> None:
    due = moved.clock.now() + timedelta(days=2)
    await moved.db.collection("commitments").insert_one(commitment(insight_id="i", due=due))
    assert (await moved.commitments.by_insight(ACME, ["i"]))["i"].not_told == 0
    ahead.by = timedelta(days=4)
    assert (await moved.commitments.by_insight(ACME, ["i"]))["i"].not_told == 1


async def test_the_lease_of_a_refresh_moves_with_it(moved: Storage, ahead: Ahead) -> None:
    await moved.installations.save(Installation(ACME, "xoxb-1"))
    assert await moved.installations.lease(ACME, "first", timedelta(hours=1))
    assert not await moved.installations.lease(ACME, "second", timedelta(hours=1))
    ahead.by = timedelta(hours=2)
    assert await moved.installations.lease(ACME, "second", timedelta(hours=1))


async def test_what_expires_is_what_the_server_has_indexes_for(storage: Storage) -> None:
    found = {}
    for name in await storage.db.database.list_collection_names():
        for index, about in (await storage.db.collection(name).index_information()).items():
            if "expireAfterSeconds" in about:
                found[name] = (index, about["key"][0][0], timedelta(seconds=about["expireAfterSeconds"]))
    assert found == {name: (kept.index, kept.field, kept.length) for name, kept in EXPIRES.items()}


# --- a machine whose clock is wrong ---

REPLICA = """
    import asyncio, json, sys
    from datetime import UTC, datetime, timedelta
    from pathlib import Path

    import time_machine

    async def main(data, uri, database, *insights):
        from bot.app import Overrides, build
        from bot.config import Config
        from core.sharing.access import Operation
        from core.people.person import Person, Platform, Tenant
        from core.refusal import Refused
        from core.sharing.finding import find
        from handlers.account import housekeeping

        config = Config(data=Path(data), mongodb_uri=uri, mongodb_database=database)
        coach, opens = Person(Tenant(Platform.SLACK, "T1"), "U-coach"), []
        async with build(config, Overrides(poll=0.05, storage_timeout=20.0)) as app, app.working():
            for insight in insights:
                try:
                    await find(app.services, coach, Operation.VIEW, insight)
                    opens.append(True)
                except Refused:
                    opens.append(False)
            swept = {"kind": housekeeping.KIND, "state": "done"}
            while not await app.storage.db.collection("jobs").count_documents(swept):
                await asyncio.sleep(0.05)
            one = await app.services.transcripts.get(coach.tenant, "J1")
            await app.storage.uploads.put(coach, "stamped", b"x", "x.txt")
            print(json.dumps({"wall": datetime.now(UTC).timestamp(), "opens": opens, "reads": one is not None}))

    wrong = datetime.now(UTC) + timedelta(days=float(sys.argv[1]))
    with time_machine.travel(wrong, tick=True):
        asyncio.run(main(*sys.argv[2:]))
"""


@pytest.mark.parametrize("days", [45, -45])
async def test_a_replica_whose_clock_is_wrong_deletes_and_opens_nothing_wrongly(
    fresh_storage: Storage, storage_config: StorageConfig, days: int
) -> None:
    now = datetime.now(UTC)
    for n in range(3):
        await fresh_storage.transcripts.put(CLIENT, transcript(), f"d{n}", id=f"J{n}")
    minutes_ago = {"$set": {"analysed_at": now - timedelta(minutes=5)}}
    await fresh_storage.db.collection("transcripts").update_many({}, minutes_ago)
    ids = []
    for n, until in enumerate((timedelta(days=14), timedelta(days=-1)), start=1):
        made = completed(n)
        await fresh_storage.insights.create(made)
        grant = Grant(granted_at=now - timedelta(days=2), expires_at=now + until)
        await fresh_storage.insights.share(CLIENT, made.id, COACH.id, grant, change(at=now))
        ids.append(made.id)
    where = (str(storage_config.data), storage_config.uri or "", storage_config.database)
    replica = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", textwrap.dedent(REPLICA).replace("U-coach", COACH.id), str(days), *where, *ids],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert replica.returncode == 0, replica.stderr
    said = json.loads(replica.stdout)
    assert abs(said["wall"] - now.timestamp()) > 40 * 86400  # it was wrong indeed
    assert said["opens"] == [True, False]
    assert said["reads"]
    assert await fresh_storage.db.collection("transcripts").count_documents({}) == 3
    row = await fresh_storage.db.collection("uploads").find_one({"_id.id": "stamped"})
    assert row is not None
    assert abs(row["created_at"] - now) < timedelta(hours=1)


# --- and nobody asks another one ---


def modules() -> Iterator[Path]:
    for room in ("bot", "core", "handlers", "storage"):
        yield from (ROOT / room).rglob("*.py")


def test_the_servers_time_is_asked_for_in_one_place() -> None:
    """ruff forbids the machine's clock (TID251); this, a query that would miss what a simulation adds."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in ("$$NOW", "$$CLUSTER_TIME", "$currentDate")
    }
    assert found == {"storage/clock.py"}


def test_the_machines_clock_is_asked_in_one_place() -> None:
    """For a command that has no database, and by the doctor, who compares it; the other place is the count of seconds since the
    machine started."""
    excused = {path.relative_to(ROOT).as_posix() for path in modules() if "TID251" in path.read_text("utf-8")}
    assert excused == {"bot/doctor/machine.py", "bot/local.py", "storage/clock.py"}
