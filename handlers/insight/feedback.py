"""Whether an insight helped: one judgement of each reader of each insight, the last one counts."""

from core.card import (
    Actions,
    Card,
    Text,
)
from core.insight import acts
from core.refusal import Reason, Refused
from core.translation import _
from handlers.events import ButtonPressed, Respond
from handlers.insight import routes
from handlers.insight.routes import NO, YES, Wanted
from handlers.routing import Id
from handlers.services import Services


def ask(insight_id: str) -> Actions:
    """The two buttons under an insight."""
    return Actions(
        (
            routes.FEEDBACK.button(_("Helpful"), Wanted(insight_id, YES)),
            routes.FEEDBACK.button(_("Not helpful"), Wanted(insight_id, NO)),
        ),
        judgement=True,
    )


async def given(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """A platform's thumbs show what was pressed; in words it is answered once, not for every change of mind."""
    said = routes.FEEDBACK.read(event)
    if said.answer not in {YES, NO}:
        raise Refused(Reason.BAD_INPUT, _("This card is out of date. Please open the session again."))
    judged = await acts.judge(services, event.person, said.insight, helpful=said.answer == YES)
    if said.answer == NO and judged.may_correct:
        right = routes.CORRECT.button(_("Put something right"), Id(said.insight))
        how = Text(_("You can correct or dismiss any point."))
        await respond.reply(Card(_("Thank you, noted"), (how, Actions((right,)))))
    elif judged.first:
        await respond.reply(Card(_("Thank you, noted")))
