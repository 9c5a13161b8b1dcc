"""Carries the jobs that Temporal hands out, in place of the loop that looks into the collection."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker as Polling

from bot.temporal.jobs import TemporalJobs
from bot.temporal.workflow import ACTIVITY, SILENCE, JobId, JobWorkflow, Next, lane_queue
from core.jobs.job import ENDED, Lane
from core.jobs.worker import Worker
from core.people.person import Platform, Tenant
from core.ports.sessions import Clock

log = logging.getLogger(__name__)

LOOK = 30.0
"""Seconds between looks for what Temporal was not told of."""
LEAST = 0.05
"""Seconds before a job is looked at again that could not be claimed: two clocks are never quite one."""
GRACE = timedelta(seconds=5)


@dataclass
class TemporalWorker:
    """`worker` does the work of a job once it is claimed: its loop does not run."""

    connect: Callable[[], Awaitable[Client]]
    jobs: TemporalJobs
    worker: Worker
    slots: Mapping[Lane, int]
    clock: Clock
    look: float = LOOK
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _polling: list[Polling] = field(default_factory=list)
    _running: bool = False
    _stopping: bool = False
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def lively(self) -> bool:
        """Whether it asks Temporal for work, or is still trying to reach it."""
        return not self._polling or all(each.is_running for each in self._polling)

    async def run(self) -> None:
        """Until stop() is called or the task is cancelled."""
        self._running = True
        try:
            if client := await self._client():
                await self._poll(client)
        finally:
            self._polling.clear()
            self._ended.set()

    async def stop(self, grace: float = 5.0) -> None:
        """No new jobs; those under way have a moment, and are then given back. Temporal is told of each before it is left."""
        self._stopping = True
        await self.worker.stop(grace)
        self._stop.set()
        if self._running:
            await self._ended.wait()
        await self.jobs.told()

    async def _client(self) -> Client | None:
        """Once Temporal is there; None if told to stop before."""
        while not self._stop.is_set():
            try:
                return await self.connect()
            except RuntimeError as error:  # what the SDK raises where there is no server
                log.warning("Temporal is not to be reached: %s", type(error).__name__)
            await self._rest()
        return None

    async def _poll(self, client: Client) -> None:
        # Nothing of a workflow stays in a process: it is short, and nobody waits for what one that stopped had in memory.
        flows = Polling(client, task_queue=self.jobs.queue, workflows=[JobWorkflow], max_cached_workflows=0)
        lanes = [
            Polling(
                client,
                task_queue=lane_queue(self.jobs.queue, lane),
                activities=[self.carry],
                max_concurrent_activities=slots,
                graceful_shutdown_timeout=GRACE,
            )
            for lane, slots in self.slots.items()
        ]
        async with contextlib.AsyncExitStack() as stack:
            for each in (flows, *lanes):
                await stack.enter_async_context(each)
                self._polling.append(each)
            while not self._stop.is_set():
                await self._tell_of_overdue()
                await self._rest()

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), self.look)

    async def _tell_of_overdue(self) -> None:
        try:
            await self.worker.settle()
            await self.jobs.tell_of_overdue()
        except Exception as error:  # noqa: BLE001 - an outage of the store: the next look may find it well
            log.warning("could not look for jobs that are overdue: %s", type(error).__name__)

    @activity.defn(name=ACTIVITY)
    async def carry(self, job_id: JobId, lane: str) -> Next:
        """Carry the job as far as its steps are of this lane. What is told of a fault is its class: Temporal keeps it."""
        try:
            return await self._carry(job_id, lane)
        except Exception as error:  # noqa: BLE001 - whatever it is, Temporal tries again
            raise ApplicationError(type(error).__name__) from None

    async def _carry(self, job_id: JobId, lane: str) -> Next:
        if self._stopping:
            return Next(LEAST, lane)
        tenant = Tenant(Platform(job_id.platform), job_id.tenant)
        claimed = await self.jobs.take(tenant, job_id.job, self.worker.lease)
        if claimed is None:
            return await self._next(tenant, job_id.job)
        if (its := self.worker.lane(claimed)) is not Lane(lane):
            await self.jobs.release(claimed, delay=timedelta(), failed=False, lane=its)
            return Next(0.0, its)
        beat = asyncio.create_task(self._beat())
        try:
            await self.worker.carry(claimed)
        finally:
            beat.cancel()
        return await self._next(tenant, job_id.job)

    async def _next(self, tenant: Tenant, job_id: str) -> Next:
        job = await self.jobs.get(tenant, job_id)
        if job is None or job.state in ENDED or job.due is None:
            return Next(None)
        return Next(max(LEAST, (job.due - self.clock.now()).total_seconds()), self.worker.lane(job))

    async def _beat(self) -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(SILENCE.total_seconds() / 4)
