"""What people take back, who is not served, and a workspace that removes the app: the whole bot, seen from outside."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.jobs.job import Job, JobState
from core.people.person import Person, Platform, Tenant
from handlers.account import workspace
from handlers.intake.jobs import job_id
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import Delivery, FakeSlack
from tests.scenario.conftest import SESSION, House, Open
from tests.scenario.test_main_job import PASTED

MAYA = "U1MAYA"
TENANT = Tenant(Platform.SLACK, FakeSlack.team)


async def job_of(house: House, drop: Delivery) -> Job:
    job = await house.app.services.jobs.get(TENANT, job_id(TENANT, drop.file_ids[0]))
    assert job is not None
    return job


async def until(house: House, drop: Delivery, *states: JobState) -> Job:
    deadline = time.monotonic() + 120
    while (job := await job_of(house, drop)).state not in states:
        assert time.monotonic() < deadline, f"the job is {job.state} at {job.step!r}"
        await asyncio.sleep(0.02)
    return job


def message(house: House, drop: Delivery, user: str = MAYA) -> dict[str, Any]:
    """The message of a drop, as Slack tells of it afterwards."""
    files = [house.slack.describe(house.slack.files[file_id]) for file_id in drop.file_ids]
    return {"type": "message", "user": user, "ts": drop.ts, "text": "", "files": files}


async def tell(house: House, drop: Delivery, subtype: str, before: dict[str, Any], now: dict[str, Any] | None) -> None:
    event: dict[str, Any] = {"type": "message", "subtype": subtype, "channel_type": "im", "channel": drop.channel}
    event |= {"previous_message": before, "ts": house.slack.ts(), "hidden": True}
    event |= {"message": now} if now is not None else {"deleted_ts": drop.ts}
    told = await house.slack.event(event)
    assert told.status == 200


def ways(house: House, drop: Delivery) -> dict[str, tuple[str, dict[str, Any] | None]]:
    before = message(house, drop)
    gone = [{"id": file_id, "mode": "tombstone"} for file_id in drop.file_ids]
    return {
        "the message": ("message_deleted", None),
        "a message with answers": ("message_changed", {**before, "subtype": "tombstone", "user": "USLACKBOT"}),
        "the file alone": ("message_changed", {**before, "files": gone}),
    }


@pytest.mark.parametrize("way", ["the message", "a message with answers", "the file alone"])
async def test_a_file_taken_back_while_it_waits_is_not_worked_on(
    open_house: Open, slack: FakeSlack, models: MessagesApi, way: str
) -> None:
    async with open_house(slack, models, working=False) as house:
        drop = await slack.drop_file(MAYA, "session.vtt", SESSION)
        subtype, now = ways(house, drop)[way]
        await tell(house, drop, subtype, message(house, drop), now)
        deadline = time.monotonic() + 120
        while (await job_of(house, drop)).step != "stopping":
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
        async with house.app.working():
            await until(house, drop, JobState.CANCELLED)
        services = house.app.services
        assert (await services.insights.mine(Person(TENANT, MAYA), limit=5)).rows == ()
        assert await services.uploads.get(TENANT, job_id(TENANT, drop.file_ids[0])) is None
        assert await services.transcripts.get(TENANT, job_id(TENANT, drop.file_ids[0])) is None
        assert slack.downloads == []


async def test_words_edited_beside_a_file_change_nothing(house: House) -> None:
    drop = await house.slack.drop_file(MAYA, "session.vtt", SESSION)
    before = message(house, drop)
    await tell(house, drop, "message_changed", before, {**before, "text": "my third session"})
    await until(house, drop, JobState.DONE)
    assert len((await house.app.services.insights.mine(Person(TENANT, MAYA), limit=5)).rows) == 1


async def test_what_is_analysed_already_stays(house: House) -> None:
    drop = await house.slack.drop_file(MAYA, "session.vtt", SESSION)
    await until(house, drop, JobState.DONE)
    await tell(house, drop, "message_deleted", message(house, drop), None)
    await asyncio.sleep(0.2)
    assert len((await house.app.services.insights.mine(Person(TENANT, MAYA), limit=5)).rows) == 1


async def test_nobody_takes_back_what_another_gave(open_house: Open, slack: FakeSlack, models: MessagesApi) -> None:
    async with open_house(slack, models, working=False) as house:
        drop = await slack.drop_file(MAYA, "session.vtt", SESSION)
        await tell(house, drop, "message_deleted", message(house, drop, "U9OTHER"), None)
        await asyncio.sleep(0.2)
        assert (await job_of(house, drop)).step == ""


async def test_a_stub_of_a_shared_channel_is_read_like_any_file(house: House) -> None:
    drop = await house.slack.drop_file(MAYA, "session.vtt", SESSION, mode="stub")
    await until(house, drop, JobState.DONE)
    assert len((await house.app.services.insights.mine(Person(TENANT, MAYA), limit=5)).rows) == 1


async def test_a_guests_file_is_refused_unread(house: House) -> None:
    house.slack.member("U7GUEST", is_restricted=True)
    drop = await house.slack.drop_file("U7GUEST", "session.vtt", SESSION)
    await house.slack.wait_for("full members of this organisation", channel=drop.channel)
    await until(house, drop, JobState.FAILED)
    assert house.slack.downloads == []


async def test_a_guests_words_and_commands_are_refused(house: House) -> None:
    house.slack.member("U7GUEST", is_ultra_restricted=True)
    await house.slack.say("U7GUEST", "hello")
    await house.slack.wait_for("I only work with full members", channel=house.slack.direct_channel("U7GUEST"))
    await house.slack.command("U7GUEST", "insights", channel="C0GENERAL")
    deadline = time.monotonic() + 120
    while not any("I only work with full members" in each.words for each in house.slack.ephemerals("U7GUEST")):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def test_a_workspace_that_removes_the_app_is_left_alone_and_erased_later(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, working=False) as house:
        drop = await slack.drop_file(MAYA, "session.vtt", SESSION)
        told = await slack.event({"type": "app_uninstalled"})
        assert told.status == 200
        assert (await job_of(house, drop)).state is JobState.CANCELLED
        jobs = house.app.storage.db.collection("jobs")
        (row,) = await jobs.find({"kind": workspace.KIND}).to_list()
        left = row["due"] - datetime.now(UTC)
        assert timedelta(days=29) < left <= workspace.GRACE
        async with house.app.working():
            await asyncio.sleep(0.3)
        assert len(slack.called("chat.postMessage")) == 0


@pytest.mark.parametrize("way", ["the message", "a message with answers"])
async def test_a_session_written_into_the_conversation_is_taken_back_with_its_message(
    open_house: Open, slack: FakeSlack, models: MessagesApi, way: str
) -> None:
    async with open_house(slack, models, working=False) as house:
        said = await slack.say(MAYA, PASTED)
        name = job_id(TENANT, f"text-{said.channel}-{said.ts}")
        before = {"type": "message", "user": MAYA, "ts": said.ts, "text": PASTED}
        thanks = {**before, "text": "thanks", "ts": slack.ts(), "thread_ts": said.ts}
        await tell(house, said, "message_deleted", thanks, None)
        edited = {**before, "text": f"{PASTED} and so on"}
        await tell(house, said, "message_changed", before, edited)
        await asyncio.sleep(0.2)
        waiting = await house.app.services.jobs.get(TENANT, name)
        assert waiting is not None
        assert waiting.step == "", "a deleted answer and an edit take nothing back"
        subtype, now = ways(house, said)[way]
        await tell(house, said, subtype, before, now)
        deadline = time.monotonic() + 120
        while (job := await house.app.services.jobs.get(TENANT, name)) and job.step != "stopping":
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
        assert await house.app.storage.db.collection("uploads").count_documents({"_id.id": name}) == 1
        async with house.app.working():
            while await house.app.services.uploads.get(TENANT, name):
                assert time.monotonic() < deadline
                await asyncio.sleep(0.02)
        assert (await house.app.services.insights.mine(Person(TENANT, MAYA), limit=5)).rows == ()


async def test_a_second_session_in_the_thread_of_a_first_is_a_session_of_its_own(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    async with open_house(slack, models, working=False) as house:
        first = await slack.say(MAYA, PASTED)
        second = await slack.say(MAYA, f"{PASTED}\nCoach: What else?\nMaya: Nothing else.", thread_ts=first.ts)
        jobs = [
            await house.app.services.jobs.get(TENANT, job_id(TENANT, f"text-{said.channel}-{said.ts}"))
            for said in (first, second)
        ]
        assert [job.refs["thread"] if job else None for job in jobs] == [first.ts, first.ts]
