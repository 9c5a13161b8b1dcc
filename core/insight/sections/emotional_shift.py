"""A change of feeling the client put into words."""

from core.card import Block, Facts, Text
from core.insight.sections.base import Section, SectionItem
from core.transcript import Role
from core.translation import N_, _


class EmotionalShift(SectionItem):
    initial_state: str = ""
    final_state: str = ""
    shift_description: str = ""
    catalyst: str = ""


def _show(item: EmotionalShift) -> tuple[Block, ...]:
    more = (Text(item.shift_description),) if item.shift_description else ()
    states = tuple(
        (_(name), said) for name, said in ((_("From"), item.initial_state), (_("To"), item.final_state)) if said
    )
    return (*((Facts(states),) if states else ()), *more)


SECTION = Section(
    name="emotional_shifts",
    title=N_("Shifts in feeling"),
    item=EmotionalShift,
    many=True,
    voice=Role.CLIENT,
    ask=(
        "A shift of feeling in the client's own words. Both states must be heard: evidence is first the words of the initial "
        "state, then those of the final one."
    ),
    show=_show,
)
