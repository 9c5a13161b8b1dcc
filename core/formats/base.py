"""What every reader works with: a decoded document in, cues out, and the parts of the work that all of them share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.formats import behind, stamps
from core.formats.behind import Behind
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
    """One line of the table: `recognise` says how many cues this reader sees (0: not its format), `read` reads them."""

    name: str
    containers: frozenset[Container]
    recognise: Callable[[Document], int]
    read: Callable[[Document], Reading]


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


@dataclass
class _Block:
    heading: Heading
    lines: list[str] = field(default_factory=list)
    behind: list[Behind] = field(default_factory=list)  # times at the ends of its lines
    below: list[Behind] = field(default_factory=list)  # times on lines of their own

    def add(self, line: str) -> None:
        words, time = behind.cut(line)
        self.lines.append(words)
        self.behind.extend([time] if time else [])


def blocks(lines: Iterable[str], parse: ParseHeading) -> list[Cue]:
    """Cues of a text in which a heading line opens each block. Lines before the first heading are dropped.

    Lines that are nothing but a time are no words. Where most blocks have one, it is their time, as is one behind the words.
    """
    above = _Block(Heading(None))
    found: list[_Block] = []
    for line in lines:
        heading = parse(line)
        if heading is not None:
            found.append(_Block(heading))
            if heading.text:
                found[-1].add(heading.text)
        elif (bare := line.strip()) and (time := behind.alone(bare)):
            (found[-1] if found else above).below.append(time)
        elif bare and bare[:3] != "```":
            (found[-1] if found else above).add(bare)
    cues = [Cue(b.heading.speaker, squeeze(" ".join(b.lines)), b.heading.start, b.heading.end) for b in found]
    marks, below = [block.behind for block in found], [block.below for block in found]
    if above.below:
        below = [above.below, *below[:-1]]
    if any(marks) or 5 * sum(map(bool, below)) < 4 * len(found):
        return behind.timed(cues, marks)
    return behind.under(cues, below) if above.below else behind.timed(cues, below)


def count(lines: Iterable[str], parse: ParseHeading) -> int:
    """How many lines open a block."""
    return sum(parse(line) is not None for line in lines)


def squeeze(text: str) -> str:
    """Runs of white space as one space, none at the ends."""
    return " ".join(text.split())


def spoken(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """The cues that hold words."""
    return tuple(cue for cue in cues if cue.text.strip())


def text_before(lines: Sequence[str], parse: ParseHeading) -> tuple[str, ...]:
    """The non-empty lines before the first heading: titles, dates, rosters."""
    head: list[str] = []
    for line in lines:
        if parse(line) is not None:
            break
        if line.strip():
            head.append(line.strip())
    return tuple(head[:60])
