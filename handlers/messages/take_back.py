"""Work that takes back what was shown, at a time of its own: when a grant runs out, and when the platform did not answer.

Jobs of ids alone. Each asks how things stand when its time has come, so that one too many does no harm.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from core.faults import ChatFault
from core.jobs.job import Job, JobState
from core.jobs.worker import (
    Finished,
    JobHandler,
    Later,
    Outcome,
)
from core.people.person import MessageRef, Person, Place
from core.refusal import Refused
from core.sharing.access import Operation
from core.sharing.acts import GRANT_ENDS, until
from core.sharing.finding import find
from handlers import cards
from handlers.access.members import LEFT, NEWS
from handlers.account.leaving import News, PersonLeft
from handlers.coaching import cards as coach_cards
from handlers.home import home
from handlers.insight.held import HOLD_ENDS
from handlers.insight.hold_ends import HoldEnds
from handlers.messages.posted import AWAY, CLOSE, replace_posted
from handlers.services import Services

log = logging.getLogger(__name__)

WHILE_AWAY = timedelta(days=1)
"""Between looks whether the app has come back; where it does not, the workspace's erasure ends the waiting."""


@dataclass(frozen=True)
class GrantEnds:
    """The JobHandler of kind `grant.ends`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        coach, insight_id = Person(job.tenant, job.refs["person"]), job.refs["insight"]
        try:
            insight, _ = await find(self.services, coach, Operation.VIEW, insight_id)
        except Refused:
            await replace_posted(self.services, job.tenant, insight_id, coach_cards.no_access(), coach.id)
            await home.refresh(self.services, coach)
            return Finished()
        grant = insight.sharing_permissions.get(coach.id)
        if grant is None or grant.expires_at is None:
            return Finished(JobState.CANCELLED)
        return Later(until(grant.expires_at, self.services.clock.now()))

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("what an ended grant had shown was not taken back", extra={"job": job.id, "reference": reference})


@dataclass(frozen=True)
class CloseMessage:
    """The JobHandler of kind `message.close`: a message that could not be edited when access ended."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        place = Place(job.tenant, job.refs["channel"], job.refs.get("thread") or None)
        try:
            await self.services.chat(place).update(MessageRef(place, job.refs["message"]), cards.gone())
        except ChatFault as fault:
            if fault.kind in AWAY:
                return Later(WHILE_AWAY)
            if fault.transient:
                raise
            return Finished(JobState.CANCELLED)  # the message or the conversation is not there any more
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a message was not taken back", extra={"job": job.id, "reference": reference})


HANDLERS: Mapping[str, Callable[[Services], JobHandler]] = {
    GRANT_ENDS: GrantEnds,
    CLOSE: CloseMessage,
    HOLD_ENDS: HoldEnds,
    LEFT: PersonLeft,
    NEWS: News,
    home.KIND_HOME: home.DrawHome,
}
"""By kind of job."""
