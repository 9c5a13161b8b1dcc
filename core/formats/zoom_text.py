"""Zoom captions saved as text: `[Name] 10:02:33`, the words below. The clock is that of the day."""

import re

from core.formats.stamped import STAMP, heading_of, stamped

_LINE = re.compile(rf"\[(?P<name>[^\]\n]{{1,60}})\]\s*(?P<time>{STAMP})\s*(?P<text>.*)$")

FORMAT = stamped("zoom", heading_of(_LINE, loose=True))
