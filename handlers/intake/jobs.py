"""The job that carries a session on its way: its id and steps, whose it is, its one status message, what it left in the stores.

The job holds ids only; bytes, names and words are in the encrypted stores.
"""

from dataclasses import replace

from core.card import Card, Style, Text
from core.insight.source import forget_bytes
from core.jobs.job import Job
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Tenant,
)
from core.refusal import Reason, Refused
from core.transcript import Transcript
from core.translation import N_, _
from handlers import cards
from handlers.intake import labels, posting, sources
from handlers.intake.holding import hold_lately
from handlers.messages.posted import replace as replace_messages
from handlers.services import Services

KIND = "intake"
"""The kind of these jobs; handlers.intake.intake carries them from stage to stage."""
ONCE_MORE = "again"
"""The kind of those that analyse a session once more (handlers/intake/again.py)."""


def job_id(tenant: Tenant, key: str) -> str:
    """One job a file (or pasted text), however often the platform tells of it. `key` is the platform's file id."""
    return f"{tenant.platform}:{tenant.id}:{key}"


def again_key(file_id: str, place: Place) -> str:
    """The key of a file that was given before in another message."""
    return f"{file_id}@{place.channel}@{place.thread or ''}"


def uploader(job: Job) -> Person:
    return Person(job.tenant, job.refs["person"])


def thread(job: Job) -> Place:
    return Place(job.tenant, job.refs["channel"], job.refs.get("thread") or None)


# --- its message ---


async def say(services: Services, job: Job, card: Card) -> None:
    """Edit the one status message, as long as the job is held."""
    await hold_lately(services, job)
    await edit(services, job, card)


async def edit(services: Services, job: Job, card: Card) -> None:
    card = await with_place(services, job, card)
    await services.chat(job.tenant).update(MessageRef(thread(job), job.refs["status"]), card)


# --- several files of one message ---


def batch(job: Job) -> tuple[str, ...]:
    """The files of the job's message, in their order; nothing where it is the only one."""
    return tuple(job.refs["batch"].split(",")) if "batch" in job.refs else ()


async def with_place(services: Services, job: Job, card: Card) -> Card:
    """The card, saying which of several files it is about. Only the uploader reads this message, so it may name the file."""
    files = batch(job)
    if not files:
        return card
    label = await labels.kept(services, job)
    said = _("File {number} of {count}", number=files.index(job.refs["file"]) + 1, count=len(files))
    said += f": {label.name}" if label.name else ""
    return replace(card, blocks=(Text(said, Style.SMALL), *card.blocks))


async def of_batch(services: Services, job: Job) -> list[Job]:
    """The jobs of the message's files, this one among them."""
    found: list[Job] = []
    for file_id in batch(job):
        for key in (file_id, again_key(file_id, thread(job))):
            other = await services.jobs.get(job.tenant, job_id(job.tenant, key))
            if other and all(other.refs.get(name) == job.refs.get(name) for name in ("batch", "channel", "thread")):
                found.append(other)
    return found


async def remove_extras(services: Services, job: Job) -> None:
    """Only where posting was begun more than once; a second look then costs what a doubled message is worth."""
    for name in ("status", "ready"):
        if posting.begun(job, name) > 1:
            keep = job.refs.get("status") if name == "status" else None
            await posting.remove_extras(services, job, thread(job), name, keep)


# --- what it left ---


async def take_back_under_way(services: Services, person: Person) -> None:
    """Nothing of the person's goes on, and its messages say that it is gone: whoever has such a job at work finds it ended."""
    for kind in (KIND, ONCE_MORE):
        for job in await services.jobs.open_of(person, kind):
            await services.jobs.cancel(job.tenant, job.id)
            await say_gone(services, job)


async def say_gone(services: Services, job: Job) -> None:
    """In the message of a job that is nobody's any more; where its id is not known yet, in those that bear its mark."""
    if "channel" not in job.refs:
        return
    place, marks = thread(job), services.face(job.tenant).marks
    found: tuple[MessageRef, ...] | None = (MessageRef(place, job.refs["status"]),) if job.refs.get("status") else None
    if found is None and marks is not None:
        found = await marks.marked(place, posting.mark(job, "status"))
    await replace_messages(services, job.id, found or (), cards.deleted())


async def transcript_of(services: Services, job: Job) -> Transcript:
    """Raises Refused where it is no longer kept."""
    transcript = await services.transcripts.get(job.tenant, job.id)
    if transcript is None:
        raise Refused(Reason.FILE_GONE, N_("I no longer have this transcript. Please drop it again."))
    return transcript


async def purge(services: Services, job: Job) -> None:
    """Delete what the file left: bytes, transcript, an unfinished insight."""
    await forget_bytes(services, job)
    await labels.forget(services, job)
    await sources.forget(services, job)
    await services.transcripts.delete(job.tenant, job.id)
    await services.answers.forget(job.tenant, job.id)
    if insight := job.refs.get("insight"):
        await services.insights.delete(job.tenant, insight)
