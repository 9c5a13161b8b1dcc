"""`Speaker 0: 00:00:01`, the words below: Deepgram and many scripts around it."""

import re

from core.formats.stamped import STAMP, heading_of, stamped

_LINE = re.compile(rf"(?P<name>\S.{{0,58}}?)\s*:\s+[\[(]?(?P<time>{STAMP})[\])]?\s*$")

FORMAT = stamped("deepgram", heading_of(_LINE))
