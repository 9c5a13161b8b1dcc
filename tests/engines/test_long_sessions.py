"""Ten hours of speech, with every engine: one card, at a cost that grows with the length, and nothing lost at the seams."""

import itertools
import random
import re
from collections.abc import Sequence
from typing import Any

import pytest

from bot.engines import session, stretches
from bot.engines.claude import Claude
from bot.engines.offline import Offline
from bot.engines.openai import OpenAI
from core.analysis import analyse
from core.insight.engine import AnalysisRequest
from core.limits import MAX_TEXT
from core.transcript import Role, Transcript, Turn
from tests.engines import sessions
from tests.fakes import messages_api as fake
from tests.fakes.in_process import InProcess
from tests.fakes.messages_api import MessagesApi, Reply

EVERY = 40
"""Turns from one promise to the next."""


def long_session(characters: int) -> tuple[Transcript, set[int]]:
    """A session of about so many characters, and the turns in which something is promised."""
    lines: list[tuple[str, str]] = []
    size = 0
    promises: set[int] = set()
    while size < characters:
        n = len(lines) + 1
        shelf = f"{n // EVERY + 1:04d}"
        if n % EVERY == 0:
            promises.add(n)
            said = f"I'll bring lamp {shelf} to the workshop on Friday."
        else:
            said = "There was a long row of shelves, and I walked along it and looked at each of them for a while. " * 2
        lines.append(
            (sessions.CLIENT, said) if n % 2 == 0 else (sessions.COACH, "What did you notice there, walking along it?")
        )
        size += len(lines[-1][1])
    return sessions.transcript(tuple(lines)), promises


def promised(result: analyse.Analysis) -> set[int]:
    return {quote.turn for item in result.findings.action_items for quote in item.evidence}


def all_promises(body: dict[str, Any]) -> dict[str, Any]:
    """A model that reports every promise it sees, and nothing else."""
    answer: dict[str, Any] = {name: [] for name in fake.schema(body)["properties"]}
    said = [(n, text) for n, role, text in fake.turns(body) if role == "CLIENT" and text.startswith("I'll bring")]
    items = [
        {"evidence": [{"turn": n, "quote": text}], "action": text, "timeline": "on Friday", "owner": "client"}
        for n, text in said
    ]
    return {**answer, "action_items": items, "session_summary": "Lamps were looked at, and some will be brought."}


@pytest.mark.parametrize("make", [Claude, OpenAI])
async def test_the_longest_session_is_drafted_and_every_promise_of_it_found(make: type[Claude] | type[OpenAI]) -> None:
    transcript, promises = long_session(MAX_TEXT)
    async with MessagesApi() as api:
        api.always(Reply(answer=all_promises))
        engine = make(api_key="k", base_url=api.url if make is Claude else f"{api.url}/v1", pause=0.01)
        draft = await engine.analyse(AnalysisRequest(transcript), lambda _name: None)
        await engine.close()
        read = sum(fake.tokens(seen.body) for seen in api.requests if seen.body)
    assert {item.evidence[0].turn for item in draft.sections["action_items"]} == promises
    assert len(draft.sections["action_items"]) == len(promises)
    assert read < 1.25 * sum(len(turn.text) + stretches.MARGIN for turn in transcript.turns) / 4


@pytest.mark.parametrize("name", ["claude", "openai", "offline"])
async def test_the_longest_session_becomes_a_card_with_every_engine(name: str) -> None:
    transcript, promises = long_session(MAX_TEXT)
    async with MessagesApi() as api:
        api.always(Reply(answer=all_promises))
        engine: Claude | OpenAI | Offline
        if name == "claude":
            engine = Claude(api_key="k", base_url=api.url)
        elif name == "openai":
            engine = OpenAI(api_key="k", base_url=f"{api.url}/v1")
        else:
            engine = Offline(InProcess())
        result = await analyse.analyse(engine, AnalysisRequest(transcript), InProcess())
        if not isinstance(engine, Offline):
            await engine.close()
    assert promised(result)
    assert promised(result) == promises or name == "offline"  # whose rules are measured elsewhere
    assert result.metadata.engine == name


async def test_the_cost_grows_with_the_length_and_no_faster() -> None:
    read: list[int] = []
    for characters in (40_000, 80_000, 160_000):
        transcript, _ = long_session(characters)
        async with MessagesApi() as api:
            api.always(Reply(answer=all_promises))
            engine = Claude(api_key="k", base_url=api.url, stretch=6_000)
            await engine.analyse(AnalysisRequest(transcript), lambda _name: None)
            await engine.close()
            read.append(sum(fake.tokens(call.body) for call in api.calls()))
    assert read[1] < 2.2 * read[0]
    assert read[2] < 2.2 * read[1]


# --- the seams ---


