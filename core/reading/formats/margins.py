"""Numbers of lines at a page's margin, as law and research print them: before or behind each line, or each fifth."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

_BEFORE = re.compile(r"\s{0,40}([0-9]{1,5})(?:\s|$)")
_BEHIND = re.compile(r"(?:^|\s)([0-9]{1,5})$")
_DATED = re.compile(r"[\[(]?[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STEPS = (1, 2, 5, 10)
_FEWEST = 5


def without_line_numbers(lines: Sequence[str]) -> list[str]:
    """The lines without numbers that count them, from page to page anew or through."""
    kept = [line.rstrip() for line in lines]
    finders: tuple[Callable[[str], re.Match[str] | None], ...] = (_BEFORE.match, _behind)
    for find in finders:
        matches = {place: match for place, line in enumerate(kept) if (match := find(line)) is not None}
        filled = sum(not line.strip().isdecimal() for line in kept if line)
        for step in _STEPS:
            counting = _counting({place: int(match[1]) for place, match in matches.items()}, step)
            if len(counting) >= max(_FEWEST if step == 1 else 3, 0.7 * filled / step):
                for place in counting:
                    match = matches[place]
                    kept[place] = (kept[place][: match.start()] + kept[place][match.end() :]).strip()
                break
    return kept


def without_numbers_of_text(lines: Sequence[str]) -> Sequence[str]:
    """The same for plain text, where numbers also stand alone above captions, in the columns of tables and behind what a
    machine logs: those stay."""
    columns = sum(line.count("\t") >= 2 for line in lines)
    alone = sum(line.strip().isdecimal() for line in lines)
    logged = sum(_DATED.match(line) is not None for line in lines)
    told = any("-->" in line for line in lines) or 2 * max(columns, logged) > len(lines) or 4 * alone > len(lines)
    return lines if told else without_line_numbers(lines)


def _behind(line: str) -> re.Match[str] | None:
    return _BEHIND.search(line, max(0, len(line) - 7))


def _counting(found: dict[int, int], step: int) -> set[int]:
    """The places whose number is one step from that before or behind it."""
    places = list(found)
    counting: set[int] = set()
    for a, b in pairwise(places):
        if found[b] - found[a] == step and found[a] % step in {0, 1}:
            counting |= {a, b}
    return counting
