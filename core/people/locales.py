"""In which language somebody reads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.faults import ChatFault, StorageFault
from core.jobs.job import Job
from core.people.members import look_up
from core.people.person import Person
from core.refusal import Refused
from core.translation import reading
from core.world import World


async def locale(world: World, person: Person, within: float | None = None) -> str:
    """As the platform's list of members has it, a tag such as "de-AT". Empty where it does not say, or not within so many
    seconds: a language is never worth a failure."""
    try:
        async with asyncio.timeout(within):
            member = await look_up(world, person)
    except (ChatFault, Refused, StorageFault, TimeoutError):
        return ""
    return member.locale if member else ""


@asynccontextmanager
async def read_by(world: World, person: Person, within: float | None = None) -> AsyncIterator[None]:
    """What is made inside is read by the person. Whatever one makes for several is made once for each."""
    with reading(await locale(world, person, within)):
        yield


@asynccontextmanager
async def read_by_its_person(world: World, job: Job) -> AsyncIterator[None]:
    """The same for what a job says to the person it is of; others it tells are named where it does."""
    if isinstance(job.owner, Person):
        async with read_by(world, job.owner):
            yield
    else:
        yield
