"""The way of a dropped file: one stored job, carried from stage to stage; every stage ends in one durable write.

Resuming after a crash is the same code as going on: `run` looks at the stored step and does what comes next.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from core.analysis import care
from core.faults import ChatFault
from core.insight.source import forget_bytes
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs, at
from core.refusal import NotYet, Reason, Refused
from core.translation import N_, _
from handlers.access import away
from handlers.home import home
from handlers.intake import (
    analysis,
    delivery,
    ended,
    labels,
    parts,
    posting,
    questions,
    reading,
    showing,
    sources,
)
from handlers.intake import (
    cards as session_cards,
)
from handlers.intake.analysis import Patience
from handlers.intake.jobs import (
    purge,
    remove_extras,
    say,
    say_gone,
    thread,
    uploader,
    with_place,
)
from handlers.intake.parts import Holds
from handlers.intake.steps import CARD_STANDS, ENDING, NOT_READ, UNDER_WAY, Step, step_of
from handlers.intake.undelivered import undelivered
from handlers.services import Services

log = logging.getLogger(__name__)

UNREADABLE = N_(
    "I could not read this one: I tried several times, and the work on it broke off each time. I keep nothing of it. Copy "
    "its text into a new document and drop that, or paste the text here."
)
FILE_WAITS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between askings for a file its platform told of but does not know yet."""


