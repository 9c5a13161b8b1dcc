"""A grant that runs out: what it had shown is taken back, and its owner's card says so.

The job asks how things stand when its time has come, so that one too many does no harm.
"""

import logging
from dataclasses import dataclass

from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.people.person import Person
from core.refusal import Refused
from core.sharing.access import Operation
from core.sharing.acts import until
from core.sharing.finding import find
from handlers.effects.effects import show_as_it_is
from handlers.home import home
from handlers.services import Services

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class GrantEnds:
    """The JobHandler of kind `grant.ends`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        coach, insight_id = Person(job.tenant, job.refs["person"]), job.refs["insight"]
        try:
            insight, _ = await find(self.services, coach, Operation.VIEW, insight_id)
        except Refused:
            await show_as_it_is(self.services, job.tenant, insight_id)
            await home.refresh(self.services, coach, *await self._owner(job, insight_id))
            return Finished()
        grant = insight.sharing_permissions.get(coach.id)
        if grant is None or grant.expires_at is None:
            return Finished(JobState.CANCELLED)
        return Later(until(grant.expires_at, self.services.clock.now()))

    async def _owner(self, job: Job, insight_id: str) -> list[Person]:
        insight = await self.services.insights.get(job.tenant, insight_id)
        return [Person(job.tenant, insight.client_user_id)] if insight else []

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("what an ended grant had shown was not taken back", extra={"job": job.id, "reference": reference})
