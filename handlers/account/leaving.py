"""What ends when somebody is a full member no more: their tokens, what clients shared with them, and the cards of their clients'
sessions.

Their own sessions stay theirs, and so does the relationship: who comes back finds it as it was, and nothing was sent meanwhile.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from core.card import Card, Say, Text
from core.faults import ChatFault
from core.jobs.handler import Finished, Outcome, after
from core.jobs.job import Job, JobState
from core.people import token_acts
from core.people.acts import all_of
from core.people.locales import read_by
from core.people.members import ONLY_MEMBERS, look_up, name_of
from core.people.person import Person
from core.people.relationships import State
from core.ports.insights import InsightQuery, Scope
from core.ports.people import Kind
from core.refusal import Refused
from core.sharing import acts
from core.translation import _
from core.webhooks import acts as webhooks
from handlers import cards
from handlers.access import away
from handlers.access.members import OUTSIDE, may_be_told, tell
from handlers.home import home
from handlers.messages import posted
from handlers.services import Services

log = logging.getLogger(__name__)

WAIT = timedelta(seconds=10)
STEP = 100
SEEN = frozenset({State.ACTIVE, State.ENDED})


@dataclass(frozen=True)
class PersonLeft:
    """The JobHandler of kind `person.left`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        person = Person(job.tenant, job.refs["person"])
        try:
            member = await look_up(self.services, person)
            if member is None or member.kind not in OUTSIDE:
                return Finished(JobState.CANCELLED)
            await token_acts.revoke_all(self.services, person)
            owners = await self._end_grants(person)
            await self._take_back(person)
            await webhooks.remove_all(self.services, person)
            screen = self.services.face(person).home
            if screen and member.kind is Kind.GUEST:
                await screen.draw_home(person, Card("Debrief", (Text(_(ONLY_MEMBERS)),)), Scope.ALL.value)
        except Refused:  # the platform does not say who is a member: whoever sends something asks again
            return Finished(JobState.CANCELLED)
        except ChatFault as fault:
            return after(fault, WAIT) if fault.transient else Finished(JobState.CANCELLED)
        for owner in owners:
            async with read_by(self.services, owner):
                await tell(self.services, owner, sharing_ended(await name_of(self.services, job.tenant, person.id)))
        self.services.outdated.discard(person)
        await home.refresh(self.services)
        return Finished()

    async def _end_grants(self, person: Person) -> set[Person]:
        """Whose sessions they were."""
        owners: set[Person] = set()
        ended = True
        while ended:
            page = await self.services.insights.list(InsightQuery(person, Scope.SHARED), limit=STEP)
            ended = False
            for row in page.rows:
                owner = Person(person.tenant, row.client_user_id)
                if await acts.end_grant(self.services, owner, row.id, person):
                    ended = True
                    owners.add(owner)
        return owners

    async def _take_back(self, person: Person) -> None:
        """What was posted to them of their clients' sessions."""
        async for bond in all_of(self.services, person, SEEN):
            if bond.coach == person.id:
                await posted.take_back(self.services, bond, cards.no_access, person.id)

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("what a former member was shown was not taken back", extra={"job": job.id, "reference": reference})


def sharing_ended(name: str) -> Card:
    text = _(
        "{name} is not a full member of this organisation any more, so what you shared with them is yours alone again.",
        name=name,
    )
    return Card(_("Sharing has ended"), (Text(text),))


@dataclass(frozen=True)
class News:
    """The JobHandler of kind `news`: a message could not be sent when it was new. What it said is not kept; where to look is."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        person = Person(job.tenant, job.refs["person"])
        try:
            if await may_be_told(self.services, person):
                await self.services.chat(person).direct(person, news())
        except ChatFault as fault:
            return await away.not_taken(self.services, job, fault, WAIT)
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("somebody was not told of news", extra={"job": job.id, "reference": reference})


def news() -> Card:
    said = _(
        "I could not tell you at once. {insights} and {coach} show it.", insights=Say("insights"), coach=Say("coach")
    )
    return Card(_("Something is new for you here"), (Text(said),))
