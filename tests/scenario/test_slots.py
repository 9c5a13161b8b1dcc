"""What people hear when others' sessions keep engines and readers busy, and when the work on one breaks off each time."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.faults import ChildLost
from core.jobs.job import CLAIMS_WITHOUT_A_STEP, JobState
from handlers.services import Services
from tests.fakes.guarded_work import Failing
from tests.fakes.messages_api import MessagesApi, Reply
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import QUICK, SAMPLES, SESSION, House, Open
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant

SHORT = (SAMPLES / "short.txt").read_bytes()


async def test_persons_five_to_seven_hear_at_once_while_every_engine_slot_is_taken(house: House) -> None:
    house.models.always(Reply(hang=600))
    for n in range(4):
        await house.slack.drop_file(f"U{n}", "session.vtt", SESSION)
    async with asyncio.timeout(120):
        while house.models.in_flight < 4:  # noqa: ASYNC110 - state of another party, told by no event
            await asyncio.sleep(0.02)
    for n in range(4, 7):
        drop = await house.slack.drop_file(f"U{n}", "session.vtt", SESSION)
        await house.slack.wait_for("Working on your session", channel=drop.channel)
        await house.slack.wait_for("Step 2 of 4", channel=drop.channel)
        await house.slack.press(f"U{n}", await house.slack.wait_for("Stop", channel=drop.channel), "Stop")
        await house.slack.wait_for("Stopped", channel=drop.channel)
        await finished(house, drop.file_ids[0], JobState.CANCELLED)
    assert house.models.in_flight == 4, "none of the engine's calls had ended"


@pytest.mark.parametrize("times", [1, 2, 99])
async def test_what_breaks_off_each_time_is_told_plainly_and_a_passing_trouble_is_not(
    open_house: Open, slack: FakeSlack, models: MessagesApi, times: int
) -> None:
    def trapped(_task: str, given: object) -> bool:
        return isinstance(given, bytes) and b"trap" in given

    traps: list[Failing] = []

    def around(services: Services) -> Services:
        traps.append(Failing(services.work, trapped, ChildLost("killed"), times))
        return replace(services, work=traps[0])

    async with open_house(slack, models, overrides=replace(QUICK, around=around)) as house:
        drop = await slack.drop_file(CLIENT, "session.txt", SHORT + b"\nClient: It felt like a trap.\n")
        other = await slack.drop_file("U0OTHER", "session.txt", SHORT)
        await finished(house, other.file_ids[0])
        await finished(house, drop.file_ids[0], JobState.DONE if times < 3 else JobState.FAILED)
        if times < 3:
            assert len(await insights(house)) == 1
            return
        assert traps[0].tried == 3
        (said,) = [message.words for message in slack.in_channel(drop.channel)]
        assert "I could not read this one" in said
        assert "Try again" not in said
        database = house.app.storage.db.database
        assert await database["uploads"].count_documents({}) == 0
        job = f"{tenant(slack).platform}:{slack.team}:{drop.file_ids[0]}"
        assert await database["transcripts"].count_documents({"_id.id": job}) == 0


async def test_a_file_whose_processes_died_before_anything_was_read_is_not_given_up(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, working=False) as house:
        drop = await slack.drop_file(CLIENT, "session.txt", SHORT)
        for _ in range(CLAIMS_WITHOUT_A_STEP):
            assert await house.app.storage.jobs.claim(timedelta()) is not None
    async with open_house(slack, models) as house:
        await finished(house, drop.file_ids[0])
        assert len(await insights(house)) == 1
