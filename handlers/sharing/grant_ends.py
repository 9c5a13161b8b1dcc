"""A grant that runs out: what it had shown is taken back.

The job asks how things stand when its time has come, so that one too many does no harm.
"""

import logging
from dataclasses import dataclass

from core.jobs.job import Job, JobState
from core.jobs.worker import Finished, Later, Outcome
from core.people.person import Person
from core.refusal import Refused
from core.sharing.access import Operation
from core.sharing.acts import until
from core.sharing.finding import find
from handlers import cards
from handlers.home import home
from handlers.messages.posted import replace_posted
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
            await replace_posted(self.services, job.tenant, insight_id, cards.no_access(), coach.id)
            await home.refresh(self.services, coach)
            return Finished()
        grant = insight.sharing_permissions.get(coach.id)
        if grant is None or grant.expires_at is None:
            return Finished(JobState.CANCELLED)
        return Later(until(grant.expires_at, self.services.clock.now()))

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("what an ended grant had shown was not taken back", extra={"job": job.id, "reference": reference})
