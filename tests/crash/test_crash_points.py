"""One session for every point at which its work may be cut short: all of them end in one insight and one card, and leave nothing.

The points are not listed by hand: an undisturbed session shows its calls, and every one is tried on both sides.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.app import Overrides
from bot.engines.offline import Offline
from core.jobs.job import ENDED, JobState, Lane
from core.people.person import Person, Platform, Tenant
from handlers.intake import handed
from handlers.intake.jobs import job_id
from handlers.intake.labels import Label
from tests.crash.interruption import Point, Switch, points
from tests.fakes.in_process import InProcess
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import Delivery, FakeSlack
from tests.scenario.conftest import SAMPLES, House, Open

SHORT = (SAMPLES / "short.txt").read_bytes()
LEASE = 2.0


def quick(switch: Switch) -> Overrides:
    return Overrides(engine=Offline(InProcess()), poll=0.1, lease=LEASE, backoff=(0.05,), around=switch.around)


@dataclass
class Cases:
    """Sessions by the point where they were cut, each of another person."""

    house: House
    switch: Switch
    drops: dict[str, Delivery]

    @property
    def tenant(self) -> Tenant:
        return Tenant(Platform.SLACK, self.house.slack.team)

    async def drop(self, name: str, **lives: Point) -> None:
        """`first=…`, `second=…`: where those lives end."""
        await self._drop(name, self.switch.plans, lives)

    async def drop_frozen(self, name: str, point: Point) -> None:
        await self._drop(name, self.switch.freezes, {"first": point})

    async def _drop(self, name: str, plans: dict[tuple[str, int], Point], lives: dict[str, Point]) -> None:
        user = f"U{len(self.drops):04d}"
        file = self.house.slack.add_file(user, "session.txt", SHORT)
        for number, which in enumerate(("first", "second"), start=1):
            if which in lives:
                plans[job_id(self.tenant, file.id), number] = lives[which]
        delivery = await self.house.slack.drop_files(user, [file])
        assert delivery.status == 200
        self.drops[name] = delivery

    def frozen(self, name: str) -> bool:
        return (job_id(self.tenant, self.drops[name].file_ids[0]), 1) in self.switch.fired

    async def idle(self, seconds: float = 300.0) -> None:
        """Until no worker holds anything, and whoever slept has tidied up: dozens of them, on a machine that may be slow."""
        async with asyncio.timeout(seconds):
            while self.house.app.worker.busy:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.02)

    async def settled(
        self,
        seconds: float = 600.0,
        *,
        state: JobState = JobState.DONE,
        only: Mapping[str, Delivery] | None = None,
    ) -> None:
        deadline = time.monotonic() + seconds
        waiting = dict(self.drops if only is None else only)
        while waiting and time.monotonic() < deadline:
            for name, drop in list(waiting.items()):
                job = await self.house.app.storage.jobs.get(self.tenant, job_id(self.tenant, drop.file_ids[0]))
                if job and job.state == state:
                    del waiting[name]
            await asyncio.sleep(0.05)
        stuck = [
            (name, await self.house.app.storage.jobs.get(self.tenant, job_id(self.tenant, drop.file_ids[0])))
            for name, drop in waiting.items()
        ]
        assert stuck == []

    async def faults(self) -> list[str]:
        """What is not as it should be, told by the raw documents and by what the workspace shows."""
        database = self.house.app.storage.db.database
        found = []
        for name, drop in self.drops.items():
            source = job_id(self.tenant, drop.file_ids[0])
            insights = await database["session_insights"].find({"source_document_id": source}).to_list()
            if [insight["status"] for insight in insights] != ["completed"]:
                found.append(f"{name}: insights {[insight['status'] for insight in insights]}")
            shown = [message.words for message in self.house.slack.in_channel(drop.channel)]
            cards = [words for words in shown if "Every quote was found" in words]
            pings = [words for words in shown if "Your insights are ready" in words]
            if len(cards) != 1 or len(pings) != 1 or len(shown) != 2:
                heads = [re.split(r"\n", words)[0] for words in shown]
                found.append(f"{name}: {len(cards)} cards, {len(pings)} pings, {len(shown)} messages {heads}")
        if left := await database["uploads"].count_documents({}):
            found.append(f"{left} uploads left")
        # Whoever is told in the middle of completing an insight that it is another's leaves findings that are marked so.
        await self.house.app.storage.insights.sweep(timedelta())
        if loose := await database["insight_findings"].count_documents({}) - len(self.drops):
            found.append(f"{loose} findings too many")
        return found


def drop_user(drop: Delivery) -> str:
    return drop.channel.removeprefix("D0")


def slots(house: House, many: int) -> None:
    house.app.worker.slots.each = dict.fromkeys(Lane, many)


@asynccontextmanager
async def cases(open_house: Open, slack: FakeSlack, models: MessagesApi) -> AsyncIterator[Cases]:
    switch = Switch()
    async with open_house(slack, models, overrides=quick(switch)) as house:
        slots(house, 8)
        yield Cases(house, switch, {})


async def calls_of_a_life(found: Cases) -> list[str]:
    await found.drop("undisturbed")
    await found.settled()
    source = job_id(found.tenant, found.drops["undisturbed"].file_ids[0])
    return found.switch.seen[source, 1]


SOME, EVERY = 5, pytest.param(1, marks=pytest.mark.long)
"""In the usual run every fifth point, which is a minute less; in the long one all of them."""


@pytest.mark.parametrize("step", [SOME, EVERY])
@pytest.mark.parametrize("side", ["before", "after"])
async def test_every_point_of_a_session_survives_one_and_two_crashes(
    open_house: Open, slack: FakeSlack, models: MessagesApi, side: str, step: int
) -> None:
    async with cases(open_house, slack, models) as found:
        calls = await calls_of_a_life(found)
        assert {"chat.post", "chat.update", "files.fetch", "uploads.put", "transcripts.put"} < set(calls)
        assert {"engine.analyse", "insights.create", "insights.complete", "jobs.save", "jobs.finish"} < set(calls)
        tried = [point for point in points(calls) if point.after == (side == "after")][::step]
        for point in tried:
            await found.drop(str(point), first=point)
            if point.call in {"chat.post", "uploads.delete", "insights.complete", "jobs.finish"}:
                again = Point("chat.marked" if point.call == "chat.post" else point.call, 1, point.after)
                await found.drop(f"{point}, then {again}", first=point, second=again)
        await found.settled()
        assert len([key for key in found.switch.fired if key[1] == 1]) >= len(tried)
        assert await found.faults() == []


@pytest.mark.long
@pytest.mark.parametrize("side", ["before", "after"])
async def test_a_worker_that_slept_past_its_lease_changes_nothing(
    open_house: Open, slack: FakeSlack, models: MessagesApi, side: str
) -> None:
    async with cases(open_house, slack, models) as found:
        slots(found.house, 100)
        calls = await calls_of_a_life(found)
        for point in points(calls):
            if point.after == (side == "after"):
                await found.drop_frozen(str(point), point)
        await found.settled()
        assert len(found.switch.fired) >= len(calls) - 1
        found.switch.thaw.set()
        await found.idle()
        assert await found.faults() == []


@pytest.mark.long
@pytest.mark.parametrize("side", ["before", "after"])
async def test_stop_leaves_nothing_wherever_a_worker_slept(
    open_house: Open, slack: FakeSlack, models: MessagesApi, side: str
) -> None:
    async with cases(open_house, slack, models) as found:
        slots(found.house, 100)
        calls = await calls_of_a_life(found)
        until = calls.index("insights.complete")
        for point in points(calls[:until]):
            # Nothing to press before the post is known; and what was given back is carried on at once, so nobody sleeps on it.
            left_out = {"chat.post"} | ({"jobs.release"} if point.after else set())
            if point.after == (side == "after") and point.call not in left_out:
                await found.drop_frozen(str(point), point)
        stopped = {name: drop for name, drop in found.drops.items() if name != "undisturbed"}
        for name, drop in stopped.items():
            message = await slack.wait_for("Stop", channel=drop.channel)
            while found.frozen(name) is False:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.02)
            await slack.press(drop_user(drop), message, "Stop")
        await found.settled(state=JobState.CANCELLED, only=stopped)
        found.switch.thaw.set()
        await found.idle()
        database = found.house.app.storage.db.database
        sources = [job_id(found.tenant, drop.file_ids[0]) for drop in stopped.values()]
        assert await database["session_insights"].count_documents({"source_document_id": {"$in": sources}}) == 0
        assert await database["transcripts"].count_documents({"_id.id": {"$in": sources}}) == 0
        assert await database["uploads"].count_documents({}) == 0
        heads = {
            name: [m.words.split("\n")[0] for m in slack.in_channel(drop.channel)] for name, drop in stopped.items()
        }
        assert {name: shown for name, shown in heads.items() if shown != ["Stopped"]} == {}


async def test_bytes_that_came_with_a_session_are_not_asked_for_elsewhere(
    open_house: Open, slack: FakeSlack, models: MessagesApi
) -> None:
    """Given in the browser, say: wherever its work is cut once its words are stored, nobody has the bytes any more."""
    async with cases(open_house, slack, models) as found:
        services = found.house.app.services

        async def give(key: str) -> str:
            job, _new = await handed.take(services, Person(found.tenant, f"U{key}"), key, SHORT, Label())
            return job.id

        async def ended(job: str) -> JobState:
            stored = None
            while stored is None or stored.state not in ENDED:
                await asyncio.sleep(0.05)
                stored = await services.jobs.get(found.tenant, job)
            return stored.state

        undisturbed = await give("undisturbed")
        assert await ended(undisturbed) is JobState.DONE
        calls = found.switch.seen[undisturbed, 1]
        tried = [point for point in points(calls) if point.call in {"uploads.delete", "transcripts.put"}]
        for n, point in enumerate(tried):
            found.switch.plans[job_id(found.tenant, f"given{n}"), 1] = point
        given = [await give(f"given{n}") for n in range(len(tried))]
        states = [await ended(job) for job in given]
        assert {
            str(point): state for point, state in zip(tried, states, strict=True) if state is not JobState.DONE
        } == {}
