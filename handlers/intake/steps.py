"""The steps of a session on its way, and what is true at which of them."""

from enum import StrEnum

from core.jobs.job import OPEN, Job


class Step(StrEnum):
    """The stage reached; what a job's `step` holds. The words are in stored jobs, so none may change."""

    NEW = ""
    ANNOUNCED = "announced"
    FETCHED = "fetched"
    READ = "read"
    ASKING = "asking"
    """The uploader is asked who coached."""
    ANSWERED = "answered"
    KNOWN = "known"
    PLACING = "placing"
    """The uploader is asked whom the session belongs to."""
    READY = "ready"
    ANALYSED = "analysed"
    SHOWN = "shown"
    REPEATED = "repeated"
    """The same file was given before: the card of what came of it is shown."""
    REFUSED = "refused"
    STOPPING = "stopping"
    """The person took it back: what it left is deleted."""
    LEAVING = "leaving"
    """It belongs nowhere any more: what it left is deleted, and the person is told why."""


def step_of(job: Job) -> Step:
    return Step(job.step)


NOT_READ = frozenset({Step.NEW, Step.ANNOUNCED, Step.FETCHED})
ASKS = frozenset({Step.READ, Step.ASKING})
"""At which the uploader may say who coached: an answer may come before the question's own step is stored."""
UNDER_WAY = NOT_READ | ASKS | {Step.ANSWERED, Step.KNOWN, Step.PLACING, Step.READY}
UNPLACED = frozenset({Step.KNOWN, Step.PLACING})
"""At which the uploader may say whom it belongs to."""
WAITS_FOR_ANSWER = frozenset({Step.ASKING, Step.PLACING})
ENDING = frozenset({Step.STOPPING, Step.LEAVING})
"""What it left is to be deleted, whatever is shown of it."""
SETTLED = ENDING | {Step.SHOWN, Step.REFUSED}
STOPPABLE = UNDER_WAY | {Step.REFUSED}
CARD_STANDS = frozenset({Step.ANALYSED, Step.SHOWN, Step.REPEATED})
"""At which the person has, or is about to have, the card of what was read."""
TAKES_PARTS = (UNDER_WAY - {Step.NEW}) | CARD_STANDS | {Step.REFUSED}
"""At which a later message may become a part of this one."""


def unsettled(job: Job) -> bool:
    """Whether something is still to come of it."""
    return job.state in OPEN and job.step not in SETTLED
