"""What joins the message of a day besides promises: what the client is shown, the coach's brief, the weekly digest.

Whether it is said is asked when its hour has come, and again each time its message is drawn anew: whoever takes a yes back, hides
a line or ends the relationship finds it gone.
"""

from core.briefs import acts, digest, lines, planning
from core.briefs.acts import BRIEF, PREVIEW
from core.card import Card
from core.faults import ChatFault
from core.people.meetings import as_it_is
from core.people.members import look_up, name_of, names
from core.people.person import Person
from core.people.relationships import Relationship, State
from core.refusal import Refused
from handlers.access import gate
from handlers.access.members import OUTSIDE
from handlers.briefs import cards
from handlers.messages.posted import words_of
from handlers.services import Services

Drawn = tuple[Card, set[str]]
"""A message or a part of one, and the subjects it is to be remembered under."""


async def is_due(services: Services, person: Person, note: str) -> bool:
    """Whether it may be sent now."""
    kind, _colon, bond_id = note.partition(":")
    if note == digest.WEEKLY:
        return bool(await digest.of(services, person))
    bond = await _bond(services, person, bond_id)
    if bond is None or kind not in {PREVIEW, BRIEF}:
        return False
    now = services.clock.now()
    if kind == PREVIEW:
        ready = bond.client == person.id and acts.may_be_shown(bond.briefs, bond.next_session, now)
        return ready and bool(await lines.of(services, bond))
    ready = bond.coach == person.id and acts.may_be_sent(bond.briefs, bond.next_session, now)
    return ready and not await has_left(services, bond) and bool(await acts.for_coach(services, bond, fresh=True))


async def has_left(services: Services, bond: Relationship) -> bool:
    """Whether the client is no member any more, as far as the platform says: they could take nothing back."""
    try:
        member = await look_up(services, Person(bond.tenant, bond.client))
    except (ChatFault, Refused):
        return False
    return member is not None and member.kind in OUTSIDE


async def drawn(services: Services, person: Person, note: str, on: str, *, fresh: bool = False) -> Drawn | None:
    """The part as things stand; None where it is not there any more. `on` names the message for what is pressed in it;
    `fresh`: it is not posted yet."""
    kind, _colon, bond_id = note.partition(":")
    if note == digest.WEEKLY:
        return await _digest(services, person)
    bond = await _bond(services, person, bond_id)
    if bond is None or not bond.briefs.agreed:
        return None
    if kind == PREVIEW and bond.client == person.id:
        return await preview(services, bond, on, asked=False)
    return await brief(services, bond, fresh=fresh) if kind == BRIEF and bond.coach == person.id else None


async def told(services: Services, person: Person, notes: tuple[str, ...], subjects: set[str]) -> None:
    """They were posted; `subjects` as they were drawn with."""
    for note in notes:
        kind, _colon, bond_id = note.partition(":")
        bond = await _bond(services, person, bond_id) if bond_id else None
        if note == digest.WEEKLY:
            for session in {made.insight_id for each in await digest.of(services, person) for made in each.open[:3]}:
                await gate.delivered(services, person, session)
        elif bond is not None and kind == PREVIEW:
            await was_shown(services, bond, subjects, asked=False)
            if now := await _bond(services, person, bond_id):
                await planning.plan(services, now)  # the coach's may have been looked at before
        elif bond is not None:
            await was_given(services, bond, asked=False)


async def was_shown(services: Services, bond: Relationship, subjects: set[str], *, asked: bool) -> None:
    """What came from a session that was analysed since it was drawn does not count."""
    made = [line for line in await lines.of(services, bond) if line.insight.id in subjects]
    await acts.shown(services, bond, made, asked=asked)


async def was_given(services: Services, bond: Relationship, *, asked: bool) -> None:
    """The client sees who was sent something of a session."""
    made = await acts.for_coach(services, bond, fresh=True)
    for line in made:
        await gate.delivered(services, Person(bond.tenant, bond.coach), line.insight.id)
    await acts.sent(services, bond, made, asked=asked)


async def preview(services: Services, bond: Relationship, on: str, *, asked: bool) -> Drawn:
    made = await lines.of(services, bond)
    shown = await as_it_is(services, Person(bond.tenant, bond.client), bond)
    card = cards.preview(await name_of(services, bond.tenant, bond.coach), shown, made, on, asked=asked)
    return card, {words_of(bond.client), *(line.insight.id for line in made)}


async def brief(services: Services, bond: Relationship, *, fresh: bool = False) -> Drawn | None:
    made = await acts.for_coach(services, bond, fresh=fresh)
    if not made:
        return None
    shown = await as_it_is(services, Person(bond.tenant, bond.coach), bond)
    card = cards.brief(await name_of(services, bond.tenant, bond.client), shown, made)
    return card, {words_of(bond.client), bond.id, *(line.insight.id for line in made)}


async def _digest(services: Services, coach: Person) -> Drawn | None:
    clients = await digest.of(services, coach)
    if not clients:
        return None
    known = await names(services, coach.tenant, [each.bond.client for each in clients])
    shown = {made.insight_id for each in clients for made in each.open}
    return cards.digest(clients, dict(known)), {*map(words_of, known), *shown}


async def _bond(services: Services, person: Person, bond_id: str) -> Relationship | None:
    bond = await services.relationships.get(person.tenant, bond_id)
    return bond if bond and bond.role(person.id) and bond.state is State.ACTIVE else None
