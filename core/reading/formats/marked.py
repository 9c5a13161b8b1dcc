"""A name set off by other marks than a colon: `[Name] words`, `<Name> words`, `(Name) words`, `Name - words`, `Name/ words`,
`Name -> words`, `N.- words`, `- Name: words`, and `[Name]` or `– Name –` above the words.

Such marks stand around other things, too, so the same few names must open most lines.
"""

import re
from collections import Counter

from core.reading.formats import names
from core.reading.formats.base import HEADING_SPAN, TEXTUAL, Document, Format, Heading, Reading
from core.reading.formats.stamped import stamped
from core.transcript import is_generic

_NAME = r"(?P<name>[^\[\](){}<>:\n]{1,60}?)"
_LINE = re.compile(
    rf"\s{{0,8}}(?:\[{_NAME}\]|<{_NAME.replace('name', 'tag')}>|\({_NAME.replace('name', 'round')}\))(?:\s+(?P<text>\S.*))?$"
    r"|\s{0,8}[-–—]{1,2} (?P<alone>[^\s:–—-][^:–—\n]{0,58}?) [-–—]{1,2}\s*$"
    r"|\s{0,8}[-*•] (?P<item>[^\s:*_][^:\n*_]{0,58}?): (?P<said>\S.*)$"
    r"|\s{0,8}(?P<dashed>[^\s:–—-][^:–—/>\n]{0,58}?)(?: (?:[-–—]{1,2}|[-=–—]{1,2}>|→|/)|/|\.[-–—]) (?P<words>\S.*)$"
)
_NICK = re.compile(r"^(?!(?:div|span|body|html|head|pre|code|ruby|font|lang)$)[a-z][\w.-]{2,30}$")
"""A nickname as chats of developers show it, in angle brackets; no tag of a page."""
_LEVELS = names.word_set("trace debug info notice warn warning error fatal critical")
"""Of a log, which stand in brackets on every line."""
_MOST, _MOST_DASHED, _MOST_VOICES = 0.45, 0.7, 6
"""Shares of the lines; a dash stands in sentences, too."""


def _find(line: str) -> Heading | None:
    match = _LINE.match(line[:HEADING_SPAN])
    if match is None:
        return None
    found = match.groupdict()
    name = names.clean(next(found[key] for key in ("name", "tag", "round", "alone", "item", "dashed") if found[key]))
    if found["tag"] and _NICK.match(name) is not None:
        return Heading(name, text=((found["text"] or "") + line[HEADING_SPAN:]).strip())
    if not (names.proper(name) or is_generic(name)) or not names.possible(name) or name.casefold() in _LEVELS:
        return None
    text = found["text"] or found["said"] or found["words"] or ""
    return Heading(name, text=(text + line[HEADING_SPAN:]).strip())


_FORMAT = stamped("plain", _find, again=True, timeless=True)


def _recognise(document: Document) -> int:
    filled = sum(bool(line.strip()) for line in document.lines)
    seen = Counter(heading.speaker for line in document.lines if (heading := _find(line)) is not None)
    again = [number for number in seen.values() if number >= 2]
    dashed = sum(
        (match := _LINE.match(line[:HEADING_SPAN])) is not None and bool(match["dashed"]) for line in document.lines
    )
    most = _MOST_DASHED if dashed * 2 > seen.total() else _MOST
    few = 2 <= len(again) <= _MOST_VOICES and sum(again) >= max(4, most * filled, 0.9 * seen.total())
    return _FORMAT.recognise(document) if few else 0


def _read(document: Document) -> Reading:
    return _FORMAT.read(document)


FORMAT = Format("marked", TEXTUAL, _recognise, _read, _FORMAT.may)
