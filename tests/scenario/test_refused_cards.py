"""A card that Slack refuses says nothing of the person: the session is kept, and it is said that it could not be shown."""

import logging

import pytest

from core.jobs.job import JobState
from handlers.intake.jobs import job_id
from tests.scenario.conftest import SESSION, House
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant


@pytest.mark.parametrize(
    ("error", "times"), [("msg_blocks_too_long", 1), ("invalid_arguments", 1), ("cant_update_message", 2)]
)
async def test_a_refused_status_is_said_plainly_and_nothing_is_lost(
    house: House, caplog: pytest.LogCaptureFixture, error: str, times: int
) -> None:
    house.slack.fail("chat.update", error=error, times=times)
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    message = await house.slack.wait_for("I could not show it here", channel=drop.channel)
    await finished(house, drop.file_ids[0], JobState.FAILED)
    assert message.thread == drop.ts
    assert not [m for m in house.slack.in_channel(drop.channel) if "Checked against" in m.words], "no step stays on"
    told = [(r.getMessage(), getattr(r, "fault", "")) for r in caplog.records if r.levelno >= logging.WARNING]
    assert told == [("a card was refused", error)]

    await house.slack.press(CLIENT, message, "Try again")
    await house.slack.wait_for("Promised", channel=drop.channel)
    await finished(house, drop.file_ids[0])
    assert len(await insights(house)) == 1


async def test_an_insight_that_cannot_be_shown_stays_and_is_not_analysed_again(house: House) -> None:
    drop_at = house.slack.direct_channel(CLIENT)
    asked = len(house.models.requests)
    house.slack.refuse("Promised")
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    message = await house.slack.wait_for("I could not show it here", channel=drop_at)
    await finished(house, drop.file_ids[0], JobState.FAILED)
    assert "is analysed and safe" in message.words
    assert len(await insights(house)) == 1
    once = len(house.models.requests) - asked
    house.slack.refuse("")
    await house.slack.press(CLIENT, message, "Try again")
    await house.slack.wait_for("Promised", channel=drop.channel)
    await finished(house, drop.file_ids[0])
    assert len(house.models.requests) - asked == once


async def test_stop_after_a_refused_card_deletes_what_the_file_left(house: House) -> None:
    house.slack.fail("chat.update", error="msg_blocks_too_long")
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    message = await house.slack.wait_for("I could not show it here", channel=drop.channel)
    await finished(house, drop.file_ids[0], JobState.FAILED)
    await house.slack.press(CLIENT, message, "Delete it")
    await house.slack.wait_for("I have deleted the file", channel=drop.channel)
    await finished(house, drop.file_ids[0], JobState.CANCELLED)
    where = tenant(house.slack)
    assert await house.app.services.uploads.get(where, job_id(where, drop.file_ids[0])) is None
