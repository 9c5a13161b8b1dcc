"""Rev export: `Name (00:02):`, the words on the same line or below."""

import re

from core.formats.stamped import STAMP, heading_of, stamped

_LINE = re.compile(rf"(?P<name>\S.{{0,58}}?)\s*[(\[](?P<time>{STAMP})[)\]]\s*:\s*(?P<text>.*)$")

FORMAT = stamped("rev", heading_of(_LINE, loose=True))
