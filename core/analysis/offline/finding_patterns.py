"""What a language has to bring for core/analysis/offline/findings.py and manner.py to read it."""

import re
from dataclasses import dataclass


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@dataclass(frozen=True)
class FindingWords:
    """Patterns are searched in lower-case text with plain apostrophes; scored ones carry their points."""

    discovery: tuple[tuple[float, re.Pattern[str]], ...]
    discovery_not: re.Pattern[str]
    asks_learning: re.Pattern[str]
    deep: re.Pattern[str]
    value: tuple[tuple[float, re.Pattern[str]], ...]
    limiting: tuple[tuple[float, re.Pattern[str]], ...]
    empowering: tuple[tuple[float, re.Pattern[str]], ...]
    heavy: re.Pattern[str]
    light: re.Pattern[str]
    feeling_frame: re.Pattern[str]
    now: re.Pattern[str]
    then: re.Pattern[str]
    achieved: tuple[tuple[float, re.Pattern[str]], ...]
    failed: re.Pattern[str]
    wanting: tuple[tuple[float, re.Pattern[str]], ...]
    wanting_not: re.Pattern[str]
    asks_goal: re.Pattern[str]
    progress: tuple[tuple[float, str, re.Pattern[str]], ...]
    asks_progress: re.Pattern[str]
    hedge: re.Pattern[str]
    image: re.Pattern[str]
    not_insight: re.Pattern[str]
    first_person: re.Pattern[str]
    result: re.Pattern[str]
    struck: re.Pattern[str]  # said right after something new: "I've never said that."
