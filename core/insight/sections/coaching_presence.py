"""How the two worked together, as far as words can show."""

from typing import Literal

from core.card import (
    Block,
    Bullets,
    Text,
)
from core.insight.sections.base import Section, SectionItem
from core.translation import N_


class CoachingPresence(SectionItem):
    client_engagement_level: Literal["High", "Moderate", "Low"] = "Moderate"
    rapport_quality: str
    trust_indicators: tuple[str, ...] = ()
    partnership_dynamics: str = ""


def _show(item: CoachingPresence) -> tuple[Block, ...]:
    blocks: list[Block] = [Text(item.rapport_quality)]
    if item.trust_indicators:
        blocks.append(Bullets(item.trust_indicators))
    if item.partnership_dynamics:
        blocks.append(Text(item.partnership_dynamics))
    return tuple(blocks)


SECTION = Section(
    name="coaching_presence",
    title=N_("Working together"),
    item=CoachingPresence,
    many=False,
    voice=None,
    ask=(
        "How coach and client work together, shown by their words: openness, humour, challenge, who chooses the direction. "
        "Never a judgement of a person."
    ),
    show=_show,
)
