"""The job that shows the client a brief their coach asked for, and the one that gives it to the coach after the client's yes.

Posted once: it is begun before it is posted, and a process that died in between leaves none rather than two. The coach can ask
again.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from core.briefs.acts import PREVIEW
from core.faults import ChatFault
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.nudges import acts as nudges
from core.people.person import Person
from core.people.relationships import Relationship, State
from handlers.access import away
from handlers.briefs import notes, routes
from handlers.briefs.notes import Drawn
from handlers.messages.posted import push
from handlers.routing import Id
from handlers.services import Services

log = logging.getLogger(__name__)

BEGUN, AGAIN = "begun", "again"
WAIT = timedelta(seconds=20)
QUIET = timedelta(minutes=15)
"""After which it is looked again whether quiet hours are over."""


@dataclass(frozen=True)
class AskedBrief:
    """The JobHandler of kind `brief`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        person, what = Person(job.tenant, job.refs["person"]), job.refs["what"]
        if job.step == BEGUN:
            log.warning("a brief was cut short", extra={"job": job.id})
            return Finished(JobState.CANCELLED)
        bond = await self.services.relationships.get(job.tenant, job.refs["relationship"])
        if bond is None or bond.state is not State.ACTIVE or not bond.briefs.agreed:
            return Finished(JobState.CANCELLED)
        now, record = await nudges.today(self.services, person), await nudges.of(self.services, person)
        if record.settings.quiet(now.now.time()):
            return Later(QUIET)
        if what != PREVIEW and await notes.has_left(self.services, bond):
            return Finished(JobState.CANCELLED)
        drawn = await self._drawn(bond, what)
        if drawn is None:
            return Finished(JobState.CANCELLED)
        card, subjects = drawn
        route = routes.PREVIEW if what == PREVIEW else routes.GIVEN
        job = await self.services.jobs.save(job, step=BEGUN)
        try:
            told = await push(self.services, person, card, *sorted(subjects), drawn_by=route.packed(Id(bond.id)))
        except ChatFault as fault:
            return await self._not_taken(job, fault)
        if told:
            await self._told(bond, what, subjects)
        return Finished() if told else Finished(JobState.CANCELLED)

    async def _drawn(self, bond: Relationship, what: str) -> Drawn | None:
        if what != PREVIEW:
            return await notes.brief(self.services, bond, fresh=True)
        if bond.briefs.asked_at is None:  # answered meanwhile
            return None
        return await notes.preview(self.services, bond, routes.PREVIEW.packed(Id(bond.id)), asked=True)

    async def _told(self, bond: Relationship, what: str, subjects: set[str]) -> None:
        if what == PREVIEW:
            await notes.was_shown(self.services, bond, subjects, asked=True)
        else:
            await notes.was_given(self.services, bond, asked=True)

    async def _not_taken(self, job: Job, fault: ChatFault) -> Outcome:
        if not fault.lost:  # surely not posted
            await self.services.jobs.save(job, step=AGAIN)
        return await away.not_taken(self.services, job, fault, WAIT)

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a brief was given up", extra={"job": job.id, "reference": reference})
