"""/debrief settings programme, and the button there: a month of the programme in figures. Every look is on record."""

from core.card import Card
from core.people.person import Person
from core.programme import acts
from core.refusal import Reason, Refused
from core.translation import _
from handlers.access.gate import audit
from handlers.events import ButtonPressed, Respond
from handlers.programme import cards, routes
from handlers.routing import OUT_OF_DATE
from handlers.services import Services


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    wanted = routes.OPEN.read(event).month
    shown = await card(services, event.person, wanted)
    await (respond.update(shown) if wanted else respond.reply(shown))


async def card(services: Services, person: Person, wanted: str = "") -> Card:
    """Raises Refused as acts.look does."""
    seen = await acts.look(services, person)
    if not seen.months:
        await audit(services, person, "view figures", person.tenant.id)
        return cards.too_early(seen.first)
    by_name = {cards.name(month): month for month in seen.months}
    if wanted and wanted not in by_name:
        raise Refused(Reason.BAD_INPUT, _(OUT_OF_DATE))
    month = by_name[wanted] if wanted else next(iter(seen.months))
    await audit(services, person, "view figures", person.tenant.id, month=cards.name(month))
    return cards.figures(seen.months, month)
