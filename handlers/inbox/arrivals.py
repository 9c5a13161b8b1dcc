"""The job of a session that another tool sent: kept sealed and unread, offered to its person, and then given on as a dropped file
is, or deleted."""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.faults import ChatFault
from core.inbox.arrival import Arrival, packed, unpacked
from core.inbox.source import SourceFault
from core.insight.label import title_of
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import OPEN, Job, JobState
from core.jobs.refs import Refs, at
from core.people.person import MessageRef, Person, Place
from core.refusal import Reason, Refused
from core.translation import N_, _
from handlers.access import away
from handlers.access.members import may_be_told, tell
from handlers.inbox import cards
from handlers.intake import jobs as intake
from handlers.intake import labels
from handlers.intake.holding import hold
from handlers.intake.steps import Step as IntakeStep
from handlers.messages.posted import words_of
from handlers.services import Services

log = logging.getLogger(__name__)

KIND = "inbox"
KEPT = timedelta(days=7)
"""How long one waits for its person; then it is deleted."""
ANEW = timedelta(days=1)
"""After which the same one, ignored or let go, is a new one: until then whoever sent it may only be telling again."""
MOST = 20
"""Sessions of one person that wait at a time."""
GIVEN_UP = frozenset({JobState.CANCELLED, JobState.FAILED})
WAIT = timedelta(seconds=10)
FETCH_WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 600, 3_600, 4 * 3_600, 12 * 3_600))
"""Before each further try; what Zoom gives to fetch with holds for a day."""
FULL = N_("This inbox is full. Its person has to say first what is to become of the sessions that wait in it.")


class Step(StrEnum):
    """The words are in stored jobs, so none may change."""

    NEW = ""
    FETCHED = "fetched"
    """A vendor has given its transcript."""
    OFFERED = "offered"
    TAKEN = "taken"
    """Its person wants it analysed."""
    IGNORED = "ignored"


OFFERS = frozenset({Step.NEW, Step.FETCHED, Step.OFFERED})
"""At which its person may say what is to become of it: an answer may come before the offer's own step is stored."""


def _name(person: Person, source: str, key: str) -> str:
    return hashlib.sha256(json.dumps([person.id, source, key]).encode()).hexdigest()[:32]


async def keep(
    services: Services, person: Person, arrival: Arrival, data: bytes, key: str = "", *, source: str = ""
) -> str:
    """Store what came, durably, then return its opaque id. `key` tells it from others of the same source; without one, its bytes
    do. The same once more is the same one. `source` is the vendor that is asked for the transcript, `data` then what it wants for
    that. Raises Refused (LIMIT_REACHED) where too many wait."""
    name = _name(person, arrival.source, key or hashlib.sha256(data).hexdigest())
    now = services.clock.now()
    refs: Refs = {"person": person.id, "file": name, "given_at": now.isoformat()}
    refs |= {"source": source} if source else {}
    job = Job(intake.job_id(person.tenant, f"{KIND}:{name}"), KIND, person.tenant, refs=refs)
    known = await services.jobs.get(job.tenant, job.id)
    anew = known is not None and known.state in GIVEN_UP and now - _given_at(known) > ANEW
    if known is not None and not anew:
        return name
    if len(await services.jobs.open_of(person, KIND)) >= MOST:
        raise Refused(Reason.LIMIT_REACHED, _(FULL))
    await services.uploads.put(person, job.id, data, packed(arrival))
    if anew:
        await services.jobs.wake(job.tenant, job.id, step=Step.NEW, refs=refs, states=GIVEN_UP)
    else:
        await services.jobs.enqueue(job)
    services.wake()
    return name


async def kept(services: Services, job: Job) -> tuple[bytes, Arrival] | None:
    """None where it is kept no more."""
    found = await services.uploads.get(job.tenant, job.id)
    return (found[0], unpacked(found[1])) if found else None


async def drop_waiting(services: Services, person: Person) -> None:
    """What vendors sent and that still waits is deleted, unread."""
    for job in await services.jobs.open_of(person, KIND):
        if job.refs.get("source"):
            await services.jobs.wake(job.tenant, job.id, step=Step.IGNORED, states=OPEN, steps=OFFERS)
            await services.uploads.delete(job.tenant, job.id)
    services.wake()


async def waiting(services: Services, person: Person) -> list[tuple[bytes, Arrival]]:
    """All that wait for what the person says of them."""
    found = [await kept(services, job) for job in await services.jobs.open_of(person, KIND)]
    return [one for one in found if one is not None]


def fetches(job: Job) -> bool:
    """Whether its next step asks a vendor for a transcript, which may take minutes."""
    return job.kind == KIND and job.step == Step.NEW and "source" in job.refs


def _given_at(job: Job) -> datetime:
    return datetime.fromisoformat(job.refs["given_at"])


def _message(job: Job) -> MessageRef:
    place = Place(job.tenant, job.refs["channel"], job.refs["thread"] or None)
    return MessageRef(place, job.refs["status"])


