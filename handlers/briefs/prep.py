"""/coach prep: a brief now. What the client was shown long enough ago is given at once; else they are shown it, and asked."""

from core.briefs import acts
from core.card import Card
from core.people.members import name_of
from core.people.person import Person
from core.people.relationships import Relationship, State, gone
from core.refusal import Reason, Refused
from core.translation import _
from handlers.briefs import cards, notes, routes
from handlers.messages.posted import tell_about
from handlers.routing import Id
from handlers.services import Services


async def prep(services: Services, coach: Person, bond: Relationship) -> Card:
    """What the coach is answered; a brief itself goes into the private chat. Raises Refused."""
    if bond.coach != coach.id or bond.state is not State.ACTIVE:
        raise Refused(Reason.NOT_FOUND, gone())
    name = await name_of(services, coach.tenant, bond.client)
    if not bond.briefs.agreed:
        return cards.settings(coach.id, name, bond)
    if acts.is_cleared(bond, services.clock.now()) and (found := await notes.brief(services, bond, fresh=True)):
        card, subjects = found
        on = routes.GIVEN.packed(Id(bond.id))
        if not await tell_about(services, coach, card, *sorted(subjects), asked=True, drawn_by=on):
            raise Refused(Reason.NOT_ALLOWED, _("I cannot write to you directly. Open our private chat and ask there."))
        await notes.was_given(services, bond, asked=False)
        return cards.here(name)
    asked = await acts.ask(services, coach, bond)
    return cards.asking(name) if asked else cards.asked_already(name)
