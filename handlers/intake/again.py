"""A session analysed once more, by the engine of today: from its transcript, in the place of the former analysis.

One job for each session, so that a second press finds it under way. What people added to the session, and what they were given
of it, stays: it hangs on the insight, which is the same (core/insight/renewing.py). Until the new analysis is there, the former
stands.
"""

import logging
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from core.analysis import analyse as analysis
from core.analysis import care
from core.card import Card
from core.changes import Change, Kind
from core.faults import ChatFault
from core.insight.corrections import Correction
from core.insight.engine import BUDGET_SPENT, UNUSABLE_ANSWER, EngineFault, made_today
from core.insight.model import SessionInsight
from core.insight.renewing import renewed
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import ENDED, Job, JobState
from core.jobs.refs import Refs, at
from core.people.person import Tenant
from core.promises import due_dates
from core.promises.recording import record
from core.reading import roles
from core.refusal import Reason, Refused
from core.sandbox import tasks
from core.sharing.access import Operation
from core.sharing.finding import find
from core.transcript import Transcript
from core.translation import N_, _
from handlers.access import away
from handlers.events import ButtonPressed, Respond
from handlers.intake import cards, posting, routes
from handlers.intake.analysis import NOT_ANSWERING, Patience, care_words
from handlers.intake.jobs import ONCE_MORE, edit, say, thread, uploader
from handlers.promises import commitments
from handlers.services import Services

log = logging.getLogger(__name__)

KIND = ONCE_MORE
ANALYSING = "analysing"
"""The step at which the engine is asked."""
WAIT = timedelta(seconds=5)
ROUNDS = 5
"""Times that what is written is made anew because somebody changed something meanwhile."""
NOT_HELD = N_("I no longer have the transcript of this session, so I cannot analyse it again. Its card stays as it is.")
TODAYS = N_("This session is analysed as I do it today. There is nothing newer to say of it.")


def job_of(tenant: Tenant, insight_id: str) -> Job:
    return Job(f"{KIND}:{insight_id}", KIND, tenant)


async def pressed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, _facts = await find(services, event.person, Operation.ANALYSE_AGAIN, routes.AGAIN.read(event).id)
    if made_today(services.engine, insight.metadata):
        raise Refused(Reason.NOT_ALLOWED, _(TODAYS))
    if not await services.transcripts.held(event.person.tenant, insight.source_document_id or ""):
        raise Refused(Reason.NOT_ALLOWED, _(NOT_HELD))
    job = job_of(event.person.tenant, insight.id)
    refs: Refs = {
        "insight": insight.id,
        "person": event.person.id,
        "status": "",
        "status_begun": "",
        "engine_faults": "",
    }
    refs |= at(event.place) if event.place else {"channel": ""}
    if not await services.jobs.enqueue(replace(job, refs=refs)):
        await services.jobs.wake(job.tenant, job.id, step="", refs=refs, states=ENDED)
    services.wake()


@dataclass(frozen=True, slots=True)
class _Touched:
    """What people have done to a session: `settled`, the state of a promise was changed; `day`, that of the session."""

    corrections: tuple[Correction, ...]
    settled: bool
    day: date | None


