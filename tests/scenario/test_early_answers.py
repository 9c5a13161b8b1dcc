"""A question can be answered from the moment its reader sees it; the platform may tell the bot later that it is shown."""

from collections.abc import Awaitable, Callable

import pytest

from tests.crash.test_presses import UNCLEAR
from tests.scenario.conftest import SESSION, House
from tests.scenario.test_main_job import CLIENT, insights
from tests.scenario.test_parts import by_turns, until
from tests.scenario.test_two_people import work_together


async def unclear_voices(house: House) -> None:
    await house.slack.drop_file(CLIENT, "walk.txt", UNCLEAR)


async def one_of_two_together(house: House) -> None:
    await work_together(house)
    await house.slack.drop_file(CLIENT, "session.vtt", SESSION)


async def a_part_after_the_card(house: House) -> None:
    first, second = by_turns(2)
    await house.slack.say(CLIENT, first)
    await house.slack.wait_for("Your insights are ready")
    await house.slack.say(CLIENT, second)


@pytest.mark.parametrize(
    ("arrange", "question", "answer", "cards"),
    [
        (unclear_voices, "who of these was the coach", "Speaker 0 coached", 1),
        (one_of_two_together, "Where does this session belong", "To me alone", 1),
        (a_part_after_the_card, "Is this one session or two?", "Two sessions", 2),
        (a_part_after_the_card, "Is this one session or two?", "One session", 1),
    ],
)
async def test_an_answer_before_the_bot_knows_that_it_has_asked_counts(
    house: House, arrange: Callable[[House], Awaitable[None]], question: str, answer: str, cards: int
) -> None:
    told = house.slack.leave_unanswered(question)
    await arrange(house)
    asked = await house.slack.wait_for(question)
    await house.slack.press(CLIENT, asked, answer)
    await until(
        lambda: question not in asked.words or any("I cannot find that" in m.words for m in house.slack.messages)
    )
    told.set()
    await until(lambda: sum("Your insights are ready" in m.words for m in house.slack.messages) >= cards)
    if answer == "One session":
        await house.slack.wait_for("Read with the message before")
        await until(lambda: any("Promised" in m.words for m in house.slack.messages))
    assert len(await insights(house)) == cards
