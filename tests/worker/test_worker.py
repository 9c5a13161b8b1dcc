"""The worker loop on the real job store."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from core.faults import ChatFault, StorageFault
from core.jobs.handler import Finished, Outcome
from core.jobs.job import Job, JobState
from core.jobs.worker import STUCK, Worker
from core.people.person import Platform, Tenant
from storage import Storage
from storage.jobs import MongoJobs

TENANT = Tenant(Platform.SLACK, "T1")


class Scripted:
    """A handler that does what its script says, and remembers."""

    def __init__(self, script: Callable[[Job], Awaitable[Outcome]]) -> None:
        self.script = script
        self.ran: list[int] = []
        self.gave: list[str] = []

    async def run(self, job: Job) -> Outcome:
        self.ran.append(job.attempt)
        return await self.script(job)

    async def gave_up(self, job: Job, reference: str) -> None:
        self.gave.append(reference)


@asynccontextmanager
async def working(storage: Storage, handler: Scripted, lease: float = 30.0) -> AsyncIterator[Worker]:
    worker = Worker(storage.jobs, {"test": handler}, poll=0.02, backoff=(0.01,), lease=timedelta(seconds=lease))
    loop = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        await worker.stop(grace=0.5)
        await loop


async def state(storage: Storage, name: str, wanted: JobState, seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while True:
            job = await storage.jobs.get(TENANT, name)
            if job and job.state == wanted:
                return
            await asyncio.sleep(0.02)


async def test_a_worker_says_whether_it_still_looks_for_work(storage: Storage) -> None:
    async def done(_: Job) -> Outcome:
        return Finished()

    async with working(storage, Scripted(done)) as worker:
        worker._looked -= STUCK
        async with asyncio.timeout(60.0):
            while not worker.lively():  # noqa: ASYNC110 - it looks again by itself
                await asyncio.sleep(0.02)
    worker._looked -= STUCK
    assert not worker.lively()


class Deaf(MongoJobs):
    """Does not hear being cancelled while it beats, as drivers may, and does not take the first outcome."""

    refused = False

    async def extend(self, job: Job, lease: timedelta) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(0.5)
        await super().extend(job, lease)

    async def finish(self, job: Job, state: JobState, **progress: Any) -> None:
        if not self.refused:
            self.refused = True
            raise StorageFault("NetworkTimeout", transient=True)
        await super().finish(job, state, **progress)


async def test_a_beat_never_outlives_its_work(storage: Storage) -> None:
    async def short(_: Job) -> Outcome:
        await asyncio.sleep(0.4)  # a beat is under way when it ends
        return Finished()

    handler = Scripted(short)
    deaf = Deaf(storage.db)
    worker = Worker(deaf, {"test": handler}, poll=0.02, lease=timedelta(seconds=0.9))
    loop = asyncio.create_task(worker.run())
    try:
        await deaf.enqueue(Job("a", "test", TENANT))
        await state(storage, "a", JobState.DONE)
    finally:
        await worker.stop(grace=0.5)
        await loop
    assert handler.ran[0] == 1
    assert len(handler.ran) >= 2


class Untidy(Scripted):
    """The platform does not take what it would put right, two times."""

    tidied = 0

    async def lost(self, job: Job) -> None:
        self.tidied += 1
        if self.tidied < 3:
            raise ChatFault("ratelimited", transient=True)


async def test_what_a_lost_lease_left_is_tidied_though_the_platform_is_away_for_a_moment(storage: Storage) -> None:
    async def taken_over(job: Job) -> Outcome:
        if job.attempt == 1:
            await storage.jobs.wake(TENANT, job.id)
        await storage.jobs.save(job, step="on")
        return Finished()

    handler = Untidy(taken_over)
    async with working(storage, handler):
        await storage.jobs.enqueue(Job("j", "test", TENANT))
        await state(storage, "j", JobState.DONE)
        async with asyncio.timeout(60.0):
            while handler.tidied < 3:  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.02)
    assert handler.ran == [1, 3]
