"""What has no business staying goes by itself: retention on a moved clock, uploads left behind, late and doubled runs."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.engines.guard import Guarded, Limits
from core.insight.draft import Draft, Usage
from core.insight.engine import AnalysisRequest
from core.jobs.job import Job, JobState
from core.jobs.worker import Worker
from core.people.person import Person
from core.people.privacy import Retention
from core.refusal import Refused
from handlers.account import housekeeping
from handlers.account.housekeeping import (
    HOUSE,
    Housekeeping,
    begin,
    job_at,
)
from storage import Storage
from tests.engines.sessions import request
from tests.storage.samples import ACME, CLIENT, OTHER, START, completed, findings, insight, metadata, transcript

LEASE = timedelta(seconds=30)


@dataclass
class Clock:
    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def unmoved(self) -> datetime:
        return self.time


@dataclass
class Broken:
    """A sweeper that fails as often as told."""

    faults: int = 0
    times: list[datetime] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def sweep(self, now: datetime) -> Counter[str]:
        self.times.append(now)
        if len(self.times) == self.faults + 1:
            self.enough.set()
        if len(self.times) <= self.faults:
            raise RuntimeError
        return Counter()


async def run(storage: Storage, clock: Clock) -> None:
    await Housekeeping(storage.jobs, clock, storage).run(job_at(clock.now()))


async def analysed(storage: Storage, name: str = "J1", at: datetime = START) -> str:
    made = insight(source_document_id=name)
    await storage.transcripts.put(CLIENT, transcript(), f"digest {name}", id=name)
    await storage.insights.create(made)
    assert await storage.insights.complete(ACME, made.id, findings(), metadata(), at)
    return made.id


@pytest.mark.parametrize(("rule", "days"), [(None, 30), (Retention(7), 7), (Retention(90), 90)])
async def test_transcripts_go_when_their_tenant_says_and_insights_stay(
    storage: Storage, rule: Retention | None, days: int
) -> None:
    if rule:
        await storage.tenants.set_retention(ACME, rule)
    made = await analysed(storage)
    clock = Clock(START + timedelta(days=days, seconds=-1))
    await run(storage, clock)
    assert await storage.transcripts.get(ACME, "J1") is not None
    clock.time = START + timedelta(days=days, seconds=1)
    await run(storage, clock)
    assert await storage.transcripts.get(ACME, "J1") is None
    assert await storage.insights.get(ACME, made) is not None


async def test_insights_go_with_their_commitments_where_the_tenant_says_so(storage: Storage) -> None:
    await storage.tenants.set_retention(ACME, Retention(insight_days=60))
    kept, gone = completed(50), completed(0)
    for one in (kept, gone):
        await storage.insights.create(one)
    await run(storage, Clock(START + timedelta(days=80)))
    assert await storage.insights.get(ACME, gone.id) is None
    assert await storage.insights.get(ACME, kept.id) is not None


async def test_uploads_of_work_that_ended_go_after_a_day_and_others_stay(storage: Storage) -> None:
    for name, end in (("done", JobState.DONE), ("cancelled", JobState.CANCELLED), ("failed", JobState.FAILED)):
        await storage.jobs.enqueue(Job(name, "intake", ACME))
        held = await storage.jobs.claim(LEASE)
        assert held is not None
        await storage.jobs.finish(held, end)
    await storage.jobs.enqueue(Job("waiting", "intake", ACME))
    for name in ("done", "cancelled", "failed", "waiting", "nobody's"):
        await storage.uploads.put(CLIENT, name, b"bytes", "name.txt")
    real = datetime.now(UTC)
    assert await storage.uploads.sweep(real + timedelta(hours=23)) == 0
    assert await storage.sweep(real + timedelta(hours=25)) == {"uploads": 3}
    left = [
        name
        for name in ("done", "cancelled", "failed", "waiting", "nobody's")
        if await storage.uploads.get(ACME, name) is not None
    ]
    assert left == ["failed", "waiting"]


async def test_late_and_doubled_runs_do_no_harm(storage: Storage) -> None:
    await analysed(storage)
    clock = Clock(START + timedelta(days=200))
    await asyncio.gather(*(run(storage, clock) for _ in range(4)))
    assert await storage.transcripts.get(ACME, "J1") is None
    assert await storage.db.collection("jobs").count_documents({"kind": housekeeping.KIND}) == 0  # the tick asks for it


async def test_every_process_asks_and_one_job_an_hour_is_stored(storage: Storage) -> None:
    clock = Clock()
    await asyncio.gather(*(begin(storage.jobs, clock) for _ in range(5)))
    clock.time += timedelta(minutes=20)
    await begin(storage.jobs, clock)
    assert await storage.db.collection("jobs").count_documents({"kind": housekeeping.KIND}) == 1
    clock.time += timedelta(hours=1)
    await begin(storage.jobs, clock)
    assert await storage.db.collection("jobs").count_documents({"kind": housekeeping.KIND}) == 2


async def test_a_sweep_that_fails_is_tried_again(storage: Storage) -> None:
    clock, sweeper = Clock(), Broken(faults=2)
    worker = Worker(
        storage.jobs, {housekeeping.KIND: Housekeeping(storage.jobs, clock, sweeper)}, poll=0.02, backoff=(0.02,)
    )
    await begin(storage.jobs, clock)
    working = asyncio.create_task(worker.run())
    async with asyncio.timeout(120):
        await sweeper.enough.wait()
    await worker.stop()
    await working
    first = await storage.jobs.get(HOUSE, job_at(START).id)
    assert first is not None
    assert first.state is JobState.DONE
    assert first.fails == 2


async def test_an_older_replica_that_stores_the_next_hour_itself_makes_no_second_job_of_it(storage: Storage) -> None:
    clock = Clock()
    later = clock.now() + timedelta(hours=1)
    await storage.jobs.enqueue(job_at(later), delay=timedelta(hours=1))
    clock.time = later
    await housekeeping.ask(storage.jobs, clock)
    assert await storage.db.collection("jobs").count_documents({"kind": housekeeping.KIND}) == 1


# --- what replicas count together ---


@dataclass
class Priced:
    """An engine that answers at a price."""

    calls: int = 0
    name: str = "priced"
    model: str = "none"
    version: str = ""

    async def analyse(self, request: object, progress: object) -> Draft:
        self.calls += 1
        return Draft(sections={}, usage=Usage(cost_usd=0.25))


def silent(_name: str) -> None:
    """Nobody waits."""


async def test_sums_are_shared_and_nothing_is_lost_at_once(storage: Storage) -> None:
    key = "cost/slack/T1/2026-03-01"
    await asyncio.gather(*(storage.counters.add(key, 0.25) for _ in range(60)))
    assert await storage.counters.get(key) == pytest.approx(15.0)
    assert await storage.counters.get("cost/slack/T2/2026-03-01") == 0.0
    (row,) = await storage.db.collection("counters").find({}).to_list()
    assert timedelta(days=1.9) < row["expires_at"] - datetime.now(UTC) <= timedelta(days=2)
    assert (row["platform"], row["tenant_id"]) == ("slack", "T1")


async def test_limits_hold_for_all_replicas_together(storage: Storage) -> None:
    engines = [
        Guarded(Priced(), now=Clock().now, limits=Limits(per_person=3), counters=storage.counters) for _ in range(2)
    ]
    asked = [request_of(CLIENT), request_of(Person(OTHER, CLIENT.id))]
    for n in range(3):
        await engines[n % 2].analyse(asked[0], silent)
    for engine in engines:
        with pytest.raises(Refused, match="limit_reached"):
            await engine.analyse(asked[0], silent)
        await engine.analyse(asked[1], silent)


def request_of(person: Person) -> AnalysisRequest:
    return replace(request(), requested_by=person)
