"""Copied from the Teams or Stream page: the name and the time, each on a line of its own, the words below. The page
also writes `Name 3 minutes 5 seconds` for screen readers, in the language of its reader; either time may stand alone."""

import re
from dataclasses import replace

from core.reading.formats import names
from core.reading.formats.base import TEXTUAL, Document, Format, Reading
from core.reading.formats.layouts import PAIRED
from core.reading.formats.stamped import may_pair
from core.reading.formats.stamps import IN_WORDS, STAMP

_TIME = re.compile(rf"^\s*+{STAMP}\s*+$")
_SPOKEN_TIME = re.compile(rf".{{0,60}}?{IN_WORDS}$")
_SPOKEN_BEHIND = re.compile(rf" {IN_WORDS}$")
_LONGEST_TIME = 40


def _paired(document: Document) -> Document:
    """Name and time brought onto one line, as other exports write them."""
    filled = [line.strip() for line in document.lines if line.strip()]
    lines: list[str] = []
    for line in filled:
        if lines and _is_time(line) and not _is_pair(lines[-1]):
            name = _SPOKEN_BEHIND.sub("", lines[-1][:120])
            if names.proper(names.clean(name)):
                lines[-1] = f"{name}  {line}"
                continue
        if not (len(line) < 120 and _SPOKEN_TIME.match(line) and lines and _is_pair(lines[-1])):
            lines.append(line)
    return replace(document, lines=tuple(lines))


def _is_time(line: str) -> bool:
    return len(line) < _LONGEST_TIME and _TIME.match(line) is not None


def _is_pair(line: str) -> bool:
    name, _, time = line[:120].rpartition("  ")
    return bool(name) and _TIME.match(time) is not None


def _recognise(document: Document) -> int:
    alone = sum(map(_is_time, document.lines))
    found = PAIRED.recognise(_paired(document)) if alone >= 2 else 0
    return found * 2 if alone * 2 >= found else found  # where most times stand alone, theirs are the names


def _read(document: Document) -> Reading:
    return replace(PAIRED.read(_paired(document)), format=f"teams-{document.suffix}")


FORMAT = Format("teams-web", TEXTUAL, _recognise, _read, may_pair)
