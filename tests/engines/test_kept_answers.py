"""What a call has answered is not paid for again, wherever the attempt that asked was cut short."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.engines.claude import DEFAULT_MODEL, Claude
from bot.engines.guard import Breaker, Guarded, Limits
from core.faults import StorageFault
from core.insight.draft import Draft
from core.insight.engine import AnalysisRequest, EngineFault, OpenCommitment
from core.people.person import Person, Platform, Tenant
from storage import Storage
from tests.engines import sessions
from tests.fakes import messages_api as fake
from tests.fakes.messages_api import MessagesApi, Reply

ANN = Person(Tenant(Platform.SLACK, "T1"), "U1")
BEN = Person(Tenant(Platform.SLACK, "T1"), "U2")
LONG = replace(sessions.request(sessions.long_lines(400)), requested_by=ANN, owner=BEN, session="slack:T1:F1")
COST, COUNT = "cost/slack/T1/2026-11-18", "sessions/slack/T1/U1/2026-11-18"


@pytest.fixture
async def api(storage: Storage) -> AsyncIterator[MessagesApi]:
    await storage.vault.seal(BEN, "place", b"whoever has a session has a key")
    async with MessagesApi() as running:
        yield running


def process(api: MessagesApi, storage: Storage, model: str = DEFAULT_MODEL) -> Guarded:
    """The engine of a process that has just been started."""
    claude = Claude(api_key="k", base_url=api.url, model=model, stretch=9_000, pause=0.01, answers=storage.answers)
    return Guarded(
        claude,
        counters=storage.counters,
        limits=Limits(0, 0, 0.0, 0.0),
        breaker=Breaker(threshold=1000),
        now=lambda: datetime(2026, 11, 18, 22, 0, tzinfo=UTC),
    )


async def drafted(engine: Guarded, request: AnalysisRequest = LONG) -> Draft:
    return await engine.analyse(request, lambda _name: None)


async def test_a_session_cut_at_each_of_its_calls_is_paid_for_once(api: MessagesApi, storage: Storage) -> None:
    engine = process(api, storage)
    calls = (await drafted(engine, replace(LONG, session="slack:T1:F0"))).usage.calls
    assert calls > 3
    for answered in range(1, calls):
        # As a process that is told to end: of what it asks one call is answered, and the next is cut.
        api.requests.clear()
        api.then(Reply(), Reply(hang=600))
        attempt = asyncio.create_task(drafted(engine))
        while len(api.calls()) < 2:  # noqa: ASYNC110 - state of another party, told by no event
            await asyncio.sleep(0.01)
        attempt.cancel()
        await asyncio.gather(attempt, return_exceptions=True)
        await engine.close()
        assert len(await storage.answers.of(ANN.tenant, LONG.session)) == answered
        engine = process(api, storage)
    api.requests.clear()
    draft = await drafted(engine)
    assert len(api.calls()) == 1
    assert draft.usage.calls == calls
    assert draft == replace(await drafted(engine), usage=draft.usage)
    assert len(api.calls()) == 1
    await engine.close()


async def test_what_an_earlier_attempt_paid_is_on_the_bill_once(api: MessagesApi, storage: Storage) -> None:
    engine = process(api, storage)
    await storage.counters.count(COUNT, LONG.session)  # as an attempt whose process was killed
    api.then(Reply(), Reply(), fake.rate_limited("600"))
    with pytest.raises(EngineFault):
        await drafted(engine)
    draft = await drafted(engine)
    assert await storage.counters.get(COST) == pytest.approx(draft.usage.cost_usd)
    assert await storage.counters.get(COUNT) == 1
    await engine.close()


async def test_what_changed_around_the_words_asks_nothing_anew(api: MessagesApi, storage: Storage) -> None:
    engine = process(api, storage)
    await drafted(engine)
    api.requests.clear()
    promise = OpenCommitment("p", "Call Nikolas", "client", "I will call Nikolas.")
    later = replace(LONG, sessions_before=7, relationship_age=timedelta(days=30), open_commitments=(promise,))
    await drafted(engine, later)
    assert api.calls() == []
    await drafted(engine, replace(LONG, session="slack:T1:F2"))
    assert api.calls() != []
    await engine.close()


async def test_another_model_is_asked_anew(api: MessagesApi, storage: Storage) -> None:
    engine = process(api, storage)
    calls = (await drafted(engine)).usage.calls
    await engine.close()
    api.requests.clear()
    engine = process(api, storage, "claude-haiku-5-5")
    await drafted(engine)
    assert len(api.calls()) == calls
    await engine.close()


async def test_an_answer_outlasts_a_database_that_is_away_for_a_moment(api: MessagesApi, storage: Storage) -> None:
    class Away:
        left = 2

        async def keep(self, owner: Person, session: str, asked: str, answer: Draft) -> None:
            self.left -= 1
            if self.left >= 0:
                raise StorageFault("AutoReconnect", transient=True)
            await storage.answers.keep(owner, session, asked, answer)

        async def of(self, tenant: Tenant, session: str) -> Mapping[str, Draft]:
            return await storage.answers.of(tenant, session)

        async def forget(self, tenant: Tenant, session: str) -> None:
            await storage.answers.forget(tenant, session)

    short = replace(sessions.request(), requested_by=ANN, owner=BEN, session="slack:T1:F3")
    engine = Claude(api_key="k", base_url=api.url, answers=Away())
    await engine.analyse(short, lambda _name: None)
    await engine.close()
    assert len(await storage.answers.of(ANN.tenant, short.session)) == len(api.calls()) == 1
