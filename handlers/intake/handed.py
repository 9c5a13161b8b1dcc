"""A file whose bytes came with it, rather than one that its platform keeps: from then on it is as if dropped into the chat."""

from core.card import Card, Text
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs
from core.people.person import Person
from core.translation import _
from handlers.intake import cards as session_cards
from handlers.intake import labels, questions
from handlers.intake.jobs import KIND, job_id
from handlers.intake.labels import Label
from handlers.intake.steps import CARD_STANDS, ENDING, NOT_READ, Step
from handlers.services import Services


async def take(
    services: Services, person: Person, key: str, data: bytes, label: Label, refs: Refs | None = None, name: str = ""
) -> tuple[Job, bool]:
    """Kept before this returns; its job, and whether that is new. `key` names it among all of the tenant: given again it changes
    nothing, for its bytes are kept already, or were let go on purpose. `refs` may say where it belongs (`relationship`, `alone`);
    else its person is asked. `name` is the file's, where that is nothing to be shown. Raises ValueError over
    core.limits.MAX_BYTES."""
    refs = {"file": key, **(refs or {}), "person": person.id}
    job = Job(job_id(person.tenant, key), KIND, person.tenant, refs=refs)
    if known := await services.jobs.get(person.tenant, job.id):
        return known, False
    await labels.keep_with(services, person, job.id, data, name or label.name, label)
    new = await services.jobs.enqueue(job)
    services.wake()
    kept = None if new else await services.jobs.get(person.tenant, job.id)
    return kept or job, new


async def find(services: Services, person: Person, key: str) -> Job | None:
    """The job of what the person gave under the key."""
    job = await services.jobs.get(person.tenant, job_id(person.tenant, key))
    return job if job and job.refs.get("person") == person.id else None


async def shown(services: Services, job: Job) -> tuple[Card, bool]:
    """How far it is, or what it asks, as its message in the chat says it; and whether that goes on by itself."""
    if (question := await questions.standing(services, job)) is not None:
        return question, False
    insight = await services.insights.get(job.tenant, job.refs.get("insight", ""))
    if job.state is JobState.FAILED and insight is not None and insight.processing_error:
        return session_cards.failed(job.id, insight.processing_error), False
    if job.step in ENDING:
        return session_cards.stopped(), False
    if job.step == Step.REFUSED or job.state in {JobState.FAILED, JobState.CANCELLED}:
        return _refused(), False
    note = session_cards.CONSENT_NOTE if job.step in NOT_READ else ""
    # Its bytes came with it: once it is announced, it is being read.
    reached = 0 if job.step == Step.NEW else 1 if job.step in NOT_READ | {Step.READ} else 2
    return session_cards.status(job.id, 4 if job.step in CARD_STANDS else reached, note), True


def _refused() -> Card:
    said = _("Why it did not go on, I have told you in our private chat. You can add another one at any time.")
    return Card(_("I could not use this file"), (Text(said),))
