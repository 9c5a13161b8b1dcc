"""What follows from another day of the next session, and from a yes or a no to briefs."""

from core.briefs import acts, planning
from core.changes import Change
from core.people import meetings
from core.people.acts import all_of
from core.people.locales import read_by
from core.people.members import name_of
from core.people.person import Person
from core.people.relationships import State
from core.promises.recording import record
from handlers.briefs import cards
from handlers.messages.posted import tell_about
from handlers.messages.redraw import CARD, redraw_later
from handlers.services import Services


async def promises_by_then(services: Services, change: Change) -> None:
    """What was promised by the next session is due on its day; the session's card says so, and asks no more."""
    if after := str(change.facts.get("after") or ""):
        await record(services, change.tenant, after)
        await redraw_later(services, change.tenant, after, CARD)


async def next_session_forgotten(services: Services, change: Change) -> None:
    """What a deleted session said of the next one. An earlier version did not say whose it was."""
    if client := str(change.facts.get("client") or ""):
        bond = str(change.facts.get("relationship") or "") or None
        await meetings.forget(services, Person(change.tenant, client), bond, change.subject)


async def briefs_planned(services: Services, change: Change) -> None:
    bond = await services.relationships.get(change.tenant, change.subject)
    if bond is not None:
        await planning.plan(services, bond)


async def other_asked(services: Services, change: Change) -> None:
    """The other is told once that one of the two would like briefs, and who said so first once that both do. Of a yes that is
    taken back nobody is told: it needs no reason, and shows where each looks how briefs stand."""
    bond = await services.relationships.get(change.tenant, change.subject)
    if bond is None or bond.state is not State.ACTIVE or not change.facts.get("yes"):
        return
    if bond.briefs.confirmed if bond.briefs.agreed else bond.briefs.wished:
        return
    other = Person(change.tenant, bond.other(change.actor))
    async with read_by(services, other):
        name = await name_of(services, change.tenant, change.actor)
        shown = await meetings.as_it_is(services, other, bond)
        card = cards.both(name, shown, other.id) if bond.briefs.agreed else cards.wished(name, bond, other.id)
        await tell_about(services, other, card, bond.id)
    await acts.note_told(services, bond, both=bond.briefs.agreed)


async def briefs_follow_settings(services: Services, change: Change) -> None:
    """Another hour or other days of either: briefs come by these."""
    person = Person(change.tenant, change.subject)
    async for bond in all_of(services, person, frozenset({State.ACTIVE})):
        if bond.briefs.agreed:
            await planning.plan(services, bond)
