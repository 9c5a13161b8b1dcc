"""What follows an invitation, its answer, the end of a relationship and a withdrawal of consent.

Each looks at how the two stand when it runs: what another change has overtaken is not told any more.
"""

from core.card import Card
from core.changes import Change
from core.people import acts
from core.people.locales import read_by
from core.people.members import name_of
from core.people.person import Person
from core.people.relationships import Relationship, State
from core.ports.insights import InsightQuery, Scope
from core.translation import _
from handlers.access.members import tell
from handlers.cards import no_access
from handlers.coaching import cards
from handlers.effects.effects import show_as_it_is
from handlers.messages.posted import replace_posted, sessions_of, tell_about
from handlers.services import Services

NEWEST = 20
"""Private sessions whose cards follow a relationship."""


async def _bond(services: Services, change: Change) -> Relationship | None:
    return await services.relationships.get(change.tenant, change.subject)


def _other(change: Change) -> Person:
    return Person(change.tenant, change.people[0])


async def tell_invited(services: Services, change: Change) -> None:
    """Untold it stands all the same: /coach shows it to the other."""
    bond = await _bond(services, change)
    if bond is None or bond.state is not State.PENDING:
        return
    async with read_by(services, _other(change)):
        name = await name_of(services, change.tenant, change.actor)
        await tell_about(services, _other(change), cards.invitation(name, bond), bond.id)
    await invitation_settled(services, change)  # answered meanwhile: whoever did it may not have found this message


async def invitation_settled(services: Services, change: Change) -> None:
    """Nothing old can be pressed on the invitation any more."""
    bond = await _bond(services, change)
    if bond is None or bond.state is State.PENDING:
        return
    name = await name_of(services, bond.tenant, bond.requested_by)

    def card() -> Card:
        if bond.state is State.ACTIVE:
            return cards.settled(_("Accepted"), _("You and {name} work together now.", name=name))
        return cards.settled(_("Settled"), _("This invitation is no longer open."))

    await replace_posted(services, bond.tenant, bond.id, card)


async def tell_accepted(services: Services, change: Change) -> None:
    bond = await _bond(services, change)
    if bond is not None and bond.state is State.ACTIVE:
        async with read_by(services, _other(change)):
            name = await name_of(services, change.tenant, change.actor)
            await tell(services, _other(change), cards.accepted(name, bond, _other(change).id))


async def tell_declined(services: Services, change: Change) -> None:
    bond = await _bond(services, change)
    if bond is not None:
        back = change.actor == bond.requested_by
        async with read_by(services, _other(change)):
            name = await name_of(services, change.tenant, change.actor)
            await tell(services, _other(change), cards.declined(name, taken_back=back, by_me=False))


async def tell_ended(services: Services, change: Change) -> None:
    bond = await _bond(services, change)
    if bond is not None and bond.withdrawn_at is None:
        async with read_by(services, _other(change)):
            name = await name_of(services, change.tenant, change.actor)
            await tell(services, _other(change), cards.ended(name, bond, _other(change).id, by_me=False))


async def tell_withdrawn(services: Services, change: Change) -> None:
    """Once, for all that the two ever had."""
    if "with" not in change.facts:
        async with read_by(services, _other(change)):
            name = await name_of(services, change.tenant, change.actor)
            await tell(services, _other(change), cards.withdrawn(name, by_me=False))


async def closed(services: Services, change: Change) -> None:
    await acts.close(services, change.tenant, change.subject)


async def sessions_as_they_are(services: Services, change: Change) -> None:
    """Every message that shows a session of the two, or what was told of them, as with one session."""
    bond = await _bond(services, change)
    if bond is None:
        return
    if bond.withdrawn_at is not None:
        await replace_posted(services, bond.tenant, bond.id, no_access, bond.coach)
    async for row in sessions_of(services, bond):
        await show_as_it_is(services, bond.tenant, row.id)


async def private_sessions_as_they_are(services: Services, change: Change) -> None:
    """A private session can be given to a coach while its client has one. The newest are enough: older cards answer in words."""
    bond = await _bond(services, change)
    if bond is None:
        return
    client = Person(bond.tenant, bond.client)
    page = await services.insights.list(InsightQuery(client, Scope.UNPAIRED, client=client.id), limit=NEWEST)
    for row in page.rows:
        await show_as_it_is(services, bond.tenant, row.id)
