"""The job that sends one message to one webhook, again and again for days until it is taken."""

import json
import logging
from dataclasses import dataclass
from datetime import timedelta

from core.faults import ChatFault
from core.jobs.handler import Finished, Later, Outcome, after
from core.jobs.job import Job, JobState
from core.people.locales import read_by
from core.people.person import Person
from core.promises.commitments import Commitment
from core.refusal import Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.webhooks import signing
from core.webhooks.record import Event, NotDelivered, Webhook
from handlers.access.members import may_be_told, tell
from handlers.services import Services
from handlers.webhooks import settings

log = logging.getLogger(__name__)

DELAYS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 60, 600, 3_600, 4 * 3_600, 10 * 3_600, 14 * 3_600, 20 * 3_600, 24 * 3_600)
)
"""Before each further try; three days in all."""
GONE = 410
"""The status by which a program says that it wants nothing more."""
WAIT = timedelta(seconds=30)


@dataclass(frozen=True)
class Sending:
    """The JobHandler of kind `webhook`. A crash between the answer and the note of it sends the message once more, under the same
    `webhook-id`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        person = Person(job.tenant, job.refs["person"])
        webhook = await self.services.webhooks.get(person, job.refs["webhook"])
        if webhook is None or webhook.off_since is not None:
            return Finished(JobState.CANCELLED)
        try:
            if not await self._may_know(job, person):
                return Finished(JobState.CANCELLED)
        except ChatFault as fault:
            return after(fault, WAIT)
        try:
            status = await self._send(job, webhook)
        except NotDelivered as fault:
            return await self._later(job, webhook, fault.kind)
        if 200 <= status < 300:
            return Finished()
        if status == GONE:
            return await self._give_up(job, webhook)
        return await self._later(job, webhook, str(status))

    async def _may_know(self, job: Job, person: Person) -> bool:
        """At this moment: what was told of may not be theirs to see any more, or not so."""
        if not await may_be_told(self.services, person):
            return False
        promise = job.refs["promise"]
        operation = Operation.SEE_COMMITMENTS if promise else Operation.VIEW
        try:
            await find(self.services, person, operation, job.refs["insight"])
        except Refused:
            return False
        return not promise or any(
            _kept(one, promise) for one in await self.services.commitments.of(job.tenant, job.refs["insight"])
        )

    async def _send(self, job: Job, webhook: Webhook) -> int:
        body = _body(job)
        name = f"msg_{job.id.partition(':')[2]}"
        headers = signing.headers(webhook.secret, name, self.services.clock.unmoved(), body)
        return await self.services.poster.post(webhook.url, headers, body)

    async def _later(self, job: Job, webhook: Webhook, why: str) -> Outcome:
        tries = int(job.refs.get("asked") or 0)
        log.info("a webhook did not answer", extra={"job": job.id, "why": why, "tries": tries + 1})
        if tries >= len(DELAYS):
            return await self._give_up(job, webhook)
        await self.services.jobs.save(job, refs={"asked": str(tries + 1)})
        return Later(DELAYS[tries])

    async def _give_up(self, job: Job, webhook: Webhook) -> Outcome:
        """Nothing more goes there, until its owner says so."""
        if await self.services.webhooks.turn(webhook.person, webhook.id, self.services.clock.now()):
            async with read_by(self.services, webhook.person):
                await tell(self.services, webhook.person, settings.turned_off(webhook), asked=True)
        return Finished(JobState.FAILED)

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a webhook was not told", extra={"job": job.id, "reference": reference})


def _kept(one: Commitment, promise: str) -> bool:
    return one.id == promise and one.state == "done"


def _body(job: Job) -> bytes:
    """Ids alone."""
    refs = job.refs
    data = {"insight_id": refs["insight"]}
    if refs["what"] == Event.KEPT:
        data["promise_id"] = refs["promise"]
    return json.dumps({"type": refs["what"], "timestamp": refs["at"], "data": data}, separators=(",", ":")).encode()
