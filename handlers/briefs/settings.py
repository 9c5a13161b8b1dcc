"""When somebody meets next, and their briefs: a card for each relationship, and parts of the settings, the home and a session's
card."""

from datetime import timedelta

from core.briefs import digest
from core.card import Actions, Block, Card, Style, Text
from core.insight.model import Status
from core.people import meetings
from core.people.acts import find
from core.people.members import name_of, names
from core.people.person import Person
from core.people.relationships import Meeting, Relationship, State, gone
from core.refusal import Reason, Refused
from core.sharing.access import Bond
from core.sharing.seen import Seen
from core.translation import _
from handlers.briefs import cards, routes
from handlers.briefs.routes import NO, YES, Wanted
from handlers.routing import Id
from handlers.services import Services

SHOWN = 5
FRESH = timedelta(days=14)
"""Nobody is asked after older sessions when they meet next."""


async def card(services: Services, person: Person, bond_id: str) -> Card:
    """Of one relationship. Raises Refused."""
    bond = await meetings.as_it_is(services, person, await find(services, person, bond_id))
    if bond.state is not State.ACTIVE:
        raise Refused(Reason.NOT_FOUND, gone())
    return cards.settings(person.id, await name_of(services, person.tenant, bond.other(person.id)), bond)


async def coming(services: Services, person: Person, bond: Relationship) -> list[Block]:
    return cards.meeting_line(await meetings.as_it_is(services, person, bond))


def moment(meeting: Meeting) -> str:
    return cards.moment(meeting)


def ways(bond: Relationship) -> Actions:
    return Actions((cards.meeting_button(bond), routes.OPEN.button(_("Briefs"), Id(bond.id))))


async def blocks(services: Services, person: Person) -> list[Block]:
    """A part of the settings."""
    page = await services.relationships.of(person, states=frozenset({State.ACTIVE}), limit=SHOWN)
    known = await names(services, person.tenant, [bond.other(person.id) for bond in page.rows])
    found: list[Block] = [Text(_("Sessions and briefs"), Style.HEADING)]
    for bond in page.rows:
        name = known[bond.other(person.id)]
        state = Text(cards.state(person.id, name, bond), Style.SMALL)
        found += [Text(name, Style.STRONG), *await coming(services, person, bond), state, ways(bond)]
    if any(bond.coach == person.id for bond in page.rows):
        found += await _digest(services, person)
    if not page.rows:
        found += await alone(services, person)
    return found


async def alone(services: Services, person: Person, *, known: bool = False) -> list[Block]:
    """Of who has nobody here; nothing where it is not `known` and has to be."""
    meeting = await meetings.coming(services, person, None)
    if known and meeting is None:
        return []
    said = (
        _("Next session: {day}", day=cards.moment(meeting))
        if meeting
        else _("When your next session is, nobody has said.")
    )
    return [Text(said, Style.SMALL), Actions((cards.meeting_button(None),))]


async def _digest(services: Services, person: Person) -> list[Block]:
    if await digest.wants_digest(services, person):
        said, button = _("A weekly overview over your clients: on."), _("No weekly overview any more")
        return [Text(said, Style.SMALL), Actions((routes.DIGEST.button(button, Wanted(NO)),))]
    said = _(
        "A weekly overview over your clients: off. It has counts and what is open, and joins the message of a day."
    )
    return [Text(said, Style.SMALL), Actions((routes.DIGEST.button(_("Weekly overview"), Wanted(YES)),))]


async def question(services: Services, seen: Seen) -> tuple[Block, ...]:
    """When do you meet next? Once, after a session, to client and coach."""
    insight, person = seen.insight, seen.reader
    if insight.status is not Status.COMPLETED or person.id not in {insight.client_user_id, insight.coach_user_id}:
        return ()
    if seen.facts.bond not in {Bond.UNPAIRED, Bond.ACTIVE}:
        return ()
    day = insight.session_date or insight.given_at or insight.created_at
    if services.clock.now() - day > FRESH or not await meetings.may_be_asked(services, person, insight):
        return ()
    return cards.when_next(insight.id, insight.coaching_relationship_id)
