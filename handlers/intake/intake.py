"""The way of a dropped file: one stored job, carried from stage to stage; every stage ends in one durable write.

Resuming after a crash is the same code as going on: `run` looks at the stored step and does what comes next.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from core.analysis import safety
from core.at_once import both
from core.card import Card
from core.faults import ChatFault
from core.insight.model import SessionInsight
from core.insight.source import forget_bytes, parts_of
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs, at
from core.limits import MAX_BYTES
from core.people.members import ONLY_MEMBERS
from core.people.person import MessageRef
from core.ports.people import Kind
from core.promises.readings import Reading
from core.refusal import NotYet, Reason, Refused
from core.sandbox import tasks
from core.translation import N_, _
from handlers import cards
from handlers.access import away, gate
from handlers.access.members import may_be_told
from handlers.home import home
from handlers.insight import view
from handlers.insight.cards import shows_something
from handlers.intake import (
    analysis,
    delivery,
    labels,
    parts,
    posting,
    questions,
    sources,
)
from handlers.intake import (
    cards as session_cards,
)
from handlers.intake.analysis import Patience
from handlers.intake.beside import is_dropped
from handlers.intake.holding import hold
from handlers.intake.jobs import (
    batch,
    edit,
    purge,
    remove_extras,
    say,
    say_gone,
    thread,
    uploader,
    with_place,
)
from handlers.intake.parts import Holds
from handlers.intake.steps import ENDING, NOT_READ, UNDER_WAY, Step, step_of
from handlers.intake.undelivered import undelivered
from handlers.messages import redraw
from handlers.services import Services

log = logging.getLogger(__name__)

TOO_LARGE = N_("This file is over 10 MB. Export the text transcript alone, without audio or images, and drop it again.")
UNREADABLE = N_(
    "I could not read this one: I tried several times, and the work on it broke off each time. I keep nothing of it. Copy "
    "its text into a new document and drop that, or paste the text here."
)
GUEST = N_("I only work with full members of this organisation. I have not read this file.")

FILE_WAITS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between askings for a file its platform told of but does not know yet."""


