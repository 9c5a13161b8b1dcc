"""What a worker asks of those who carry one kind of job, and what they may answer."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, runtime_checkable

from core.faults import ChatFault
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs


@dataclass(frozen=True, slots=True)
class Finished:
    """`step` and `refs` are the job's last progress, stored by the write that ends it."""

    state: JobState = JobState.DONE
    step: str | None = None
    refs: Refs = field(default_factory=Refs)


@dataclass(frozen=True, slots=True)
class Later:
    """Come back after `delay`: a question waits for its answer, or a service asked for time. `failed` counts the attempt,
    `child_lost` the guarded child that ended over it."""

    delay: timedelta
    failed: bool = False
    child_lost: bool = False


Outcome = Finished | Later | Job
"""A job as it now stands goes on from there: at once, or, where its next step is of another lane, when that has a slot."""


def after(fault: ChatFault, otherwise: timedelta) -> Later:
    """Come back when the platform has said to, which is no failed attempt; `otherwise` where it has not said."""
    wait = timedelta(seconds=fault.retry_after) if fault.retry_after else otherwise
    return Later(wait, failed=fault.retry_after is None)


class JobHandler(Protocol):
    async def run(self, job: Job) -> Outcome:
        """Carry the job on from its stored step. Running it again after a crash must be harmless."""
        ...

    async def gave_up(self, job: Job, reference: str) -> None:
        """The job will not be tried again by itself: tell whoever waits for it, with the reference of the log line."""
        ...


@runtime_checkable
class Tidy(Protocol):
    """What a JobHandler may have besides."""

    async def lost(self, job: Job) -> None:
        """The lease was lost, and others may have carried the job on: undo what this attempt did unknown to them. Called
        with the job as it was claimed; it may have ended since."""
        ...


@runtime_checkable
class Reads(Protocol):
    """What a JobHandler whose jobs read what people give may have besides."""

    async def unreadable(self, job: Job, reference: str) -> Outcome:
        """Whatever worked on it ended without an answer, time after time, and nothing else is to blame: tell its person."""
        ...
