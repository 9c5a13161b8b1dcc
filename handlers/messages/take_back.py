"""Messages that the platform did not edit when access ended: a job edits them later, for as long as it takes."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from core.faults import ChatFault
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.people.person import MessageRef, Place
from core.translation import reading
from handlers import cards
from handlers.messages.posted import AWAY
from handlers.services import Services

log = logging.getLogger(__name__)

WHILE_AWAY = timedelta(days=1)
"""Between looks whether the app has come back; where it does not, the organisation's erasure ends the waiting."""


@dataclass(frozen=True)
class CloseMessage:
    """The JobHandler of kind `message.close`: a message that could not be edited when access ended."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        place = Place(job.tenant, job.refs["channel"], job.refs.get("thread") or None)
        try:
            with reading(job.refs.get("language", "")):
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
