"""What of a session is shown where it was given: its card, and what should stand there at any moment."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from core.card import Card
from core.faults import ChatFault
from core.insight.model import SessionInsight
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs
from core.people.members import ONLY_MEMBERS
from core.people.person import MessageRef, Tenant
from core.promises.readings import Reading
from core.refusal import Reason, Refused
from handlers import cards
from handlers.access import gate
from handlers.access.members import may_be_told
from handlers.events import Respond
from handlers.insight import view
from handlers.insight.cards import shows_something
from handlers.intake import analysis, delivery, ended, labels, posting, questions
from handlers.intake import cards as session_cards
from handlers.intake.jobs import batch, edit, remove_extras, say, thread, uploader, with_place
from handlers.intake.steps import Step, unsettled
from handlers.messages import redraw
from handlers.services import Services

SOON, SELDOM = timedelta(seconds=2), timedelta(minutes=10)
"""After which it is asked whether the same file, given before, has come to its end: more seldom the longer it takes."""


async def show(services: Services, job: Job) -> Outcome:
    """The card in the place of the status message; a message that it is there; the other side's card."""
    reading = await services.readings.read(job.tenant, job.refs["insight"])
    theirs = True
    if reading is None:  # deleted, or its person erased, while the engine was asked
        await say(services, job, cards.gone())
    else:
        insight = reading.insight
        card, theirs = await _card(services, job, reading, ended.waited(services, job))
        await say(services, job, card)
        await _remember(services, job, insight)
        if insight.coaching_relationship_id and "brought" not in job.refs:  # the other was told of all of them
            await delivery.enqueue(services, uploader(job), insight)
        # At most once: an edit notifies nobody, a second ping would be noise.
        if theirs and analysis.tells_ready(job):
            job, _message = await posting.post_once(
                services,
                job,
                thread(job),
                session_cards.ready(any_shown=shows_something(insight)),
                "ready",
                rather_twice=False,
            )
    refs: Refs = {"told": "1", "refused": "" if theirs else Reason.NOT_ALLOWED.value}
    if batch(job) or "said" in job.refs:  # it waits for the others, or for a part that comes late
        return await services.jobs.save(job, step=Step.SHOWN, refs=refs)
    await labels.forget(services, job)
    await remove_extras(services, job)
    return Finished(step=Step.SHOWN, refs=refs)


async def show_earlier(services: Services, job: Job) -> Outcome:
    """Of a file given before: what came of it, once that is known. Where nothing does, the file is read as any other."""
    before = await services.jobs.get(job.tenant, job.refs["earlier"])
    given = datetime.fromisoformat(job.refs["earlier_at"])
    if before is not None and unsettled(before):
        if "earlier_waits" not in job.refs:
            await say(services, job, cards.given_before(given, None))
            await services.jobs.save(job, refs={"earlier_waits": services.clock.now().isoformat()})
            return Later(SOON)
        waited = services.clock.now() - datetime.fromisoformat(job.refs["earlier_waits"])
        return Later(min(max(SOON, waited / 4), SELDOM))
    reading = await services.readings.read(job.tenant, before.refs.get("insight", "")) if before else None
    if reading is None:
        return await services.jobs.save(job, step=Step.FETCHED)
    card = (await _card(services, job, reading))[0]
    label = await labels.kept(services, job)
    await say(services, job, cards.given_before(given, card, named_anew=label.differs(reading.insight)))
    await _remember(services, job, reading.insight)
    await services.uploads.delete(job.tenant, job.id)
    return await services.jobs.save(job, step=Step.SHOWN, refs={"refused": ""})


async def standing(services: Services, job: Job) -> Card | None:
    """What the status message should show where nobody is about to edit it."""
    if job.step == Step.STOPPING:
        return session_cards.stopped()
    if (question := await questions.standing(services, job)) is not None:
        return question
    reading = await services.readings.read(job.tenant, job.refs.get("insight", ""))
    if reading is not None and job.step in {Step.ANALYSED, Step.SHOWN}:
        return (await _card(services, job, reading))[0]
    if reading is not None and job.state == JobState.FAILED and reading.insight.processing_error:
        return session_cards.failed(job.id, reading.insight.processing_error)
    return None


async def draw_standing(services: Services, tenant: Tenant, job_id: str) -> None:
    """Have the status message show what it should, as the job is now."""
    now = await services.jobs.get(tenant, job_id)
    if now is not None and now.refs.get("status") and (card := await standing(services, now)) is not None:
        await edit(services, now, card)


async def going_on(
    services: Services, job: Job, respond: Respond, reached: int, wake: Callable[[], Awaitable[bool]]
) -> None:
    """A press sends the job on, and the status message says so. It says so first: an edit that lands after what comes of the job
    would cover it. Where another press was first, that may have happened, and what should stand there is drawn."""
    card = await with_place(services, job, session_cards.status(job.id, reached))
    if not await first_told(respond, card, wake):
        await draw_standing(services, job.tenant, job.id)


async def first_told(respond: Respond, card: Card, wake: Callable[[], Awaitable[bool]]) -> bool:
    """Whether it was woken; it is also where the platform does not take the card."""
    try:
        await respond.update(card)
    except ChatFault:
        await wake()
        raise
    return await wake()


async def _remember(services: Services, job: Job, insight: SessionInsight) -> None:
    """So that a deletion from elsewhere reaches this card too."""
    message = MessageRef(thread(job), job.refs["status"])
    await services.posted.remember(insight.id, uploader(job), message, redraw.CARD)


async def _card(services: Services, job: Job, reading: Reading, waited: float | None = None) -> tuple[Card, bool]:
    """As the uploader sees what was read this moment, with what they may do; and whether it is theirs to see. Consent may
    have been withdrawn while the analysis ran: then it stays with the client. `waited`: seconds, of the first one."""
    if not await may_be_told(services, uploader(job), asked=True):
        return session_cards.refused(ONLY_MEMBERS), False
    try:
        card = await view.drawn_of(services, uploader(job), reading)
    except Refused:
        return cards.gone(), False
    await gate.delivered(services, uploader(job), reading.insight.id, waited)
    return card, True
