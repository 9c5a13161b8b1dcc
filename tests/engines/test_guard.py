"""Room, limits and the breaker in front of an engine."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.config import EngineConfig
from bot.engines import ENGINES, make
from bot.engines.guard import Breaker, Guarded, Limits, MemoryCounters
from core.insight.draft import Draft, Rejected, Usage
from core.insight.engine import AnalysisRequest, EngineFault
from core.people.person import Person, Platform, Tenant
from core.refusal import Reason, Refused
from storage import Storage
from tests.engines import sessions
from tests.fakes.in_process import InProcess

ANN = Person(Tenant(Platform.SLACK, "T1"), "U1")
BEN = Person(Tenant(Platform.SLACK, "T1"), "U2")
CIS = Person(Tenant(Platform.SLACK, "T2"), "U1")


@dataclass
class Scripted:
    """An engine that answers at once, at a price, or fails as told."""

    faults: list[Exception] = field(default_factory=list)
    cost: float = 1.0
    calls: int = 0
    version: str = ""
    running: int = 0
    most: int = 0
    name: str = "scripted"
    model: str = "none"

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        self.calls += 1
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0.01)
        self.running -= 1
        if self.faults:
            raise self.faults.pop(0)
        return Draft(sections={}, usage=Usage(cost_usd=self.cost))

    async def repair(self, request: AnalysisRequest, rejected: Sequence[Rejected]) -> Draft:
        return await self.analyse(request, lambda _name: None)


@dataclass
class Time:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 11, 18, 22, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)


def asked_by(person: Person | None) -> AnalysisRequest:
    return replace(sessions.request(), requested_by=person)


async def analyse(engine: Guarded, person: Person | None = None) -> Draft:
    return await engine.analyse(asked_by(person), lambda _name: None)


async def test_no_more_run_at_a_time_than_there_is_room_for() -> None:
    inner = Scripted()
    engine = Guarded(inner, now=Time().now, slots=3)
    await asyncio.gather(*(analyse(engine) for _ in range(12)))
    assert (inner.calls, inner.most) == (12, 3)


async def test_a_person_over_the_daily_limit_is_told_and_nobody_else_is() -> None:
    time = Time()
    inner = Scripted()
    engine = Guarded(inner, limits=Limits(per_person=2), now=time.now)
    await analyse(engine, ANN)
    await analyse(engine, ANN)
    with pytest.raises(Refused) as caught:
        await analyse(engine, ANN)
    assert caught.value.reason is Reason.LIMIT_REACHED
    assert "2 sessions" in caught.value.message
    await analyse(engine, BEN)
    await analyse(engine, CIS)
    time.seconds = 3 * 3600
    await analyse(engine, ANN)
    assert inner.calls == 5


@pytest.mark.parametrize(
    ("limits", "turned_down"), [(Limits(per_person=3), Refused), (Limits(per_tenant=3), EngineFault)]
)
async def test_files_that_come_at_once_do_not_pass_a_limit_together(
    storage: Storage, limits: Limits, turned_down: type[Exception]
) -> None:
    """Twenty at once, over two bots on one database."""
    inner = Scripted()
    bots = [Guarded(inner, limits=limits, counters=storage.counters, now=Time().now) for _ in range(2)]
    ends = await asyncio.gather(*(analyse(bots[n % 2], ANN) for n in range(20)), return_exceptions=True)
    assert (sum(isinstance(end, Draft) for end in ends), inner.calls) == (3, 3)
    assert sum(isinstance(end, turned_down) for end in ends) == 17
    assert await storage.counters.get("sessions/slack/T1/U1/2026-11-18") == 3
    assert await storage.counters.get("sessions/slack/T1/2026-11-18") == 3


@pytest.mark.parametrize("limits", [Limits(cost_per_tenant=2.0), Limits(per_tenant=2)])
async def test_a_tenant_over_its_budget_waits_for_tomorrow(limits: Limits) -> None:
    time = Time()
    engine = Guarded(Scripted(cost=1.0), limits=limits, now=time.now)
    await analyse(engine, ANN)
    await analyse(engine, BEN)
    with pytest.raises(EngineFault) as caught:
        await analyse(engine, ANN)
    assert (caught.value.kind, caught.value.transient) == ("daily_budget_spent", True)
    assert caught.value.retry_after == 2 * 3600
    await analyse(engine, CIS)
    time.seconds = 2 * 3600 + 1
    await analyse(engine, ANN)


async def test_a_repair_costs_but_is_no_second_session() -> None:
    counters = MemoryCounters()
    engine = Guarded(Scripted(cost=0.5), counters=counters, now=Time().now)
    await analyse(engine, ANN)
    await engine.repair(asked_by(ANN), ())
    assert await counters.get("sessions/slack/T1/U1/2026-11-18") == 1
    assert await counters.get("cost/slack/T1/2026-11-18") == 1.0


async def test_a_session_that_failed_is_not_counted() -> None:
    counters = MemoryCounters()
    engine = Guarded(Scripted(faults=[EngineFault("overloaded", transient=True)]), counters=counters, now=Time().now)
    with pytest.raises(EngineFault):
        await analyse(engine, ANN)
    assert await counters.get("sessions/slack/T1/U1/2026-11-18") == 0


async def test_a_session_that_was_stopped_is_not_counted() -> None:
    counters, begun = MemoryCounters(), asyncio.Event()

    class Endless(Scripted):
        async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
            begun.set()
            await asyncio.Event().wait()
            raise AssertionError

    task = asyncio.create_task(analyse(Guarded(Endless(), counters=counters, now=Time().now), ANN))
    await begun.wait()
    keys = ("sessions/slack/T1/U1/2026-11-18", "sessions/slack/T1/2026-11-18")
    assert [await counters.get(key) for key in keys] == [1, 1]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [await counters.get(key) for key in keys] == [0, 0]


async def test_an_outage_costs_nothing_once_the_breaker_is_open() -> None:
    time = Time()
    inner = Scripted(faults=[EngineFault("overloaded", transient=True) for _ in range(50)])
    engine = Guarded(inner, now=Time().now, breaker=Breaker(threshold=5, window=60, rest=30, clock=time))
    for _ in range(40):
        with pytest.raises(EngineFault):
            await analyse(engine)
    assert inner.calls == 5
    with pytest.raises(EngineFault) as caught:
        await analyse(engine)
    assert (caught.value.kind, caught.value.retry_after) == ("breaker_open", 30.0)
    time.seconds = 31
    for _ in range(10):
        with pytest.raises(EngineFault):
            await analyse(engine)
    assert inner.calls == 6  # one probe
    inner.faults.clear()
    time.seconds = 62
    await analyse(engine)
    await analyse(engine)
    assert inner.calls == 8


async def test_faults_far_apart_and_faults_of_ours_open_nothing() -> None:
    time = Time()
    inner = Scripted(faults=[EngineFault("overloaded", transient=True) for _ in range(10)])
    engine = Guarded(inner, now=Time().now, breaker=Breaker(threshold=5, window=60, rest=30, clock=time))
    for _ in range(10):
        with pytest.raises(EngineFault, match="overloaded"):
            await analyse(engine)
        time.seconds += 20
    inner.faults = [EngineFault("bad_request", transient=False) for _ in range(10)]
    for _ in range(10):
        with pytest.raises(EngineFault, match="bad_request"):
            await analyse(engine)
    assert inner.calls == 20


async def test_a_breaker_heeds_a_longer_wait() -> None:
    time = Time()
    breaker = Breaker(threshold=1, clock=time)
    breaker.failed(retry_after=120.0)
    time.seconds = 60
    with pytest.raises(EngineFault) as caught:
        breaker.check()
    assert caught.value.retry_after == 60.0


@pytest.mark.parametrize("name", ENGINES)
async def test_every_engine_of_the_table_is_made_by_its_name(name: str) -> None:
    engine = make(EngineConfig(name=name, anthropic_key="k", openai_key="k"), InProcess(), now=Time().now)
    assert engine.name == name
    assert engine.model
    await engine.close()
