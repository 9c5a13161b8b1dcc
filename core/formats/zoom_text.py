"""Zoom captions saved as text: `[Name] 10:02:33`, the words below. The clock is that of the day, so it is counted from
the first caption."""

import re
from dataclasses import replace

from core.formats.stamped import STAMP, heading_of, stamped
from core.transcript import Cue

_LINE = re.compile(rf"\[(?P<name>[^\]\n]{{1,60}})\]\s*(?P<time>{STAMP})\s*(?P<text>.*)$")
_DAY = 24 * 3600.0


def _from_first(cues: tuple[Cue, ...]) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    if not cues or cues[0].start is None:
        return cues, ()
    first = cues[0].start
    if first < 3600:
        return cues, ()
    return tuple(replace(cue, start=(cue.start - first) % _DAY if cue.start is not None else None) for cue in cues), ()


FORMAT = stamped("zoom", heading_of(_LINE, loose=True), mend=_from_first)
