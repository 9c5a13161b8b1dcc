"""Whether an insight helped: one judgement of each reader of each insight, the last one counts."""

from core.card import (
    Actions,
    Button,
    Card,
    Text,
)
from core.insight import acts
from core.refusal import Reason, Refused
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
    judged = await acts.judge(services, event.person, insight_id, helpful=said == GOOD)
    if said == BAD and judged.may_correct:
        right = Button("Put something right", "insight.correct", insight_id)
        await respond.reply(
            Card("Thank you, noted", (Text("You can correct or dismiss any point."), Actions((right,))))
        )
    elif judged.first:
        await respond.reply(Card("Thank you, noted"))
