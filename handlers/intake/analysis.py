"""The stage in which a session is analysed: the engine asked, its faults waited out, the insight stored and recorded."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.analysis import analyse as analysis
from core.at_once import both
from core.insight.engine import BUDGET_SPENT, UNUSABLE_ANSWER, EngineFault
from core.insight.holding import HELD_FOR
from core.insight.holds import end_later
from core.insight.model import (
    Findings,
    OwnerVoice,
    SessionInsight,
    SessionMetadata,
    Speakers,
    Status,
    TranscriptSource,
)
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.people import members
from core.people.meetings import as_said
from core.people.person import Person, Tenant
from core.people.relationships import Relationship
from core.ports.sessions import AuditEntry
from core.promises.recording import record, record_new
from core.reading import roles
from core.sandbox import tasks
from core.transcript import Transcript
from core.translation import N_, _
from core.webhooks import acts as webhooks
from core.webhooks.record import Event
from handlers.intake import cards as session_cards
from handlers.intake import placing, posting
from handlers.intake.jobs import batch, say, transcript_of, uploader
from handlers.intake.steps import Step
from handlers.promises import commitments
from handlers.services import Services

log = logging.getLogger(__name__)

NOT_ANSWERING = N_("The analysis service did not answer, although I tried several times.")
NOT_USABLE = N_(
    "The AI model answered, but nothing of its answer could be proven with your session, although I tried several times."
)
TURNED_DOWN = N_(
    "The analysis service turned this down. Your file is not to blame; whoever runs Debrief can see why in its log."
)


SOURCES: Mapping[str, TranscriptSource] = {"text_input": "text_input", "url_import": "url_import"}
"""By what a job says of it."""


@dataclass(frozen=True)
class Patience:
    """How often and how long an engine's transient faults are waited out: seconds by attempt; `ceiling` bounds what a service
    may ask for (a daily budget is back after midnight), `longest` the whole wait."""

    delays: tuple[float, ...] = (2.0, 10.0, 30.0, 120.0)
    ceiling: float = 86_400.0
    longest: timedelta = timedelta(hours=36)

    def delay(self, fault: EngineFault, faults: int) -> timedelta | None:
        """Before the next try, after so many that failed; None where another would be no better."""
        if not fault.transient or faults >= len(self.delays):
            return None
        seconds = fault.retry_after if fault.retry_after is not None else self.delays[faults]
        return timedelta(seconds=min(seconds, self.ceiling))


async def analyse(services: Services, job: Job, *, patience: Patience, care_note: str) -> Job | Outcome:
    """Once, however often it is begun: the insight's id is stored before it, and a completed one is not analysed again."""
    if isinstance(job.passed, tasks.Received):
        transcript, discloses = job.passed.transcript, job.passed.discloses
    else:
        transcript = await transcript_of(services, job)
        discloses = await services.work.run(tasks.SCREEN, transcript) is not None
    if discloses:
        await say(services, job, session_cards.care(await care_words(services, job.tenant, care_note)))
        return await services.jobs.save(job, step=Step.LEAVING)
    if (insight := job.refs.get("insight")) and not job.fresh:
        stored = await services.insights.get(job.tenant, insight)
        if stored is not None and stored.status == Status.COMPLETED:  # a crash after the insight was stored
            await services.audit.append_once(_audited(job, stored.metadata, services.clock.now()))
            await services.answers.forget(job.tenant, job.id)
            return await _recorded(services, job, await placing.chosen(services, job))
    if not job.refs.get("insight"):  # it came here by an answer
        job = await services.jobs.save(job, refs={"insight": secrets.token_hex(12)})
    await say(services, job, session_cards.status(job.id, 2, session_cards.CONSENT_NOTE))
    relationship = await placing.chosen(services, job)
    if relationship and relationship.client != job.refs["person"]:
        # A coach brought it: the words are the client's, so they lie under the client's key from here on.
        await services.transcripts.put(Person(job.tenant, relationship.client), transcript, "", id=job.id)
    new = _new_insight(job, transcript, relationship, services.clock.now())
    if new.hold_ends_at:
        await end_later(services, job.tenant, new.id, new.hold_ends_at)
    signed = roles.signed(transcript, swapped=bool(job.refs.get("swapped")))
    _created, request = await both(
        services.insights.create(new), commitments.request(services, signed, uploader(job), relationship, job.id)
    )
    try:
        result = await analysis.analyse(services.engine, request, services.work)
    except EngineFault as fault:
        return await _engine_fault(services, job, fault, patience)
    insight_id = job.refs["insight"]
    findings = await _with_owner(services, uploader(job), result.findings, relationship)
    now = services.clock.now()
    completed, _entered = await both(
        services.insights.complete(job.tenant, insight_id, findings, result.metadata, now, new=new),
        services.audit.append_once(_audited(job, result.metadata, now)),
    )
    if result.metadata.ai_provider != analysis.LOCAL:  # which answers for nothing, and has nothing kept
        await services.answers.forget(job.tenant, job.id)
    return await _recorded(services, job, relationship, completed)


