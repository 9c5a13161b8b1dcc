"""A person deleted the message with a file or with a session written into it, or the file from it."""

from handlers.events import FilesWithdrawn
from handlers.intake import paste
from handlers.intake.buttons import NOT_DONE
from handlers.intake.jobs import again_key, job_id
from handlers.intake.steps import STOPPABLE, Step
from handlers.services import Services


async def withdrawn(services: Services, event: FilesWithdrawn) -> None:
    """While it is still being worked on this is the same as Stop: the work ends and what it left is deleted. What is analysed
    already stays, for its card has a Delete button of its own; who deletes an upload may only be tidying up."""
    tenant = event.person.tenant
    keys = [key for file_id in event.file_ids for key in (file_id, again_key(file_id, event.place))]
    if event.text:
        keys.append(paste.said_key(event.place, event.message))
    for key in keys:
        job = await services.jobs.get(tenant, job_id(tenant, key))
        if job is None or job.refs.get("person") != event.person.id:
            continue
        if (job.refs.get("channel"), job.refs.get("thread")) == (event.place.channel, event.place.thread):
            whole = job.refs.get("lead", job.id)  # a part of a session takes the whole of it back
            await services.jobs.wake(tenant, whole, step=Step.STOPPING, states=NOT_DONE, steps=STOPPABLE)
    services.wake()
