"""Nothing is sent to whoever is no full member any more, and what they were shown of others' sessions is taken back."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from core.card import Card, Form
from core.faults import ChatFault
from core.jobs.handler import Finished, JobHandler, Later, Outcome
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs
from core.people.person import (
    MessageRef,
    Person,
    Place,
)
from core.ports.people import Kind, Member
from core.refusal import Reason, Refused
from handlers.access import members
from handlers.account.leaving import News, PersonLeft
from handlers.intake import delivery
from handlers.intake.intake import Intake
from handlers.intake.steps import Step
from handlers.jobs import DRAWINGS
from handlers.messages.redraw import CARD, Redraw, redraw_later
from tests.fakes.face import exchanged
from tests.relationships.house import GONE, HERE, House, person
from tests.relationships.house import replace as changed

ADA, IVA, BO = person("ada"), person("iva"), person("bo")
OUTSIDE = [Kind.GUEST, Kind.DEACTIVATED]


@dataclass
class Down:
    """A directory that does not answer."""

    fault: Exception
    asked: list[Person] = field(default_factory=list)

    async def look_up(self, person: Person) -> Member | None:
        self.asked.append(person)
        raise self.fault


def asking(house: House, fault: Exception) -> House:
    """The house while its directory raises this."""
    return changed(house, services=exchanged(house.services, directory=Down(fault)))


async def carried(house: House, kind: str) -> list[Outcome]:
    """What became of the waiting jobs of this kind."""
    handlers: dict[str, JobHandler] = {
        delivery.KIND: delivery.Delivery(house.services),
        "redraw": Redraw(house.services, DRAWINGS),
        members.LEFT: PersonLeft(house.services),
        members.NEWS: News(house.services),
    }
    return [await handlers[kind].run(job) for job in await house.claimed() if job.kind == kind]


async def share(house: House, insight: str, coach: Person) -> None:
    await house.send(ADA, Form("", "share.confirm", value=f"{insight}|{coach.id}||"))


@pytest.mark.parametrize("kind", OUTSIDE)
async def test_nothing_is_sent_to_guests_and_leavers(house: House, kind: Kind) -> None:
    paired, shared = await house.paired_session(IVA, ADA, 1), await house.session(ADA, 2)
    await share(house, shared, IVA)
    opened = MessageRef(Place(HERE, "D-iva"), "card")
    await house.services.posted.remember(paired, IVA, opened, CARD)
    house.chat.messages[opened.id] = (None, house.chat.of(IVA)[-1])
    house.directory.add(IVA, "Iva", kind)
    before, seen = len(house.chat.of(IVA)), str(house.chat.messages[opened.id])
    await delivery.enqueue(house.services, ADA, await house.insight(paired))
    assert await carried(house, delivery.KIND) == [Finished(JobState.CANCELLED)]
    await house.press(ADA, "insight.edit", paired)
    await redraw_later(house.services, HERE, paired)
    assert await carried(house, "redraw") == [Finished()]
    assert str(house.chat.messages[opened.id]) == seen
    bond = await house.bond(IVA, ADA)
    await house.press(ADA, "coach.end", bond.id)
    assert len(house.chat.of(IVA)) == before
    assert [entry for entry in await house.done_to(paired) if entry.operation == "deliver"] == []


@pytest.mark.parametrize("kind", OUTSIDE)
async def test_their_grants_end_and_their_cards_are_replaced(house: House, kind: Kind) -> None:
    paired, shared, kept = (
        await house.paired_session(IVA, ADA, 1),
        await house.session(ADA, 2),
        await house.session(ADA, 3),
    )
    await share(house, shared, IVA)
    await share(house, kept, BO)
    for insight, name in ((paired, "p"), (shared, "s")):
        await house.press(IVA, "insight.open", insight, on=MessageRef(Place(HERE, "D-iva"), name))
    assert "Letting go 1" in str(house.chat.messages)
    house.directory.add(IVA, "Iva", kind)
    assert not await members.may_be_told(house.services, IVA)
    assert await carried(house, members.LEFT) == [Finished()]
    assert await carried(house, members.LEFT) == []
    assert GONE in (await house.press(IVA, "insight.open", shared)).refused
    assert (await house.insight(shared)).sharing_permissions == {}
    assert set((await house.insight(kept)).sharing_permissions) == {"bo"}, "what others were given stays"
    [entry] = [entry for entry in await house.done_to(shared) if entry.operation == "revoke"]
    assert (entry.actor, entry.facts) == ("debrief", {"coach": "iva"})
    left = [str(card) for who, card in house.chat.messages.values() if who is None]
    assert [card for card in left if "Letting go" in card] == []
    assert "is not a full member of this organisation any more" in str(house.chat.of(ADA)[-1])
    house.directory.add(IVA, "Iva")
    assert "She misses" in (await house.press(IVA, "insight.open", paired)).text, (
        "who comes back finds the relationship"
    )


async def test_nobody_s_grant_ends_because_the_platform_knows_nothing_of_them(house: House) -> None:
    shared = await house.session(ADA, 1)
    await share(house, shared, IVA)
    del house.directory.members[IVA]
    assert not await members.may_be_told(house.services, IVA)
    assert await carried(house, members.LEFT) == []
    assert set((await house.insight(shared)).sharing_permissions) == {"iva"}


WAITS = [
    (ChatFault("ratelimited", transient=True, retry_after=30), 30.0),
    (ChatFault("fatal_error", transient=False), members.NOT_ANSWERED),
    (Refused(Reason.MISSING_SCOPE, "permission"), members.WITHOUT_PERMISSION),
]


@pytest.mark.parametrize(("fault", "seconds"), WAITS)
async def test_a_check_that_cannot_be_made_is_made_again(house: House, fault: Exception, seconds: float) -> None:
    paired = await house.paired_session(IVA, ADA)
    before = len(house.chat.of(IVA))
    await delivery.enqueue(house.services, ADA, await house.insight(paired))
    down = asking(house, fault)
    [job] = [job for job in await house.claimed() if job.kind == delivery.KIND]
    assert await delivery.Delivery(down.services).run(job) == Later(timedelta(seconds=seconds))
    assert len(house.chat.of(IVA)) == before
    await delivery.Delivery(house.services).run(job)
    assert "She misses" in str(house.chat.of(IVA)[-1]) or "Letting go" in str(house.chat.of(IVA)[-1])


@pytest.mark.parametrize(("fault", "seconds"), WAITS)
async def test_a_note_that_could_not_be_sent_is_made_up_for(house: House, fault: Exception, seconds: float) -> None:
    shared = await house.session(ADA, 1)
    down = asking(house, fault)
    assert not await members.tell(down.services, IVA, Card("A note"))
    assert house.chat.of(IVA) == []
    job = await house.services.jobs.get(HERE, "news:iva")
    assert job is not None
    assert await News(down.services).run(job) == Later(timedelta(seconds=seconds))
    assert await News(house.services).run(job) == Finished()
    [told] = house.chat.of(IVA)
    assert (told.title, shared in str(told)) == ("Something is new for you here", False)


async def test_what_was_sent_counts_once_in_who_has_seen_it(house: House) -> None:
    paired = await house.paired_session(IVA, ADA)
    for _ in range(3):
        await delivery.Delivery(house.services).run(
            Job("d", delivery.KIND, HERE, refs={"insight": paired, "person": "iva"})
        )
        await redraw_later(house.services, HERE, paired)
        await carried(house, "redraw")
    seen = (await house.press(ADA, "insight.seen", paired)).text
    assert "Iva, once, on Mon 9 Mar 2026" in seen
    await house.press(IVA, "insight.open", paired)
    assert "Iva, 2 times, last on Mon 9 Mar 2026" in (await house.press(ADA, "insight.seen", paired)).text
    assert len([entry for entry in await house.done_to(paired) if entry.operation == "deliver"]) == 1


async def test_who_leaves_while_their_session_is_analysed_is_not_told_that_it_is_ready(house: House) -> None:
    status = await house.chat.direct(ADA, Card("On its way"))
    refs: Refs = {"person": ADA.id, "channel": status.place.channel, "status": status.id}
    refs["insight"] = await house.session(ADA)
    job = Job("slack:T1:F1", "intake", HERE, step=Step.ANALYSED, refs=refs)
    await house.services.jobs.enqueue(job)
    house.directory.add(ADA, "Ada", Kind.GUEST)
    (job,) = [each for each in await house.claimed() if each.kind == "intake"]
    shown = await Intake(house.services).run(job)
    assert isinstance(shown, Finished)
    assert shown.step == Step.SHOWN
    assert [card.title for card in house.chat.of(ADA)] == ["I could not use this file"]
    assert len(house.chat.messages) == 1
