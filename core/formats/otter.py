"""Otter export: `Name  M:SS` or `**Name**  M:SS`, the words below; keywords above, `Transcribed by` below."""

import re

from core.formats.stamped import STAMP, heading_of, stamped

_LINE = re.compile(rf"(?P<name>(?:\*\*|__)?\S.{{0,58}}?(?:\*\*|__)?)(?: {{1,6}}|\t+)(?P<time>{STAMP})\s*$")

FORMAT = stamped("otter", heading_of(_LINE))
