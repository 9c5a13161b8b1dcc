"""How far the client has come, by the client's own account."""

from typing import Literal

from core.card import (
    Block,
    Bullets,
    Facts,
    Text,
)
from core.insight.sections.base import Section, SectionItem
from core.transcript import Role
from core.translation import N_, _


class GoalProgress(SectionItem):
    goal_area: str = ""
    progress_description: str
    progress_level: Literal["Significant", "Moderate", "Minimal", "Setback"] | None = None
    barriers_identified: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()


def _show(item: GoalProgress) -> tuple[Block, ...]:
    blocks: list[Block] = [Text(item.progress_description)]
    if item.goal_area:
        blocks.append(Facts(((_("Goal"), item.goal_area),)))
    if item.barriers_identified:
        blocks.append(
            Bullets(tuple(_("In the way: {barrier}", barrier=barrier) for barrier in item.barriers_identified))
        )
    if item.next_steps:
        blocks.append(Bullets(tuple(_("Next: {step}", step=step) for step in item.next_steps)))
    return tuple(blocks)


SECTION = Section(
    name="goal_progress",
    title=N_("Progress"),
    item=GoalProgress,
    many=True,
    voice=Role.CLIENT,
    ask=(
        "Progress towards the goal of this session or an earlier one, as the client reports it. "
        "Setback if the client says so. `barriers_identified` and `next_steps`: only what the client names."
    ),
    show=_show,
)
