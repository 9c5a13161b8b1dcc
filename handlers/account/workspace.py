"""The app was removed from a workspace: its work stops at once, and after a time of grace all that is held of it is erased.

The grace is for a removal by mistake: whoever installs the app again within it finds everything as it was.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.faults import ChatFault
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.people.installations import InstallationStore, Removal, Workspaces
from core.people.person import Platform, Tenant
from core.ports.chat import Face
from handlers.services import Services

log = logging.getLogger(__name__)

KIND = "workspace.erase"
GRACE = timedelta(days=30)
"""Said in docs/admin.md."""
AT_ONCE = 8
"""Workspaces of an organisation that are wound up side by side: the platform waits for the answer."""


@dataclass(frozen=True)
class Departure:
    """What is done when the app is removed. Doing it twice is harmless."""

    services: Services
    installations: InstallationStore
    workspaces: Workspaces
    grace: timedelta = GRACE

    async def removed(self, removal: Removal) -> None:
        """Durable before it returns: the credentials are gone, work is cancelled, the erasure has its date. With an organisation
        go the workspaces that its installation served."""
        now = self.services.clock.now()
        at = await self.installations.remove(removal, now)
        if at is None:
            log.info("a removal of an earlier installation is not counted", extra={"tenant": removal.tenant.id})
            return
        await self._wind_up(removal.tenant, at)
        at_once = asyncio.Semaphore(AT_ONCE)

        async def follow(workspace: Tenant) -> None:
            """What is done last makes it one that is not served any more: told again, the platform's word goes on from there."""
            async with at_once:
                await self._wind_up(workspace, removal.told or now)
                await self.installations.remove(Removal(workspace, removal.told, removal.tenant.id), now)

        async with asyncio.TaskGroup() as group:
            for workspace in await self.installations.served(removal.tenant):
                group.create_task(follow(workspace))

    async def _wind_up(self, tenant: Tenant, at: datetime) -> None:
        job_id = f"{tenant.platform}:{tenant.id}:{KIND}:{at:%Y%m%d%H%M%S}"
        await self.services.jobs.enqueue(Job(job_id, KIND, tenant, refs={"at": at.isoformat()}), delay=self.grace)
        await self.workspaces.sign_out(tenant)
        cancelled = await self.workspaces.cancel_jobs(tenant)
        log.warning("the app was removed from a workspace", extra={"tenant": tenant.id, "cancelled": cancelled})


@dataclass(frozen=True)
class EraseWorkspace:
    """The JobHandler of kind `workspace.erase`."""

    installations: InstallationStore
    workspaces: Workspaces
    faces: Mapping[Platform, Face]

    async def run(self, job: Job) -> Outcome:
        tenant = job.tenant
        last = await self.installations.removed_at(tenant)
        if last is None or last - datetime.fromisoformat(job.refs["at"]) > timedelta(seconds=1):
            return Finished(
                JobState.CANCELLED
            )  # installed again; or removed once more since, which has a job of its own
        face = self.faces.get(tenant.platform)
        try:
            if face is not None and await face.installed(tenant):
                return Finished(JobState.CANCELLED)
        except ChatFault as fault:
            # Nothing is erased on a guess: it is asked again until it is known.
            return Later(timedelta(seconds=max(60.0, fault.retry_after or 0.0)))
        deleted = await self.workspaces.erase(tenant)
        log.warning("a workspace is erased", extra={"tenant": tenant.id, "documents": sum(deleted.values())})
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a workspace is not erased", extra={"tenant": job.tenant.id, "reference": reference})
