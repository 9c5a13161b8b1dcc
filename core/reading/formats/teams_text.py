"""Microsoft Teams transcript as DOCX or pasted: `Name   0:03`, the words below; a header with title, date and length."""

import re

from core.reading.formats.base import HEADING_SPAN, Document
from core.reading.formats.stamped import STAMP, heading_of, stamped

_LINE = re.compile(rf"(?P<name>\S.{{0,58}}?) {{3}}(?P<time>{STAMP})\s*$")
_MARK = re.compile(r"(?:started|stopped) transcription$")


def _accepts(document: Document) -> bool:
    return any(
        _MARK.search(line.strip()[:HEADING_SPAN]) for line in (*document.lines[:30], *document.lines[-10:])
    ) or any(_LINE.match(line[:HEADING_SPAN]) for line in document.lines[:60])


FORMAT = stamped("teams", heading_of(_LINE), loose=True, accepts=_accepts)
