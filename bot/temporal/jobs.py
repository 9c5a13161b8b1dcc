"""The jobs collection with Temporal told of every change to when a job is due."""

import asyncio
import logging
from collections.abc import Collection
from datetime import timedelta

from temporalio.client import Client
from temporalio.service import RPCError

from bot.temporal.workflow import FIRST_LANE, SIGNAL, JobId, JobWorkflow
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs
from core.people.person import Tenant
from storage.database import Database, tenant_of
from storage.jobs import MongoJobs

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=5)
"""For Temporal to take a word. What it does not take, `tell_of_overdue` finds."""
OVERDUE = timedelta(seconds=30)
AT_ONCE = 500


class TemporalJobs(MongoJobs):
    """A job is its document, as without Temporal: written first, of one id, fenced by its attempt. Its workflow, of the same id,
    is told afterwards and in the background, so that nobody waits for Temporal and nothing is lost while it is away."""

    def __init__(self, db: Database, client: Client, queue: str) -> None:
        super().__init__(db)
        self._client = client
        self.queue = queue
        self._telling: set[asyncio.Task[None]] = set()

    async def enqueue(self, job: Job, *, delay: timedelta = timedelta()) -> bool:
        stored = await super().enqueue(job, delay=delay)
        if stored:
            self.tell(job.tenant, job.id)
        return stored

    async def wake(
        self,
        tenant: Tenant,
        job_id: str,
        *,
        step: str | None = None,
        refs: Refs | None = None,
        states: Collection[JobState] | None = None,
        steps: Collection[str] | None = None,
    ) -> Job | None:
        woken = await super().wake(tenant, job_id, step=step, refs=refs, states=states, steps=steps)
        if woken:
            self.tell(tenant, job_id)
        return woken

    async def cancel(self, tenant: Tenant, job_id: str) -> bool:
        cancelled = await super().cancel(tenant, job_id)
        if cancelled:
            self.tell(tenant, job_id)
        return cancelled

    def tell(self, tenant: Tenant, job_id: str) -> None:
        """Start the job's workflow, or have it look anew."""
        telling = asyncio.create_task(self._tell(JobId(tenant.platform, tenant.id, job_id)))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell(self, job: JobId) -> None:
        try:
            await self._client.start_workflow(
                JobWorkflow.run,
                args=[job, self.queue, FIRST_LANE],
                id=f"{self.queue}/{job.platform}/{job.tenant}/{job.job}",
                task_queue=self.queue,
                start_signal=SIGNAL,
                rpc_timeout=PATIENCE,
            )
        except (RPCError, RuntimeError) as error:  # the second where a lazy client finds no server
            log.warning("Temporal was not told of a job: %s", type(error).__name__, extra={"job": job.job})

    async def told(self) -> None:
        """Once all that was said is said."""
        await asyncio.gather(*self._telling)

    async def take(self, tenant: Tenant, job_id: str, lease: timedelta) -> Job | None:
        """Claim this one job. None if it is not due, or somebody has it."""
        return await MongoJobs(self._db, only=Job(job_id, "", tenant)).claim(lease)

    async def tell_of_overdue(self) -> int:
        """What has been due for a while and nobody carries: a crash, an outage of Temporal, or a write to many jobs at once came
        between. How many were told."""
        async with self._db.turn():
            rows = (
                await self._jobs.find(self._due(OVERDUE), {"platform": 1, "tenant_id": 1})
                .hint("claim")
                .limit(AT_ONCE)
                .to_list()
            )
        for row in rows:
            self.tell(tenant_of(row), row["_id"]["id"])
        return len(rows)
