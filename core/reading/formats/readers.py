"""All readers, in the order in which they are asked."""

from core.reading.formats import (
    above,
    fathom,
    marked,
    named,
    shape,
    srt,
    stacked,
    table,
    teams_text,
    teams_web,
    vtt,
)
from core.reading.formats.base import Format
from core.reading.formats.layouts import LAYOUTS

# The reader that sees most of a file reads it; on a tie the one higher up. The general ones stand last.
FORMATS: tuple[Format, ...] = (
    vtt.FORMAT,
    srt.FORMAT,
    shape.FORMAT,
    table.WORD,
    table.TEXT,
    teams_text.FORMAT,
    fathom.FORMAT,
    teams_web.FORMAT,
    stacked.FORMAT,
    *LAYOUTS,
    named.FORMAT,
    above.FORMAT,
    marked.FORMAT,
)
