"""The card of a shared session for the other of the two, as a job of its own: a crash or a full channel never loses it.

It may come twice if the process dies between the post and the note of it; that is rather than never.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from core.faults import ChatFault
from core.insight.model import SessionInsight
from core.jobs.handler import Finished, Outcome
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs, at
from core.people.person import Person
from core.refusal import Refused
from core.sharing import finding
from handlers.access import away, gate
from handlers.access.members import may_be_told
from handlers.home import home
from handlers.insight import held, view
from handlers.insight.cards import shows_something
from handlers.intake import cards as session_cards
from handlers.intake import jobs as session_jobs
from handlers.intake import posting
from handlers.intake.steps import WAITS_FOR_ANSWER, Step, unsettled
from handlers.messages import posted as messages
from handlers.messages import redraw
from handlers.services import Services

log = logging.getLogger(__name__)

KIND = "deliver"
WAIT = timedelta(seconds=5)


async def enqueue(services: Services, uploader: Person, insight: SessionInsight) -> None:
    """Once per insight and reader, however often it is asked for."""
    client = uploader.id == insight.coach_user_id
    reader = insight.client_user_id if client else insight.coach_user_id
    if reader is None:
        return
    refs: Refs = {"insight": insight.id, "person": reader}
    await services.jobs.enqueue(Job(f"deliver:{insight.id}:{reader}", KIND, uploader.tenant, refs=refs))
    services.wake()


async def tell_ready(services: Services, job: Job) -> None:
    """One note for all the files of a message, once none of them is being worked on: what waits for an answer or for the engine
    does not keep the others waiting, and has a note of its own when it is done. As a job, so that of two that end at the same
    moment one tells."""
    files = session_jobs.batch(job)
    if not files:
        return
    jobs = await session_jobs.of_batch(services, job)
    open_ = [one for one in jobs if unsettled(one)]
    waiting = [one for one in open_ if one.step in WAITS_FOR_ANSWER or one.refs.get("engine_faults")]
    shown = [one for one in jobs if one.step == Step.SHOWN and not one.refs.get("refused")]
    if len(waiting) < len(open_) or not shown:
        return
    done = len(shown)
    refs: Refs = {
        **at(session_jobs.thread(job)),
        "person": job.refs["person"],
        "ready": str(done),
        "files": str(len(files)),
        "waiting": str(len(waiting)),
        "nothing": "" if await _any_shown(services, shown) else "1",
    }
    name = f"ready:{session_jobs.again_key(files[0], session_jobs.thread(job))}:{done}"
    await services.jobs.enqueue(Job(name, KIND, job.tenant, refs=refs))
    services.wake()


async def _any_shown(services: Services, jobs: Iterable[Job]) -> bool:
    """Whether the card of one of these shows something of its session."""
    for job in jobs:
        insight = await services.insights.get(job.tenant, job.refs.get("insight", ""))
        if insight is None or shows_something(insight):
            return True
    return False


@dataclass(frozen=True)
class Delivery:
    """The JobHandler of kind `deliver`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        if "ready" in job.refs:
            return await self._tell_ready(job)
        reader = Person(job.tenant, job.refs["person"])
        try:
            if not await may_be_told(self.services, reader):
                return Finished(JobState.CANCELLED)
        except ChatFault as fault:
            return await away.not_taken(self.services, job, fault, WAIT)
        reading = await self.services.readings.read(job.tenant, job.refs["insight"])
        if reading is None:  # deleted meanwhile
            return Finished()
        insight = reading.insight
        try:
            card = await view.drawn_of(self.services, reader, reading)
        except Refused:  # held for review, or withdrawn meanwhile
            return await self._tell_held(job, reader, insight)
        try:
            message = await self.services.chat(reader).direct(reader, card)
        except ChatFault as fault:
            return await away.not_taken(self.services, job, fault, WAIT)
        await gate.delivered(self.services, reader, job.refs["insight"])
        # Under both, so that a deletion and a withdrawn consent each reach the card that was posted.
        posted = self.services.posted
        await posted.remember(job.refs["insight"], reader, message, redraw.CARD)
        if insight.coaching_relationship_id:
            await posted.remember(insight.coaching_relationship_id, reader, message)
        await home.refresh(self.services, reader)
        return Finished()

    async def _tell_held(self, job: Job, reader: Person, insight: SessionInsight) -> Outcome:
        """Its client is told that it is there; of anything else that cannot be seen, nothing."""
        card = await held.card(self.services, reader, insight, await finding.facts(self.services, insight))
        if card is not None:
            try:
                await messages.push(self.services, reader, card, insight.id)
            except ChatFault as fault:
                return await away.not_taken(self.services, job, fault, WAIT)
            await home.refresh(self.services, reader)
        return Finished()

    async def _tell_ready(self, job: Job) -> Outcome:
        refs = job.refs
        any_shown = not refs.get("nothing")
        card = session_cards.ready(int(refs["ready"]), int(refs["files"]), int(refs["waiting"]), any_shown=any_shown)
        try:
            await posting.post_once(self.services, job, session_jobs.thread(job), card, "ready", rather_twice=False)
        except ChatFault as fault:
            return await away.not_taken(self.services, job, fault, WAIT)
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a card was not delivered", extra={"job": job.id, "reference": reference})
