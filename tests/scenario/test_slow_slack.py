"""Slack slow, refusing, or without the person: said in one sentence where it can be said, and never as a bug of ours."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable

import pytest

from bot.log import JsonLines
from tests.crash.test_presses import UNCLEAR
from tests.fakes.slack_web import Message
from tests.scenario.conftest import SESSION, House
from tests.scenario.test_main_job import CLIENT
from tests.scenario.test_two_people import work_together

BUG = "Something went wrong on my side"


async def until(done: Callable[[], bool], seconds: float = 120.0) -> None:
    for _ in range(int(seconds / 0.02)):
        if done():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come")


def shown(house: House) -> str:
    return "\n".join(message.words for message in house.slack.messages)


async def test_home_stays_quiet_and_is_drawn_once_slack_takes_it(house: House) -> None:
    house.slack.fail("views.publish", status=429, retry_after=1, times=2)
    await house.slack.open_home(CLIENT)
    await until(lambda: CLIENT in house.slack.homes)
    assert len(house.slack.called("views.publish")) >= 3
    assert house.slack.messages == []


@pytest.mark.parametrize("status", [500, 429])
async def test_who_cannot_be_looked_up_now_is_asked_for_once_more(house: House, status: int) -> None:
    house.slack.fail("users.info", status=status, retry_after=30, times=4)
    await house.slack.command(CLIENT, "coach", "invite <@U2ADA|ada>")
    message = await house.slack.wait_for("Slack is slow just now. Please try once more.")
    assert message.channel == house.slack.direct_channel(CLIENT)
    assert BUG not in shown(house)


async def test_who_cannot_be_reached_is_told_nothing_and_it_is_no_bug(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.slack.fail("chat.postMessage", error="user_disabled", times=3)
    await house.slack.say(CLIENT, "hi")
    await until(lambda: bool(caplog.records))
    await asyncio.sleep(0.2)
    assert len(house.slack.called("chat.postMessage")) == 1
    assert [(r.getMessage(), getattr(r, "fault", "")) for r in caplog.records] == [
        ("an answer was not taken", "user_disabled")
    ]


async def test_what_is_refused_for_good_is_ours_to_mend_and_the_log_says_so(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.slack.fail("chat.postMessage", error="msg_blocks_too_long")
    await house.slack.say(CLIENT, "hi")
    message = await house.slack.wait_for(BUG)
    lines = [json.loads(JsonLines().format(r)) for r in caplog.records if r.levelno == logging.ERROR]
    (line,) = [line for line in lines if line["event"].startswith("event failed")]
    assert line["reference"] in message.words
    assert line["of"] == "TextSaid"


async def asked_where_it_belongs(house: House) -> Message:
    await work_together(house)
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    return await house.slack.wait_for("Where does this session belong", channel=drop.channel)


async def asked_who_coached(house: House) -> Message:
    drop = await house.slack.drop_file(CLIENT, "walk.txt", UNCLEAR)
    return await house.slack.wait_for("who of these was the coach", channel=drop.channel)


@pytest.mark.parametrize("presses", [1, 2])
@pytest.mark.parametrize(
    ("arrange", "answer"), [(asked_where_it_belongs, "To me alone"), (asked_who_coached, "Speaker 0 coached")]
)
async def test_that_it_goes_on_never_covers_what_comes_of_it(
    house: House, arrange: Callable[[House], Awaitable[Message]], answer: str, presses: int
) -> None:
    """The edit that a press asks for is slower than the whole analysis; of two presses at once, that of either."""
    asked = await arrange(house)
    house.slack.slow("chat.update", 3.0, ts=asked.ts)
    await asyncio.gather(*(house.slack.press(CLIENT, asked, answer) for _ in range(presses)))
    await house.slack.wait_for("Your insights are ready")
    await asyncio.sleep(3.0)
    await until(lambda: "Every quote was found" in asked.words)