@dataclass(frozen=True)
class AnalyseAgain:
    """The JobHandler of kind `again`."""

    services: Services
    patience: Patience = field(default_factory=Patience)
    care_note: str = care.NOTE

    async def run(self, job: Job) -> Job | Outcome:
        try:
            return await (self._analyse(job) if job.step == ANALYSING else self._announce(job))
        except ChatFault as fault:
            return await away.not_taken(self.services, job, fault, WAIT)
        except Refused as refusal:  # deleted, or not theirs any more; or the engine turned it down
            return await self._end(job, cards.not_again(refusal.message), JobState.FAILED)

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a session was not analysed again", extra={"job": job.id, "reference": reference})
        if job.refs.get("status"):
            said = _("Something went wrong on my side (reference {reference}).", reference=reference)
            await edit(self.services, job, cards.not_again(said))

    async def _announce(self, job: Job) -> Job:
        card = cards.again()
        if not job.refs["channel"]:  # pressed where no message is
            message = await self.services.chat(job.tenant).direct(uploader(job), card)
            where: Refs = {**at(message.place), "status": message.id}
            return await self.services.jobs.save(job, step=ANALYSING, refs=where)
        job, posted = await posting.post_once(self.services, job, thread(job), card, "status", rather_twice=True)
        return await self.services.jobs.save(job, step=ANALYSING, refs={"status": posted.id if posted else ""})

    async def _analyse(self, job: Job) -> Outcome:
        insight, _facts = await find(self.services, uploader(job), Operation.ANALYSE_AGAIN, job.refs["insight"])
        if not made_today(self.services.engine, insight.metadata):  # else a crash after it was stored
            transcript = await self.services.transcripts.get(job.tenant, insight.source_document_id or "")
            if transcript is None:
                raise Refused(Reason.FILE_GONE, NOT_HELD)
            if await self.services.work.run(tasks.SCREEN, transcript) is not None:
                return await self._end(job, cards.care(await care_words(self.services, job.tenant, self.care_note)))
            try:
                result = await self._asked(job, insight, transcript)
            except EngineFault as fault:
                return await self._wait(job, fault)
            await self._store(job, result)
        return await self._end(job, cards.analysed_again(insight.id))

    async def _asked(self, job: Job, insight: SessionInsight, transcript: Transcript) -> analysis.Analysis:
        """By the title and the day that the session has by now."""
        source = await self.services.jobs.get(job.tenant, insight.source_document_id or "")
        transcript = roles.signed(transcript, swapped=source is not None and bool(source.refs.get("swapped")))
        transcript = replace(transcript, title=insight.session_title, session_date=insight.session_date)
        relationship = None
        if insight.coaching_relationship_id:
            relationship = await self.services.relationships.get(job.tenant, insight.coaching_relationship_id)
        request = await commitments.request(self.services, transcript, uploader(job), relationship, job.id)
        if relationship is None or insight.session_date is None:  # it was counted among those before
            request = replace(request, sessions_before=max(0, request.sessions_before - 1))
        return await analysis.analyse(self.services.engine, request, self.services.work)

    async def _store(self, job: Job, result: analysis.Analysis) -> None:
        """What people do to the session meanwhile is looked at until nothing more has come."""
        insight_id = job.refs["insight"]
        change = Change(Kind.ANALYSE_AGAIN, job.tenant, insight_id, job.refs["person"], self.services.clock.now())
        former = await self.services.insights.get(job.tenant, insight_id)
        written: _Touched | None = None
        for _round in range(ROUNDS):
            touched = await self._touched(job, insight_id)
            if former is None or touched is None or touched == written:
                break
            findings = renewed(former, result.findings, touched.corrections, settled=touched.settled)
            findings = due_dates.count(findings, touched.day, result.metadata.language)
            await self.services.jobs.save(job)  # raises LeaseLost: another attempt may have stored it
            await self.services.insights.renew(job.tenant, insight_id, findings, result.metadata, change)
            written = touched
        await record(self.services, job.tenant, insight_id)
        if written:
            await self.services.announce(change)
        await self.services.answers.forget(job.tenant, job.id)

    async def _touched(self, job: Job, insight_id: str) -> "_Touched | None":
        insight = await self.services.insights.get(job.tenant, insight_id)
        if insight is None:  # deleted meanwhile
            return None
        corrections = tuple(await self.services.corrections.of(job.tenant, insight_id))
        made = await self.services.commitments.of(job.tenant, insight_id)
        day = insight.session_date.date() if insight.session_date else None
        return _Touched(corrections, any(one.version or one.proof for one in made), day)

    async def _wait(self, job: Job, fault: EngineFault) -> Outcome:
        log.warning("engine fault", extra={"job": job.id, "kind": fault.kind, "transient": fault.transient})
        if fault.kind == UNUSABLE_ANSWER:  # asked for afresh, then
            await self.services.answers.forget(job.tenant, job.id)
        faults = int(job.refs.get("engine_faults") or 0)
        delay = self.patience.delay(fault, faults)
        if delay is None:
            return await self._end(job, cards.not_again(NOT_ANSWERING), JobState.FAILED)
        faults += fault.kind not in {"breaker_open", BUDGET_SPENT}
        job = await self.services.jobs.save(job, refs={"engine_faults": str(faults)})
        if job.refs.get("status"):
            why = cards.SPENT if fault.kind == BUDGET_SPENT else cards.NO_ANSWER_YET
            await say(self.services, job, cards.again(why))
        return Later(delay)

    async def _end(self, job: Job, card: Card, state: JobState = JobState.DONE) -> Outcome:
        if job.refs.get("status"):
            await say(self.services, job, card)
        return Finished(state)
