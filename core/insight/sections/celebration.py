"""What the client achieved and may be glad of."""

from core.card import Block, Text
from core.insight.sections.base import Section, SectionItem
from core.transcript import Role
from core.translation import N_


class Celebration(SectionItem):
    description: str
    significance: str = ""


def _show(item: Celebration) -> tuple[Block, ...]:
    why = (Text(item.significance),) if item.significance else ()
    return (Text(item.description), *why)


SECTION = Section(
    name="celebration",
    title=N_("To celebrate"),
    item=Celebration,
    many=False,
    voice=Role.CLIENT,
    ask=(
        "The one thing the client did or achieved that most deserves celebrating, as the client tells it. "
        "`significance`: why it matters to the client, only if the client says so."
    ),
    show=_show,
)
