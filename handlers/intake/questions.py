"""What a session on its way asks its uploader: who coached, and where it belongs. Asked, asked once more, then let go.

The buttons' side is in handlers/intake/buttons.py.
"""

import secrets
from datetime import timedelta

from core.card import Card
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs
from core.people.relationships import Relationship
from core.reading.roles import RoleGuess
from core.sandbox import tasks
from core.transcript import Role, Transcript
from handlers.intake import cards as session_cards
from handlers.intake import placing
from handlers.intake.jobs import (
    purge,
    say,
    transcript_of,
    uploader,
)
from handlers.intake.steps import Step
from handlers.services import Services

WAITS = timedelta(hours=24)
"""How long an unanswered question waits before it is asked once more, and as long again before the file is let go."""


async def inferred(services: Services, transcript: Transcript) -> RoleGuess:
    return await services.work.run(tasks.GUESS, transcript)


async def ask_roles(services: Services, job: Job) -> Outcome:
    """An answer may come before the next line is stored, so it is taken from step `read` on."""
    transcript = await transcript_of(services, job)
    await say(services, job, session_cards.ask_coach(job.id, await inferred(services, transcript)))
    await services.jobs.save(job, step=Step.ASKING)
    return Later(WAITS)


async def take_roles(services: Services, job: Job) -> Job:
    """A person has said who is who; the job holds their places among the voices, never names."""
    transcript = await transcript_of(services, job)
    voices = (await inferred(services, transcript)).voices
    answer = {
        voices[int(job.refs["coach"])].speaker: Role.COACH,
        voices[int(job.refs["client"])].speaker: Role.CLIENT,
    }
    await services.transcripts.set_roles(job.tenant, job.id, answer)
    return await services.jobs.save(job, step=Step.KNOWN)


async def ask_place(services: Services, job: Job) -> Job | Outcome:
    """Whom it belongs to is asked, unless that was said with it; with nobody to share it with there is nothing to ask, and it is
    private."""
    if not (relationships := await open_places(services, job)):
        return await ready(services, job)
    await say(services, job, await placing.ask(services, job, relationships))
    await services.jobs.save(job, step=Step.PLACING)
    return Later(WAITS)


async def open_places(services: Services, job: Job) -> tuple[Relationship, ...]:
    """The relationships it may belong to; none where that was said with it."""
    if not job.refs.keys().isdisjoint({"brought", "alone", "relationship"}):
        return ()
    return await placing.open_relationships(services, uploader(job))


async def ready(services: Services, job: Job) -> Job:
    """To be analysed, under an id that is stored before there is an insight, so that a second attempt makes no second one."""
    refs: Refs = {} if job.refs.get("insight") else {"insight": secrets.token_hex(12)}
    return await services.jobs.save(job, step=Step.READY, refs=refs)


async def remind(services: Services, job: Job) -> Outcome:
    """A question came due unanswered: asked once more, then let go."""
    transcript = await services.transcripts.get(job.tenant, job.id)
    if transcript is None or job.refs.get("reminded") == job.step:
        await purge(services, job)
        await say(services, job, session_cards.expired())
        return Finished(JobState.CANCELLED)
    if job.step == Step.ASKING:
        card = session_cards.ask_coach(job.id, await inferred(services, transcript), again=True)
    else:
        relationships = await placing.open_relationships(services, uploader(job))
        card = await placing.ask(services, job, relationships, again=True)
    await say(services, job, card)
    await services.jobs.save(job, refs={"reminded": job.step})
    return Later(WAITS)


async def standing(services: Services, job: Job) -> Card | None:
    """The question that is open at this step; None where none is, or the transcript is gone."""
    if job.step == Step.ASKING and (transcript := await services.transcripts.get(job.tenant, job.id)):
        return session_cards.ask_coach(job.id, await inferred(services, transcript))
    if job.step == Step.PLACING:
        return await placing.ask(services, job, await placing.open_relationships(services, uploader(job)))
    return None
