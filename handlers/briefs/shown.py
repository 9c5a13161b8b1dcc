"""Messages about briefs are drawn from what is true now: when they are posted, pressed, and after whatever changes them."""

from collections.abc import Awaitable, Callable, Mapping

from core.people.acts import find
from core.people.members import name_of
from core.people.person import Person
from core.people.relationships import State
from handlers.briefs import cards, notes, routes, settings
from handlers.briefs.notes import Drawn
from handlers.events import ButtonPressed, Respond
from handlers.messages.posted import update_list
from handlers.nudges import shown as nudges
from handlers.routing import Id
from handlers.services import Services


async def preview(services: Services, client: Person, value: str) -> Drawn:
    """What the coach asked for, until it is answered."""
    bond = await find(services, client, Id.unpacked(value).id)
    if bond.client != client.id or bond.state is not State.ACTIVE or not bond.briefs.agreed:
        return cards.none_any_more(), set()
    if bond.briefs.asked_at is None:
        name = await name_of(services, client.tenant, bond.coach)
        return cards.answered(name, given=bond.briefs.given), set()
    return await notes.preview(services, bond, routes.PREVIEW.packed(Id(bond.id)), asked=True)


async def given(services: Services, coach: Person, value: str) -> Drawn:
    """The brief, as far as it stands."""
    bond = await find(services, coach, Id.unpacked(value).id)
    if bond.coach != coach.id or bond.state is not State.ACTIVE:
        return cards.none_any_more(), set()
    return await notes.brief(services, bond) or (cards.none_any_more(), set())


async def opened(services: Services, person: Person, value: str) -> Drawn:
    return await settings.card(services, person, Id.unpacked(value).id), set()


DRAWN: Mapping[str, Callable[[Services, Person, str], Awaitable[Drawn]]] = {
    routes.PREVIEW.name: preview,
    routes.GIVEN.name: given,
    routes.OPEN.name: opened,
}
"""By the route that a message is remembered with (handlers/effects/lists.py)."""


async def redraw(services: Services, event: ButtonPressed, respond: Respond, bond_id: str, on: str) -> None:
    """What was pressed; where that is not known, how briefs stand now."""
    name, _bar, value = on.partition("|")
    if name in nudges.DRAWN:
        await nudges.redraw(services, event, respond, on)
        return
    if name not in DRAWN:
        name, value, on = routes.OPEN.name, bond_id, routes.OPEN.packed(Id(bond_id))
    card, subjects = await DRAWN[name](services, event.person, value)
    await update_list(services, event, respond, card, (), on)
    if event.message is not None:
        await nudges.remember(services, event.person, event.message, subjects)
    if name == routes.PREVIEW.name:  # what they have before them now
        bond = await find(services, event.person, bond_id)
        if bond.briefs.asked_at is not None:
            await notes.was_shown(services, bond, subjects, asked=True)
