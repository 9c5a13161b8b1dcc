"""Values and beliefs the client stated."""

from typing import Literal

from core.card import Block, Text
from core.insight.sections.base import Section, SectionItem
from core.transcript import Role
from core.translation import N_


class ValuesBeliefs(SectionItem):
    type: Literal["Core Value", "Limiting Belief", "Empowering Belief"] | None = None
    description: str
    impact_on_goals: str = ""
    exploration_depth: str = ""


def _show(item: ValuesBeliefs) -> tuple[Block, ...]:
    more = (Text(item.impact_on_goals),) if item.impact_on_goals else ()
    return (Text(item.description), *more)


SECTION = Section(
    name="values_beliefs",
    title=N_("Values and beliefs"),
    item=ValuesBeliefs,
    many=True,
    voice=Role.CLIENT,
    ask=(
        "A value or belief the client lives by, stated by the client in this session. Limiting Belief only for a general "
        "sentence about themselves or the world that holds them back, not for a plain fact they cannot change."
    ),
    show=_show,
)
