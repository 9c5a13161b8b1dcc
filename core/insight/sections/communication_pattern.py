"""Language habits, described and never typed as a person's nature.

`processing_style` (Visual, Auditory, Kinesthetic) is kept for compatibility; the typology has no evidence base, so it is
never asserted without quotes and never shown.
"""

from typing import Literal

from core.card import Block, Bullets
from core.insight.sections.base import Section, SectionItem
from core.transcript import Role
from core.translation import N_


class CommunicationPattern(SectionItem):
    processing_style: Literal["Visual", "Auditory", "Kinesthetic", "Mixed"] | None = None
    expression_patterns: tuple[str, ...] = ()
    communication_preferences: tuple[str, ...] = ()
    notable_changes: tuple[str, ...] = ()


def _show(item: CommunicationPattern) -> tuple[Block, ...]:
    return (Bullets((*item.expression_patterns, *item.communication_preferences, *item.notable_changes)),)


SECTION = Section(
    name="communication_patterns",
    title=N_("Ways of putting it"),
    item=CommunicationPattern,
    many=False,
    voice=Role.CLIENT,
    ask=(
        "Habits of the client's language that can be heard: recurring phrases, images, hedges, and how they change during the "
        "session. Describe words, never the person."
    ),
    show=_show,
)
