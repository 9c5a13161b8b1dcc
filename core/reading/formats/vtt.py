"""WebVTT: Zoom (`Name: words`), Teams (`<v Name>`, GUID cue ids), Meet captions (`(Name)`), rolling auto captions."""

import re

from core.reading.formats.base import (
    Container,
    Document,
    Format,
    Reading,
)
from core.reading.formats.captions import (
    raw_cues,
    timing,
    unroll,
    voices,
)
from core.reading.formats.days import find_date

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/", re.IGNORECASE)
ROLLING = "The captions repeat the line before; each line was kept once."


def _recognise(document: Document) -> int:
    first = next((line.strip() for line in document.lines[:5] if line.strip()), "")
    if not first.startswith("WEBVTT"):
        return 0
    return max(1, sum(timing(line) is not None for line in document.lines)) * 4


def _name(document: Document) -> str:
    lines = document.lines
    if any(_GUID.match(line.strip()) for line in lines[:80]):
        return "teams-vtt"
    head = [line for line in lines[:400] if line.strip()]
    if any(line.lstrip().lower().startswith("<v") for line in head):
        return "teams-vtt"
    return "zoom-vtt" if any(line.strip().isdigit() for line in head[1:3]) else "vtt"


def _read(document: Document) -> Reading:
    cues, rolled = unroll(raw_cues(document.lines))
    head = next((line for line in document.lines if line.strip()), "")
    return Reading(
        "rolling-vtt" if rolled else _name(document),
        tuple(voices(cues)),
        warnings=(ROLLING,) if rolled else (),
        session_date=find_date(head),
    )


FORMAT = Format("vtt", frozenset({Container.TEXT}), _recognise, _read)
