"""What every reader works with: a decoded document in, cues out, and the parts of the work that all of them share."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.reading.formats import stamps
from core.transcript import Cue


class Container(StrEnum):
    """What holds the words, told by content. The value ends the names of formats (`otter-txt`, `otter-docx`)."""

    TEXT = "txt"
    JSON = "json"
    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Document:
    """A file after decoding: `lines` without line ends; `tables` as rows of cells (DOCX); `data` the parsed JSON.

    Headings of a DOCX arrive as Markdown (`# …`). `markdown` is what the extension hints, for the format's name alone. `voices`:
    names that only their look in the document tells; they stand before a colon in `lines`.
    """

    container: Container
    lines: tuple[str, ...] = ()
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()
    data: Any = None
    warnings: tuple[str, ...] = ()
    markdown: bool = False
    voices: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        return "md" if self.markdown and self.container is Container.TEXT else self.container.value


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader found. Speakers are as written in the file; None where a cue names nobody.

    `roster` holds names the file lists as present. `session_date` is aware only if the file states a zone or an offset.
    """

    format: str
    cues: tuple[Cue, ...]
    warnings: tuple[str, ...] = ()
    session_date: datetime | None = None
    title: str | None = None
    roster: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One line of the table: `recognise` says how many cues this reader sees (0: not its format), `read` reads them. `may`
    says whether it can see more than so many, and says it sooner."""

    name: str
    containers: frozenset[Container]
    recognise: Callable[[Document], int]
    read: Callable[[Document], Reading]
    may: Callable[[Document, int], bool] = lambda _document, _most: True


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a speaker's block; `text` is what follows on the same line."""

    speaker: str | None
    start: float | None = None
    end: float | None = None
    text: str = ""


ParseHeading = Callable[[str], Heading | None]
HEADING_SPAN = 200
"""Characters of a line in which a name and a time must stand. Patterns never see more of a line than this, so no line,
however long, can make them slow."""
seconds = stamps.seconds
TEXTUAL = frozenset({Container.TEXT, Container.DOCX, Container.PDF})

REMARK = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\})$")
"""A line or a caption that is one remark in brackets: a sound, a gesture, what somebody noted beside the speech."""
A_REMARK = "a remark in brackets stood by itself; it was left out."


def count(lines: Iterable[str], parse: ParseHeading) -> int:
    """How many lines open a block."""
    return sum(parse(line) is not None for line in lines)


def more_than(most: int, lines: Sequence[str], parse: Callable[[str], object | None]) -> bool:
    """Whether more than `most` of the lines are something to `parse`, looked at until that is known."""
    found, left = 0, len(lines)
    for line in lines:
        if found > most or found + left <= most:
            break
        found += parse(line) is not None
        left -= 1
    return found > most


def squeeze(text: str) -> str:
    """Runs of white space as one space, none at the ends."""
    usual = text.isprintable() and "  " not in text and text == text.strip()
    return text if usual else " ".join(text.split())


def spoken(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """The cues that hold words."""
    return tuple(cue for cue in cues if cue.text.strip())
