"""What the programme's figures count of sessions (core/programme): how long their person waited for the card, and that one came
to nothing, without why."""

from datetime import datetime

from core.jobs.handler import Finished, Outcome
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs
from core.ports.sessions import AuditEntry
from core.refusal import Reason
from handlers.intake.steps import Step
from handlers.services import Services


def waits_from(services: Services) -> Refs:
    """From now on its person waits: they have answered, or had it tried again."""
    return {"waits_from": services.clock.now().isoformat()}


def waited(services: Services, job: Job) -> float | None:
    """Seconds since it was given, or since its person was last heard of."""
    since = job.refs.get("waits_from") or job.refs.get("given_at")
    return (services.clock.now() - datetime.fromisoformat(since)).total_seconds() if since else None


async def on_record(services: Services, job: Job, outcome: Outcome) -> Outcome:
    """The outcome, and if it is an end without an insight, that it is."""
    if isinstance(outcome, Finished) and outcome.state is not JobState.DONE:
        await nothing_came(services, job)
    return outcome


async def nothing_came(services: Services, job: Job) -> None:
    """On record once. What its person took back, or was not theirs to give, was never given."""
    if job.step != Step.STOPPING and job.refs.get("refused") != Reason.NOT_ALLOWED.value:
        at = services.clock.now()
        await services.audit.append_once(AuditEntry(job.tenant, job.refs["person"], "fail", job.id, at))
