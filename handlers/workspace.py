"""The app was removed from a workspace: its work stops at once, and after a time of grace all that is held of it is erased.

The grace is for a removal by mistake: whoever installs the app again within it finds everything as it was.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.faults import ChatFault
from core.installations import InstallationStore, Workspaces
from core.jobs import Job, JobState
from core.people import Platform, Tenant
from core.worker import Finished, Later, Outcome
from handlers.services import Services

log = logging.getLogger(__name__)

KIND = "workspace.erase"
GRACE = timedelta(days=30)
"""Said in docs/admin.md."""

Installed = Callable[[Tenant], Awaitable[bool]]
"""Whether the app is installed there now, as the platform or the store says. Raises ChatFault if that cannot be told."""


@dataclass(frozen=True)
class Departure:
    """What is done when the app is removed. Doing it twice is harmless."""

    services: Services
    installations: InstallationStore
    workspaces: Workspaces
    grace: timedelta = GRACE

    async def removed(self, tenant: Tenant) -> None:
        """Durable before it returns: the credentials are gone, work is cancelled, the erasure has its date."""
        now = self.services.clock.now()
        await self.installations.remove(tenant, now)
        job_id = f"{tenant.platform}:{tenant.id}:{KIND}:{now:%Y%m%d%H%M%S}"
        await self.services.jobs.enqueue(Job(job_id, KIND, tenant, refs={"at": now.isoformat()}), delay=self.grace)
        cancelled = await self.workspaces.cancel_jobs(tenant)
        log.warning("the app was removed from a workspace", extra={"tenant": tenant.id, "cancelled": cancelled})


@dataclass(frozen=True)
class EraseWorkspace:
    """The JobHandler of kind `workspace.erase`."""

    installations: InstallationStore
    workspaces: Workspaces
    installed: Mapping[Platform, Installed]

    async def run(self, job: Job) -> Outcome:
        tenant = job.tenant
        last = await self.installations.removed_at(tenant)
        if last is None or last - datetime.fromisoformat(job.refs["at"]) > timedelta(seconds=1):
            return Finished(
                JobState.CANCELLED
            )  # installed again; or removed once more since, which has a job of its own
        asked = self.installed.get(tenant.platform)
        try:
            if asked is not None and await asked(tenant):
                return Finished(JobState.CANCELLED)
        except ChatFault as fault:
            # Nothing is erased on a guess: it is asked again until it is known.
            return Later(timedelta(seconds=max(60.0, fault.retry_after or 0.0)))
        deleted = await self.workspaces.erase(tenant)
        log.warning("a workspace is erased", extra={"tenant": tenant.id, "documents": sum(deleted.values())})
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a workspace is not erased", extra={"tenant": job.tenant.id, "reference": reference})
