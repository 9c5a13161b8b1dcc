"""Messages that show a session or its comments are drawn anew when it changes, for each reader as far as they may see it.

Whatever changes one stores the wish (`redraw_later`); a job carries it out, so that nobody waits for it and a crash does not
lose it. A change while it runs has it run once more.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.card import Card
from core.faults import ChatFault
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, ask_again
from core.people.locales import read_by
from core.people.person import MessageRef, Person, Tenant
from core.refusal import Refused
from core.sharing import access, finding
from core.sharing.access import Operation
from handlers import cards
from handlers.access import gate
from handlers.access.members import may_be_told
from handlers.services import Services

log = logging.getLogger(__name__)

KIND = "redraw"
CARD, COMMENTS = "card", "comments"
"""What a message shows, as it is remembered with it."""
AGAIN = timedelta(seconds=5)
NEWEST = 10
"""Messages of one reader that are kept up; what was opened so often before is history, and every edit costs a call."""

Drawing = Callable[[Services, Person, str], Awaitable[Card]]
"""The card of an insight for a reader, as it is now. Raises Refused as core.sharing.finding.find does."""


async def redraw_later(services: Services, tenant: Tenant, insight_id: str, what: str = CARD) -> None:
    """Have the messages that show this drawn anew soon."""
    if not await services.posted.of(tenant, insight_id, kind=what):
        return
    job = Job(f"{KIND}:{insight_id}:{what}", KIND, tenant, refs={"insight": insight_id, "what": what})
    await ask_again(services.jobs, job)
    services.wake()


async def stands(services: Services, reader: Person, insight_id: str, what: str = CARD) -> bool:
    """Whether the reader has a message that shows this, so that another need not be posted."""
    return bool(await services.posted.of(reader.tenant, insight_id, reader.id, what))


@dataclass(frozen=True)
class Redraw:
    """The JobHandler of kind `redraw`."""

    services: Services
    drawings: Mapping[str, Drawing]

    async def run(self, job: Job) -> Outcome:
        insight = await self.services.insights.get(job.tenant, job.refs["insight"])
        if insight is None:  # deleted: whoever did it has replaced what was posted
            return Finished()
        faults: list[ChatFault] = []
        for reader in access.concerned(await finding.facts(self.services, insight)):
            async with read_by(self.services, reader):
                faults += await self._for(reader, insight.id, job.refs["what"])
        waits = [fault.retry_after for fault in faults if fault.transient]
        if waits:
            return Later(max(AGAIN, timedelta(seconds=max(wait or 0.0 for wait in waits))), failed=True)
        return Finished()

    async def _for(self, reader: Person, insight_id: str, what: str) -> list[ChatFault]:
        messages = (await self.services.posted.of(reader.tenant, insight_id, reader.id, what))[-NEWEST:]
        if not messages:
            return []
        try:
            if not await may_be_told(self.services, reader):
                return []
        except ChatFault as fault:
            return [fault]
        try:
            card = await self.drawings[what](self.services, reader, insight_id)
        except Refused:  # access has ended: what was posted is replaced by whoever ended it
            return []
        faults = await self._edit(messages, card)
        await gate.delivered(self.services, reader, insight_id)
        try:  # access that ended while this was drawn
            await finding.find(self.services, reader, Operation.VIEW, insight_id)
        except Refused:
            faults += await self._edit(messages, cards.gone())
        return faults

    async def _edit(self, messages: Sequence[MessageRef], card: Card) -> list[ChatFault]:
        faults: list[ChatFault] = []
        for message in messages:
            try:
                await self.services.chat(message).update(message, card)
            except ChatFault as fault:
                log.warning("a message was not drawn anew", extra={"fault": fault.kind})
                faults.append(fault)
        return faults

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("messages were not drawn anew", extra={"job": job.id, "reference": reference})
