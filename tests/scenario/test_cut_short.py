"""A session under way when its process is told to end, when its person erases everything, when its file comes twice."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from core.jobs.handler import Tidy
from core.jobs.job import JobState, Lane
from core.people.person import Person
from core.ports.sessions import TranscriptStore
from handlers.account.privacy import ERASE, enqueue
from handlers.intake.jobs import KIND, job_id
from handlers.services import Services
from tests.crash.test_presses import UNCLEAR
from tests.fakes.messages_api import MessagesApi, Reply, invented
from tests.fakes.slack import FakeSlack
from tests.scenario.conftest import QUICK, SESSION, House, Open
from tests.scenario.test_main_job import CLIENT, finished, insights, tenant

KEPT = ("engine_answers", "transcripts", "uploads", "session_insights", "insight_findings")


async def left(house: House) -> dict[str, int]:
    database = house.app.storage.db.database
    counts = {name: await database[name].count_documents({}) for name in KEPT}
    return {name: count for name, count in counts.items() if count}


async def calls(house: House, count: int) -> None:
    while len(house.models.calls()) < count:  # noqa: ASYNC110 - state of another party, told by no event
        await asyncio.sleep(0.02)


async def test_an_answer_outlives_the_process_that_asked(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    """Of the two calls of this session the first is answered; the process is told to end while the second is under way."""
    models.then(Reply(answer=invented), Reply(hang=600))
    async with open_house(slack, models) as first:
        drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
        await calls(first, 2)
        assert (await left(first))["engine_answers"] == 1
        await first.app.worker.stop(grace=0)
    async with open_house(slack, models) as second:
        await slack.wait_for("Promised", channel=drop.channel)
        await finished(second, drop.file_ids[0])
        assert len(models.calls()) == 3  # the one that was cut, again
        assert "engine_answers" not in await left(second)
        rows = await second.app.storage.db.collection("audit_log").find({"operation": "analyse"}).to_list()
        assert len(rows) == 1


async def test_an_answer_kept_by_a_process_that_slept_goes_when_it_finds_out(house: House) -> None:
    answered = asyncio.Event()
    house.models.then(Reply(answer=invented), Reply(after=answered))
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await calls(house, 2)
    services, name = house.app.services, job_id(tenant(house.slack), drop.file_ids[0])
    ((asked, answer),) = (await house.app.storage.answers.of(tenant(house.slack), name)).items()
    answered.set()
    await finished(house, drop.file_ids[0])
    await house.app.storage.answers.keep(Person(tenant(house.slack), CLIENT), name, asked, answer)
    job = await services.jobs.get(tenant(house.slack), name)
    handler = house.app.worker.handlers[KIND]
    assert job is not None
    assert isinstance(handler, Tidy)
    await handler.lost(job)
    assert "engine_answers" not in await left(house)


async def test_an_answer_of_no_use_is_asked_for_afresh(house: House) -> None:
    house.models.then(Reply(answer=invented), Reply(answer=invented))
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await house.slack.wait_for("Promised", channel=drop.channel)
    await finished(house, drop.file_ids[0])
    assert len(house.models.calls()) == 3
    assert "engine_answers" not in await left(house)


async def test_erasing_while_the_engine_is_asked_leaves_nothing_and_says_so(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    answered = asyncio.Event()
    models.then(Reply(answer=invented), Reply(after=answered))
    async with open_house(slack, models, overrides=replace(QUICK, lease=2.0)) as house:
        drop = await slack.drop_file(CLIENT, "session.vtt", SESSION)
        (message,) = [await slack.wait_for("Analysed", channel=drop.channel)]
        await calls(house, 2)
        job = await enqueue(house.app.services, Person(tenant(slack), CLIENT), ERASE, "0123456789abcdef")
        await slack.wait_for("Everything is erased", channel=drop.channel)
        assert "The insight and its transcript are gone" in message.words
        answered.set()
        while house.app.worker.busy:  # noqa: ASYNC110 - state of another party, told by no event
            await asyncio.sleep(0.02)
        stored = await house.app.storage.jobs.get(job.tenant, job.id)
        assert stored is not None
        assert stored.state is JobState.DONE
        assert "The insight and its transcript are gone" in message.words
        assert len(slack.in_channel(drop.channel)) == 2
        assert await left(house) == {}


class Together:
    """A store of transcripts that tells nobody whether a file was seen before until two have asked."""

    def __init__(self, store: TranscriptStore) -> None:
        self._store, self._asked, self._both = store, 0, asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def seen_before(self, owner: Person, digest: str) -> tuple[str, datetime] | None:
        seen = await self._store.seen_before(owner, digest)
        self._asked += 1
        if self._asked == 2:
            self._both.set()
        await self._both.wait()
        return seen


async def test_the_same_file_twice_in_one_message_is_one_insight(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    def around(services: Services) -> Services:
        return replace(services, transcripts=cast("TranscriptStore", Together(services.transcripts)))

    async with open_house(slack, models, overrides=replace(QUICK, around=around)) as house:
        house.app.worker.slots.each = dict.fromkeys(Lane, 4)  # so that both are read at once, as by two processes
        files = [house.slack.add_file(CLIENT, name, SESSION) for name in ("session.vtt", "session (1).vtt")]
        drop = await house.slack.drop_files(CLIENT, files)
        for file_id in drop.file_ids:
            await finished(house, file_id)
        assert len(await insights(house)) == 1
        shown = [message.words for message in house.slack.in_channel(drop.channel)]
        assert sum("You gave me this" in words for words in shown) == 1
        assert sum("Every quote was found" in words for words in shown) == 2
        assert not any("still working" in words for words in shown)
        assert "uploads" not in await left(house)


async def test_a_file_whose_first_copy_comes_to_nothing_is_read_itself(house: House) -> None:
    first = await house.slack.drop_file(CLIENT, "walk.txt", UNCLEAR)
    asked = await house.slack.wait_for("who of these was the coach", channel=first.channel)
    second = await house.slack.drop_file(CLIENT, "walk (1).txt", UNCLEAR)
    again = await house.slack.wait_for("I am still working on it", channel=second.channel)
    await house.slack.press(CLIENT, asked, "Stop and delete")
    await finished(house, first.file_ids[0], JobState.CANCELLED)
    async with asyncio.timeout(120):
        while "who of these was the coach" not in again.words:  # noqa: ASYNC110 - told by no event
            await asyncio.sleep(0.05)
    await house.slack.press(CLIENT, again, "Speaker 0 coached")
    await finished(house, second.file_ids[0])
    assert "Every quote was found" in again.words


async def test_a_session_deleted_while_the_engine_is_asked_says_that_it_is_gone(house: House) -> None:
    answered = asyncio.Event()
    house.models.then(Reply(after=answered))
    drop = await house.slack.drop_file(CLIENT, "session.vtt", SESSION)
    await calls(house, 1)
    row = await house.app.storage.db.collection("session_insights").find_one({})
    assert row is not None
    await house.app.services.insights.delete(tenant(house.slack), str(row["_id"]))
    answered.set()
    await house.slack.wait_for("It may have been deleted", channel=drop.channel)
    await finished(house, drop.file_ids[0])
    assert "insight_findings" not in await left(house)
