"""Somebody cannot be reached: they have removed the app, or the platform does not let it write to them. What is on its way to
them waits for a day, for they may come back: it is tried again ever more seldom, and at once when something is heard of them."""

import logging
from datetime import datetime, timedelta

from core.faults import ChatFault
from core.jobs.handler import Finished, Later, Outcome, after
from core.jobs.job import Job, JobState
from core.people.person import Person
from handlers.services import Services

log = logging.getLogger(__name__)

LONGEST = timedelta(days=1)
SOON, SELDOM = timedelta(minutes=1), timedelta(hours=1)
"""Between two tries: as long as it has been tried in vain so far, within these."""


async def not_taken(
    services: Services, job: Job, fault: ChatFault, again: timedelta, *, longest: timedelta = LONGEST
) -> Outcome:
    """How a job goes on whose message was not taken: after `again` where the platform does not say when, once the person is back,
    or not at all. Raises LeaseLost."""
    if fault.transient:
        return after(fault, again)
    later = await wait(services, job, fault, longest=longest) if fault.unreachable else None
    if later is None:
        log.warning("a message was not taken", extra={"job": job.id, "fault": fault.kind})
    return later or Finished(JobState.CANCELLED)


async def wait(services: Services, job: Job, fault: ChatFault, *, longest: timedelta = LONGEST) -> Later | None:
    """Come back later; None where it has waited long enough. Raises LeaseLost."""
    log.warning("the person cannot be reached", extra={"job": job.id, "fault": fault.kind})
    now = services.clock.now()
    waited = now - datetime.fromisoformat(job.refs["away"]) if job.refs.get("away") else timedelta()
    if waited >= longest:
        return None
    if not job.refs.get("away"):
        await services.jobs.save(job, refs={"away": now.isoformat()})
    return Later(min(max(waited, SOON), SELDOM))


async def reached(services: Services, job: Job) -> Job:
    """The job has got on: it waits anew, should the person be away once more. Raises LeaseLost."""
    return await services.jobs.save(job, refs={"away": ""}) if job.refs.get("away") else job


async def is_back(services: Services, person: Person) -> None:
    """What waits for the person goes on at once."""
    if await services.jobs.go_on(person):
        services.wake()
