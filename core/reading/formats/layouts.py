"""The layouts of a line with a name and a time, whatever tool wrote it. The first of those that read most lines wins.

Each is named after the tool it is best known from; the words stand on the same line or below.
"""

import re

from core.reading.formats.base import Format
from core.reading.formats.stamped import STAMP, heading_of, stamped

_OPEN, _SHUT = r"[\[(<{]", r"[\])>}]"
_BOLD = r"(?:\*\*|__)?"
_TEXT = r"\s*(?:\*\*|__)?\s*(?P<text>.*)$"
_TIME = rf"(?P<time>{STAMP})"
_END = rf"(?:\s?(?:-{{1,2}}>|[-–—]|to)\s?(?P<end>{STAMP}))"
_SET_OFF, _SHUT_OFF = rf"(?:[*_`]{{0,2}}{_OPEN}|[*_`]{{1,2}})", rf"(?:{_SHUT}[*_`]{{0,2}}|[*_`]{{1,2}})"
_DASH = r"[-–—|•·]"

# `Name (00:03.608)`, the words below.
_RIVERSIDE = re.compile(
    rf"{_BOLD}(?P<name>\S.{{0,58}}?){_BOLD} \((?P<time>(?:[0-9]{{1,2}}:)?[0-9]{{1,3}}:[0-9]{{2}}\.[0-9]{{1,3}})\)\s*:?\s*$"
)
# `[Name] 10:02:33`, the words below or behind.
_ZOOM = re.compile(rf"\[(?P<name>[^\]\n]{{1,60}})\]\s*{_TIME}\s*:?{_TEXT}")
# `Name (00:02): words`, `Name (00:02 - 00:07) words`, `Name [00:02] words`, `**Name** (00:07)` with the words below; the time in
# italics or as code, too.
_REV = re.compile(
    rf"{_BOLD}(?P<name>\S[^\[\](){{}}<>]{{0,58}}?(?:\s?\([^()]{{1,20}}\))?){_BOLD}\s*:?\s*{_SET_OFF}{_TIME}{_END}?{_SHUT_OFF}\s*(?:[:：]|{_DASH}\s)?{_TEXT}"
)
# `Speaker 0: 00:00:01`, `Name: 00:01 words`.
_DEEPGRAM = re.compile(rf"{_BOLD}(?P<name>\S[^:\n]{{0,58}}?)\s*:{_BOLD}\s+{_OPEN}?{_TIME}{_SHUT}?\s*$")
# `[00:00:00] Name: words`; also without brackets, with a dash, with an end time, or `[Name]`, `<Name>`, `(speaker 0)`, as Whisper
# scripts write.
_DESCRIPT = re.compile(
    rf"^\s{{0,8}}{_BOLD}{_OPEN}?{_TIME}(?:\s*(?:-->|[-–—]|to)\s*(?P<end>{STAMP}))?{_SHUT}?{_BOLD}\s*[-–—|]?\s*"
    rf"(?:{_OPEN}(?P<lane>[^\[\](){{}}<>:\n]{{1,58}}){_SHUT}\s*:?|"
    r"(?P<name>(?:\*\*|__)?[^\s:：\[\]()*_-][^:：\n]{0,58}?)\s*(?:\*\*|__)?\s*[:：])"
    rf"{_TEXT}"
)
# `00:07 - Name - words`, with tabs or bars.
_TIME_FIRST = re.compile(
    rf"^\s{{0,8}}{_OPEN}?{_TIME}{_SHUT}?(?P<mark>\s{{1,4}}{_DASH}\s{{1,4}}|\s{{0,4}}\t\s{{0,4}})"
    r"(?P<name>\S[^\t\n]{0,58}?)(?P=mark)(?P<text>\S.*)$"
)
# `Name 00:00:07: words`, `Name - 00:07 - words`, with tabs or bars.
_NAME_FIRST = re.compile(
    rf"{_BOLD}(?P<name>\S[^\t\n:]{{0,58}}?){_BOLD}(?:\s{{0,4}},\s{{1,4}}|\s{{1,4}}(?:{_DASH}\s{{1,4}})?|\s{{0,4}}\t\s{{0,4}}){_TIME}"
    rf"(?:\s{{0,4}}[:：]|\s{{1,4}}{_DASH}|\s{{0,4}}\t)\s{{0,8}}(?P<text>\S.*)$"
)
# `00:03 Name`, the words below.
_TLDV = re.compile(
    rf"^\s{{0,8}}{_BOLD}{_OPEN}?{_TIME}(?:\s{{0,2}}[-–—]\s{{0,2}}(?P<end>{STAMP}))?{_SHUT}?{_BOLD}\s*{_DASH}?\s*(?P<name>\S.{{0,180}}?)\s*:?$"
)
# `Name  0:03`, `**Name**  0:03`, `Name - 0:03`, `Name at 0:03`, `Name 1 minute 2 seconds`, the words below.
_OTTER = re.compile(
    rf"(?P<name>(?:\*\*|__)?\S.{{0,120}}?(?:\*\*|__)?)(?: (?:at|um|à|a las|alle|om|@) | {{1,6}}|\t+|, ?){_TIME}\s*:?$"
)

LAYOUTS: tuple[Format, ...] = (
    stamped("riverside", heading_of(_RIVERSIDE), loose=True),
    stamped("zoom", heading_of(_ZOOM), loose=True),
    stamped("rev", heading_of(_REV), loose=True),
    stamped("deepgram", heading_of(_DEEPGRAM)),
    stamped("descript", heading_of(_DESCRIPT)),
    stamped("columns", heading_of(_TIME_FIRST)),
    stamped("lines", heading_of(_NAME_FIRST)),
    stamped("tldv", heading_of(_TLDV)),
    stamped("otter", heading_of(_OTTER)),
)
TIME_AND_NAME, PAIRED = LAYOUTS[-2:]
"""`00:03 Name` and `Name  0:03`, by which names and times on lines of their own are read, too."""
