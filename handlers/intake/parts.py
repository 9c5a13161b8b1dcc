"""A session pasted in several messages is one session. Each message is a job of its own, stored like any other; a later one that
goes on where an earlier one ended becomes a part of it, by one write to the earlier's job.

For a while after it is done a pasted session waits, its words kept as they came, for a part that comes late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.insight.source import parts_of
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import OPEN, Job
from core.jobs.refs import Refs
from core.people.person import Person
from core.reading.continuing import (
    Sequel,
    ends_midway,
    joined,
    sequel,
    voices,
)
from handlers.events import TextSaid
from handlers.intake import cards as session_cards
from handlers.intake import questions
from handlers.intake.jobs import (
    KIND,
    say,
    uploader,
)
from handlers.intake.steps import CARD_STANDS, ENDING, TAKES_PARTS, Step
from handlers.services import Services

TOGETHER = timedelta(minutes=5)
"""From one message to the next, at most."""
SOON = timedelta(seconds=0.2)
A_TAIL = 200
"""Characters from which words without a name may be the rest of a session rather than something said to the bot."""


@dataclass(frozen=True)
class Holds:
    """Seconds a pasted text waits for another part before it is read: `cut` where it ends within a sentence."""

    whole: float = 2.0
    cut: float = 30.0


def said(event: TextSaid, now: datetime) -> Refs:
    """What a job notes of the message its words stand in; nothing where the platform does not tell it."""
    moment = now.isoformat()
    return {"said": event.message, "last": event.message, "last_at": moment} if event.message else {}


async def goes_on(services: Services, event: TextSaid) -> bool:
    """Whether a text that is no session by itself is the rest of one that was pasted just before."""
    if not event.message or not (voices(event.text) or len(event.text) >= A_TAIL):
        return False
    now = services.clock.now()
    before = _before(await _near(services, event.person, event.place.channel), event.message, now)
    text = await text_of(services, before) if before else None
    return text is not None and sequel(text, event.text) is Sequel.SAME


async def gather(services: Services, job: Job, holds: Holds) -> Job | Outcome:
    """Before a pasted text is read: it joins an earlier one, or waits for those that go on from it."""
    near = [other for other in await _near(services, uploader(job), job.refs["channel"]) if other.id != job.id]
    if "apart" not in job.refs:
        outcome = await _join(services, job, near)
        if outcome is not None:
            return outcome
        job = await services.jobs.save(job, refs={"apart": "1"})
    text = await text_of(services, job)
    if text is not None:
        if any(_undecided(other) and other.refs["said"] > job.refs["said"] for other in near):
            return Later(SOON)
        hold = timedelta(seconds=holds.cut if ends_midway(text) else holds.whole)
        if (rest := _last_at(job) + hold - services.clock.now()) > timedelta():
            return Later(rest)
    if dropped := job.refs.get("dropped"):
        await services.transcripts.delete(job.tenant, job.id)
        await services.insights.delete(job.tenant, dropped)
    return await services.jobs.save(job, step=Step.FETCHED)


async def text_of(services: Services, job: Job) -> str | None:
    """The words of all its parts; None where some are not kept any more."""
    text = ""
    for number, part in enumerate((job.id, *parts_of(job))):
        upload = await services.uploads.get(job.tenant, part)
        if upload is None:
            return None
        more = upload[0].decode()
        text = joined(text, more) if number else more
    return text


async def waits_for_more(services: Services, job: Job) -> Later | None:
    """How long a session that is done keeps its words as they came."""
    if "said" not in job.refs:
        return None
    near = await _near(services, uploader(job), job.refs["channel"])
    if any(other.refs["said"] > job.refs["said"] and asks(other) for other in near):
        return Later(TOGETHER)
    rest = _last_at(job) + TOGETHER - services.clock.now()
    return Later(rest) if rest > timedelta() else None


# --- joining ---


async def _join(services: Services, job: Job, near: Sequence[Job]) -> Outcome | None:
    """None where it is a session of its own."""
    if lead := next((other for other in near if job.id in parts_of(other)), None):
        return await _joined(services, job, lead)
    before = _before(near, job.refs["said"], _last_at(job))
    if before is None:
        return None
    if before.step == Step.NEW or _undecided(before):
        return Later(SOON)
    if "one" not in job.refs:
        verdict = await _verdict(services, before, job)
        if verdict is Sequel.OTHER:
            return None
        if verdict is Sequel.UNSURE:
            return await _ask(services, job)
    refs: Refs = {
        "parts": ",".join((*parts_of(before), job.id, *parts_of(job))),
        "last": job.refs["last"],
        "last_at": job.refs["last_at"],
        "reminded": "",
        "engine_faults": "",
        "engine_since": "",
        "insight": "",
        "dropped": before.refs.get("insight") or before.refs.get("dropped", ""),
    }
    lead = await services.jobs.wake(
        job.tenant, before.id, step=Step.ANNOUNCED, refs=refs, states=OPEN, steps=TAKES_PARTS
    )
    return await _joined(services, job, lead) if lead else None


async def _joined(services: Services, job: Job, lead: Job) -> Outcome:
    """From here on the words are the lead's, which reads and deletes them."""
    job = await services.jobs.save(job, refs={"lead": lead.id})
    services.wake()
    await say(services, job, session_cards.read_together())
    return Finished()


async def _verdict(services: Services, before: Job, job: Job) -> Sequel:
    first, second = await text_of(services, before), await text_of(services, job)
    if first is None or second is None or await _others_see(services, before):
        return Sequel.OTHER
    verdict = sequel(first, second)
    return Sequel.UNSURE if verdict is Sequel.SAME and before.step in CARD_STANDS else verdict


async def _others_see(services: Services, job: Job) -> bool:
    insight = await services.insights.get(job.tenant, job.refs.get("insight", ""))
    return insight is not None and bool(insight.coaching_relationship_id or insight.sharing_permissions)


async def _ask(services: Services, job: Job) -> Outcome | None:
    """Unanswered, it is a session of its own."""
    rest = _last_at(job) + questions.WAITS - services.clock.now()
    if rest <= timedelta():
        return None
    # Stored before it is shown: an answer may come before the platform says that the question is there.
    job = await services.jobs.save(job, refs={"asks": "1"})
    await say(services, job, session_cards.one_or_two(job.id))
    return Later(rest)


# --- what lies near ---


async def _near(services: Services, person: Person, channel: str) -> list[Job]:
    """The person's pasted sessions in this conversation that are not over yet; those that are parts of another left out."""
    found = [job for job in await services.jobs.open_of(person, KIND) if "said" in job.refs]
    here = [job for job in found if job.refs.get("channel") == channel and job.step not in ENDING]
    taken = {part for job in here for part in parts_of(job)}
    return [job for job in here if job.id not in taken]


def _before(near: Sequence[Job], message: str, at: datetime) -> Job | None:
    """The one whose last message came just before."""
    earlier = [job for job in near if job.refs["last"] < message and at - _last_at(job) <= TOGETHER]
    return max(earlier, key=lambda job: job.refs["last"], default=None)


def _undecided(job: Job) -> bool:
    return job.step in {Step.NEW, Step.ANNOUNCED} and not job.refs.keys() & {"apart", "asks"}


def asks(job: Job) -> bool:
    return job.step == Step.ANNOUNCED and "asks" in job.refs and not job.refs.keys() & {"apart", "one"}


def _last_at(job: Job) -> datetime:
    return datetime.fromisoformat(job.refs["last_at"])
