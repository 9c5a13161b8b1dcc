"""The end of a hold, as a job of its own: the session is shown to its client as by a release, and both are told.

What relationship the two have by then makes no difference: it is the client's session.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from core.changes import HOUSE, Change, Kind
from core.insight.holding import held
from core.insight.holds import end_hold
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from handlers.insight.effects import tell_of_release
from handlers.services import Services

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HoldEnds:
    """The JobHandler of kind `hold.ends`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        insight = await self.services.insights.get(job.tenant, job.refs["insight"])
        if insight is None:
            return Finished(JobState.CANCELLED)
        if held(insight) and insight.hold_ends_at is not None:
            if (left := insight.hold_ends_at - self.services.clock.now()) > timedelta():
                return Later(left + timedelta(seconds=1))
            await end_hold(self.services, job.tenant, insight.id)
            return Finished()
        if job.step == "":
            return Finished(JobState.CANCELLED)
        # A process of the version before ended it, in steps of its own, and died before everybody was told.
        change = Change(Kind.RELEASE, job.tenant, insight.id, HOUSE, self.services.clock.now())
        await tell_of_release(self.services, change)
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a hold was not ended", extra={"job": job.id, "reference": reference})
