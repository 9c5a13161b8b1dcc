"""The questions whose answers went somewhere new."""

from typing import Literal

from core.card import Block, Text
from core.insight.sections.base import Section, SectionItem
from core.translation import N_


class PowerfulQuestion(SectionItem):
    question: str
    impact_description: str = ""
    client_response_summary: str = ""
    breakthrough_level: Literal["Major", "Moderate", "Minor"] = "Minor"


def _show(item: PowerfulQuestion) -> tuple[Block, ...]:
    blocks: list[Block] = [Text(item.question)]
    if item.impact_description:
        blocks.append(Text(item.impact_description))
    return tuple(blocks)


SECTION = Section(
    name="powerful_questions",
    title=N_("Questions that mattered"),
    item=PowerfulQuestion,
    many=True,
    voice=None,
    ask=(
        "A coach's question after which the client's answer goes somewhere new. `question`: the coach's words, verbatim. "
        "Evidence: first the question in the coach's turn, then the words of the client's answer that show the effect."
    ),
    show=_show,
    weight=lambda item: {"Major": 0, "Moderate": 1}.get(item.breakthrough_level, 2),
)