@dataclass(frozen=True)
class Intake:
    """The JobHandler of kind `intake`."""

    services: Services
    patience: Patience = field(default_factory=Patience)
    care_note: str = care.NOTE
    file_waits: tuple[float, ...] = FILE_WAITS
    holds: Holds = field(default_factory=Holds)

    async def run(self, job: Job) -> Outcome:
        stages: dict[Step, Callable[[Job], Awaitable[Outcome]]] = {
            Step.NEW: self._announce,
            Step.ANNOUNCED: partial(reading.fetch, self.services, holds=self.holds),
            Step.FETCHED: partial(reading.read, self.services),
            Step.READ: partial(questions.ask_roles, self.services),
            Step.ASKING: partial(questions.remind, self.services),
            Step.ANSWERED: partial(questions.take_roles, self.services),
            Step.KNOWN: partial(questions.ask_place, self.services),
            Step.PLACING: partial(questions.remind, self.services),
            Step.READY: partial(analysis.analyse, self.services, patience=self.patience, care_note=self.care_note),
            Step.ANALYSED: partial(showing.show, self.services),
            Step.SHOWN: self._end,
            Step.REPEATED: partial(showing.show_earlier, self.services),
            Step.REFUSED: self._end_refused,
            Step.LEAVING: self._end_purged,
            Step.STOPPING: self._stop,
        }
        try:
            result = await self._stage(job, stages[step_of(job)])
        except ChatFault as fault:
            return await ended.on_record(self.services, job, await undelivered(self.services, job, fault))
        if job.refs.get("away"):
            held = await away.reached(self.services, job)
            result = held if isinstance(result, Job) else result
        if not isinstance(result, Job) or result.step == Step.ANNOUNCED:
            await home.refresh_looked_at(self.services, uploader(job))
        return await ended.on_record(self.services, job, result)

    async def _stage(self, job: Job, stage: Callable[[Job], Awaitable[Outcome]]) -> Outcome:
        try:
            return await stage(job)
        except NotYet as refusal:
            asked = int(job.refs.get("asked") or 0)
            if asked >= len(self.file_waits):
                return await self._refuse(job, refusal)
            await self.services.jobs.save(job, refs={"asked": str(asked + 1)})
            return Later(timedelta(seconds=self.file_waits[asked]))
        except Refused as refusal:
            return await self._refuse(job, refusal)

    async def gave_up(self, job: Job, reference: str) -> None:
        await ended.nothing_came(self.services, job)
        message = _("Something went wrong on my side (reference {reference}).", reference=reference)
        if insight := job.refs.get("insight"):
            await analysis.fail(self.services, job, insight, message)
        if not job.refs.get("status"):
            return
        try:
            await say(self.services, job, session_cards.failed(job.id, message))
        except ChatFault as fault:
            if fault.transient:
                raise  # the lease ends, and this is done again
            log.warning("could not tell of a failure", extra={"job": job.id, "fault": fault.kind})

    async def unreadable(self, job: Job, reference: str) -> Outcome:
        if job.step in ENDING | {Step.NEW, Step.REFUSED}:  # no words are read there
            return await self.run(job)
        if job.step in UNDER_WAY and job.refs.get("status"):
            return await self._refuse(job, Refused(Reason.TOO_COMPLEX, UNREADABLE))
        await self.gave_up(job, reference)
        return Finished(JobState.FAILED)

    async def lost(self, job: Job) -> None:
        """A worker that slept past its lease may have written and said things unknown to who came after it."""
        now = await self.services.jobs.get(job.tenant, job.id)
        if now is None or now.step in ENDING or now.state == JobState.CANCELLED:
            await purge(self.services, now or job)
        elif now.step not in NOT_READ and "said" not in now.refs:
            await self.services.uploads.delete(job.tenant, job.id)
        if now is None:  # its person was erased while this attempt said how far it is
            await say_gone(self.services, job)
            return
        if now.step in CARD_STANDS:
            await self.services.answers.forget(job.tenant, job.id)
        if not now.refs.get("status"):
            return
        await posting.remove_extras(self.services, now, thread(now), "status", keep=now.refs["status"])
        await posting.remove_extras(self.services, now, thread(now), "ready")
        await showing.draw_standing(self.services, now.tenant, now.id)

    # --- stages, in order ---

    async def _announce(self, job: Job) -> Job:
        given = self.services.clock.now().isoformat()
        card = session_cards.status(job.id, 0, session_cards.CONSENT_NOTE)
        card = await with_place(self.services, job, card)
        if "channel" not in job.refs:  # from a form, which has no place of its own
            direct = await self.services.chat(job.tenant).direct(uploader(job), card)
            where: Refs = {**at(direct.place), "status": direct.id, "given_at": given}
            return await self.services.jobs.save(job, step=Step.ANNOUNCED, refs=where)
        job, message = await posting.post_once(self.services, job, thread(job), card, "status", rather_twice=True)
        refs: Refs = {"status": message.id, "given_at": given} if message else {"given_at": given}
        return await self.services.jobs.save(job, step=Step.ANNOUNCED, refs=refs)

    async def _end(self, job: Job) -> Outcome:
        if later := await parts.waits_for_more(self.services, job):
            return later
        if "said" in job.refs:
            await forget_bytes(self.services, job)
        await delivery.tell_ready(self.services, job)
        await labels.forget(self.services, job)
        await remove_extras(self.services, job)
        return Finished()

    # --- what can go wrong ---

    async def _refuse(self, job: Job, refusal: Refused) -> Job:
        log.info("refused", extra={"job": job.id, "reason": refusal.reason.value})
        if insight := job.refs.get("insight"):
            await analysis.fail(self.services, job, insight, refusal.message)
        kept = refusal.reason in {Reason.ENGINE_REFUSED, Reason.LIMIT_REACHED}
        try:
            await say(
                self.services,
                job,
                session_cards.failed(job.id, refusal.message) if kept else session_cards.refused(refusal.message),
            )
        except ChatFault as fault:
            if fault.transient:
                raise
            log.warning("could not tell of a refusal", extra={"job": job.id, "fault": fault.kind})
        # Told before anything is deleted: an attempt after a crash would find nothing, and give that as the reason.
        return await self.services.jobs.save(
            job, step=Step.REFUSED, refs={"kept": "1" if kept else "", "refused": refusal.reason.value}
        )

    async def _end_refused(self, job: Job) -> Outcome:
        if not job.refs.get("kept") and (later := await parts.waits_for_more(self.services, job)):
            return later
        await delivery.tell_ready(self.services, job)
        await forget_bytes(self.services, job)
        await sources.forget(self.services, job)
        if not job.refs.get("kept"):
            await labels.forget(self.services, job)
            await self.services.transcripts.delete(job.tenant, job.id)
        await remove_extras(self.services, job)
        return Finished(JobState.FAILED)

    async def _end_purged(self, job: Job) -> Outcome:
        await delivery.tell_ready(self.services, job)
        await purge(self.services, job)
        await remove_extras(self.services, job)
        return Finished(JobState.CANCELLED)

    async def _stop(self, job: Job) -> Outcome:
        """A person has pressed Stop."""
        await purge(self.services, job)
        if job.refs.get("status"):
            await say(self.services, job, session_cards.stopped())
        return await self._end_purged(job)
