"""How far the client has come, by the client's own account."""

from typing import Literal

from core.card import Block, Facts, Text
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
    facts = [(_("Goal"), item.goal_area)] if item.goal_area else []
    facts += [(_("In the way"), barrier) for barrier in item.barriers_identified]
    facts += [(_("Next"), step) for step in item.next_steps]
    return (Text(item.progress_description), *((Facts(tuple(facts)),) if facts else ()))


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
    weight=lambda item: {"Moderate": 1, "Minimal": 2, "Setback": 2}.get(item.progress_level or "", 0),
)
