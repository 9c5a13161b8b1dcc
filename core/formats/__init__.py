"""The transcript formats, one reader a file. Adding one: a file here, a line in FORMATS, a sample in the tests."""

from core.formats import (
    deepgram_text,
    descript,
    fathom,
    named,
    otter,
    rev,
    riverside,
    shape,
    srt,
    table,
    teams_text,
    teams_web,
    tldv,
    vtt,
    zoom_text,
)
from core.formats.base import Container, Document, Format, Reading

# The reader that sees most of a file reads it; on a tie the one higher up. The general ones stand last.
FORMATS: tuple[Format, ...] = (
    vtt.FORMAT,
    srt.FORMAT,
    shape.FORMAT,
    table.WORD,
    table.TEXT,
    teams_text.FORMAT,
    riverside.FORMAT,
    fathom.FORMAT,
    zoom_text.FORMAT,
    rev.FORMAT,
    deepgram_text.FORMAT,
    descript.FORMAT,
    tldv.FORMAT,
    otter.FORMAT,
    teams_web.FORMAT,
    named.FORMAT,
)

__all__ = ["FORMATS", "Container", "Document", "Format", "Reading"]
