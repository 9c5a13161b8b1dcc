"""Copied from the Teams or Stream page: the name, then the time, each on a line of its own, the words below. The page
also writes `Name 3 minutes 5 seconds` for screen readers."""

import re
from dataclasses import replace

from core.formats import names
from core.formats.base import TEXTUAL, Document, Format, Reading
from core.formats.layouts import PAIRED
from core.formats.stamped import STAMP

_TIME = re.compile(rf"^\s*+{STAMP}\s*+$")
_SPOKEN_TIME = re.compile(r".{0,60}?(?:[0-9]{1,3} (?:hours?|minutes?|seconds?)\s*){1,3}$")


def _paired(document: Document) -> Document:
    """Name and time brought onto one line, as other exports write them."""
    filled = [line.strip() for line in document.lines if line.strip()]
    lines: list[str] = []
    for line in filled:
        if len(line) < 12 and _TIME.match(line) and lines:
            name = re.sub(r"(?: [0-9]{1,3} (?:hours?|minutes?|seconds?)){1,3}$", "", lines[-1][:120])
            if names.proper(names.clean(name)):
                lines[-1] = f"{name}  {line}"
                continue
        if not (len(line) < 120 and _SPOKEN_TIME.match(line) and lines and _is_pair(lines[-1])):
            lines.append(line)
    return replace(document, lines=tuple(lines))


def _is_pair(line: str) -> bool:
    name, _, time = line[:120].rpartition("  ")
    return bool(name) and _TIME.match(time) is not None


def _recognise(document: Document) -> int:
    alone = sum(len(line) < 12 and _TIME.match(line) is not None for line in document.lines)
    found = PAIRED.recognise(_paired(document)) if alone >= 2 else 0
    return found * 2 if alone * 2 >= found else found  # where most times stand alone, theirs are the names


def _read(document: Document) -> Reading:
    return replace(PAIRED.read(_paired(document)), format=f"teams-{document.suffix}")


FORMAT = Format("teams-web", TEXTUAL, _recognise, _read)
