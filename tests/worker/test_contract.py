"""What has jobs carried, the worker's own loop or Temporal: what both keep to. Temporal is the test server of its vendor."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
import pytest_asyncio

from bot.app import Carrier
from bot.temporal import connect
from bot.temporal.jobs import TemporalJobs
from bot.temporal.worker import TemporalWorker
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState, Lane
from core.jobs.lanes import SLOTS
from core.jobs.worker import GIVE_UP_AFTER, Worker
from storage import Storage
from storage.jobs import MongoJobs
from tests.worker.test_worker import TENANT, Scripted


def by_step(job: Job) -> Lane:
    """In these tests a step is named after its lane; the first is quick."""
    return Lane(job.step) if job.step in set(Lane) else Lane.QUICK


@dataclass
class Carried:
    """One of the two, over one database."""

    jobs: MongoJobs
    make: Callable[[Worker], Carrier]

    @asynccontextmanager
    async def by(self, handler: Scripted, lease: float = 30.0) -> AsyncIterator[Carrier]:
        worker = Worker(
            self.jobs, {"test": handler}, lane_of=by_step, poll=0.02, backoff=(0.01,), lease=timedelta(seconds=lease)
        )
        carrier = self.make(worker)
        loop = asyncio.create_task(carrier.run())
        try:
            yield carrier
        finally:
            await carrier.stop(0.2)
            await loop

    async def until(self, name: str, wanted: JobState) -> Job:
        async with asyncio.timeout(300):
            while True:
                job = await self.jobs.get(TENANT, name)
                if job and job.state is wanted:
                    return job
                await asyncio.sleep(0.02)


@pytest_asyncio.fixture(params=["mongodb", "temporal"], loop_scope="session")
async def carried(request: pytest.FixtureRequest, storage: Storage) -> Carried:
    if request.param == "mongodb":
        return Carried(storage.jobs, lambda worker: worker)
    keys = request.getfixturevalue("temporal")
    client = await connect(keys, lazy=True)
    jobs = TemporalJobs(storage.db, client, request.node.name)  # one server for all: each test has a queue of its own
    return Carried(
        jobs, lambda worker: TemporalWorker(partial(connect, keys), jobs, worker, SLOTS, storage.clock, look=0.2)
    )


async def done(_: Job) -> Outcome:
    return Finished()


async def test_a_job_is_carried_to_its_end_and_no_second_time(carried: Carried) -> None:
    handler = Scripted(done)
    async with carried.by(handler):
        assert await carried.jobs.enqueue(Job("a", "test", TENANT))
        await carried.until("a", JobState.DONE)
        assert not await carried.jobs.enqueue(Job("a", "test", TENANT)), "one of an id, also after its end"
        await carried.jobs.enqueue(Job("b", "test", TENANT))
        await carried.until("b", JobState.DONE)
    assert handler.ran == [1, 1]


async def test_what_was_stored_while_nobody_carried_is_carried(carried: Carried) -> None:
    await carried.jobs.enqueue(Job("a", "test", TENANT))
    async with carried.by(Scripted(done)):
        await carried.until("a", JobState.DONE)


async def test_a_handler_that_keeps_failing_is_given_up_with_a_reference(carried: Carried) -> None:
    async def broken(_: Job) -> Outcome:
        raise RuntimeError("what a client said")

    handler = Scripted(broken)
    async with carried.by(handler):
        await carried.jobs.enqueue(Job("a", "test", TENANT))
        await carried.until("a", JobState.FAILED)
    assert (len(handler.ran), len(handler.gave)) == (GIVE_UP_AFTER, 1)


async def test_later_comes_back_from_the_stored_step(carried: Carried) -> None:
    steps: list[str] = []

    async def twice(job: Job) -> Outcome:
        steps.append(job.step)
        if job.step == "":
            await carried.jobs.save(job, step="second", refs={"told": "1"})
            return Later(timedelta(milliseconds=10))
        return Finished()

    async with carried.by(Scripted(twice)):
        await carried.jobs.enqueue(Job("a", "test", TENANT))
        await carried.until("a", JobState.DONE)
    assert steps == ["", "second"]


async def test_a_step_of_another_lane_is_carried_in_that_one(carried: Carried) -> None:
    steps: list[str] = []

    async def on(job: Job) -> Outcome:
        steps.append(job.step)
        follows = {"": "read", "read": "analyse"}.get(job.step)
        return await carried.jobs.save(job, step=follows) if follows else Finished()

    async with carried.by(Scripted(on)):
        await carried.jobs.enqueue(Job("a", "test", TENANT))
        job = await carried.until("a", JobState.DONE)
    assert steps == ["", "read", "analyse"]
    assert (job.fails, job.deaths) == (0, 0)


async def test_what_is_due_later_waits_until_it_is_woken(carried: Carried) -> None:
    handler = Scripted(done)
    async with carried.by(handler):
        await carried.jobs.enqueue(Job("later", "test", TENANT), delay=timedelta(days=30))
        await carried.jobs.enqueue(Job("soon", "test", TENANT), delay=timedelta(milliseconds=300))
        await carried.until("soon", JobState.DONE)
        assert handler.ran == [1], "the other one waits"
        assert await carried.jobs.wake(TENANT, "later")
        await carried.until("later", JobState.DONE)


async def test_what_has_ended_is_carried_again_once_it_is_woken(carried: Carried) -> None:
    handler = Scripted(done)
    async with carried.by(handler):
        await carried.jobs.enqueue(Job("a", "test", TENANT))
        await carried.until("a", JobState.DONE)
        assert await carried.jobs.wake(TENANT, "a", states={JobState.DONE})
        async with asyncio.timeout(300):
            while len(handler.ran) < 2:  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.02)
        await carried.until("a", JobState.DONE)


async def test_a_cancelled_job_stops_its_handler(carried: Carried) -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def slow(_: Job) -> Outcome:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()
        return Finished()

    async with carried.by(Scripted(slow), lease=0.6):
        await carried.jobs.enqueue(Job("a", "test", TENANT))
        await asyncio.wait_for(started.wait(), 300)
        assert await carried.jobs.cancel(TENANT, "a")
        await asyncio.wait_for(ended.wait(), 300)
        await carried.until("a", JobState.CANCELLED)


async def test_who_stops_gives_a_job_back_at_once(carried: Carried) -> None:
    started = asyncio.Event()

    async def slow(job: Job) -> Outcome:
        started.set()
        if job.attempt == 1:
            await asyncio.sleep(600)
        return Finished()

    handler = Scripted(slow)
    async with carried.by(handler, lease=300):
        await carried.jobs.enqueue(Job("a", "test", TENANT))
        await asyncio.wait_for(started.wait(), 300)
    async with carried.by(handler, lease=300):
        await carried.until("a", JobState.DONE)
    assert handler.ran == [1, 2]


async def test_what_the_dead_held_is_carried_once_its_lease_has_ended(carried: Carried) -> None:
    handler = Scripted(done)
    await carried.jobs.enqueue(Job("a", "test", TENANT))
    assert await MongoJobs(carried.jobs._db).claim(timedelta(seconds=0.5))  # and no word more
    async with carried.by(handler):
        job = await carried.until("a", JobState.DONE)
    assert handler.ran == [2]
    assert job.deaths == 1


async def test_what_temporal_was_not_told_of_is_found(storage: Storage, temporal: dict[str, str]) -> None:
    """As after a crash between the two, or while Temporal was away."""
    client = await connect(temporal, lazy=True)
    jobs = TemporalJobs(storage.db, client, "untold")
    await storage.jobs.enqueue(Job("a", "test", TENANT))
    carried = Carried(
        jobs, lambda worker: TemporalWorker(partial(connect, temporal), jobs, worker, SLOTS, storage.clock, look=0.2)
    )
    await storage.db.collection("jobs").update_one({}, [{"$set": {"due": {"$subtract": ["$$NOW", 3_600_000]}}}])
    async with carried.by(Scripted(done)):
        await carried.until("a", JobState.DONE)


async def test_nobody_waits_for_temporal_to_store_a_job(storage: Storage) -> None:
    jobs = TemporalJobs(storage.db, await connect({"TEMPORAL_ADDRESS": "127.0.0.1:9"}, lazy=True), "away")
    assert await jobs.enqueue(Job("a", "test", TENANT))
    found = await storage.jobs.get(TENANT, "a")
    assert found is not None
    assert found.state is JobState.QUEUED
    await jobs.told()


async def test_temporal_is_sent_ids_alone(storage: Storage, temporal: dict[str, str]) -> None:
    """What its server keeps of a job that failed with somebody's words in the exception."""

    async def broken(_: Job) -> Outcome:
        raise RuntimeError("what a client said")

    client = await connect(temporal)
    jobs = TemporalJobs(storage.db, client, "ids")
    carried = Carried(
        jobs, lambda worker: TemporalWorker(partial(connect, temporal), jobs, worker, SLOTS, storage.clock, look=0.2)
    )
    async with carried.by(Scripted(broken)):
        await jobs.enqueue(Job("a", "test", TENANT, refs={"person": "U1"}))
        await carried.until("a", JobState.FAILED)
    history = await client.get_workflow_handle(f"ids/{TENANT.platform}/{TENANT.id}/a").fetch_history()
    kept = b" ".join(base64.b64decode(data) for data in re.findall(r'"data": "([^"]*)"', history.to_json()))
    assert b'"job":"a"' in kept
    assert b"client said" not in kept
    assert "client said" not in history.to_json()
