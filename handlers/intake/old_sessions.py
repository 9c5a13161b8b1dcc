"""Old sessions that whoever runs the bot brings in for somebody: the same stored jobs as dropped files, without a question or a
note for each. What they belong to and who coached is said beforehand; all of them answer in one thread.

A session is named by its bytes and its person, the insight's id with it: given again, it is there already.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from core.card import Card, Say, Text
from core.changes import OPERATOR
from core.jobs.job import Job
from core.jobs.refs import Refs, at
from core.people.locales import read_by
from core.people.members import name_of
from core.people.person import Person, Place
from core.people.relationships import Relationship
from core.ports.sessions import AuditEntry
from core.translation import _
from handlers.access.members import tell
from handlers.intake import labels, placing
from handlers.intake.jobs import KIND, job_id
from handlers.services import Services


@dataclass(frozen=True, slots=True)
class OldSession:
    """`digest` is the SHA-256 of the file. `voices` are the numbers of the coach's and the client's among the voices of the
    transcript, None where these are certain; `day` one that neither the file nor its name states."""

    digest: str
    voices: tuple[int, int] | None = None
    day: date | None = None


def job_of(person: Person, digest: str) -> str:
    return job_id(person.tenant, f"old-{person.id}-{digest[:32]}")


def _insight_of(job: str) -> str:
    return hashlib.sha256(job.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Known:
    """It is there already; `place` is where it answers, if it was brought in like this and not long ago."""

    place: Place | None = None
    relationship: str = ""


async def known(services: Services, person: Person, digest: str) -> Known | None:
    """Whether the same session is there, dropped by the person or brought in; None if it is not."""
    name = job_of(person, digest)
    if job := await services.jobs.get(person.tenant, name):
        place = Place(person.tenant, job.refs["channel"], job.refs.get("thread") or None)
        return Known(place, job.refs.get("relationship", ""))
    if await services.insights.get(person.tenant, _insight_of(name)):
        return Known()
    return Known() if await services.transcripts.seen_before(person, digest) else None


async def begin(services: Services, person: Person, relationship: Relationship | None = None) -> Place:
    """Tell the person, in a message of their own; its thread, where the sessions answer. Raises ChatFault."""
    async with read_by(services, person):
        said = _(
            "Whoever runs me here is bringing in sessions of yours from before. Each has its card in this thread when it is "
            "analysed, and {insights} lists them.",
            insights=Say("insights"),
        )
        whose = _("They belong to you alone.")
        if relationship:
            name = await name_of(services, person.tenant, relationship.other(person.id))
            whose = _("They belong to {name} and you; I was told that everyone who speaks in them agreed.", name=name)
        stop = _("If that is not right, press Stop, or Delete on a card, and tell them.")
        posted = await services.chat(person).direct(
            person, Card(_("Sessions from before"), (Text(said), Text(whose), Text(stop)))
        )
    return Place(person.tenant, posted.place.channel, posted.id)


async def tell_other(services: Services, person: Person, relationship: Relationship) -> None:
    """The other of the two, once for all of the sessions."""
    other = Person(person.tenant, relationship.other(person.id))
    async with read_by(services, other):
        said = _(
            "Sessions from before of {name} and you are being brought in. {insights} lists them when they are analysed.",
            name=await name_of(services, person.tenant, person.id),
            insights=Say("insights"),
        )
        await tell(services, other, Card(_("Sessions from before"), (Text(said),)))


async def agreed(services: Services, relationship: Relationship) -> None:
    """On record: whoever runs the bot says that everyone agreed."""
    at, facts = services.clock.now(), {"version": placing.SPOKEN_VERSION}
    await services.audit.append(AuditEntry(relationship.tenant, OPERATOR, "confirm", relationship.id, at, facts=facts))


def job(person: Person, session: OldSession, place: Place, relationship: Relationship | None) -> Job:
    name = job_of(person, session.digest)
    refs: Refs = {**at(place), "person": person.id, "brought": "1", "told": "1", "insight": _insight_of(name)}
    if session.voices:
        refs |= {"coach": str(session.voices[0]), "client": str(session.voices[1])}
    if relationship:
        refs["relationship"] = relationship.id
    return Job(name, KIND, person.tenant, refs=refs)


async def keep(services: Services, person: Person, session: OldSession, data: bytes, name: str) -> None:
    """The bytes, before the job that reads them."""
    label = labels.Label(day=session.day)
    await labels.keep_with(services, person, job_of(person, session.digest), data, name, label)
