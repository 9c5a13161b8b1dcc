"""The job that sends a code to an e-mail address, to confirm whose it is."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from core.faults import MailFault
from core.inbox import links
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.people.person import Person
from core.translation import _
from handlers.services import Services

log = logging.getLogger(__name__)

WAITS = (5.0, 30.0, 120.0, 600.0)
"""Seconds before each further try."""


@dataclass(frozen=True)
class SendCode:
    """The JobHandler of kind `inbox.code`. Each try sends a new code: what was sent before holds no more."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        made = await links.new_code(self.services, Person(job.tenant, job.refs["person"]))
        if made is None or self.services.mail is None:
            return Finished(JobState.CANCELLED)
        address, code = made
        text = _(
            "Your code is {code}. Write it into the form that asks for it in the chat; it holds for half an hour.\n\n"
            "Somebody gave this address to Debrief, a coaching assistant. If it was not you, nothing happens.",
            code=code,
        )
        try:
            await self.services.mail.send(address, _("Your code for Debrief"), text)
        except MailFault as fault:
            log.warning("a code was not sent", extra={"job": job.id, "fault": fault.kind})
            tries = int(job.refs.get("asked") or 0)
            if fault.transient and tries < len(WAITS):
                await self.services.jobs.save(job, refs={"asked": str(tries + 1)})
                return Later(timedelta(seconds=WAITS[tries]))
            return Finished(JobState.FAILED)
        await self.services.jobs.save(job, refs={"asked": ""})
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a code was not sent", extra={"job": job.id, "reference": reference})
