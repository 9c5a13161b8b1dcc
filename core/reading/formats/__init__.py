"""The transcript formats, one reader a file. Adding one: a file here, a line in FORMATS, a sample in the tests."""

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
from core.reading.formats.base import Container, Document, Format, Reading
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

__all__ = ["FORMATS", "Container", "Document", "Format", "Reading"]
