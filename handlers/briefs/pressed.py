"""What is pressed about briefs. A second press changes nothing."""

from core.briefs import acts
from core.briefs import digest as weekly
from core.people import meetings
from core.sharing.finding import see
from handlers.briefs import cards, routes, settings, shown
from handlers.briefs.routes import YES
from handlers.events import ButtonPressed, Respond
from handlers.insight import view
from handlers.messages import posted
from handlers.messages.posted import answer_list
from handlers.messages.redraw import CARD
from handlers.routing import Id
from handlers.services import Services


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    bond_id = routes.OPEN.read(event).id
    card = await settings.card(services, event.person, bond_id)
    await answer_list(services, event, respond, card, (), routes.OPEN.packed(Id(bond_id)))


async def agree(services: Services, event: ButtonPressed, respond: Respond) -> None:
    said = routes.AGREE.read(event)
    await acts.agree(services, event.person, said.bond, wanted=said.answer == YES)
    await shown.redraw(services, event, respond, said.bond, said.on)


async def plans(services: Services, event: ButtonPressed, respond: Respond) -> None:
    said = routes.PLANS.read(event)
    await acts.share_plans(services, event.person, said.bond, wanted=said.answer == YES)
    await shown.redraw(services, event, respond, said.bond, said.on)


async def hide(services: Services, event: ButtonPressed, respond: Respond) -> None:
    said = routes.HIDE.read(event)
    await acts.hide(services, event.person, said.bond, said.line, hidden=said.hidden == YES)
    await shown.redraw(services, event, respond, said.bond, said.on)


async def skip(services: Services, event: ButtonPressed, respond: Respond) -> None:
    said = routes.SKIP.read(event)
    await acts.skip(services, event.person, said.bond)
    await shown.redraw(services, event, respond, said.bond, said.on)


async def give(services: Services, event: ButtonPressed, respond: Respond) -> None:
    said = routes.GIVE.read(event)
    await acts.give(services, event.person, said.bond)
    await shown.redraw(services, event, respond, said.bond, said.on)


async def digest(services: Services, event: ButtonPressed, respond: Respond) -> None:
    wanted = routes.DIGEST.read(event).answer == YES
    await weekly.want_digest(services, event.person, wanted=wanted)
    await respond.reply(cards.digest_set(wanted=wanted))


async def let_go(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Not to be asked when the two meet next."""
    insight_id = routes.LET_GO.read(event).id
    seen = await see(services, event.person, insight_id)
    await meetings.let_go(services, event.person, seen.insight.coaching_relationship_id or "")
    card = await view.show(services, event.person, insight_id)
    await posted.update(services, event, respond, card, insight_id, CARD)
