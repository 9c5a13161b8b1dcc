"""Whether an insight helped: one judgement of each reader of each insight, the last one counts."""

from core.card import (
    Actions,
    Button,
    Card,
    Text,
)
from core.refusal import Reason, Refused
from core.sharing.access import Operation, can
from core.sharing.finding import find
from handlers.access.gate import audit
from handlers.events import ButtonPressed, Respond
from handlers.services import Services

GOOD, BAD = "yes", "no"


def ask(insight_id: str) -> Actions:
    """The two buttons under an insight."""
    return Actions(
        (
            Button("Helpful", "insight.feedback", f"{insight_id}|{GOOD}"),
            Button("Not helpful", "insight.feedback", f"{insight_id}|{BAD}"),
        ),
        judgement=True,
    )


async def given(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """A platform's thumbs show what was pressed; in words it is answered once, not for every change of mind."""
    insight_id, _, said = event.value.partition("|")
    if said not in {GOOD, BAD}:
        raise Refused(Reason.BAD_INPUT, "This card is out of date. Please open the session again.")
    insight, facts = await find(services, event.person, Operation.VIEW, insight_id)
    first = await services.feedback.put(event.person, insight.id, said == GOOD, services.clock.now())
    await audit(services, event.person, "feedback", insight.id, helpful=said == GOOD)
    if said == BAD and can(event.person, Operation.CORRECT, facts):
        right = Button("Put something right", "insight.correct", insight.id)
        await respond.reply(
            Card("Thank you, noted", (Text("You can correct or dismiss any point."), Actions((right,))))
        )
    elif first:
        await respond.reply(Card("Thank you, noted"))
