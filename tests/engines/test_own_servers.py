"""A model of one's own behind the real openai SDK: Ollama, llama.cpp, vLLM and LM Studio as they are, not as OpenAI is."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.engines import faults
from bot.engines.openai import OpenAI
from core.analysis import analyse
from core.insight.draft import Draft
from core.insight.engine import UNUSABLE_ANSWER, EngineFault
from core.insight.sections import SECTIONS
from tests.engines import sessions
from tests.fakes import messages_api as fake
from tests.fakes import own_servers
from tests.fakes.in_process import InProcess
from tests.fakes.own_servers import OwnServer

Make = Callable[[int], OwnServer]
every_server = pytest.mark.parametrize("make", own_servers.ALL.values(), ids=own_servers.ALL)


def engine_on(server: OwnServer, **more: Any) -> OpenAI:
    return OpenAI(api_key="none", base_url=server.url, model="house", pause=0.01, **{"patience": 20.0, **more})


async def drafted(server: OwnServer, lines: tuple[tuple[str, str], ...] = sessions.LINES, **more: Any) -> Draft:
    engine = engine_on(server, **more)
    try:
        return await engine.analyse(sessions.request(lines), lambda _name: None)
    finally:
        await engine.close()


@every_server
async def test_a_session_becomes_a_card_whose_quotes_all_hold(make: Make) -> None:
    async with make(32_768) as server:
        engine = engine_on(server)
        result = await analyse.analyse(engine, sessions.request(), InProcess())
        await engine.close()
        assert result.metadata.missing_sections == ()
        assert result.metadata.analysis_confidence == 1.0
        assert [str(item.due) for item in result.findings.action_items if "Priya" in item.action] == ["2026-11-19"]
        assert all("max_completion_tokens" not in body for body in server.bodies)


@every_server
async def test_a_window_smaller_than_the_session_is_found_out_and_nothing_is_lost(make: Make) -> None:
    """Nobody has told the bot how small it is. The rules alone take some 2,300 of these tokens."""
    lines = sessions.long_lines(240)
    async with make(4_096) as server:
        draft = await drafted(server, lines)
        seen = {n for body in server.accepted() for n, _, _ in fake.turns(body)}
    assert seen == set(range(1, 241))
    assert {item.evidence[0].turn for item in draft.sections["action_items"]} == set(range(20, 241, 20))
    assert draft.missing == ()


@every_server
async def test_a_window_too_small_for_anything_is_said_to_be_that(make: Make) -> None:
    async with make(1_000) as server:
        with pytest.raises(EngineFault) as caught:
            await drafted(server)
    assert (caught.value.kind, caught.value.transient) == (faults.TOO_LONG, False)


async def test_what_a_server_refused_once_it_is_not_asked_again() -> None:
    async with own_servers.vllm() as server:
        engine = engine_on(server)
        for _ in range(2):
            await engine.analyse(sessions.request(), lambda _name: None)
        await engine.close()
        kinds = [body.get("response_format", {}).get("type", "none") for body in server.bodies]
    assert kinds == ["json_schema", "json_object", "json_object"]


async def test_a_fault_that_is_not_about_the_form_leaves_the_form_alone() -> None:
    refusal: own_servers.Refusal = (400, {"error": "No models loaded."})
    async with OwnServer(refuses=lambda _body, _window: refusal) as server:
        engine = engine_on(server)
        with pytest.raises(EngineFault) as caught:
            await engine.analyse(sessions.request(), lambda _name: None)
        assert (caught.value.kind, caught.value.transient) == (faults.BAD_REQUEST, False)
        server.refuses = lambda _body, _window: None
        await engine.analyse(sessions.request(), lambda _name: None)
        await engine.close()
        assert server.bodies[-1]["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize("status", [400, 500, 200])
async def test_the_error_of_llama_cpp_is_known_whatever_its_status(status: int) -> None:
    async with own_servers.llama_cpp(4_096, status) as server:
        draft = await drafted(server, sessions.long_lines(240))
    assert len(draft.sections["action_items"]) == 12


async def test_a_grammar_that_cannot_be_built_is_a_matter_of_the_form() -> None:
    refusal: own_servers.Refusal = (500, {"error": {"code": 500, "message": "failed to parse grammar"}})
    async with OwnServer(refuses=lambda body, _: refusal if "response_format" in body else None) as server:
        assert (await drafted(server)).sections["action_items"]


async def test_a_slow_answer_is_waited_for_as_long_as_it_may_take() -> None:
    async with OwnServer(slowness=2.0) as server:
        with pytest.raises(EngineFault, match="timeout"):
            await drafted(server, patience=0.3)
        assert (await drafted(server, patience=120.0)).sections["action_items"]


OF_NO_USE = {
    "prose": "I am sorry, but I cannot read this as JSON. Here is a summary: it went well.",
    "an endless thought": "<think>" + "Let me look at the turns again. " * 200,
    "an object of something else": '{"answer": "It went well.", "confidence": 0.9}',
    "an empty object": "{}",
    "only empty sections": json.dumps({section.name: [] for section in SECTIONS}),
    "braces": "{" * 20_000,
    "half an answer": '{"celebration": [{"evidence": [{"turn": 6, "quote": "Last week I',
}


@pytest.mark.parametrize("answer", OF_NO_USE.values(), ids=OF_NO_USE)
async def test_an_answer_of_no_use_is_a_fault_and_never_an_empty_card(answer: str) -> None:
    async with OwnServer(answer=lambda _body: answer) as server:
        with pytest.raises(EngineFault, match=UNUSABLE_ANSWER):
            await drafted(server)
        assert len(server.bodies) == 2  # once afresh
