"""From a file that was dropped, or words that were pasted, to a transcript."""

import hashlib
from dataclasses import replace
from datetime import datetime

from core.at_once import both
from core.insight.source import parts_of
from core.jobs.handler import Outcome
from core.jobs.job import Job
from core.limits import MAX_BYTES
from core.ports.people import Kind
from core.refusal import Reason, Refused
from core.sandbox import tasks
from core.translation import N_
from handlers.intake import cards as session_cards
from handlers.intake import labels, parts, questions, sources
from handlers.intake.beside import is_dropped
from handlers.intake.holding import hold
from handlers.intake.jobs import batch, say, uploader
from handlers.intake.parts import Holds
from handlers.intake.steps import Step, unsettled
from handlers.services import Services

TOO_LARGE = N_("This file is over 10 MB. Export the text transcript alone, without audio or images, and drop it again.")
GUEST = N_("I only work with full members of this organisation. I have not read this file.")


async def fetch(services: Services, job: Job, holds: Holds) -> Outcome:
    """Have the bytes of the file, or the words of all messages of a session that came in several. Raises Refused."""
    await _welcome(services, job)
    if "said" in job.refs:
        return await parts.gather(services, job, holds)
    # Of a file that was dropped there are no bytes yet, unless another attempt was here.
    there = None
    if not (job.fresh and is_dropped(job)):
        there = await services.uploads.get(job.tenant, job.id)
        if there is None and await services.transcripts.held(job.tenant, job.id):
            return replace(job, step=Step.FETCHED)  # a crash after the bytes were let go
    read = there or await _take(services, job)
    await sources.forget(services, job)
    # Not stored as a step of its own: whoever takes the job up from here finds the bytes, or the transcript.
    return replace(job, step=Step.FETCHED, passed=read)


async def _take(services: Services, job: Job) -> tuple[bytes, str]:
    """The bytes, counted while they come, and the file's name: kept by now."""
    files = services.face(job.tenant).files
    source = await sources.kept(services, job)
    facts = await files.facts(job.tenant, source)
    if batch(job):  # not every platform tells the name at once
        await labels.keep(services, uploader(job), job.id, labels.Label(name=facts.name))
    if facts.size is not None and facts.size > MAX_BYTES:
        raise Refused(Reason.TOO_LARGE, TOO_LARGE)
    data = bytearray()
    async for chunk in files.fetch(job.tenant, source, MAX_BYTES):
        data += chunk
        if len(data) > MAX_BYTES:
            raise Refused(Reason.TOO_LARGE, TOO_LARGE)
    await hold(services, job)
    await services.uploads.put(uploader(job), job.id, bytes(data), facts.name)
    return bytes(data), facts.name


async def _welcome(services: Services, job: Job) -> None:
    """Raises Refused for a guest of the workspace. Whoever the platform does not know or say more of is let in."""
    directory = services.directories.get(job.tenant.platform)
    if directory is None:
        return
    try:
        member = await directory.look_up(uploader(job))
    except Refused:  # a permission is missing that the operator has to give; the file is not to blame
        return
    if member is not None and member.kind is Kind.GUEST:
        raise Refused(Reason.NOT_ALLOWED, GUEST)


async def read(services: Services, job: Job) -> Outcome:
    """Store the transcript in the bytes, and let these go. Raises Refused."""
    upload = _taken(job) or await services.uploads.get(job.tenant, job.id)
    if upload is None:
        transcript = await services.transcripts.get(job.tenant, job.id)
        if transcript is None:
            raise Refused(Reason.FILE_GONE, N_("I no longer have this file. Please drop it again."))
        guess = await questions.inferred(services, transcript)  # a crash after the bytes were let go
        return await _was_read(services, job, guess.certain)
    data, name = upload
    if parts_of(job):
        data = (await parts.text_of(services, job) or "").encode()
    digest = hashlib.sha256(data).hexdigest()
    seen = await services.transcripts.seen_before(uploader(job), digest)
    if earlier := await _earlier(services, job, seen):
        return earlier
    received, _told = await both(
        services.work.run(tasks.RECEIVE, data, name),
        say(services, job, session_cards.status(job.id, 1, session_cards.CONSENT_NOTE)),
    )
    transcript = labels.put_on(await labels.kept(services, job), received.transcript)
    transcript = await labels.dated(services, uploader(job), transcript, name)
    await hold(services, job)
    while seen := await services.transcripts.put(uploader(job), transcript, digest, id=job.id):
        # It was given twice at the same moment, as in one message.
        if earlier := await _earlier(services, job, seen):
            return earlier
        await services.transcripts.let_go(job.tenant, seen[0])
    return replace(
        await _was_read(services, job, received.guess.certain), passed=replace(received, transcript=transcript)
    )


async def _was_read(services: Services, job: Job, certain: bool) -> Job:
    if "said" not in job.refs:
        await services.uploads.delete(job.tenant, job.id)
    if "coach" in job.refs:  # it came with the answer
        return await services.jobs.save(job, step=Step.ANSWERED)
    if not certain:
        return await services.jobs.save(job, step=Step.READ)
    if await questions.open_places(services, job):
        return await services.jobs.save(job, step=Step.KNOWN)
    return await questions.ready(services, job)


async def _earlier(services: Services, job: Job, seen: tuple[str, datetime] | None) -> Job | None:
    """The same file given before by the same person: what came of it is shown instead of doing the work twice. None where
    nothing did."""
    if seen is None or seen[0] == job.id:
        return None
    before = await services.jobs.get(job.tenant, seen[0])
    insight = (
        await services.insights.get(job.tenant, before.refs["insight"]) if before and "insight" in before.refs else None
    )
    if before is None or (insight is None and not unsettled(before)):
        return None
    return await services.jobs.save(
        job, step=Step.REPEATED, refs={"earlier": before.id, "earlier_at": seen[1].isoformat()}
    )


def _taken(job: Job) -> tuple[bytes, str] | None:
    """What the step before passed on: bytes and name."""
    match job.passed:
        case (bytes() as data, str() as name):
            return data, name
        case _:
            return None
