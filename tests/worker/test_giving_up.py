"""A job is given up when it alone ends what works on it, and for nothing that happens to the machine or the database."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.faults import ChildLost, StorageFault
from core.jobs.handler import Finished, Outcome
from core.jobs.job import (
    CHILDREN_LOST,
    CLAIMS_WITHOUT_A_STEP,
    Job,
    JobState,
    Lane,
)
from core.jobs.worker import GIVE_UP_AFTER, Worker
from core.sandbox.pool import Sandbox
from storage import Storage, StorageConfig
from storage.jobs import MongoJobs
from tests.sandbox.hostile import ECHO
from tests.worker.test_worker import TENANT, Scripted, state

LEASE, NOW = timedelta(seconds=30), timedelta()
ROOT = Path(__file__).resolve().parents[2]


async def dies(storage: Storage, name: str = "a") -> Job:
    """A claim whose process dies at once: its lease runs out."""
    job = await storage.jobs.claim(NOW)
    assert job is not None
    assert job.id == name
    return job


async def claimed(storage: Storage) -> Job:
    job = await storage.jobs.claim(LEASE)
    assert job is not None
    return job


# --- what counts ---


async def test_claims_that_ended_with_their_process_are_counted_and_nothing_else(storage: Storage) -> None:
    await storage.jobs.enqueue(Job("a", "test", TENANT))
    assert [(await dies(storage)).deaths for _ in range(3)] == [0, 1, 2]
    held = await claimed(storage)
    assert (held.deaths, held.suspect, held.hopeless) == (3, True, False)
    await storage.jobs.release(held, delay=NOW, failed=True)  # a wait, a failure, SIGTERM: the process lives
    held = await claimed(storage)
    assert held.deaths == 3
    held = await storage.jobs.save(held, refs={"told": "1"})
    held = await storage.jobs.save(held, step=held.step)
    assert held.deaths == 3, "no step forward"
    held = await storage.jobs.save(held, step="next")
    assert (held.deaths, held.suspect) == (0, False)
    await storage.jobs.release(held, delay=NOW, failed=False)
    assert [(await dies(storage)).deaths for _ in range(2)] == [0, 1]
    woken = await storage.jobs.wake(TENANT, "a")
    assert woken is not None
    assert (woken.deaths, (await claimed(storage)).deaths) == (0, 0)


async def test_children_are_counted_at_a_step(storage: Storage) -> None:
    await storage.jobs.enqueue(Job("a", "test", TENANT))
    for lost in range(CHILDREN_LOST):
        held = await claimed(storage)
        assert (held.lost, held.suspect, held.hopeless) == (lost, lost > 0, False)
        await storage.jobs.release(held, delay=NOW, failed=False, child_lost=True)
    held = await claimed(storage)
    assert held.hopeless
    assert (await storage.jobs.save(held, step="next")).lost == 0


async def test_a_step_forward_that_an_older_version_takes_is_one(storage: Storage) -> None:
    """It knows nothing of these counts, and writes the step alone; and what it stored has none."""
    jobs = storage.db.collection("jobs")
    await storage.jobs.enqueue(Job("a", "test", TENANT))
    for _ in range(4):
        await dies(storage)
    await jobs.update_one({}, {"$set": {"step": "next"}})
    assert (await dies(storage)).deaths == 1
    await jobs.update_one({}, {"$unset": {"trouble": "", "lane": ""}})
    assert (await claimed(storage)).deaths == 1


async def test_a_process_that_lives_says_so(storage: Storage) -> None:
    await storage.jobs.enqueue(Job("a", "test", TENANT))
    slept = await dies(storage)
    dead = await dies(storage)
    held = await claimed(storage)
    assert held.deaths == 2
    await storage.jobs.outlived(slept)
    await storage.jobs.outlived(slept)
    again = await storage.jobs.get(TENANT, "a")
    assert again is not None
    assert again.deaths == 1
    assert dead.attempt == 2


async def test_failures_before_a_step_forward_are_forgotten(storage: Storage) -> None:
    await storage.jobs.enqueue(Job("a", "test", TENANT))
    await storage.jobs.release(await claimed(storage), delay=NOW, failed=True)
    held = await claimed(storage)
    assert (held.fails, (await storage.jobs.save(held, step="next")).fails) == (1, 0)


# --- what the worker does about it ---


class Reader(Scripted):
    def __init__(self, script: Callable[[Job], Awaitable[Outcome]]) -> None:
        super().__init__(script)
        self.unread: list[str] = []

    async def unreadable(self, job: Job, reference: str) -> Outcome:
        self.unread.append(job.id)
        return Finished(JobState.FAILED)


class Quarantine:
    """Who is in it, and that it is one at a time."""

    def __init__(self) -> None:
        self.entered = 0
        self.inside = 0

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        self.entered += 1
        self.inside += 1
        assert self.inside == 1
        try:
            yield
        finally:
            self.inside -= 1


@asynccontextmanager
async def working(storage: Storage, handler: Scripted, jobs: MongoJobs | None = None) -> AsyncIterator[Quarantine]:
    quarantine = Quarantine()
    worker = Worker(
        jobs or storage.jobs,
        {"test": handler},
        alone=quarantine.alone,
        lane_of=lambda _: Lane.READ,
        poll=0.02,
        backoff=(0.01,),
    )
    loop = asyncio.create_task(worker.run())
    try:
        yield quarantine
    finally:
        await worker.stop(grace=0.5)
        await loop


async def test_while_a_suspect_waits_for_its_engine_others_are_read(storage: Storage) -> None:
    """Alone is what its children do, not what it waits for."""
    work, waits, answered = Sandbox("tests.sandbox.hostile", 2), asyncio.Event(), asyncio.Event()

    async def read(job: Job) -> Outcome:
        if job.id == "suspect" and not job.suspect:
            raise ChildLost("killed")
        assert await work.run(ECHO, job.id) == job.id
        if job.suspect:
            waits.set()
            await answered.wait()
        return Finished()

    worker = Worker(
        storage.jobs, {"test": Reader(read)}, alone=work.alone, lane_of=lambda _: Lane.READ, poll=0.02, backoff=(0.01,)
    )
    loop = asyncio.create_task(worker.run())
    try:
        await storage.jobs.enqueue(Job("suspect", "test", TENANT))
        await asyncio.wait_for(waits.wait(), 120)
        for name in ("a", "b", "c"):
            await storage.jobs.enqueue(Job(name, "test", TENANT))
            await state(storage, name, JobState.DONE)
        answered.set()
        await state(storage, "suspect", JobState.DONE)
    finally:
        await worker.stop(grace=0.5)
        await loop
        await work.stop()


@pytest.mark.parametrize("kind", ["killed", "overdue"])
async def test_a_child_lost_beside_others_and_twice_alone_ends_it(storage: Storage, kind: str) -> None:
    async def lost(_: Job) -> Outcome:
        raise ChildLost(kind)

    handler = Reader(lost)
    names = ["a", "b", "c"]
    async with working(storage, handler) as quarantine:
        await asyncio.gather(*(storage.jobs.enqueue(Job(name, "test", TENANT)) for name in names))
        for name in names:
            await state(storage, name, JobState.FAILED)
    assert len(handler.ran) == CHILDREN_LOST * len(names)
    assert sorted(handler.unread) == names
    assert handler.gave == []
    assert quarantine.entered == CHILDREN_LOST * len(names), "twice to work, and once to tell"


async def test_a_child_lost_once_or_twice_is_no_matter(storage: Storage) -> None:
    async def lost(job: Job) -> Outcome:
        if job.step == "" and job.lost == 0:
            raise ChildLost("killed")
        if job.step == "" or job.lost == 2:
            job = await storage.jobs.save(job, step={"": "read", "read": "shown"}[job.step])
            return Finished() if job.step == "shown" else job
        raise ChildLost("overdue")

    handler = Reader(lost)
    async with working(storage, handler):
        await storage.jobs.enqueue(Job("a", "test", TENANT))
        await state(storage, "a", JobState.DONE)
    assert handler.unread == []


async def test_a_child_that_never_came_up_says_nothing_of_the_text(storage: Storage) -> None:
    async def lost(job: Job) -> Outcome:
        if job.fails < CHILDREN_LOST + 2:
            raise ChildLost("not_up")
        return Finished()

    async with working(storage, Reader(lost)) as quarantine:
        await storage.jobs.enqueue(Job("a", "test", TENANT))
        await state(storage, "a", JobState.DONE)
    assert quarantine.entered == 0


async def test_an_outage_of_the_database_is_never_held_against_a_job(storage: Storage) -> None:
    outages = 2 * GIVE_UP_AFTER

    async def away(_: Job) -> Outcome:
        if len(handler.ran) <= outages:
            raise StorageFault("NotPrimary", transient=True)
        return Finished()

    handler = Reader(away)
    async with working(storage, handler):
        await storage.jobs.enqueue(Job("a", "test", TENANT))
        await state(storage, "a", JobState.DONE)
    job = await storage.jobs.get(TENANT, "a")
    assert job is not None
    assert (job.fails, job.deaths) == (0, 0)


class Away(MongoJobs):
    """Takes no outcome the first times, as a database that is away when a step has ended."""

    times = 6

    async def finish(self, job: Job, state: JobState, **progress: Any) -> None:
        if self.times:
            self.times -= 1
            raise StorageFault("NotPrimary", transient=True)
        await super().finish(job, state, **progress)


async def test_an_outcome_that_could_not_be_stored_is_no_death(storage: Storage) -> None:
    async def quick(job: Job) -> Outcome:
        assert not job.suspect
        return Finished()

    jobs = Away(storage.db)
    handler = Reader(quick)
    worker = Worker(jobs, {"test": handler}, poll=0.02, lease=timedelta(seconds=0.2))
    loop = asyncio.create_task(worker.run())
    await jobs.enqueue(Job("a", "test", TENANT))
    await state(storage, "a", JobState.DONE)
    await worker.stop()
    await loop
    assert len(handler.ran) == 7


async def test_a_job_of_a_newer_version_is_left_to_it(storage: Storage) -> None:
    async with working(storage, Reader(lambda _: asyncio.sleep(0, Finished()))):
        await storage.jobs.enqueue(Job("a", "unheard of", TENANT))
        await storage.jobs.enqueue(Job("b", "test", TENANT))
        await state(storage, "b", JobState.DONE)
        row = await storage.jobs.get(TENANT, "a")
        while row is None or row.attempt == 0 or row.state is not JobState.QUEUED:
            await asyncio.sleep(0.02)
            row = await storage.jobs.get(TENANT, "a")
    assert (row.fails, row.deaths) == (0, 0)


# --- processes ---


async def test_one_poison_job_is_given_up_and_those_beside_it_are_done(
    fresh_storage: Storage, storage_config: StorageConfig
) -> None:
    """Every process is killed with whatever it holds, until the one to blame is alone with it."""
    names = ["good-1", "good-2", "poison", "good-3", "good-4"]
    for name in names:
        await fresh_storage.jobs.enqueue(Job(name, "test", TENANT, refs={"person": name}))
        await asyncio.sleep(0.002)
    where = [str(storage_config.uri), storage_config.database, str(storage_config.data)]
    said: list[str] = []
    codes: list[int | None] = []
    while not codes or codes[-1] != 0:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.worker.mortal", *where), cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        said += out.decode().splitlines()
        codes.append(process.returncode)
        assert len(codes) <= CLAIMS_WITHOUT_A_STEP + 1
    assert codes == [-9] * CLAIMS_WITHOUT_A_STEP + [0]
    ends = {name: job.state for name in names if (job := await fresh_storage.jobs.get(TENANT, name))}
    assert ends == {name: JobState.FAILED if name == "poison" else JobState.DONE for name in names}
    counted = Counter(said)
    assert counted["ran poison"] == CLAIMS_WITHOUT_A_STEP
    assert counted["gave up poison"] == 1
    assert sum(counted.values()) - 1 == sum(counted[f"ran {name}"] for name in names)
