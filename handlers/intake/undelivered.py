"""What becomes of a session on its way when the platform does not take a message about it: it may be taken later, nobody may be
there to read it for now, or this one message may have been refused."""

import logging
from datetime import timedelta

from core.card import Card
from core.faults import ChatFault
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs, at
from core.people.person import MessageRef
from handlers.access import away
from handlers.intake import analysis
from handlers.intake import cards as session_cards
from handlers.intake.jobs import purge, thread, uploader
from handlers.intake.steps import ASKS, CARD_STANDS, ENDING, NOT_READ
from handlers.services import Services

log = logging.getLogger(__name__)

LONGEST_WAIT = 900.0


async def undelivered(services: Services, job: Job, fault: ChatFault) -> Outcome:
    """How the job goes on from here."""
    if fault.transient:
        return _later(fault)
    if job.step in ENDING:  # what is to go goes, whatever is shown of it
        log.warning("an end was not shown", extra={"job": job.id, "fault": fault.kind})
        await purge(services, job)
        return Finished(JobState.CANCELLED)
    if fault.unreachable:
        if later := await away.wait(services, job, fault):
            return later
        if job.step in NOT_READ | ASKS:  # nothing has come of it: with nobody to be told, it is not kept
            await purge(services, job)
        return Finished(JobState.CANCELLED)
    log.error("a card was refused", extra={"job": job.id, "fault": fault.kind})
    try:
        return await _say_plainly(services, job)
    except ChatFault as again:
        if again.transient:
            return _later(again)
        log.warning("nothing could be shown instead", extra={"job": job.id, "fault": again.kind})
        return Finished(JobState.FAILED)


def _later(fault: ChatFault) -> Outcome:
    return Later(timedelta(seconds=min(fault.retry_after or 5.0, LONGEST_WAIT)), failed=fault.retry_after is None)


async def _say_plainly(services: Services, job: Job) -> Outcome:
    """A short card in the place of the refused one. Nothing is deleted, and the person may try again."""
    job = await services.jobs.save(job)  # with what the stage had put down before it failed
    insight = job.refs.get("insight", "")
    stored = await services.insights.get(job.tenant, insight) if insight else None
    analysed = stored is not None and job.step in CARD_STANDS
    if stored is not None and not analysed:
        await analysis.fail(services, job, insight, session_cards.NOT_SHOWN)
    message = await _put(services, job, session_cards.not_shown(job.id, insight if analysed else ""))
    where: Refs = {} if "channel" in job.refs else at(message.place)
    await services.jobs.save(job, refs={**where, "status": message.id})
    return Finished(JobState.FAILED)


async def _put(services: Services, job: Job, card: Card) -> MessageRef:
    """Into the status message; into another in its place where that one takes no edits any more."""
    face = services.face(job.tenant)
    chat = face.chat
    if "channel" not in job.refs:  # from a form, whose conversation is not known yet
        return await chat.direct(uploader(job), card)
    if not job.refs.get("status"):
        return await chat.post(thread(job), card)
    message = MessageRef(thread(job), job.refs["status"])
    try:
        await chat.update(message, card)
    except ChatFault as fault:
        if fault.transient or fault.unreachable:
            raise
    else:
        return message
    if face.marks:
        await face.marks.remove(message)
    return await chat.post(thread(job), card)
