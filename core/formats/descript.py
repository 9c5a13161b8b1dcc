"""Descript export: `[00:00:00] Name: words`; also without brackets, with a dash, or the name alone on the line."""

import re

from core.formats.stamped import STAMP, heading_of, stamped

_LINE = re.compile(
    rf"\s*(?:\*\*|__)?[\[(]?(?P<time>{STAMP})[\])]?(?:\*\*|__)?\s*[-–—|]?\s*"
    r"(?P<name>(?:\*\*|__)?[^\s:：\[\]()\d*_-][^:：\n]{0,58}?)\s*(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*(?P<text>.*)$"
)

FORMAT = stamped("descript", heading_of(_LINE))
