"""Presses, sent forms and commands that change something are kept before the platform is told that they arrived.

The process that took one handles it at once and forgets it then. Where it dies before, a job handles what was kept: what it
answers goes into the direct message, and a form, which nobody waits for any more, is offered anew.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from core.card import Card, Form, Text
from core.faults import ChatFault, StorageFault
from core.jobs.handler import Finished, Later, Outcome, after
from core.jobs.job import ENDED, Job, JobState
from core.people.person import MessageRef, Person
from core.translation import _
from handlers import cards
from handlers.access.members import may_be_told, tell
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FileShortcut,
    FilesWithdrawn,
    FormSent,
    Respond,
    StopPressed,
    TextSaid,
)
from handlers.services import Services

log = logging.getLogger(__name__)

KIND = "press"
WITHIN = timedelta(seconds=90)
"""So long a process has for what it took, a minute of waiting for a slow platform included, before another looks after it."""
STILL_AT_IT = timedelta(seconds=15)
FORGOTTEN = timedelta(minutes=5)
"""What this process took so long ago it never began, or it would have ended: somebody who is not served, a fault on the way."""

Kept = ButtonPressed | FormSent | CommandGiven | TextSaid | FileShortcut | FilesWithdrawn | StopPressed
_KINDS: Mapping[str, TypeAdapter[Kept]] = {
    kind.__name__: TypeAdapter(kind)
    for kind in (ButtonPressed, FormSent, CommandGiven, TextSaid, FileShortcut, FilesWithdrawn, StopPressed)
}
_WORDLESS = (ButtonPressed, StopPressed)
"""What carries ids alone: it fits into its job, and nothing of a person is sealed for it, whom an erasure may have forgotten."""


def job_id(key: str) -> str:
    return f"{KIND}:{key}"


@dataclass(frozen=True)
class Presses:
    """What this process has taken and not handled to its end, and since when. `key` is the platform's name of one press."""

    services: Services
    _taken: dict[str, datetime] = field(default_factory=dict)

    async def keep(self, event: Kept, key: str) -> None:
        """Store it, sealed if it may hold what a person wrote. Told again, it stays with whoever took it first; where storing it
        fails half-way, with the job."""
        kind, job = type(event).__name__, _job(event.person, key)
        body = _KINDS[kind].dump_json(event)
        if isinstance(event, _WORDLESS):
            job = replace(job, refs={**job.refs, "event": kind, "body": body.decode()})
        else:
            await self.services.uploads.put(event.person, job.id, body, kind)
        if await self.services.jobs.enqueue(job, delay=WITHIN):
            self._taken[job.id] = self.services.clock.now()
            return
        known = await self.services.jobs.get(job.tenant, job.id)
        if known is None or known.state in ENDED:
            await self.services.uploads.delete(job.tenant, job.id)

    def has(self, job_id: str) -> bool:
        """Whether it is handled here, and by nobody else."""
        since = self._taken.get(job_id)
        return since is not None and self.services.clock.now() - since < FORGOTTEN

    def leave(self, event: Kept, key: str) -> None:
        """It was not handled to its end: the job does it once more."""
        self._taken.pop(job_id(key), None)

    async def forget(self, event: Event, key: str) -> None:
        """It was handled."""
        job = _job(event.person, key)
        try:
            await self.services.jobs.cancel(job.tenant, job.id)
            if not isinstance(event, _WORDLESS):
                await self.services.uploads.delete(job.tenant, job.id)
        finally:
            self._taken.pop(job.id, None)


def _job(person: Person, key: str) -> Job:
    return Job(job_id(key), KIND, person.tenant, refs={"person": person.id})


@dataclass(frozen=True)
class HandleAfterwards:
    """The JobHandler of kind `press`. `handle` is the dispatcher's."""

    services: Services
    presses: Presses
    handle: Callable[[Event, Respond], Awaitable[None]]

    async def run(self, job: Job) -> Outcome:
        if self.presses.has(job.id):
            return Later(STILL_AT_IT)
        event = await self._kept(job)
        if event is None:  # handled, or the person has erased everything
            return Finished(JobState.CANCELLED)
        try:
            if await may_be_told(self.services, event.person, asked=True):
                await self.handle(event, Afterwards(self.services, event))
        except ChatFault as fault:
            return after(fault, STILL_AT_IT)
        except StorageFault as fault:
            if fault.transient:
                raise
        except Exception as error:  # noqa: BLE001 - a bug, logged and told by the dispatcher: once, as when it was pressed
            log.warning("a press failed: %s", type(error).__name__, extra={"job": job.id})
        await self.services.uploads.delete(job.tenant, job.id)
        return Finished()

    async def _kept(self, job: Job) -> Kept | None:
        if "event" in job.refs:
            return _KINDS[job.refs["event"]].validate_json(job.refs["body"])
        kept = await self.services.uploads.get(job.tenant, job.id)
        return _KINDS[kept[1]].validate_json(kept[0]) if kept else None

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a press was not handled", extra={"job": job.id, "reference": reference})
        await self.services.uploads.delete(job.tenant, job.id)
        await tell(self.services, Person(job.tenant, job.refs["person"]), cards.bug(reference), asked=True)


@dataclass(frozen=True)
class Afterwards:
    """Respond for what was pressed a while ago: whatever the person was looking at may have gone."""

    services: Services
    event: Kept

    async def reply(self, card: Card) -> MessageRef | None:
        return await self.services.chat(self.event.person).direct(self.event.person, card)

    async def open(self, form: Form) -> None:
        if form.fields or form.submit:
            await self.reply(cards.sorry(_("I was away for a moment. Please press it once more.")))
        else:
            await self.reply(Card(form.title, form.blocks))

    async def update(self, card: Card) -> None:
        message = self.event.message if isinstance(self.event, ButtonPressed) else None
        if message is None:
            await self.reply(card)
        else:
            await self.services.chat(message).update(message, card)

    async def errors(self, errors: Mapping[str, str]) -> None:
        await self.reply(Card(_("That did not work"), tuple(map(Text, dict.fromkeys(errors.values())))))
