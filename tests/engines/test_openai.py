"""The OpenAI engine over its own SDK: the same draft, the same faults."""

from collections.abc import AsyncIterator

import pytest

from bot.engines.openai import OpenAI
from core.analysis import analyse
from core.insight.engine import UNUSABLE_ANSWER, EngineFault
from core.refusal import Reason, Refused
from tests.engines import sessions
from tests.fakes import messages_api as fake
from tests.fakes.in_process import InProcess
from tests.fakes.messages_api import MessagesApi, Reply


@pytest.fixture
async def api() -> AsyncIterator[MessagesApi]:
    async with MessagesApi() as running:
        yield running


@pytest.fixture
async def openai(api: MessagesApi) -> AsyncIterator[OpenAI]:
    engine = OpenAI(api_key="test-key", base_url=f"{api.url}/v1", patience=5.0, pause=0.01)
    yield engine
    await engine.close()


async def test_a_session_becomes_verified_findings(openai: OpenAI, api: MessagesApi) -> None:
    result = await analyse.analyse(openai, sessions.request(), InProcess())
    assert [str(item.due) for item in result.findings.action_items if "Priya" in item.action] == ["2026-11-19"]
    assert result.metadata.engine == "openai"
    assert result.metadata.analysis_confidence == 1.0
    calls = api.calls("/v1/chat/completions")
    assert len(calls) == 1
    assert all(call.body["response_format"]["json_schema"]["strict"] for call in calls)


@pytest.mark.parametrize(
    ("reply", "kind", "transient"),
    [
        (fake.rate_limited("5"), "rate_limited", True),
        (fake.broken(), "server_error", True),
        (Reply(status=401, error="authentication_error"), "authentication", False),
        (fake.html(), "foreign_answer", True),
        (fake.truncated(), "truncated_answer", True),
        (Reply(answer="no json"), UNUSABLE_ANSWER, True),
        (Reply(no_text=True), UNUSABLE_ANSWER, True),
        (Reply(stop="max_tokens"), "stopped:max_tokens", True),
        (Reply(stop="tool_calls"), "stopped:tool_calls", True),
        (Reply(cut=True), "", True),
    ],
)
async def test_a_fault_is_told_by_kind(
    openai: OpenAI, api: MessagesApi, reply: Reply, kind: str, transient: bool
) -> None:
    api.always(reply)
    with pytest.raises(EngineFault) as caught:
        await analyse.analyse(openai, sessions.request(), InProcess())
    assert caught.value.kind.startswith(kind)
    assert caught.value.transient is transient


async def test_a_refusal_is_told(openai: OpenAI, api: MessagesApi) -> None:
    api.always(Reply(stop="refusal"))
    with pytest.raises(Refused) as caught:
        await analyse.analyse(openai, sessions.request(), InProcess())
    assert caught.value.reason is Reason.ENGINE_REFUSED


async def test_what_fell_gets_one_more_try(openai: OpenAI, api: MessagesApi) -> None:
    api.then(Reply(answer=fake.invented))
    result = await analyse.analyse(openai, sessions.request(), InProcess())
    assert result.findings.action_items
    assert len(api.calls("/v1/chat/completions")) == 2


async def test_a_small_window_means_stretches(api: MessagesApi) -> None:
    engine = OpenAI(api_key="k", base_url=f"{api.url}/v1", stretch=8_000)
    draft = await engine.analyse(sessions.request(sessions.long_lines(400)), lambda _name: None)
    await engine.close()
    assert all(fake.tokens(call.body) <= 8_000 for call in api.calls("/v1/chat/completions"))
    assert draft.sections["action_items"]
