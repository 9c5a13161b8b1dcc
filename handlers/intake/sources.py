"""Where a dropped file's bytes are to be had. On some platforms that is an address which opens to whoever has it, for an hour or
so: a secret, so it is sealed beside the upload, never in a job, and deleted once the bytes are here."""

from core.jobs.job import Job
from core.people.person import Person
from handlers.intake.beside import said_beside
from handlers.services import Services


def _key(job_id: str) -> str:
    return f"{job_id}/source"


async def keep(services: Services, person: Person, job_id: str, source: str) -> None:
    """Before the job is stored, so that no job goes without. Nothing is stored where the file's id is enough."""
    if source:
        await services.uploads.put(person, _key(job_id), source.encode(), "source")


async def kept(services: Services, job: Job) -> str:
    """What core.ports.sessions.Files is asked for; the file's id where nothing else was told."""
    found = await services.uploads.get(job.tenant, _key(job.id)) if said_beside(job, "source") else None
    return found[0].decode() if found else job.refs["file"]


async def forget(services: Services, job: Job) -> None:
    if said_beside(job, "source"):
        await services.uploads.delete(job.tenant, _key(job.id))
