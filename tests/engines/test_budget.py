"""Money: what is put down before a call, what stays of it, and who waits when it is used up. The real SDK over loopback."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.engines.claude import Claude
from bot.engines.guard import Breaker, Counters, Guarded, Limits, MemoryCounters
from core.insight.draft import Draft
from core.insight.engine import BUDGET_SPENT, AnalysisRequest, EngineFault
from core.people.person import Person, Platform, Tenant
from core.refusal import Refused
from storage import Storage
from tests.engines import sessions
from tests.fakes import messages_api as fake
from tests.fakes.messages_api import MessagesApi, Reply

ANN = Person(Tenant(Platform.SLACK, "T1"), "U1")
CIS = Person(Tenant(Platform.SLACK, "T2"), "U1")
DAY = "2026-11-18"
OURS, ALL = f"cost/slack/T1/{DAY}", f"cost/*/*/{DAY}"
DOWN = "http://127.0.0.1:9"


def now() -> datetime:
    return datetime(2026, 11, 18, 22, 0, tzinfo=UTC)


def request(person: Person = ANN) -> AnalysisRequest:
    return replace(sessions.request(), requested_by=person)


async def analyse(engine: Guarded, person: Person = ANN) -> Draft:
    return await engine.analyse(request(person), lambda _name: None)


@pytest.fixture
async def api() -> AsyncIterator[MessagesApi]:
    async with MessagesApi() as running:
        yield running


def guarded(
    url: str, counters: Counters, limits: Limits | None = None, patience: float = 5.0, stretch: int = 40_000
) -> Guarded:
    claude = Claude(api_key="test-key", base_url=url, patience=patience, stretch=stretch, pause=0.01)
    lasting = Breaker(threshold=1000)
    return Guarded(claude, counters=counters, limits=limits or Limits(0, 0, 0.0, 0.0), breaker=lasting, now=now)


def likely() -> float:
    return Claude(api_key="k").likely_cost(request())


async def test_an_analysis_costs_what_the_service_says(api: MessagesApi) -> None:
    counters = MemoryCounters()
    engine = guarded(api.url, counters)
    draft = await analyse(engine)
    await engine.close()
    assert draft.usage.cost_usd > 0
    assert await counters.get(OURS) == pytest.approx(draft.usage.cost_usd)
    assert await counters.get(ALL) == pytest.approx(draft.usage.cost_usd)


PAID = {
    "no answer in time": Reply(hang=5.0),
    "cut off": Reply(cut=True),
    "half an answer": fake.truncated(),
    "somebody else's page": fake.html(),
    "a proxy that did not wait": Reply(status=504, error="timeout_error"),
    "not what was agreed": Reply(answer="no JSON"),
    "cut at its length": Reply(stop="max_tokens"),
    "declined": Reply(stop="refusal"),
}


@pytest.mark.parametrize("fault", PAID)
async def test_a_call_the_service_has_worked_on_counts(api: MessagesApi, fault: str) -> None:
    counters = MemoryCounters()
    api.always(PAID[fault])
    engine = guarded(api.url, counters, patience=0.5)
    with pytest.raises((EngineFault, Refused)):
        await analyse(engine)
    await engine.close()
    calls = len(api.calls())
    assert calls > 0
    assert await counters.get(ALL) == await counters.get(OURS) > likely() / 10


@pytest.mark.parametrize("reply", [fake.overloaded(), fake.rate_limited(), fake.broken(), fake.too_long()])
async def test_a_call_the_service_turned_down_does_not(api: MessagesApi, reply: Reply) -> None:
    counters = MemoryCounters()
    api.always(reply)
    engine = guarded(api.url, counters)
    with pytest.raises((EngineFault, Refused)):
        await analyse(engine)
    await engine.close()
    assert await counters.get(ALL) == pytest.approx(0.0, abs=1e-9)


async def test_nor_does_one_that_never_reached_it() -> None:
    counters = MemoryCounters()
    engine = guarded(DOWN, counters)
    with pytest.raises(EngineFault):
        await analyse(engine)
    await engine.close()
    assert await counters.get(ALL) == pytest.approx(0.0, abs=1e-9)


async def test_a_fault_within_an_analysis_that_went_on_counts_too(api: MessagesApi) -> None:
    counters = MemoryCounters()
    api.then(Reply(), Reply(cut=True))
    engine = guarded(api.url, counters, stretch=6_000)
    several = replace(sessions.request(sessions.long_lines(200)), requested_by=ANN)
    draft = await engine.analyse(several, lambda _name: None)
    await engine.close()
    assert await counters.get(ALL) > draft.usage.cost_usd * 1.05


async def test_what_was_stopped_half_way_stays_put_down(api: MessagesApi) -> None:
    counters = MemoryCounters()
    api.always(Reply(hang=30.0))
    engine = guarded(api.url, counters, patience=60.0)
    task = asyncio.create_task(analyse(engine))
    async with asyncio.timeout(30.0):
        while not api.calls():  # noqa: ASYNC110 - it is the other side that sees it
            await asyncio.sleep(0.01)
    assert await counters.get(ALL) == pytest.approx(likely())  # before there is any answer
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await engine.close()
    assert await counters.get(ALL) == pytest.approx(likely())


async def test_one_budget_for_all_workspaces_and_bots(api: MessagesApi, storage: Storage) -> None:
    """Two bots on one real database, twelve sessions at once, of which the budget has room for three. None of the three costs
    less than was put down for it before the others have asked."""
    limits = Limits(0, 0, 0.0, cost_total=likely() * 2.5)
    answered = asyncio.Event()
    api.always(Reply(after=answered))
    bots = [guarded(api.url, storage.counters, limits, patience=120.0) for _ in range(2)]
    asked = [asyncio.create_task(analyse(bot, person)) for bot in bots for person in (ANN, CIS) * 3]
    async with asyncio.timeout(60.0):
        while sum(each.done() for each in asked) < 9:  # noqa: ASYNC110 - what others are at, told by no event
            await asyncio.sleep(0.01)
    answered.set()
    ends = await asyncio.gather(*asked, return_exceptions=True)
    done = [each for each in ends if isinstance(each, Draft)]
    waiting = [each for each in ends if isinstance(each, EngineFault)]
    assert (len(done), len(waiting)) == (3, 9)
    assert {(each.kind, each.transient, each.retry_after) for each in waiting} == {(BUDGET_SPENT, True, 2 * 3600)}
    assert await storage.counters.get(ALL) == pytest.approx(sum(draft.usage.cost_usd for draft in done))
    for bot in bots:
        await bot.close()


async def test_each_workspace_has_its_own_budget_within(api: MessagesApi) -> None:
    counters = MemoryCounters()
    engine = guarded(api.url, counters, Limits(0, 0, cost_per_tenant=1e-6, cost_total=1000.0))
    await analyse(engine)
    spent = await counters.get(ALL)
    with pytest.raises(EngineFault, match=BUDGET_SPENT):
        await analyse(engine)
    assert await counters.get(ALL) == pytest.approx(spent)  # what was put down for the second is given back
    await analyse(engine, CIS)
    await engine.close()


async def test_a_count_that_cannot_be_written_costs_nobody_their_analysis(api: MessagesApi) -> None:
    class Failing(MemoryCounters):
        async def add(self, key: str, amount: float) -> float:
            if amount > 0:  # what is counted before anything is sent
                return await super().add(key, amount)
            raise ConnectionError

    engine = guarded(api.url, Failing())
    assert (await analyse(engine)).sections
    await engine.close()
