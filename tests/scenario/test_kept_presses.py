"""What changes something is stored before Slack has its answer, and done also where the process that took it dies."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from bot.app import Overrides
from bot.role import Role
from core.faults import StorageFault
from core.jobs.handler import Finished
from core.jobs.job import Job, JobState
from core.people.person import Person
from handlers.dispatcher import Dispatcher
from handlers.events import ButtonPressed, Event, FormSent, Respond
from handlers.presses import FORGOTTEN, KIND, HandleAfterwards, Presses, job_id
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.relationships.house import Answer
from tests.scenario.conftest import QUICK, SESSION, House, Open, delete_from
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant

LATER = timedelta(minutes=3)


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < deadline, "it did not come to that"
        await asyncio.sleep(0.05)


async def with_a_session(house: House) -> str:
    """The id of an analysed session of the client."""
    house.slack.member(CLIENT, name="Leila Nassiri")  # as the session calls them, so that what they promised is theirs
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
        await first.app.dispatcher.keep(event, "k1")  # and dies
    ahead = Overrides(**{**vars(QUICK), "ahead": lambda: LATER})
    async with open_house(slack, models, overrides=ahead, role=Role.WORKER) as second:
        await slack.wait_for("erased" if what == "form" else "Deleted", seconds=60)

        async def gone() -> bool:  # messages are replaced before what they showed is deleted
            return await insights(second) == []

        await until(gone)

        async def forgotten() -> bool:
            return await second.app.services.uploads.get(tenant(slack), job_id("k1")) is None

        await until(forgotten)


async def test_what_was_handled_is_kept_no_longer(house: House) -> None:
    insight = await with_a_session(house)
    card = await house.slack.wait_for("Promised")
    await delete_from(house.slack, CLIENT, card)
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
    told = await house.slack.press(CLIENT, card, "Done")
    assert told.status == 503


def zone_form(slack: FakeSlack) -> FormSent:
    return FormSent(Person(tenant(slack), CLIENT), "settings.zone", "", {"zone": "Europe/Berlin"}, "V1")


async def kept(house: House, key: str) -> bool:
    return await house.app.services.uploads.get(tenant(house.slack), job_id(key)) is not None


@pytest.mark.parametrize("handled", ["before", "after"])
async def test_what_is_told_to_two_processes_is_handled_by_the_first(house: House, handled: str) -> None:
    event = zone_form(house.slack)
    first, second = Dispatcher(house.app.services), Dispatcher(house.app.services)
    one, other = Answer(), Answer()
    await first.keep(event, "k1")
    if handled == "before":
        await first.handle(event, one, "k1")
    await second.keep(event, "k1")
    await second.handle(event, other, "k1")
    if handled == "after":
        await first.handle(event, one, "k1")
    assert (len(one.cards), len(other.cards)) == (1, 0)
    assert not await kept(house, "k1")


class Cut:
    """Jobs that are stored although the store never said so."""

    def __init__(self, jobs: Any) -> None:
        self._jobs = jobs

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jobs, name)

    async def enqueue(self, job: Job, **when: Any) -> bool:
        await self._jobs.enqueue(job, **when)
        raise TimeoutError


async def test_what_was_stored_but_not_acknowledged_is_left_to_the_job(house: House) -> None:
    event = zone_form(house.slack)
    services = house.app.services
    dispatcher = Dispatcher(replace(services, jobs=cast("Any", Cut(services.jobs))))
    with pytest.raises(TimeoutError):
        await dispatcher.keep(event, "k1")
    job = await services.jobs.get(tenant(house.slack), job_id("k1"))
    assert job is not None
    assert await HandleAfterwards(services, dispatcher.presses, dispatcher.handle).run(job) == Finished()
    assert not await kept(house, "k1")


async def test_what_was_taken_and_never_begun_is_handled_in_the_end(house: House) -> None:
    services = house.app.services
    presses = Presses(services)
    await presses.keep(zone_form(house.slack), "k1")
    assert presses.has(job_id("k1"))
    later = services.clock.now() + FORGOTTEN

    class Late:
        def now(self) -> Any:
            return later

        unmoved = now

    assert not replace(presses, services=replace(services, clock=Late())).has(job_id("k1"))


@pytest.mark.parametrize(
    ("fault", "again"),
    [
        (RuntimeError(), False),
        (StorageFault("Gone", transient=False), False),
        (StorageFault("Away", transient=True), True),
    ],
    ids=["bug", "for good", "for now"],
)
async def test_only_what_the_store_did_not_take_is_tried_again(house: House, fault: Exception, again: bool) -> None:
    services, presses = house.app.services, Presses(house.app.services)
    await presses.keep(zone_form(house.slack), "k1")
    job = await services.jobs.get(tenant(house.slack), job_id("k1"))
    assert job is not None

    async def handle(event: Event, respond: Respond) -> None:
        raise fault

    afterwards = HandleAfterwards(services, Presses(services), handle)
    try:
        assert (await afterwards.run(job), again) == (Finished(JobState.DONE), False)
    except StorageFault:
        assert again
    assert await kept(house, "k1") is again
    await afterwards.gave_up(job, "abcd1234")
    assert not await kept(house, "k1")
    await house.slack.wait_for("abcd1234")


async def test_a_button_leaves_nothing_of_whom_was_erased(house: House) -> None:
    person = Person(tenant(house.slack), CLIENT)
    assert await house.app.services.privacy.is_gone(person)
    desk, answer = house.app.dispatcher, Answer()
    event = ButtonPressed(person, None, "coach.accept", "0" * 24)
    for key in ("k1", "k2"):
        await desk.keep(event, key)
    assert not await kept(house, "k1")
    await desk.handle(event, answer, "k1")
    assert len(answer.cards) == 1
    job = await house.app.services.jobs.get(person.tenant, job_id("k2"))
    assert job is not None
    desk.presses.leave(event, "k2")
    assert await HandleAfterwards(house.app.services, desk.presses, desk.handle).run(job) == Finished()
    await house.slack.wait_for("cannot find that")
    assert await house.app.services.privacy.is_gone(person)


async def test_presses_without_a_name_are_not_taken_for_one(house: House) -> None:
    where = {"type": "message", "channel_id": house.slack.direct_channel(CLIENT), "message_ts": "1.1"}
    press = {"type": "button", "action_id": "coach.accept", "value": "0" * 24}
    payload = {"type": "block_actions", "team": {"id": tenant(house.slack).id}, "user": {"id": CLIENT}}
    for n in range(2):
        answered = await house.slack.interact({**payload, "container": where, "actions": [press], "n": n})
        assert answered.status == 200

    async def both() -> bool:
        return sum("cannot find that" in message.words for message in house.slack.messages) == 2

    await until(both)
