"""The way of a dropped file: one stored job, carried from stage to stage; every stage ends in one durable write.

Resuming after a crash is the same code as going on: `run` looks at the stored step and does what comes next.
The job carries ids only; bytes, names and words are in the encrypted stores.
"""

import hashlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from core import analysis, roles, safety
from core.card import Card
from core.engine import AnalysisRequest, EngineFault
from core.faults import ChatFault
from core.insight import SessionInsight, Status
from core.jobs import Job, JobState
from core.people import MessageRef, Person, Place, Tenant
from core.ports import AuditEntry
from core.refusal import Reason, Refused
from core.transcript import Transcript
from core.worker import Finished, Later, Outcome
from handlers import cards
from handlers.services import Services

log = logging.getLogger(__name__)

KIND = "intake"
MAX_BYTES = 10 * 1024 * 1024
"""The largest file taken, in bytes; enforced while downloading."""
QUESTION_WAITS = timedelta(hours=24)
"""How long an unanswered question waits before it is asked once more, and as long again before the file is let go."""

TOO_LARGE = "This file is over 10 MB. Export the text transcript alone, without audio or images, and drop it again."
NOT_ANSWERING = "The analysis service did not answer, although I tried several times."


def job_id(tenant: Tenant, key: str) -> str:
    """One job a file (or pasted text), however often the platform tells of it. `key` is the platform's file id."""
    return f"{tenant.platform}:{tenant.id}:{key}"


@dataclass(frozen=True)
class Patience:
    """How often and how long an engine's transient faults are waited out: seconds by attempt; `ceiling` bounds what a service
    may ask for (a daily budget is back after midnight)."""

    delays: tuple[float, ...] = (2.0, 10.0, 30.0, 120.0)
    ceiling: float = 86_400.0


