"""Yes first: after a session its client is asked which promises they keep; and once, when they next appear, about those of
before.

Only what was kept is ever spoken of again. One message a session; a process that died while it posted leaves none rather than
two, for every promise can be kept from the list as well.
"""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.faults import ChatFault, StorageFault
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.nudges import acts
from core.nudges.record import Record
from core.people.meetings import as_said
from core.people.person import Person
from core.promises.recording import ASK
from handlers.access import away
from handlers.access.members import may_be_told
from handlers.messages.posted import push
from handlers.messages.redraw import stands
from handlers.nudges import routes, shown
from handlers.nudges.routes import Found
from handlers.services import Services

log = logging.getLogger(__name__)

BEFORE = f"{ASK}.before"
"""The kind of the job that asks about promises of earlier versions."""
BEGUN = "begun"
WAIT = timedelta(seconds=20)
PATIENCE = timedelta(minutes=3)
"""For the session's card, which is to come first."""
FRESH = timedelta(days=14)
"""A session that was analysed longer ago is asked about with those of before, if at all."""
LOOK_AGAIN = timedelta(minutes=10)
REMEMBERED = 10_000


@dataclass(frozen=True)
class AskWhichAreKept:
    """The JobHandler of kinds `promises.ask` and `promises.ask.before`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        person, insight_id = Person(job.tenant, job.refs["person"]), job.refs.get("insight", "")
        if job.step == BEGUN:
            return Finished(JobState.CANCELLED)
        if insight_id:
            if (waits := await self._too_early(person, insight_id)) is not None:
                return waits
            if insight := await self.services.insights.get(person.tenant, insight_id):
                await as_said(self.services, insight)
        record = await acts.of(self.services, person)
        made, _more = await shown.undecided(self.services, person, insight_id)
        if all(record.of(one.id) for one in made):
            return Finished()
        try:
            if not await may_be_told(self.services, person):
                return Finished(JobState.CANCELLED)
        except ChatFault as fault:
            return await away.not_taken(self.services, job, fault, WAIT)
        value = Found(insight_id)
        card, subjects = await shown.found(self.services, person, value.packed())
        job = await self.services.jobs.save(job, step=BEGUN)
        try:
            await push(self.services, person, card, *sorted(subjects), drawn_by=routes.FOUND.packed(value))
        except ChatFault as fault:
            if not fault.lost:  # surely not posted
                await self.services.jobs.save(job, step="asked")
            return await away.not_taken(self.services, job, fault, WAIT)
        return Finished()

    async def _too_early(self, person: Person, insight_id: str) -> Outcome | None:
        insight = await self.services.insights.get(person.tenant, insight_id)
        if insight is None or insight.completed_at is None:
            return Finished(JobState.CANCELLED)
        age = self.services.clock.now() - insight.completed_at
        if age > FRESH:
            return Finished(JobState.CANCELLED)
        if age < PATIENCE and not await stands(self.services, person, insight_id):
            return Later(WAIT)
        return None

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("nobody was asked which promises they keep", extra={"job": job.id, "reference": reference})


@dataclass(frozen=True)
class Appearances:
    """Who has been seen by this process, and when: somebody who appears is asked once about promises of before, and what rested
    because they could not be reached goes on, their reminders among it."""

    services: Services
    _seen: dict[Person, datetime] = field(default_factory=dict)

    async def seen(self, person: Person) -> None:
        """Never worth a failure: the next appearance does the same."""
        now = self.services.clock.now()
        if person in self._seen and now - self._seen[person] < LOOK_AGAIN:
            return
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
        self._seen[person] = now
        try:
            await self._look(person)
        except StorageFault as fault:
            log.warning("an appearance was not looked at: %s", fault.kind)

    async def _look(self, person: Person) -> None:
        await away.is_back(self.services, person)
        record = await self.services.nudges.get(person)
        if record is not None and record.unreachable:
            await acts.change(self.services, person, lambda record: replace(record, unreachable=""))
        if record is not None and record.asked_before:
            return
        before, _more = await shown.undecided(self.services, person, "")
        if not before:
            return
        await self.services.jobs.enqueue(
            Job(f"{BEFORE}:{person.id}", BEFORE, person.tenant, refs={"person": person.id})
        )
        await acts.put(self.services, person, _asked)
        self.services.wake()


def _asked(record: Record) -> Record:
    return replace(record, asked_before=True)
