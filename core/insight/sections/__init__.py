"""The ten sections of an insight, one file each. Adding one: a file here, a line in SECTIONS, a field in SessionInsight."""

from typing import Any

from core.insight.sections import (
    action_item,
    celebration,
    client_discovery,
    coaching_presence,
    communication_pattern,
    emotional_shift,
    goal_progress,
    intention,
    powerful_question,
    values_beliefs,
)
from core.insight.sections.base import Evidence, Section, SectionItem

SECTIONS: tuple[Section[Any], ...] = (  # in the order a card shows them
    celebration.SECTION,
    intention.SECTION,
    client_discovery.SECTION,
    powerful_question.SECTION,
    action_item.SECTION,
    goal_progress.SECTION,
    emotional_shift.SECTION,
    values_beliefs.SECTION,
    coaching_presence.SECTION,
    communication_pattern.SECTION,
)
BY_NAME = {section.name: section for section in SECTIONS}

__all__ = ["BY_NAME", "SECTIONS", "Evidence", "Section", "SectionItem"]
