"""What changes something is stored before Slack has its answer, and done also where the process that took it dies."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.app import Overrides
from core.people.person import Person
from handlers.events import ButtonPressed, Event, FormSent
from handlers.presses import KIND, job_id
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import QUICK, SESSION, House, Open
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant

LATER = timedelta(minutes=3)


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < deadline, "it did not come to that"
        await asyncio.sleep(0.05)


async def with_a_session(house: House) -> str:
    """The id of an analysed session of the client."""
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await finished(house, drop.file_ids[0])
    (insight,) = await insights(house)
    return insight


def erase_form(slack: FakeSlack) -> FormSent:
    return FormSent(Person(tenant(slack), CLIENT), "privacy.erase", "0123456789abcdef", {"word": "ERASE"}, "V1")


def deleted(slack: FakeSlack, insight: str) -> ButtonPressed:
    return ButtonPressed(Person(tenant(slack), CLIENT), None, "insight.delete", insight)


@pytest.mark.parametrize("what", ["form", "button"])
async def test_what_a_dead_process_took_is_done_by_the_next(
    open_house: Open, slack: FakeSlack, models: MessagesApi, what: str
) -> None:
    async with open_house(slack, models) as first:
        insight = await with_a_session(first)
        event: Event = erase_form(slack) if what == "form" else deleted(slack, insight)
        await first.app.desk.keep(event, "k1")  # and dies
    ahead = Overrides(**{**vars(QUICK), "ahead": lambda: LATER})
    async with open_house(slack, models, overrides=ahead) as second:
        await slack.wait_for("erased" if what == "form" else "Deleted", seconds=60)
        assert await insights(second) == []

        async def forgotten() -> bool:
            return await second.app.services.uploads.get(tenant(slack), job_id("k1")) is None

        await until(forgotten)


async def test_what_was_handled_is_kept_no_longer(house: House) -> None:
    insight = await with_a_session(house)
    card = await house.slack.wait_for("Promised")
    await house.slack.press(CLIENT, card, "Delete")
    jobs = house.app.storage.db.collection("jobs")

    async def handled() -> bool:
        open_ones = await jobs.count_documents({"kind": KIND, "state": {"$in": ["queued", "running"]}})
        return insight not in await insights(house) and not open_ones

    await until(handled)
    assert await jobs.count_documents({"kind": KIND}) > 0
    assert await house.app.storage.db.collection("uploads").count_documents({"_id.id": {"$regex": f"^{KIND}:"}}) == 0


async def test_a_look_is_not_stored(house: House) -> None:
    await with_a_session(house)
    before = await house.app.storage.db.collection("jobs").count_documents({"kind": KIND})
    await house.slack.command(CLIENT, "insights")
    await house.slack.wait_for("Sessions")
    assert await house.app.storage.db.collection("jobs").count_documents({"kind": KIND}) == before


async def test_a_press_that_the_store_does_not_take_is_not_acknowledged(house: House) -> None:
    await with_a_session(house)
    card = await house.slack.wait_for("Promised")
    await house.app.storage.db.close()
    told = await house.slack.press(CLIENT, card, "Delete")
    assert told.status == 503
