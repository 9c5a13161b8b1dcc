"""Durable work: a job is a stored document that any worker may claim, and only its latest claimant may write.

Claim, lease, attempt number and `due` on the database's clock follow the design measured in the project's reliability
notes (docs/architecture.md): one due field is run-at while queued and lease expiry while running.
A job carries ids only; never text, names, titles or file names.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from core.jobs.refs import Refs
from core.people.person import Person, Tenant


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.QUEUED, JobState.RUNNING)
ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Lane(StrEnum):
    """What kind of work a job's next step is; each kind has slots of its own (core/jobs/lanes.py)."""

    QUICK = "quick"
    """Announcing, delivering, edits: moments."""
    READ = "read"
    ANALYSE = "analyse"
    UPKEEP = "upkeep"
    """Sweeps, exports, erasures."""
    ALONE = "alone"
    """A job that may be what ended a process or a guarded child: one at a time."""


Owner = Person | Tenant
"""Whose a job is: a person's, or nobody's in particular at a tenant."""


def owner_of(tenant: Tenant, refs: Refs) -> Owner:
    person = refs.get("person")
    return Person(tenant, person) if person else tenant


CLAIMS_WITHOUT_A_STEP = 5
"""Claims in a row that ended with their process before a job is given up."""
SUSPECT_AFTER = 2
"""Such claims before it is carried alone: everything that ran in the process was counted, and only one of it can be to blame."""
CHILDREN_LOST = 3
"""Guarded children a step may lose: one beside others, two alone."""


@dataclass(frozen=True, slots=True)
class Job:
    """`id` is deterministic, so that a second delivery of the same thing is absorbed: `slack:T1:F1`.

    `step` is the stage reached; `refs` opaque ids the stages need. `attempt` is the fencing token; `fails` counts
    attempts at this step that ended badly. `deaths` counts claims at this step that ended with the process that held it,
    `lost` the guarded children that ended over it by no limit of their own: a step forward forgets both.

    The last three are of this process alone, and never stored. `fresh`: nobody has begun this step before, for the attempt that
    holds the job has just brought it there. `passed`: what the step before has just read or written, so that this one
    need not read it again. `held_at`: when it was last seen to be this attempt's, by time.monotonic; None of a job that was only
    looked up.
    """

    id: str
    kind: str
    tenant: Tenant
    state: JobState = JobState.QUEUED
    step: str = ""
    refs: Refs = field(default_factory=Refs)
    attempt: int = 0
    fails: int = 0
    due: datetime | None = None
    deaths: int = 0
    lost: int = 0
    fresh: bool = field(default=False, compare=False)
    passed: object = field(default=None, compare=False, repr=False)
    held_at: float | None = field(default=None, compare=False)

    @property
    def owner(self) -> Owner:
        return owner_of(self.tenant, self.refs)

    @property
    def suspect(self) -> bool:
        """It may be what ended those processes or children."""
        return self.deaths >= SUSPECT_AFTER or self.lost > 0

    @property
    def hopeless(self) -> bool:
        return self.deaths >= CLAIMS_WITHOUT_A_STEP or self.lost >= CHILDREN_LOST


class LeaseLost(Exception):  # noqa: N818
    """Another worker has claimed the job since; whoever sees this stops at once and writes nothing more."""


class JobStore(Protocol):
    async def enqueue(self, job: Job, *, delay: timedelta = timedelta()) -> bool:
        """Store a job durably (majority, journalled). False if one with this id is there already."""
        ...

    async def claim(
        self, lease: timedelta, *, lanes: Collection[Lane] = (), busy: frozenset[Owner] = frozenset()
    ) -> Job | None:
        """The most overdue job that is queued and due, or running with an expired lease; its attempt is one higher.

        Jobs of the tenants and people in `busy` are left for later. With `lanes` only what waits for a slot of one of these;
        whatever nobody has sorted (new, due again, or left by a process that died) waits for QUICK.
        """
        ...

    async def waiting(self, most: int) -> Sequence[tuple[Lane, Owner]]:
        """What `claim` might give now, at most so many: which lane each waits for, and whose it is. Changes nothing."""
        ...

    async def save(self, job: Job, *, step: str | None = None, refs: Refs | None = None) -> Job:
        """Write progress under the job's attempt and give back the job as it now is; `refs` are added. Raises LeaseLost."""
        ...

    async def extend(self, job: Job, lease: timedelta) -> None:
        """Push the lease out. Raises LeaseLost."""
        ...

    async def release(
        self, job: Job, *, delay: timedelta, failed: bool, lane: Lane = Lane.QUICK, child_lost: bool = False
    ) -> None:
        """Back to the queue, due after `delay`, waiting for a slot of `lane`; `failed` and `child_lost` count it. Raises
        LeaseLost."""
        ...

    async def outlived(self, job: Job) -> None:
        """The process that lost this lease lives, so the loss is not counted as its death."""
        ...

    async def finish(self, job: Job, state: JobState, *, step: str | None = None, refs: Refs | None = None) -> None:
        """DONE, FAILED or CANCELLED, with a last progress as `save` writes it. Raises LeaseLost."""
        ...

    async def get(self, tenant: Tenant, job_id: str) -> Job | None: ...

    async def open_of(self, person: Person, kind: str) -> Sequence[Job]:
        """The person's jobs of this kind that have not ended (`refs["person"]`), at most 20, from an index."""
        ...

    async def wake(
        self,
        tenant: Tenant,
        job_id: str,
        *,
        step: str | None = None,
        refs: Refs | None = None,
        states: Collection[JobState] | None = None,
        steps: Collection[str] | None = None,
    ) -> Job | None:
        """Make a queued or finished job due now, with the answer a person gave; its attempt rises, so that a worker that
        still holds it loses it. With `states` or `steps` only if it stands in one of them, so that of two presses of a
        button one has an effect. None if there is no such job."""
        ...

    async def go_on(self, person: Person) -> int:
        """Make due now what waits for the person to be reached again (`refs["away"]`); how many jobs."""
        ...

    async def cancel(self, tenant: Tenant, job_id: str) -> bool:
        """Stop a job that has not ended; its holder loses it. False if it had ended or is not there."""
        ...


async def ask_again(
    store: JobStore, job: Job, *, delay: timedelta = timedelta(), states: Collection[JobState] | None = None
) -> None:
    """Store the job, due after `delay`; where it is there already, make it due now, with `states` only if it stands in one."""
    if not await store.enqueue(job, delay=delay):
        await store.wake(job.tenant, job.id, states=states)
