"""Fathom export: `0:01 - Name (company)`, the words below, with lines of its assistant inside the speech.

`ACTION ITEM: … - WATCH: link  words` and `SCREEN SHARING: …` are the assistant's; what follows the link is speech again.
"""

import re
from dataclasses import replace

from core.reading.formats import names
from core.reading.formats.base import (
    HEADING_SPAN,
    Heading,
    seconds,
    spoken,
)
from core.reading.formats.stamped import STAMP, stamped
from core.transcript import Cue

_LINE = re.compile(rf"^\s*+@?(?P<time>{STAMP}) - (?P<name>[^\n:?!]{{1,90}}?)\s*$")
_COMPANY = re.compile(r"(?:(?<!\s)\s++)?\([^()]*+\)\s*+$")
_ASSISTANT = re.compile(
    r"(?:ACTION ITEM|SCREEN SHARING|HIGHLIGHT|BOOKMARK|KEY TAKEAWAY|QUESTION|NOTE|INSIGHT|FEEDBACK)\s*+:\s*+"
    r"(?:(?!ACTION ITEM:|SCREEN SHARING:).){0,600}?-\s*WATCH:\s*\S+\s*"
)
_SHARING = re.compile(r"(?:SCREEN SHARING|ACTION ITEM)\s*:[^\n]*$")


def _parse(line: str) -> Heading | None:
    match = _LINE.match(line) if len(line) <= HEADING_SPAN else None
    if match is None:
        return None
    name, start = names.clean(_COMPANY.sub("", match["name"])), seconds(match["time"])
    return Heading(name, start) if start is not None and names.possible(name) else None


def _strip_assistant(cues: tuple[Cue, ...]) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    kept: list[Cue] = []
    changed = False
    for cue in cues:
        text = _SHARING.sub("", _ASSISTANT.sub("", cue.text)).strip()
        changed = changed or text != cue.text
        kept.append(replace(cue, text=text))
    warning = ("The notes that the recorder wrote into the speech (action items, screen sharing) were left out.",)
    return spoken(kept), warning if changed else ()


FORMAT = stamped("fathom", _parse, mend=_strip_assistant)