@dataclass(frozen=True)
class Intake:
    """The JobHandler of kind `intake`."""

    services: Services
    patience: Patience = Patience()
    care_note: str = safety.NOTE

    async def run(self, job: Job) -> Outcome:
        stages: dict[str, Callable[[Job], Awaitable[Job | Outcome]]] = {
            "": self._announce,
            "announced": self._fetch,
            "fetched": self._read,
            "read": self._ask,
            "asking": self._remind,
            "ready": self._analyse,
            "analysed": self._show,
        }
        while stage := stages.get(job.step):
            try:
                result = await stage(job)
            except Refused as refusal:
                return await self._refuse(job, refusal)
            except ChatFault as fault:
                return await self._unheard(job, fault)
            if not isinstance(result, Job):
                return result
            job = result
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        if insight := job.refs.get("insight"):
            await self._fail_insight(job, insight, f"Something went wrong on my side (reference {reference}).")
        try:
            await self._say(job, cards.failed(job.id, f"Something went wrong on my side (reference {reference})."))
        except ChatFault as fault:
            log.warning("could not tell of a failure", extra={"job": job.id, "fault": fault.kind})

    # --- stages, in order ---

    async def _announce(self, job: Job) -> Job:
        message = await self.services.chat(job.tenant).post(
            self._place(job), cards.status(job.id, 0, cards.CONSENT_NOTE)
        )
        return await self.services.jobs.save(job, step="announced", refs={"status": message.id})

    async def _fetch(self, job: Job) -> Job:
        if await self.services.uploads.get(job.tenant, job.id):  # pasted text, or a crash after the bytes were kept
            return await self.services.jobs.save(job, step="fetched")
        files = self.services.files[job.tenant.platform]
        facts = await files.facts(job.tenant, job.refs["file"])
        if facts.size is not None and facts.size > MAX_BYTES:
            raise Refused(Reason.TOO_LARGE, TOO_LARGE)
        data = bytearray()
        async for chunk in files.fetch(job.tenant, job.refs["file"], MAX_BYTES):
            data += chunk
            if len(data) > MAX_BYTES:
                raise Refused(Reason.TOO_LARGE, TOO_LARGE)
        await self.services.uploads.put(self._person(job), job.id, bytes(data), facts.name)
        return await self.services.jobs.save(job, step="fetched")

    async def _read(self, job: Job) -> Job | Outcome:
        upload = await self.services.uploads.get(job.tenant, job.id)
        if upload is None:
            raise Refused(Reason.FILE_GONE, "I no longer have this file. Please drop it again.")
        data, name = upload
        digest = hashlib.sha256(data).hexdigest()
        if earlier := await self._earlier(job, digest):
            return earlier
        await self._say(job, cards.status(job.id, 1, cards.CONSENT_NOTE))
        transcript = await self.services.extractor.extract(data, name)
        guess = roles.infer(transcript)
        if guess.certain:
            transcript = transcript.with_roles(guess.roles)
        await self.services.transcripts.put(self._person(job), transcript, digest, id=job.id)
        await self.services.uploads.delete(job.tenant, job.id)
        return await self.services.jobs.save(job, step="ready" if guess.certain else "read")

    async def _earlier(self, job: Job, digest: str) -> Outcome | None:
        """The same file given before by the same person: what came of it is shown instead of doing the work twice."""
        seen = await self.services.transcripts.seen_before(self._person(job), digest)
        if seen is None or seen[0] == job.id:
            return None
        before = await self.services.jobs.get(job.tenant, seen[0])
        insight = (
            await self.services.insights.get(job.tenant, before.refs["insight"])
            if before and "insight" in before.refs
            else None
        )
        if before is None or (insight is None and before.state not in {JobState.QUEUED, JobState.RUNNING}):
            return None
        await self.services.uploads.delete(job.tenant, job.id)
        await self._say(job, cards.given_before(seen[1], insight))
        await self.services.jobs.save(job, step="shown")
        return Finished()

    async def _ask(self, job: Job) -> Outcome:
        """An answer may come before the next line is stored, so it is taken from step `read` on."""
        transcript = await self._transcript(job)
        await self._say(job, cards.ask_coach(job.id, roles.infer(transcript)))
        await self.services.jobs.save(job, step="asking")
        return Later(QUESTION_WAITS)

    async def _remind(self, job: Job) -> Outcome:
        """A question came due unanswered: asked once more, then let go."""
        transcript = await self.services.transcripts.get(job.tenant, job.id)
        if transcript is None or job.refs.get("reminded"):
            await self.purge(job)
            await self._say(job, cards.expired())
            return Finished(JobState.CANCELLED)
        await self._say(job, cards.ask_coach(job.id, roles.infer(transcript), again=True))
        await self.services.jobs.save(job, refs={"reminded": "1"})
        return Later(QUESTION_WAITS)

    async def _analyse(self, job: Job) -> Job | Outcome:
        transcript = await self._transcript(job)
        if safety.find(transcript) is not None:
            await self.purge(job)
            await self._say(job, cards.care(self.care_note))
            return Finished(JobState.CANCELLED)
        if (
            "insight" not in job.refs
        ):  # the id is stored before the insight, so that a second attempt makes no second one
            job = await self.services.jobs.save(job, refs={"insight": secrets.token_hex(12)})
        await self.services.insights.create(self._new_insight(job, transcript))
        await self._say(job, cards.status(job.id, 2, cards.CONSENT_NOTE))
        when = transcript.session_date.date() if transcript.session_date else None
        started = time.monotonic()
        try:
            result = await analysis.analyse(
                self.services.engine, AnalysisRequest(transcript, when, requested_by=self._person(job))
            )
        except EngineFault as fault:
            return await self._engine_fault(job, fault)
        insight_id = job.refs["insight"]
        now = self.services.clock.now()
        await self.services.audit.append(
            AuditEntry(
                tenant=job.tenant,
                actor=job.refs["person"],
                operation="analyse",
                subject=insight_id,
                at=now,
                facts={
                    "engine": result.metadata.engine,
                    "model": result.metadata.model_version,
                    "prompt_version": result.metadata.prompt_version,
                    "words_sent": result.metadata.transcript_word_count,
                    "seconds": round(time.monotonic() - started, 3),
                },
            )
        )
        await self.services.insights.complete(job.tenant, insight_id, result.findings, result.metadata, now)
        return await self.services.jobs.save(job, step="analysed")

    async def _show(self, job: Job) -> Outcome:
        insight = await self.services.insights.get(job.tenant, job.refs["insight"])
        if insight is not None:
            await self._say(job, cards.insight_card(insight))
            if "told" not in job.refs:  # at most once: an edit notifies nobody, a second ping would be noise
                job = await self.services.jobs.save(job, refs={"told": "1"})
                await self.services.chat(job.tenant).post(self._place(job), cards.ready())
        await self.services.jobs.save(job, step="shown")
        return Finished()

    # --- what can go wrong ---

    async def _refuse(self, job: Job, refusal: Refused) -> Outcome:
        log.info("refused", extra={"job": job.id, "reason": refusal.reason.value})
        if insight := job.refs.get("insight"):
            await self._fail_insight(job, insight, refusal.message)
        await self.services.uploads.delete(job.tenant, job.id)
        if refusal.reason in {Reason.ENGINE_REFUSED, Reason.LIMIT_REACHED}:
            card = cards.failed(job.id, refusal.message)
        else:
            await self.services.transcripts.delete(job.tenant, job.id)
            card = cards.refused(refusal.message)
        try:
            await self._say(job, card)
        except ChatFault as fault:
            log.warning("could not tell of a refusal", extra={"job": job.id, "fault": fault.kind})
        return Finished(JobState.FAILED)

    async def _unheard(self, job: Job, fault: ChatFault) -> Outcome:
        """The platform did not take a message: wait if it may later, else nobody is there to be told, so nothing is kept."""
        if fault.transient:
            return Later(timedelta(seconds=min(fault.retry_after or 5.0, 900.0)), failed=fault.retry_after is None)
        log.warning("the person cannot be reached", extra={"job": job.id, "fault": fault.kind})
        if job.step in {"", "announced", "fetched", "read", "asking"}:
            await self.purge(job)
        return Finished(JobState.CANCELLED)

    async def _engine_fault(self, job: Job, fault: EngineFault) -> Outcome:
        log.warning("engine fault", extra={"job": job.id, "kind": fault.kind, "transient": fault.transient})
        if fault.transient and job.fails < len(self.patience.delays):
            delay = fault.retry_after if fault.retry_after is not None else self.patience.delays[job.fails]
            await self._say(job, cards.waiting(job.id))
            return Later(timedelta(seconds=min(delay, self.patience.ceiling)), failed=True)
        await self._fail_insight(job, job.refs["insight"], NOT_ANSWERING)
        await self._say(job, cards.failed(job.id, NOT_ANSWERING))
        return Finished(JobState.FAILED)

    async def _fail_insight(self, job: Job, insight_id: str, message: str) -> None:
        await self.services.insights.set_status(
            job.tenant, insight_id, Status.FAILED, message, self.services.clock.now()
        )

    async def purge(self, job: Job) -> None:
        """Delete what the file left: bytes, transcript, an unfinished insight."""
        await self.services.uploads.delete(job.tenant, job.id)
        await self.services.transcripts.delete(job.tenant, job.id)
        if insight := job.refs.get("insight"):
            await self.services.insights.delete(job.tenant, insight)

    # --- small things ---

    def _person(self, job: Job) -> Person:
        return Person(job.tenant, job.refs["person"])

    def _place(self, job: Job) -> Place:
        return Place(job.tenant, job.refs["channel"], job.refs.get("thread") or None)

    async def _transcript(self, job: Job) -> Transcript:
        transcript = await self.services.transcripts.get(job.tenant, job.id)
        if transcript is None:
            raise Refused(Reason.FILE_GONE, "I no longer have this transcript. Please drop it again.")
        return transcript

    async def _say(self, job: Job, card: Card) -> None:
        """Edit the one status message."""
        await self.services.chat(job.tenant).update(MessageRef(self._place(job), job.refs["status"]), card)

    def _new_insight(self, job: Job, transcript: Transcript) -> SessionInsight:
        now = self.services.clock.now()
        return SessionInsight(
            id=job.refs["insight"],
            platform=job.tenant.platform,
            tenant_id=job.tenant.id,
            client_user_id=job.refs["person"],
            created_by=job.refs["person"],
            session_date=transcript.session_date,
            session_title=transcript.title,
            transcript_source="text_input" if job.refs.get("source") == "text_input" else "file_upload",
            source_document_id=job.id,
            status=Status.PROCESSING,
            created_at=now,
            updated_at=now,
        )