async def _recorded(
    services: Services, job: Job, relationship: Relationship | None, new: SessionInsight | None = None
) -> Job:
    """`new` was completed a moment ago; else it was by an attempt that may have recorded it, too."""
    insight = new or await services.insights.get(job.tenant, job.refs["insight"])
    if insight:
        await as_said(services, insight)  # first, as what is due by the next session is due on its day
        await (record_new(services, insight) if new else record(services, job.tenant, insight.id))
        await commitments.check_off_again(services, insight, relationship)
        await webhooks.tell(services, insight, Event.COMPLETED)
        await webhooks.tell_proven(services, insight)
    told = posting.intent("ready") if tells_ready(job) else None
    return await services.jobs.save(job, step=Step.ANALYSED, refs=told)


def tells_ready(job: Job) -> bool:
    """Whether the card comes with a note of its own; several files have one together."""
    return "told" not in job.refs and not batch(job)


async def _with_owner(
    services: Services, owner: Person, findings: Findings, relationship: Relationship | None
) -> Findings:
    """With whose voice the uploader of a private session has, where that is known: from their name here, or from what they said
    of an earlier session of the same names. Else the card asks (handlers/insight/voice.py)."""
    speakers = findings.speakers
    if relationship or speakers is None:
        return findings
    here = await members.name_of(services, owner.tenant, owner.id)
    names: dict[OwnerVoice, str] = {"client": speakers.client, "coach": speakers.coach}
    mine = [voice for voice, name in names.items() if roles.same_person(here, name)]
    voice = mine[0] if len(mine) == 1 else await _told_voice(services, owner, names)
    return findings.model_copy(update={"speakers": Speakers(client=names["client"], coach=names["coach"], owner=voice)})


async def _told_voice(services: Services, owner: Person, names: Mapping[OwnerVoice, str]) -> OwnerVoice | None:
    profile = await services.people.get(owner)
    told = [one[2] for one in profile.voices if one[:2] == (*names.values(),)] if profile else []
    return told[-1] if told else None


async def care_words(services: Services, tenant: Tenant, usual: str) -> str:
    """Where help is found: the workspace's own words, else the operator's, else the usual ones, which alone are translated."""
    return await services.tenants.care_note(tenant) or _(usual)


def _new_insight(job: Job, transcript: Transcript, relationship: Relationship | None, now: datetime) -> SessionInsight:
    held = relationship is not None and bool(job.refs.get("held"))
    return SessionInsight(
        id=job.refs["insight"],
        platform=job.tenant.platform,
        tenant_id=job.tenant.id,
        client_user_id=relationship.client if relationship else job.refs["person"],
        coach_user_id=relationship.coach if relationship else None,
        coaching_relationship_id=relationship.id if relationship else None,
        is_unpaired=relationship is None,
        visible_to_client=not held,
        held_since=now if held else None,
        hold_ends_at=now + HELD_FOR if held else None,
        created_by=job.refs["person"],
        session_date=transcript.session_date,
        session_title=transcript.title,
        given_at=datetime.fromisoformat(given) if (given := job.refs.get("given_at")) else None,
        transcript_source=SOURCES.get(job.refs.get("source", ""), "file_upload"),
        source_document_id=job.id,
        status=Status.PROCESSING,
        created_at=now,
        updated_at=now,
    )


def _audited(job: Job, analysed: SessionMetadata, now: datetime) -> AuditEntry:
    return AuditEntry(
        tenant=job.tenant,
        actor=job.refs["person"],
        operation="analyse",
        subject=job.refs["insight"],
        at=now,
        facts={
            "job": job.id,
            "engine": analysed.engine,
            "model": analysed.model_version,
            "prompt_version": analysed.prompt_version,
            "words_sent": analysed.transcript_word_count,
            "seconds": analysed.processing_time_seconds,
        },
    )


async def _engine_fault(services: Services, job: Job, fault: EngineFault, patience: Patience) -> Outcome:
    log.warning("engine fault", extra={"job": job.id, "kind": fault.kind, "transient": fault.transient})
    if fault.kind == UNUSABLE_ANSWER:  # asked for afresh, then
        await services.answers.forget(job.tenant, job.id)
    now = services.clock.now()
    faults = int(job.refs.get("engine_faults") or 0)
    since = datetime.fromisoformat(job.refs.get("engine_since") or now.isoformat())
    delay = patience.delay(fault, faults)
    if delay is not None and now - since < patience.longest:
        # A breaker that is open says nothing of this session, so it takes nothing of its patience.
        faults += fault.kind != "breaker_open"
        job = await services.jobs.save(job, refs={"engine_faults": str(faults), "engine_since": since.isoformat()})
        why = session_cards.SPENT if fault.kind == BUDGET_SPENT else session_cards.NO_ANSWER_YET
        await say(services, job, session_cards.waiting(job.id, why))
        return Later(delay)
    said = NOT_USABLE if fault.kind == UNUSABLE_ANSWER else NOT_ANSWERING if fault.transient else TURNED_DOWN
    await fail(services, job, job.refs["insight"], said)
    await say(services, job, session_cards.failed(job.id, said))
    return Finished(JobState.FAILED)


async def fail(services: Services, job: Job, insight_id: str, message: str) -> None:
    """The insight says why there is nothing to see; one that is completed stays so."""
    before = await services.insights.get(job.tenant, insight_id)
    if before is None or before.status is not Status.FAILED:  # else a crash after it was stored
        await services.insights.set_status(job.tenant, insight_id, Status.FAILED, message, services.clock.now())
    failed = await services.insights.get(job.tenant, insight_id)
    if failed is not None and failed.status is Status.FAILED:
        await webhooks.tell(services, failed, Event.FAILED, once=failed.updated_at.isoformat())