@dataclass(frozen=True)
class Arrivals:
    """The JobHandler of kind `inbox`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        stages: dict[Step, Callable[[Job], Awaitable[Outcome]]] = {
            Step.NEW: self._fetch if fetches(job) else self._offer,
            Step.FETCHED: self._offer,
            Step.OFFERED: self._let_go,
            Step.TAKEN: self._give_on,
            Step.IGNORED: self._forget,
        }
        try:
            return await stages[Step(job.step)](job)
        except ChatFault as fault:
            if self._until(job) <= self.services.clock.now():
                return await self._forget(job)
            outcome = await away.not_taken(self.services, job, fault, WAIT, longest=KEPT)
            return outcome if isinstance(outcome, Later) else await self._forget(job)

    def _until(self, job: Job) -> datetime:
        return _given_at(job) + KEPT

    async def _fetch(self, job: Job) -> Outcome:
        found, source = await kept(self.services, job), self.services.sources.get(job.refs["source"])
        if found is None or source is None:  # turned off since
            return await self._forget(job)
        try:
            data = await source.fetch(found[0].decode())
        except SourceFault as fault:
            log.warning("a vendor did not give a transcript", extra={"job": job.id, "fault": fault.kind})
            tries = int(job.refs.get("asked") or 0)
            if fault.transient and tries < len(FETCH_WAITS):
                await self.services.jobs.save(job, refs={"asked": str(tries + 1)})
                return Later(FETCH_WAITS[tries])
            await tell(self.services, intake.uploader(job), cards.not_fetched(found[1]))
            return await self._forget(job)
        await hold(self.services, job)
        await self.services.uploads.put(intake.uploader(job), job.id, data, packed(found[1]))
        return await self.services.jobs.save(job, step=Step.FETCHED)

    async def _offer(self, job: Job) -> Outcome:
        found = await kept(self.services, job)
        if found is None:
            return Finished(JobState.CANCELLED)
        _data, arrival = found
        person = intake.uploader(job)
        if not await may_be_told(self.services, person):
            return await self._forget(job)
        if arrival.series and any(one.id == arrival.series for one in (await self.services.inboxes.get(person)).always):
            return await self.services.jobs.save(job, step=Step.TAKEN)
        card = cards.offered(job.id, arrival, self._until(job))
        message = await self.services.chat(person).direct(person, card)
        refs: Refs = {**at(message.place), "status": message.id}
        job = await self.services.jobs.save(job, step=Step.OFFERED, refs=refs)
        await self.services.posted.remember(words_of(person.id), person, message)
        return Later(self._until(job) - self.services.clock.now())

    async def _let_go(self, job: Job) -> Outcome:
        """Nothing was said of it."""
        if (rest := self._until(job) - self.services.clock.now()) > timedelta():
            return Later(rest)
        await self.services.uploads.delete(job.tenant, job.id)
        await self.services.chat(job.tenant).update(_message(job), cards.let_go())
        return Finished(JobState.CANCELLED)

    async def _give_on(self, job: Job) -> Outcome:
        """From here on it is a dropped file; the message that offered it shows how far it is."""
        found = await kept(self.services, job)
        session = session_of(job)
        if found is not None and await self.services.jobs.get(job.tenant, session) is None:
            data, arrival = found
            label = labels.Label(title_of(arrival.title), arrival.day, arrival.name)
            name = arrival.name or "session"
            await labels.keep_with(self.services, intake.uploader(job), session, data, name, label)
            await self.services.jobs.enqueue(_session(job, self.services.clock.now()))
            self.services.wake()
        await self.services.uploads.delete(job.tenant, job.id)
        return Finished()

    async def _forget(self, job: Job) -> Outcome:
        await self.services.uploads.delete(job.tenant, job.id)
        return Finished(JobState.CANCELLED)

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a session from elsewhere was not offered", extra={"job": job.id, "reference": reference})
        await self.services.uploads.delete(job.tenant, job.id)


def session_of(job: Job) -> str:
    """The id of the job that analyses it."""
    return intake.job_id(job.tenant, f"{KIND}-{job.refs['file']}")


def _session(job: Job, said_at: datetime) -> Job:
    """`said_at`: when its person said that it is to be analysed."""
    refs: Refs = {"person": job.refs["person"], "file": job.refs["file"], "source": "url_import"}
    refs["waits_from"] = said_at.isoformat()
    if "status" not in job.refs:  # never asked about: it is announced as any other
        return Job(session_of(job), intake.KIND, job.tenant, refs=refs)
    refs |= {
        "channel": job.refs["channel"],
        "thread": job.refs["thread"],
        "status": job.refs["status"],
        "given_at": job.refs["given_at"],
    }
    return Job(session_of(job), intake.KIND, job.tenant, step=IntakeStep.ANNOUNCED, refs=refs)
