"""One session pasted in several messages, on the whole way from the signed requests to the card."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from handlers.intake.jobs import job_id
from handlers.intake.parts import Holds
from tests.fakes.messages_api import MessagesApi, Reply
from tests.fakes.slack import Delivery, FakeSlack
from tests.scenario.conftest import QUICK, SAMPLES, House, Open, delete_from
from tests.scenario.test_main_job import CLIENT, insights, tenant

TEXT = (SAMPLES / "short.txt").read_text(encoding="utf-8")
TURNS = [turn for turn in TEXT.split("\n\n") if turn.strip()]


def by_turns(count: int) -> list[str]:
    step = -(-len(TURNS) // count)
    return ["\n\n".join(TURNS[n : n + step]) for n in range(0, len(TURNS), step)]


def by_characters(count: int) -> list[str]:
    """Within words and sentences, as a box that is full cuts."""
    step = -(-len(TEXT) // count)
    cuts = [0, *(TEXT.index(" ", n) for n in range(step, len(TEXT), step)), len(TEXT)]
    return [TEXT[a:b] for a, b in itertools.pairwise(cuts)]


async def until(true: Callable[[], bool], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        await asyncio.sleep(0.05)


async def words_of_insight(house: House) -> str:
    (insight_id,) = await insights(house)
    insight = await house.app.services.insights.get(tenant(house.slack), insight_id)
    assert insight is not None
    assert insight.source_document_id is not None
    transcript = await house.app.services.transcripts.get(tenant(house.slack), insight.source_document_id)
    assert transcript is not None
    return " ".join(f"{turn.speaker}: {turn.text}" for turn in transcript.turns)


async def read_as_one(house: House, said: list[Delivery]) -> None:
    together = "Read with the message before"
    await until(lambda: sum(together in m.words for m in house.slack.messages) == len(said) - 1)
    card = await house.slack.wait_for("Promised")
    await house.slack.wait_for("Your insights are ready")
    assert card.thread == said[0].ts
    assert (await words_of_insight(house)).split() == TEXT.split()


@pytest.mark.parametrize("cut", [by_turns, by_characters])
@pytest.mark.parametrize("count", [2, 3])
async def test_parts_of_one_session_are_one(
    open_house: Open, slack: FakeSlack, models: MessagesApi, cut: Callable[[int], list[str]], count: int
) -> None:
    async with open_house(slack, models, working=False) as house:
        said = [await slack.say(CLIENT, part) for part in cut(count)]
        async with house.app.working():
            await read_as_one(house, said)


async def test_the_rest_may_be_one_short_turn_and_a_question_beside_it_is_answered(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    head, tail = "\n\n".join(TURNS[:-1]), TURNS[-1]
    patient = replace(QUICK, holds=Holds(whole=5.0))  # a loaded machine takes its time to hear the rest
    async with open_house(slack, models, overrides=patient) as house:
        said = [await slack.say(CLIENT, head)]
        await slack.say(CLIENT, "hello")
        await slack.wait_for("Hello, I am Debrief")
        said.append(await slack.say(CLIENT, tail))
        await read_as_one(house, said)


async def test_parts_told_in_the_wrong_order_and_twice_are_one(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, working=False) as house:
        first, second = (slack.message(CLIENT, part) for part in by_turns(2))
        later = await slack.event(second, ts=second["ts"])
        earlier = await slack.event(first, ts=first["ts"])
        await asyncio.gather(slack.again(later), slack.again(earlier))
        async with house.app.working():
            await read_as_one(house, [earlier, later])


async def test_parts_are_kept_before_they_are_acknowledged(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    """Each is taken by a process that does no work and ends."""
    said = []
    for part in by_characters(3):
        async with open_house(slack, models, working=False) as first:
            said.append(await first.slack.say(CLIENT, part))
    assert [delivery.status for delivery in said] == [200, 200, 200]
    async with open_house(slack, models) as second:
        await read_as_one(second, said)


async def test_two_people_at_once_are_two_sessions(house: House) -> None:
    first, second = by_turns(2)
    await house.slack.say(CLIENT, first)
    await house.slack.say("U0OTHER", second)
    await until(lambda: sum("Promised" in m.words or "Every quote" in m.words for m in house.slack.messages) == 2)
    assert len(await insights(house)) == len(await insights(house, "U0OTHER")) == 1


@pytest.mark.parametrize("answer", ["One session", "Two sessions"])
async def test_a_part_that_comes_when_the_card_is_there_is_asked_about(house: House, answer: str) -> None:
    first, second = by_turns(2)
    await house.slack.say(CLIENT, first)
    card = await house.slack.wait_for("Every quote was found")
    await house.slack.wait_for("Your insights are ready")
    (before,) = await insights(house)
    await house.slack.say(CLIENT, second)
    question = await house.slack.wait_for("Is this one session or two?")
    await house.slack.press(CLIENT, question, answer)
    if answer == "One session":
        await house.slack.wait_for("Read with the message before")
        await until(lambda: card.edits > 0 and "Promised" in card.words)
        assert (await words_of_insight(house)).split() == TEXT.split()
        assert await insights(house) != [before]
    else:
        await until(lambda: sum("Your insights are ready" in m.words for m in house.slack.messages) == 2)
        assert len(await insights(house)) == 2


async def test_a_part_that_is_deleted_takes_the_session_back(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, working=False) as house:
        parts = [house.slack.message(CLIENT, part) for part in by_turns(2)]
        for part in parts:
            await house.slack.event(part)
    models.always(Reply(hang=600))  # what is analysed already would stay
    async with open_house(slack, models) as house:
        await house.slack.wait_for("Read with the message before")
        change = {"type": "message", "subtype": "message_deleted", "channel_type": "im", "channel": parts[1]["channel"]}
        await house.slack.event(change | {"ts": slack.ts(), "deleted_ts": parts[1]["ts"], "previous_message": parts[1]})
        await house.slack.wait_for("I have deleted the file")
        assert await insights(house) == []
        for part in parts:
            key = job_id(tenant(slack), f"text-{part['channel']}-{part['ts']}")
            assert await house.app.services.uploads.get(tenant(slack), key) is None


async def test_deleting_the_card_deletes_the_words_of_all_parts(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, working=False) as house:
        said = [await slack.say(CLIENT, part) for part in by_turns(2)]
        async with house.app.working():
            await read_as_one(house, said)
            card = await slack.wait_for("Promised")
            await delete_from(slack, CLIENT, card)
            await slack.wait_for("The insight and its transcript are gone")
        for one in said:
            key = job_id(tenant(slack), f"text-{one.channel}-{one.ts}")
            assert await house.app.services.uploads.get(tenant(slack), key) is None
