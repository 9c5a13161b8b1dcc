"""A part of the settings: which series are analysed as they come."""

from core.card import Actions, Block, Style, Text
from core.people.person import Person
from core.translation import _
from handlers.inbox import cards, linking, routes
from handlers.routing import Id
from handlers.services import Services


async def blocks(services: Services, person: Person) -> list[Block]:
    """Nothing where nothing was decided, and nothing can be."""
    inbox = await services.inboxes.get(person)
    found = await linking.blocks(services, person)
    if not inbox.always:
        return found
    found += [Text(_("Analysed as they come"), Style.HEADING)]
    for one in inbox.always:
        found += [Text(cards.series(one)), Actions((routes.ASK_AGAIN.button(_("Ask me first"), Id(one.id)),))]
    return found