def turns_of(texts: Sequence[str]) -> tuple[Turn, ...]:
    return tuple(Turn(n, "A", text, role=Role.CLIENT) for n, text in enumerate(texts, 1))


def together(parts: Sequence[Turn], stretch: Sequence[Turn]) -> bool:
    held = {turn.n: turn.text for turn in stretch}
    return all(part.text in held.get(part.n, "") for part in parts)


@pytest.mark.parametrize("limit", [2_000, 3_000, 9_000])
def test_what_is_said_in_a_few_turns_stands_together_in_some_stretch(limit: int) -> None:
    """A proposal, a word in between, and its answer, wherever the seam falls."""
    rng = random.Random(limit)
    turns = turns_of([" ".join(["word"] * rng.randint(2, 12)) for _ in range(600)])
    cut = stretches.cut(turns, limit)
    assert len(cut) > 3
    for first in range(len(turns) - 3):
        assert any(together(turns[first : first + 4], stretch) for stretch in cut), first


@pytest.mark.parametrize("limit", [2_000, 3_000, 9_000])
def test_every_sentence_of_an_endless_turn_stands_whole_in_some_stretch(limit: int) -> None:
    rng = random.Random(limit)
    sentences = [f"Number {i} is " + " ".join(["word"] * rng.randint(1, 20)) + "." for i in range(2_000)]
    (turn,) = turns_of([" ".join(sentences)])
    cut = stretches.cut([turn], limit)
    assert all(stretches.length_of(stretch) <= limit for stretch in cut)
    texts = [part.text for stretch in cut for part in stretch]
    assert all(text in turn.text for text in texts)
    for sentence in sentences:
        assert any(sentence in text for text in texts), sentence
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(sentences)]
    assert all(any(pair in text for text in texts) for pair in pairs)  # two sentences, as a promise may take


def test_words_without_a_full_stop_are_cut_between_words_and_all_of_them_kept() -> None:
    (turn,) = turns_of([" ".join(f"word{i}" for i in range(9_000))])
    cut = stretches.cut([turn], 3_000)
    assert set(re.findall(r"word\d+\b", " ".join(part.text for stretch in cut for part in stretch))) >= set(
        turn.text.split()
    )


def test_smaller_stretches_hold_all_that_the_larger_did() -> None:
    turns = turns_of([f"Turn {i} says a few words more than the one before." for i in range(500)])
    again = stretches.cut_again(stretches.cut(turns, 9_000)[1:], 2_000)
    assert {turn.n for stretch in again for turn in stretch} >= {
        turn.n for stretch in stretches.cut(turns, 9_000)[1:] for turn in stretch
    }
    assert all(stretches.length_of(stretch) <= 2_000 for stretch in again)


def test_stretches_overlap_by_a_quarter_at_most() -> None:
    turns = turns_of(["So many words are said in this turn. " * 3] * 2_000)
    for limit in (2_000, 20_000, 200_000):
        read = sum(stretches.length_of(stretch) for stretch in stretches.cut(turns, limit))
        assert read < 1.4 * stretches.length_of(turns)


PROPOSED = "Could you write to the board before Monday and ask them for the figures?"
AGREED = "Yes, I can do that tomorrow."


@pytest.mark.parametrize("before", range(0, 60, 5))
async def test_a_promise_whose_proposal_stands_before_the_seam_is_found(before: int) -> None:
    """A model that reports an agreement only where it sees the proposal as well, over seams that fall everywhere."""
    filler = (
        (sessions.COACH, "What else did you see there, on the way?"),
        (sessions.CLIENT, "There were shelves, a long row of them."),
    )
    lines = filler * (30 + before) + ((sessions.COACH, PROPOSED), (sessions.CLIENT, AGREED)) + filler * 30
    at = 2 * (30 + before) + 2

    def agreements(body: dict[str, Any]) -> dict[str, Any]:
        answer = all_promises(body)
        seen = {n: text for n, _, text in fake.turns(body)}
        if PROPOSED in seen.values() and AGREED in seen.values():
            evidence = [{"turn": at, "quote": AGREED}, {"turn": at - 1, "quote": PROPOSED}]
            answer["action_items"].append({"evidence": evidence, "action": "Write to the board", "owner": "client"})
        return answer

    async with MessagesApi() as api:
        api.always(Reply(answer=agreements))
        engine = Claude(api_key="k", base_url=api.url, stretch=4_000)
        draft = await engine.analyse(sessions.request(lines), lambda _name: None)
        await engine.close()
        assert len(api.calls()) > 1
    assert [item.evidence[0].turn for item in draft.sections["action_items"]] == [at]


def test_a_guess_of_how_many_calls_there_will_be() -> None:
    transcript, _ = long_session(MAX_TEXT)
    assert session.calls(AnalysisRequest(sessions.transcript()), 40_000) == 1
    assert 5 <= session.calls(AnalysisRequest(transcript), 40_000) <= 8
