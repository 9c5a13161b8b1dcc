"""The walk through the main part of a Word file: its paragraphs and tables, without what is not in the flow of the page."""

from dataclasses import dataclass, field

from core.limits import MAX_TEXT
from core.reading.formats.looks import (
    HIDDEN,
    LOOKS,
    OFF,
    Line,
    Style,
    is_heading,
    local,
    value_of,
)
from core.reading.formats.style_sheet import StyleSheet
from core.reading.formats.word_xml import TOO_COMPLEX
from core.refusal import Reason, Refused
from core.translation import N_

MAX_DEPTH = 200
MAX_ELEMENTS = 400_000
_BOXED = "Text in a text box or frame stands beside the page; it was left out of the speech."
_HIDDEN = "Hidden text was left out of the speech."
_PLAIN = Style()
# Stretches that are not read as they stand: text boxes; deleted text, the old place of moved text, readings above a word and
# what is there twice for old readers; properties of a paragraph; what properties were before a tracked change.
_STRETCHES = {
    "txbxContent": "box",
    **dict.fromkeys(("del", "moveFrom", "rt", "Fallback"), "dropped"),
    "pPr": "properties",
    **dict.fromkeys(("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange"), "before"),
}
_TABLE = frozenset({"tbl", "tr", "tc"})
_TOLD = LOOKS | _TABLE | {"r", "pStyle", "rStyle", "framePr", "gridSpan"}
_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}


@dataclass
class Body:
    """The state of the walk through the main part. `text`: pieces of the paragraph and whether each is set apart by its look."""

    styles: StyleSheet
    lines: list[Line] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)
    text: list[tuple[str, bool]] = field(default_factory=list)
    paragraph: Style = _PLAIN
    run: Style = _PLAIN
    framed: bool = False
    inside: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_STRETCHES.values(), 0))
    rows: list[list[list[str]]] = field(default_factory=list)
    span: int = 1
    table_depth: int = 0
    in_text: bool = False
    depth: int = 0
    elements: int = 0
    size: int = 0
    paragraphs: list[list[tuple[str, bool]]] = field(default_factory=list)
    left_out: dict[str, None] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise Refused(Reason.TOO_COMPLEX, TOO_COMPLEX)
        tag = local(name)
        if tag in _STRETCHES:
            self.inside[_STRETCHES[tag]] += 1
        elif tag == "t":
            self.in_text = True
        elif self.inside["box"]:
            return
        elif tag in _SIGNS:
            if self.paragraphs and not self.inside["properties"]:
                self._add(_SIGNS[tag])
        elif tag == "p":
            self.paragraphs.append(self.text)
            self.text, self.paragraph, self.framed = [], _PLAIN, False
        elif tag in _TOLD and not self.inside["before"]:
            self._look(tag, attributes)

    def _look(self, tag: str, attributes: dict[str, str]) -> None:
        """What says how text looks and where it stands."""
        value = value_of(attributes) if attributes else ""
        if tag == "r":
            self.run = _PLAIN
        elif tag == "pStyle":
            self.paragraph = self.styles.get(value) or Style(heading=is_heading(value))
        elif tag == "rStyle":
            self.run = self.styles.get(value) or _PLAIN
        elif tag in LOOKS and not self.inside["properties"]:
            self.run = self.run.with_look(tag, on=value not in OFF)
        elif tag == "framePr":
            self.framed = not any(key.endswith("dropCap") and worth not in OFF for key, worth in attributes.items())
        elif tag == "gridSpan":
            self.span = int(value) if value.isdecimal() and int(value) < 64 else 1
        else:
            self._start_table(tag)

    def _start_table(self, tag: str) -> None:
        """Only the outermost table gives rows; a table inside a cell is text of that cell."""
        if tag == "tbl":
            self.table_depth += 1
        elif tag == "tr" and self.table_depth == 1:
            self.rows.append([])
        elif tag == "tc" and self.table_depth == 1 and self.rows:
            self.rows[-1].append([])
            self.span = 1

    def end(self, name: str) -> None:
        self.depth -= 1
        tag = local(name)
        if tag in _STRETCHES:
            self.inside[_STRETCHES[tag]] -= 1
        elif tag == "t":
            self.in_text = False
        elif self.inside["box"]:
            return
        elif tag == "p":
            self._paragraph()
        elif tag in _TABLE:
            self._end_table(tag)

    def _end_table(self, tag: str) -> None:
        if tag == "tc" and self.table_depth == 1 and self.rows:
            self.rows[-1].extend([] for _ in range(self.span - 1))
        elif tag == "tr" and self.table_depth == 1 and self.rows:
            if self.span > 1 and self.span == len(self.rows[-1]):
                self.rows.pop()  # one cell over the whole width is a heading between the rows
        elif tag == "tbl":
            self.table_depth -= 1
            if self.table_depth == 0:
                self.tables.append(tuple(tuple("\n".join(cell).strip() for cell in row) for row in self.rows))
                self.rows = []

    def characters(self, text: str) -> None:
        if self.in_text:
            self._add(text)

    def _add(self, text: str) -> None:
        if self.inside["dropped"]:
            return
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise Refused(
                Reason.TOO_LARGE, N_("This document holds far more text than a session. Send one session a file.")
            )
        looks = self.run.looks | self.paragraph.looks
        beside = _BOXED if self.inside["box"] or self.framed else _HIDDEN if HIDDEN in looks else ""
        if not beside:
            self.text.append((text, bool(looks)))
        elif text.strip():
            self.left_out[beside] = None

    def _paragraph(self) -> None:
        line = Line.of(self.text, heading=self.paragraph.heading)
        self.text = self.paragraphs.pop() if self.paragraphs else []
        self.lines.append(line)
        if self.table_depth and self.rows and self.rows[-1]:
            self.rows[-1][-1].extend(line.text.split("\n"))
