"""Descript export: `[00:00:00] Name: words`; also without brackets, with a dash, with an end time, or `[Name]`, as
Whisper scripts write."""

import re

from core.formats.stamped import STAMP, heading_of, stamped

_LINE = re.compile(
    rf"^\s*+(?:\*\*|__)?[\[(]?(?P<time>{STAMP})(?:\s*(?:-->|[-–—]|to)\s*(?P<end>{STAMP}))?[\])]?(?:\*\*|__)?\s*[-–—|]?\s*"
    r"(?:\[(?P<lane>[^\[\]:\n]{1,58})\]\s*:?|(?P<name>(?:\*\*|__)?[^\s:：\[\]()\d*_-][^:：\n]{0,58}?)\s*(?:\*\*|__)?\s*[:：])"
    r"\s*(?:\*\*|__)?\s*(?P<text>.*)$"
)

FORMAT = stamped("descript", heading_of(_LINE))
