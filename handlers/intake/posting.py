"""A message posted once, although no platform has a key that would make a repeated post harmless.

The intent is stored before the post, by the write that brings the job to its step where that is known then. An attempt that
finds one of another looks for the message in its thread and adopts it; where the thread cannot be read, the caller's choice
decides between perhaps twice and perhaps never.
"""

import logging
from typing import cast

from core.card import Card
from core.faults import ChatFault
from core.jobs.job import Job
from core.jobs.refs import Refs
from core.people.person import MessageRef, Place
from handlers.intake.holding import hold_lately
from handlers.services import Services

log = logging.getLogger(__name__)

LOOKS = 4
"""Look-ups that may fail passingly before the thread is taken for unreadable."""


def begun(job: Job, name: str) -> int:
    """How many attempts have begun to post the message `name`."""
    return int(str(job.refs.get(f"{name}_begun") or 0))


def intent(name: str) -> Refs:
    """To be stored with the step whose first attempt posts the message, so that it is no write of its own."""
    return _count(name, 1)


def _count(name: str, begun: int) -> Refs:
    return cast("Refs", {f"{name}_begun": str(begun)})  # one for each message there is


def mark(job: Job, name: str) -> str:
    return f"{job.id}/{name}"


async def post_once(
    services: Services, job: Job, place: Place, card: Card, name: str, *, rather_twice: bool
) -> tuple[Job, MessageRef | None]:
    """The job as stored, and the message; None if it may be there, cannot be looked for, and is rather not posted twice.

    Raises ChatFault and LeaseLost.
    """
    face = services.face(job.tenant)
    before = begun(job, name)
    if job.fresh and before == 1:  # stored together with the step that begins here: the intent is this attempt's own
        await hold_lately(services, job)
        before = 0
    else:
        job = await services.jobs.save(job, refs=_count(name, before + 1))
    if before:
        found = await _found(services, job, place, name, last=before >= LOOKS)
        if found:
            return job, found[0]
        if found is None and not rather_twice:
            return job, None
    try:
        if face.marks:
            return job, await face.marks.post_marked(place, card, mark(job, name))
        return job, await face.chat.post(place, card)
    except ChatFault as fault:
        if not fault.lost:  # surely not posted: the next attempt need not look
            await services.jobs.save(job, refs=_count(name, before))
        raise


async def remove_extras(services: Services, job: Job, place: Place, name: str, keep: str | None = None) -> None:
    """Delete what attempts that knew nothing of each other posted beside the message `keep` (None: beside the first)."""
    marks = services.face(job.tenant).marks
    if marks is None:
        return
    found = await marks.marked(place, mark(job, name)) or ()
    kept = keep or (found[0].id if found else "")
    for message in found:
        if message.id != kept:
            await marks.remove(message)


async def _found(services: Services, job: Job, place: Place, name: str, *, last: bool) -> tuple[MessageRef, ...] | None:
    marks = services.face(job.tenant).marks
    if marks is None:
        return None
    try:
        return await marks.marked(place, mark(job, name))
    except ChatFault as fault:
        if fault.transient and not last:
            raise
        log.warning("a thread cannot be read", extra={"job": job.id, "fault": fault.kind})
        return None
