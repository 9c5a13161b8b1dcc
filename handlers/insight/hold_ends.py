"""The end of a hold, as a job of its own: the session is shown to its client as by a release, and both are told.

What relationship the two have by then makes no difference: it is the client's session.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from core.card import (
    Actions,
    Button,
    Card,
    Text,
    Tone,
)
from core.faults import ChatFault
from core.insight.holding import HELD_FOR, held
from core.insight.model import SessionInsight, Status
from core.jobs.job import (
    ENDED,
    Job,
    JobState,
    ask_again,
)
from core.jobs.worker import (
    Finished,
    Later,
    Outcome,
    after,
)
from core.people.members import name_of
from core.people.person import Person, Tenant
from core.ports.sessions import AuditEntry
from core.sharing import finding
from core.sharing.access import Operation, can
from handlers.access import gate
from handlers.home import home
from handlers.insight import held as holds
from handlers.messages import posted
from handlers.messages.redraw import keep_up
from handlers.promises import commitments
from handlers.services import Services

log = logging.getLogger(__name__)

HOUSE = "debrief"
"""Who ended it, in the record."""
WAIT = timedelta(seconds=10)
AT_ONCE = 1000


@dataclass(frozen=True)
class HoldEnds:
    """The JobHandler of kind `hold.ends`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        insight = await self.services.insights.get(job.tenant, job.refs["insight"])
        if insight is None:
            return Finished(JobState.CANCELLED)
        if job.step == "":
            if not held(insight) or insight.hold_ends_at is None:
                return Finished(JobState.CANCELLED)
            if (left := insight.hold_ends_at - self.services.clock.now()) > timedelta():
                return Later(left + timedelta(seconds=1))
            job = await self.services.jobs.save(job, step="ending")
        if job.step == "ending":
            await self._release(job.tenant, insight)
            job = await self.services.jobs.save(job, step="ended")
        try:
            if job.step == "ended":
                await self._tell(job.tenant, insight, insight.client_user_id)
                job = await self.services.jobs.save(job, step="client told")
            if insight.coach_user_id:
                await self._tell(job.tenant, insight, insight.coach_user_id)
        except ChatFault as fault:
            if fault.transient:
                return after(fault, WAIT)
            log.warning("the person cannot be reached", extra={"job": job.id, "fault": fault.kind})
        await home.refresh(self.services)
        return Finished()

    async def _release(self, tenant: Tenant, insight: SessionInsight) -> None:
        now = self.services.clock.now()
        if await self.services.insights.end_hold(tenant, insight.id, now):
            await self.services.audit.append(AuditEntry(tenant, HOUSE, "release", insight.id, now))
        await commitments.record(self.services, tenant, insight.id)
        self.services.outdated.update(gate.concerned(await finding.facts(self.services, insight)))
        await keep_up(self.services, tenant, insight.id)

    async def _tell(self, tenant: Tenant, insight: SessionInsight, reader_id: str) -> None:
        """Raises ChatFault."""
        reader, mine = Person(tenant, reader_id), reader_id == insight.client_user_id
        insight_now = await self.services.insights.get(tenant, insight.id)
        if insight_now is None or insight_now.status is not Status.COMPLETED:
            return
        if not can(reader, Operation.VIEW, await finding.facts(self.services, insight_now)):
            return
        other = (insight.coach_user_id or "") if mine else insight.client_user_id
        name = await name_of(self.services, tenant, other)
        if mine:
            await posted.replace_posted(self.services, tenant, insight.id, over(name, insight.id), reader_id)
        await posted.push(
            self.services, reader, over(name, insight.id) if mine else over_for_coach(name, insight.id), insight.id
        )

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a hold was not ended", extra={"job": job.id, "reference": reference})


def over(name: str, insight_id: str) -> Card:
    text = f"The session with {name} that was looked through first is yours to see now."
    return Card("A session is ready for you", (Text(text), Actions((_open(insight_id),))))


def over_for_coach(name: str, insight_id: str) -> Card:
    text = f"You held a session with {name} for {HELD_FOR.days} days. They are over, so {name} sees it now."
    return Card("Your client sees a session now", (Text(text), Actions((_open(insight_id),))))


def _open(insight_id: str) -> Button:
    return Button("Open", "insight.open", insight_id, Tone.PRIMARY)


async def settle(services: Services) -> None:
    """For housekeeping: what an older version held has no end yet, and gets one that counts from now, so that its coach, who was
    told of none, has the whole time too. What is past its end is ended, whatever has become of its job."""
    now = services.clock.now()
    for insight in await services.insights.holds_to_settle(now, limit=AT_ONCE):
        tenant = Tenant(insight.platform, insight.tenant_id)
        if insight.hold_ends_at is not None:
            await ask_again(services.jobs, holds.job(tenant, insight.id), states=ENDED)
            continue
        entries = await services.audit.of(tenant, insight.id)
        since = next((entry.at for entry in entries if entry.operation == "hold"), insight.created_at)
        await holds.at_its_end(services, tenant, insight.id, now + HELD_FOR)
        if await services.insights.set_hold_end(tenant, insight.id, since=since, ends_at=now + HELD_FOR):
            await keep_up(services, tenant, insight.id)
