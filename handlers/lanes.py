"""Which slots a job's next step takes (core/jobs/lanes.py): by its kind, and for a session by how far it has come."""

from core.inbox.links import KIND as CODE
from core.jobs.job import Job, Lane
from core.nudges.acts import KIND as NUDGE
from core.webhooks.acts import KIND as WEBHOOK
from handlers.account import housekeeping, privacy, workspace
from handlers.inbox import arrivals
from handlers.intake import again, jobs
from handlers.intake.steps import Step

LONG = frozenset(
    {housekeeping.KIND, housekeeping.ROTATION, privacy.EXPORT, privacy.ERASE, workspace.KIND, NUDGE, WEBHOOK, CODE}
)
READS = frozenset({Step.ANNOUNCED, Step.FETCHED, Step.READ, Step.ASKING, Step.ANSWERED})
"""Steps of a session at which a file is fetched, or its words are gone through in a guarded child."""
ANALYSES = frozenset({Step.READY})


def lane_of(job: Job) -> Lane:
    if job.kind in LONG:
        return Lane.UPKEEP
    if (job.kind == jobs.KIND and job.step in READS) or arrivals.fetches(job):
        return Lane.READ
    if (job.kind == jobs.KIND and job.step in ANALYSES) or (job.kind == again.KIND and job.step == again.ANALYSING):
        return Lane.ANALYSE
    return Lane.QUICK
