"""The Home tab of all concerned is drawn anew after every change, whoever made it: no title stays where access has ended."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import pytest_asyncio

from core.card import Card, Form
from core.faults import ChatFault
from core.jobs.handler import Later
from core.jobs.job import Job
from core.people.locales import read_by_its_person
from core.people.person import Person, Place
from handlers.dispatcher import Dispatcher
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    HomeOpened,
    TextSaid,
)
from handlers.home import home
from handlers.intake.delivery import KIND as DELIVER
from handlers.jobs import HANDLERS
from tests.fakes.face import exchanged
from tests.relationships.house import HERE, Answer, Chat, House, person, words_of

ADA, IVA, BO = person("ada"), person("iva"), person("bo")


@dataclass
class Homely(Chat):
    """A chat with a Home tab for everybody; what was drawn last."""

    homes: dict[Person, Card] = field(default_factory=dict)
    fault: ChatFault | None = None
    drawn: int = 0

    async def draw_home(self, person: Person, card: Card, note: str = "") -> None:
        if self.fault:
            raise self.fault
        self.homes[person] = card
        self.drawn += 1

    def home_note(self, person: Person) -> str | None:
        return None

    def text(self, person: Person) -> str:
        return words_of("", self.homes[person].blocks)


@dataclass
class Street:
    """A house whose people are served by the dispatcher, as the bot serves them, with their jobs carried out."""

    house: House
    chat: Homely

    async def press(self, who: Person, action: str, value: str = "") -> Answer:
        return await self._done(ButtonPressed(who, Place(HERE, "D"), action, value))

    async def send(self, who: Person, form: Form, **fields: Any) -> Answer:
        return await self._done(FormSent(who, form.action, form.value, fields))

    async def write(self, who: Person, name: str, text: str = "", *about: Person) -> Answer:
        return await self._done(CommandGiven(who, Place(HERE, "D"), name, text, mentioned=about))

    async def say(self, who: Person, text: str) -> Answer:
        return await self._done(TextSaid(who, Place(HERE, "D"), text))

    async def open(self, *people: Person) -> None:
        for who in people:
            await self._done(HomeOpened(who))

    async def _done(self, event: Any) -> Answer:
        answer = Answer(chat=self.chat)
        await Dispatcher(self.house.services).handle(event, answer)
        await self.house.settle()
        return answer

    async def work(self) -> None:
        """Carry out what waits, but for what waits for its day."""
        services = self.house.services
        for job in await self.house.claimed():
            if job.kind in HANDLERS:
                async with read_by_its_person(services, job):
                    await HANDLERS[job.kind](services).run(job)

    async def share(self, insight: str, until: str | None = None) -> None:
        form = (await self.press(ADA, "share.one", insight)).forms[0]
        fields = {"coach": IVA.id, "sessions": (insight,), "permissions": (), "until": until}
        await self.send(ADA, (await self.send(ADA, form, **fields)).forms[0])


@pytest_asyncio.fixture(loop_scope="session")
async def street(house: House) -> Street:
    chat = Homely()
    services = exchanged(house.services, chat=chat, home=chat)
    street = Street(replace(house, services=services, chat=chat), chat)
    await street.open(ADA, IVA, BO)
    return street


async def test_an_invitation_and_its_answer(street: Street) -> None:
    await street.write(ADA, "coach", "invite coach", IVA)
    assert "[Accept]" in street.chat.text(IVA)
    await street.press(IVA, "coach.accept", (await street.house.bond(ADA, IVA)).id)
    assert "your coach since" in street.chat.text(ADA)
    assert "your client since" in street.chat.text(IVA)
    await street.press(ADA, "coach.end", (await street.house.bond(ADA, IVA)).id)
    assert "since" not in street.chat.text(IVA)


Ending = Callable[[Street, str], Awaitable[object]]


async def _revoke(street: Street, insight: str) -> None:
    await street.press(ADA, "share.revoke", f"{insight}|{IVA.id}")


async def _delete(street: Street, insight: str) -> None:
    await street.press(ADA, "insight.delete", insight)


async def _hold(street: Street, insight: str) -> None:
    await street.press(ADA, "insight.hold", f"{insight}|yes")


async def _erase(street: Street, insight: str) -> None:
    form = (await street.press(ADA, "privacy.erase")).forms[0]
    await street.send(ADA, form, word="ERASE")
    await street.work()


async def _run_out(street: Street, insight: str) -> None:
    street.house.clock.pass_(days=30)
    await street.work()


@pytest.mark.parametrize("end", [_revoke, _delete, _hold, _erase, _run_out])
async def test_a_title_leaves_the_other_ones_home_with_the_access(street: Street, end: Ending) -> None:
    insight = await street.house.session(ADA, session_title="Letting go")
    await street.share(insight, until="2026-03-20")
    assert "Shared with me | Letting go" in street.chat.text(IVA).replace(" |  | ", " | ")
    assert "Letting go" not in street.chat.text(BO)
    await end(street, insight)
    assert "Letting go" not in street.chat.text(IVA)


async def test_withdrawn_consent_and_the_titles_of_two(street: Street) -> None:
    await street.house.paired_session(IVA, ADA, session_title="Of us two")
    await street.open(IVA)
    assert "Of us two" in street.chat.text(IVA)
    await street.press(ADA, "coach.withdraw", (await street.house.bond(ADA, IVA)).id)
    assert "Of us two" not in street.chat.text(IVA)


async def test_an_edited_title_is_everybodys(street: Street) -> None:
    insight = await street.house.session(ADA, session_title="Letting go")
    await street.share(insight)
    form = (await street.press(ADA, "insight.edit", insight)).forms[0]
    await street.send(ADA, form, title="Holding on", date="2026-03-01")
    assert "Holding on" in street.chat.text(ADA)
    assert "Holding on" in street.chat.text(IVA)


async def test_what_was_erased_is_off_ones_own_home(street: Street) -> None:
    await street.house.session(ADA, session_title="Letting go")
    await street.house.pair_up(IVA, ADA)
    await street.open(ADA, IVA)
    await _erase(street, "")
    assert "Letting go" not in street.chat.text(ADA)
    assert "since" not in street.chat.text(ADA)
    assert "since" not in street.chat.text(IVA)


async def test_a_session_of_two_comes_to_both(street: Street) -> None:
    insight = await street.house.paired_session(IVA, ADA, session_title="Of us two")
    await street.open(ADA)
    services = street.house.services
    await services.jobs.enqueue(Job("deliver:x", DELIVER, HERE, refs={"insight": insight, "person": ADA.id}))
    street.chat.homes.clear()
    await street.work()
    assert "Of us two" in street.chat.text(ADA)


async def test_looking_draws_nothing(street: Street) -> None:
    insight = await street.house.session(ADA)
    before = street.chat.drawn
    await street.write(ADA, "insights")
    await street.write(ADA, "timeline")
    await street.press(ADA, "insight.open", insight)
    await street.press(ADA, "share.one", insight)
    await street.press(ADA, "comments.open", insight)
    assert street.chat.drawn == before


async def test_what_the_platform_does_not_take_now_is_drawn_later(street: Street) -> None:
    insight = await street.house.session(ADA, session_title="Letting go")
    await street.share(insight)
    street.chat.fault = ChatFault("ratelimited", transient=True, retry_after=7.0)
    await _revoke(street, insight)
    assert "Letting go" in street.chat.text(IVA)
    jobs = [job for job in await street.house.claimed() if job.kind == home.KIND_HOME]
    later = [await home.DrawHome(street.house.services).run(job) for job in jobs]
    assert all(isinstance(outcome, Later) and outcome.delay.total_seconds() == 7 for outcome in later)
    street.chat.fault = None
    for job in jobs:
        await home.DrawHome(street.house.services).run(job)
    assert "Letting go" not in street.chat.text(IVA)