@dataclass(frozen=True)
class Intake:
    """The JobHandler of kind `intake`."""

    services: Services
    patience: Patience = field(default_factory=Patience)
    care_note: str = safety.NOTE
    file_waits: tuple[float, ...] = FILE_WAITS
    holds: Holds = field(default_factory=Holds)

    async def run(self, job: Job) -> Outcome:
        stages: dict[Step, Callable[[Job], Awaitable[Outcome]]] = {
            Step.NEW: self._announce,
            Step.ANNOUNCED: self._fetch,
            Step.FETCHED: self._read,
            Step.READ: partial(questions.ask_roles, self.services),
            Step.ASKING: partial(questions.remind, self.services),
            Step.ANSWERED: partial(questions.take_roles, self.services),
            Step.KNOWN: partial(questions.ask_place, self.services),
            Step.PLACING: partial(questions.remind, self.services),
            Step.READY: partial(analysis.analyse, self.services, patience=self.patience, care_note=self.care_note),
            Step.ANALYSED: self._show,
            Step.SHOWN: self._end,
            Step.REPEATED: self._show_earlier,
            Step.REFUSED: self._end_refused,
            Step.LEAVING: self._end_purged,
            Step.STOPPING: self._stop,
        }
        try:
            result = await self._stage(job, stages[step_of(job)])
        except ChatFault as fault:
            return await undelivered(self.services, job, fault)
        if job.refs.get("away"):
            held = await away.reached(self.services, job)
            result = held if isinstance(result, Job) else result
        if not isinstance(result, Job) or result.step == Step.ANNOUNCED:
            await home.refresh_looked_at(self.services, uploader(job))
        return result

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
        if job.step in ENDING | {Step.REFUSED}:  # no words are read there
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
        if not now.refs.get("status"):
            return
        await posting.remove_extras(self.services, now, thread(now), "status", keep=now.refs["status"])
        await posting.remove_extras(self.services, now, thread(now), "ready")
        if (card := await self._standing(now)) is not None:
            await edit(self.services, now, card)

    async def _standing(self, job: Job) -> Card | None:
        """What the status message should show where nobody is about to edit it."""
        if job.step == Step.STOPPING:
            return session_cards.stopped()
        if (question := await questions.standing(self.services, job)) is not None:
            return question
        reading = await self.services.readings.read(job.tenant, job.refs.get("insight", ""))
        if reading is not None and job.step in {Step.ANALYSED, Step.SHOWN}:
            return (await self._card(job, reading))[0]
        if reading is not None and job.state == JobState.FAILED and reading.insight.processing_error:
            return session_cards.failed(job.id, reading.insight.processing_error)
        return None

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

    async def _fetch(self, job: Job) -> Outcome:
        await self._welcome(job)
        if "said" in job.refs:
            return await parts.gather(self.services, job, self.holds)
        # Of a file that was dropped there are no bytes yet, unless another attempt was here.
        there = None
        if not (job.fresh and is_dropped(job)):
            there = await self.services.uploads.get(job.tenant, job.id)
        read = there or await self._take(job)
        await sources.forget(self.services, job)
        # Not stored as a step of its own: whoever takes the job up from here finds the bytes.
        return replace(job, step=Step.FETCHED, passed=read)

    async def _take(self, job: Job) -> tuple[bytes, str]:
        """The bytes, counted while they come, and the file's name: kept by now."""
        files = self.services.face(job.tenant).files
        source = await sources.kept(self.services, job)
        facts = await files.facts(job.tenant, source)
        if batch(job):  # not every platform tells the name at once
            await labels.keep(self.services, uploader(job), job.id, labels.Label(name=facts.name))
        if facts.size is not None and facts.size > MAX_BYTES:
            raise Refused(Reason.TOO_LARGE, TOO_LARGE)
        data = bytearray()
        async for chunk in files.fetch(job.tenant, source, MAX_BYTES):
            data += chunk
            if len(data) > MAX_BYTES:
                raise Refused(Reason.TOO_LARGE, TOO_LARGE)
        await hold(self.services, job)
        await self.services.uploads.put(uploader(job), job.id, bytes(data), facts.name)
        return bytes(data), facts.name

    async def _welcome(self, job: Job) -> None:
        """Raises Refused for a guest of the workspace. Whoever the platform does not know or say more of is let in."""
        directory = self.services.directories.get(job.tenant.platform)
        if directory is None:
            return
        try:
            member = await directory.look_up(uploader(job))
        except Refused:  # a permission is missing that the operator has to give; the file is not to blame
            return
        if member is not None and member.kind is Kind.GUEST:
            raise Refused(Reason.NOT_ALLOWED, GUEST)

    async def _read(self, job: Job) -> Outcome:
        upload = _taken(job) or await self.services.uploads.get(job.tenant, job.id)
        if upload is None:
            transcript = await self.services.transcripts.get(job.tenant, job.id)
            if transcript is None:
                raise Refused(Reason.FILE_GONE, N_("I no longer have this file. Please drop it again."))
            guess = await questions.inferred(self.services, transcript)  # a crash after the bytes were let go
            return await self._was_read(job, guess.certain)
        data, name = upload
        if parts_of(job):
            data = (await parts.text_of(self.services, job) or "").encode()
        digest = hashlib.sha256(data).hexdigest()
        seen = await self.services.transcripts.seen_before(uploader(job), digest)
        if earlier := await self._earlier(job, seen):
            return earlier
        received, _told = await both(
            self.services.work.run(tasks.RECEIVE, data, name),
            say(self.services, job, session_cards.status(job.id, 1, session_cards.CONSENT_NOTE)),
        )
        transcript = labels.put_on(await labels.kept(self.services, job), received.transcript)
        transcript = await labels.dated(self.services, uploader(job), transcript, name)
        await hold(self.services, job)
        while seen := await self.services.transcripts.put(uploader(job), transcript, digest, id=job.id):
            # It was given twice at the same moment, as in one message.
            if earlier := await self._earlier(job, seen):
                return earlier
            await self.services.transcripts.let_go(job.tenant, seen[0])
        return replace(
            await self._was_read(job, received.guess.certain), passed=replace(received, transcript=transcript)
        )

    async def _was_read(self, job: Job, certain: bool) -> Job:
        if "said" not in job.refs:
            await self.services.uploads.delete(job.tenant, job.id)
        if "coach" in job.refs:  # it came with the answer
            return await self.services.jobs.save(job, step=Step.ANSWERED)
        if not certain:
            return await self.services.jobs.save(job, step=Step.READ)
        if await questions.open_places(self.services, job):
            return await self.services.jobs.save(job, step=Step.KNOWN)
        return await questions.ready(self.services, job)

    async def _earlier(self, job: Job, seen: tuple[str, datetime] | None) -> Job | None:
        """The same file given before by the same person: what came of it is shown instead of doing the work twice. None where
        nothing did."""
        if seen is None or seen[0] == job.id:
            return None
        before = await self.services.jobs.get(job.tenant, seen[0])
        insight = (
            await self.services.insights.get(job.tenant, before.refs["insight"])
            if before and "insight" in before.refs
            else None
        )
        done = before is None or before.state not in {JobState.QUEUED, JobState.RUNNING} or before.step == Step.SHOWN
        if before is None or (insight is None and done):
            return None
        return await self.services.jobs.save(
            job, step=Step.REPEATED, refs={"earlier": before.id, "earlier_at": seen[1].isoformat()}
        )

    async def _show_earlier(self, job: Job) -> Job:
        before = await self.services.jobs.get(job.tenant, job.refs["earlier"])
        reading = await self.services.readings.read(job.tenant, before.refs.get("insight", "")) if before else None
        card = (await self._card(job, reading))[0] if reading else None
        label = await labels.kept(self.services, job)
        shown = cards.given_before(
            datetime.fromisoformat(job.refs["earlier_at"]),
            card,
            named_anew=reading is not None and label.differs(reading.insight),
        )
        await say(self.services, job, shown)
        if reading is not None:
            await self._remember(job, reading.insight)
        await self.services.uploads.delete(job.tenant, job.id)
        return await self.services.jobs.save(job, step=Step.SHOWN, refs={"refused": ""})

    async def _show(self, job: Job) -> Outcome:
        reading = await self.services.readings.read(job.tenant, job.refs["insight"])
        theirs = True
        if reading is None:  # deleted, or its person erased, while the engine was asked
            await say(self.services, job, cards.gone())
        else:
            insight = reading.insight
            card, theirs = await self._card(job, reading)
            await say(self.services, job, card)
            await self._remember(job, insight)
            if insight.coaching_relationship_id and "brought" not in job.refs:  # the other was told of all of them
                await delivery.enqueue(self.services, uploader(job), insight)
            # At most once: an edit notifies nobody, a second ping would be noise.
            if theirs and analysis.tells_ready(job):
                job, _message = await posting.post_once(
                    self.services,
                    job,
                    thread(job),
                    session_cards.ready(any_shown=shows_something(insight)),
                    "ready",
                    rather_twice=False,
                )
        refs: Refs = {"told": "1", "refused": "" if theirs else Reason.NOT_ALLOWED.value}
        if batch(job) or "said" in job.refs:  # it waits for the others, or for a part that comes late
            return await self.services.jobs.save(job, step=Step.SHOWN, refs=refs)
        await labels.forget(self.services, job)
        await remove_extras(self.services, job)
        return Finished(step=Step.SHOWN, refs=refs)

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

    # --- small things ---

    async def _remember(self, job: Job, insight: SessionInsight) -> None:
        """So that a deletion from elsewhere reaches this card too."""
        message = MessageRef(thread(job), job.refs["status"])
        await self.services.posted.remember(insight.id, uploader(job), message, redraw.CARD)

    async def _card(self, job: Job, reading: Reading) -> tuple[Card, bool]:
        """As the uploader sees what was read this moment, with what they may do; and whether it is theirs to see. Consent may
        have been withdrawn while the analysis ran: then it stays with the client."""
        if not await may_be_told(self.services, uploader(job), asked=True):
            return session_cards.refused(ONLY_MEMBERS), False
        try:
            card = await view.drawn_of(self.services, uploader(job), reading)
        except Refused:
            return cards.gone(), False
        await gate.delivered(self.services, uploader(job), reading.insight.id)
        return card, True


def _taken(job: Job) -> tuple[bytes, str] | None:
    """What the step before passed on: bytes and name."""
    match job.passed:
        case (bytes() as data, str() as name):
            return data, name
        case _:
            return None
