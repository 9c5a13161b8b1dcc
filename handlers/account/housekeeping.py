"""Once an hour some worker deletes what retention ends and what a crash left behind.

The job's id is its hour, so any number of processes may ask for it as often as they like (bot/schedule.py), and one that comes
late or twice does what is left to do.
The rotation of the master key after an erasure is a job beside it: there is one for all, asked for by each erasure and each hour.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import (
    ENDED,
    Job,
    JobStore,
    ask_again,
)
from core.people.person import Platform, Tenant
from core.ports.people import KeyRotation
from core.ports.sessions import Clock

log = logging.getLogger(__name__)

KIND = "housekeeping"
ROTATION = "keys.rotate"
HOUSE = Tenant(Platform.LOCAL, "house")
"""Whose job it is: nobody's in particular."""


class Sweeper(Protocol):
    async def sweep(self, now: datetime) -> Mapping[str, int]:
        """Delete what has no business being there at `now`; how many, by kind. Harmless to repeat."""
        ...


def job_at(hour: datetime) -> Job:
    return Job(f"{KIND}:{hour.astimezone(UTC):%Y-%m-%dT%H}", KIND, HOUSE)


async def ask(jobs: JobStore, clock: Clock) -> None:
    """This hour's job, if nobody has stored it."""
    await jobs.enqueue(job_at(clock.now()))


async def begin(jobs: JobStore, clock: Clock) -> None:
    """Called by every process at its start: the same, and a rotation that was cut short."""
    await ask(jobs, clock)
    await ask_rotation(jobs)


async def ask_rotation(jobs: JobStore) -> None:
    """Look soon whether the master key has to go. One that is looked at already finds what was asked for meanwhile."""
    await ask_again(jobs, Job(ROTATION, ROTATION, HOUSE), states=ENDED)


@dataclass(frozen=True)
class Housekeeping:
    """The JobHandler of kind `housekeeping`."""

    jobs: JobStore
    clock: Clock
    sweeper: Sweeper
    besides: Callable[[], Awaitable[None]] | None = None
    """Work of the handlers that is due as often, and harmless to repeat."""

    async def run(self, job: Job) -> Outcome:
        if self.besides is not None:
            await self.besides()
        await ask_rotation(self.jobs)
        swept = await self.sweeper.sweep(self.clock.now())
        if swept:
            log.info("swept", extra={"job": job.id, "deleted": dict(swept)})
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("housekeeping did not work out", extra={"job": job.id, "reference": reference})


@dataclass(frozen=True)
class RotateKeys:
    """The JobHandler of kind `keys.rotate`."""

    rotation: KeyRotation

    async def run(self, job: Job) -> Outcome:
        wait = await self.rotation.advance()
        return Finished() if wait is None else Later(wait)

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("the master key was not rotated; the next hour tries again", extra={"reference": reference})
