"""What an insight was made from, under the id of the job that read it: the transcript, and the bytes of its file or messages."""

from core.jobs.job import Job
from core.people.person import Tenant
from core.world import World


def parts_of(job: Job) -> tuple[str, ...]:
    """The jobs of later messages whose words go on from this one's (handlers/intake/parts.py), in their order."""
    return tuple(filter(None, job.refs.get("parts", "").split(",")))


async def forget_bytes(world: World, job: Job) -> None:
    for each in (job.id, *parts_of(job)):
        await world.uploads.delete(job.tenant, each)


async def forget_source(world: World, tenant: Tenant, document_id: str) -> None:
    """What was stored under the id of an insight's source. Harmless to repeat."""
    await world.transcripts.delete(tenant, document_id)
    job = await world.jobs.get(tenant, document_id)
    if job is not None:
        await forget_bytes(world, job)
