"""Riverside export: `Name (00:03.608)`, the words below."""

import re

from core.formats.stamped import heading_of, stamped

_LINE = re.compile(r"(?P<name>\S.{0,58}?) \((?P<time>(?:[0-9]{1,2}:)?[0-9]{1,3}:[0-9]{2}\.[0-9]{1,3})\)\s*:?\s*$")

FORMAT = stamped("riverside", heading_of(_LINE, loose=True))
