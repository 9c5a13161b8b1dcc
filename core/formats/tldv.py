"""tl;dv, Fellow and others: `00:03 Name` on a line of its own, the words below."""

import re

from core.formats.stamped import STAMP, heading_of, stamped

_LINE = re.compile(rf"^\s*+[\[(]?(?P<time>{STAMP})[\])]?\s*[-–—|•]?\s*(?P<name>\S.{{0,58}}?)\s*$")

FORMAT = stamped("tldv", heading_of(_LINE))
