"""The card of a shared session for the other of the two, as a job of its own: a crash or a full channel never loses it.

It may come twice if the process dies between the post and the note of it; that is rather than never.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from core.faults import ChatFault
from core.insight import SessionInsight
from core.jobs import Job, JobState
from core.people import Person
from core.refusal import Refused
from core.worker import Finished, Later, Outcome
from handlers import home, insight_view, keeping_up
from handlers.services import Services

log = logging.getLogger(__name__)

KIND = "deliver"
WAIT = timedelta(seconds=5)


async def enqueue(services: Services, uploader: Person, insight: SessionInsight) -> None:
    """Once per insight and reader, however often it is asked for."""
    client = uploader.id == insight.coach_user_id
    reader = insight.client_user_id if client else insight.coach_user_id
    if reader is None:
        return
    refs = {"insight": insight.id, "person": reader}
    await services.jobs.enqueue(Job(f"deliver:{insight.id}:{reader}", KIND, uploader.tenant, refs=refs))
    services.wake()


@dataclass(frozen=True)
class Delivery:
    """The JobHandler of kind `deliver`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        reader = Person(job.tenant, job.refs["person"])
        try:
            card = await insight_view.show(self.services, reader, job.refs["insight"], record="deliver")
        except Refused:  # held for review, withdrawn or deleted meanwhile
            return Finished()
        try:
            message = await self.services.chat(reader).direct(reader, card)
        except ChatFault as fault:
            if fault.transient:
                return Later(
                    timedelta(seconds=fault.retry_after) if fault.retry_after else WAIT,
                    failed=fault.retry_after is None,
                )
            log.warning("the other person cannot be reached", extra={"job": job.id, "fault": fault.kind})
            return Finished(JobState.CANCELLED)
        insight = await self.services.insights.get(job.tenant, job.refs["insight"])
        # Under both, so that a deletion and a withdrawn consent each reach the card that was posted.
        posted = self.services.together.posted
        await posted.remember(job.refs["insight"], reader, message, keeping_up.CARD)
        if insight and insight.coaching_relationship_id:
            await posted.remember(insight.coaching_relationship_id, reader, message)
        await home.refresh(self.services, reader)
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a card was not delivered", extra={"job": job.id, "reference": reference})
