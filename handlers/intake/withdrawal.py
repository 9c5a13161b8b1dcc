"""A person deleted the message with a file or with a session written into it, or the file from it."""

from core.jobs.job import Job
from handlers.events import FilesWithdrawn
from handlers.intake import paste
from handlers.intake.buttons import NOT_DONE
from handlers.intake.jobs import KIND, again_key, job_id
from handlers.intake.steps import STOPPABLE, Step
from handlers.services import Services


async def withdrawn(services: Services, event: FilesWithdrawn) -> None:
    """While it is still being worked on this is the same as Stop: the work ends and what it left is deleted. What is analysed
    already stays, for its card has a Delete button of its own; who deletes an upload may only be tidying up."""
    tenant = event.person.tenant
    if not (event.file_ids or event.text):
        await _all_of_it(services, event)
        return
    keys = [key for file_id in event.file_ids for key in (file_id, again_key(file_id, event.place))]
    if event.text:
        keys.append(paste.said_key(event.place, event.message))
    for key in keys:
        job = await services.jobs.get(tenant, job_id(tenant, key))
        if job is not None and job.refs.get("person") == event.person.id:
            await _stop(services, event, job)
    services.wake()


async def _all_of_it(services: Services, event: FilesWithdrawn) -> None:
    """Where the platform does not say what was in the message: whatever came with it."""
    for job in await services.jobs.open_of(event.person, KIND):
        await _stop(services, event, job)
    services.wake()


async def _stop(services: Services, event: FilesWithdrawn, job: Job) -> None:
    if (job.refs.get("channel"), job.refs.get("thread")) == (event.place.channel, event.place.thread):
        whole = job.refs.get("lead", job.id)  # a part of a session takes the whole of it back
        await services.jobs.wake(job.tenant, whole, step=Step.STOPPING, states=NOT_DONE, steps=STOPPABLE)
