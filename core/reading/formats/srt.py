"""SubRip: Otter, Riverside and others write `Name: words` in each cue."""

from core.reading.formats.base import (
    TEXTUAL,
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
from core.reading.formats.vtt import ROLLING


def _recognise(document: Document) -> int:
    found = sum(timing(line) is not None for line in document.lines)
    return found * 3 if found and not any(line.strip().startswith("WEBVTT") for line in document.lines[:3]) else 0


def _read(document: Document) -> Reading:
    cues, rolled = unroll(raw_cues(document.lines))
    return Reading("srt", tuple(voices(cues)), warnings=(ROLLING,) if rolled else ())


FORMAT = Format("srt", TEXTUAL, _recognise, _read)
