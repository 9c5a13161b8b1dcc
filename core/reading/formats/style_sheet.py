"""The named styles of a Word file. Word writes some hundred and sixty and a session uses two or three: only those are read, where
the sheet is written as Word writes it, and else all."""

from dataclasses import replace
from xml.parsers import expat

from core.reading.formats.looks import LOOKS, OFF, Style, is_heading, local, value_of
from core.reading.formats.word_xml import parse
from core.refusal import Refused

_TOLD = LOOKS | {"name", "basedOn"}
_SHEET, _STYLE, _OVER = b"<w:styles", b"<w:style ", b"</w:style>"
_ID = b'w:styleId="'
_GENERATIONS = 10


class StyleSheet:
    """`fault`: it could not be read, and no style is known."""

    def __init__(self, xml: bytes) -> None:
        self.fault = False
        self._xml = xml
        self._looks: dict[str, Style | None] = {}
        self._found: dict[str, Style] = {}
        self._current = ""
        self._root, self._unread = _cut(xml)
        if not self._unread:
            self._read(xml)

    def get(self, name: str) -> Style | None:
        """The style of this id with what those it is based on look like."""
        if name not in self._looks:
            self._looks[name] = self._whole(name)
        return self._looks[name]

    def _whole(self, name: str) -> Style | None:
        style = self._own(name)
        if style is None:
            return None
        looks, heading, above = style.looks, style.heading, style.based_on
        for _ in range(_GENERATIONS):
            below = self._own(above)
            if below is None:
                break
            looks, heading, above = looks | below.looks, heading or below.heading, below.based_on
        return Style(looks, heading)

    def _own(self, name: str) -> Style | None:
        if (piece := self._unread.pop(name, None)) is not None:
            self._read(self._root + _STYLE + piece.partition(_OVER)[0] + _OVER + b"</w:styles>")
        return self._found.get(name)

    def _read(self, xml: bytes) -> None:
        try:
            parse([xml], self._start, self._end)
        except (Refused, expat.ExpatError):
            self._found, self._unread = {}, {}
            if xml is self._xml:
                self.fault = True
            else:  # it was cut where it should not have been
                self._read(self._xml)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "style":
            self._current = next((worth for key, worth in attributes.items() if local(key) == "styleId"), "")
            self._found[self._current] = Style()
        elif self._current and tag in _TOLD:
            style, value = self._found[self._current], value_of(attributes)
            if tag == "name":
                style = replace(style, heading=is_heading(value))
            elif tag == "basedOn":
                style = replace(style, based_on=value)
            else:
                style = style.with_look(tag, on=value not in OFF)
            self._found[self._current] = style

    def _end(self, name: str) -> None:
        if local(name) == "style":
            self._current = ""


def _cut(xml: bytes) -> tuple[bytes, dict[str, bytes]]:
    """How the sheet begins, and each style by its id with what follows it; no style where it is written in any other way."""
    head, *pieces = xml.split(_STYLE)
    begun = head.find(_SHEET)
    # A `!` is of a comment or the like, in which anything may stand.
    if begun < 0 or b"!" in xml or xml.count(_OVER) != len(pieces):
        return b"", {}
    styles: dict[str, bytes] = {}
    for piece in pieces:
        _, _, named = piece[: piece.find(b">")].partition(_ID)
        name, quote, _ = named.partition(b'"')
        if not quote or b"&" in name or not name.isascii():
            return b"", {}
        styles[name.decode()] = piece
    return head[: head.find(b">", begun) + 1], styles
