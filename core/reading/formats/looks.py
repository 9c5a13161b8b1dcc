"""What the look of a Word file tells: headings, hidden text, and names that stand out by their look alone."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.reading.formats import names
from core.reading.formats.encoding import normalise

_W = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
HIDDEN = "vanish"
LOOKS = frozenset({"b", "i", "u", "caps", "smallCaps", HIDDEN})
OFF = frozenset({"0", "false", "off", "none"})
"""Values that say a look is not there."""


@lru_cache(maxsize=1024)
def local(name: str) -> str:
    """The tag's name inside Word's namespace (transitional or strict); `Fallback` repeats what was read already."""
    for prefix in _W:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return "Fallback" if name.endswith("markup-compatibility/2006 Fallback") else ""


def value_of(attributes: Mapping[str, str]) -> str:
    return next((value for key, value in attributes.items() if local(key) == "val"), "")


def is_heading(style: str) -> bool:
    return style.lower().replace(" ", "").startswith(("heading", "title"))


@dataclass(frozen=True, slots=True)
class Style:
    """`looks`: what sets text apart from plain text."""

    looks: frozenset[str] = frozenset()
    heading: bool = False
    based_on: str = ""

    def with_look(self, tag: str, *, on: bool) -> "Style":
        return Style(self.looks | {tag} if on else self.looks - {tag}, self.heading, self.based_on)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: `lead` is what it begins with that looks other than `rest`."""

    text: str
    lead: str = ""
    rest: str = ""
    heading: bool = False

    @staticmethod
    def of(pieces: Sequence[tuple[str, bool]], *, heading: bool) -> "Line":
        text = normalise("".join(text for text, _ in pieces))
        if heading:
            return Line(text, text.strip(), heading=True)
        if not any(marked for _, marked in pieces):
            return Line(text, rest=text.strip())
        lead = ""
        for place, (piece, marked) in enumerate(pieces):
            if not marked and piece.strip():
                return Line(
                    text, normalise(lead).strip(), normalise("".join(text for text, _ in pieces[place:])).strip()
                )
            lead += piece
        return Line(text, normalise(lead).strip())


_MOST = 60
_NO_NAME = re.compile(r"[:：?!\n\t]|[.。…]$")
_NO_NAME_BEHIND = re.compile(r"[:：(\[0-9–—-]|$")


def with_names(lines: Sequence[Line]) -> tuple[list[str], tuple[str, ...]]:
    """The lines as text, and the names that only their look tells: what stands out at the beginnings of paragraphs, again and
    again, for two or more. These get the colon that others write."""
    leads = Counter(line.lead for line in lines if _may_name(line))
    known = {lead for lead, number in leads.items() if number >= 2}
    plain = sum(line.rest != "" or (line.text.strip() != "" and not line.lead) for line in lines)
    # Where all is bold, bold tells nothing.
    if len(known) < 2 or plain < sum(leads[lead] for lead in known) / 2:
        return list(_plain(lines)), ()
    # Whoever spoke once looks like those who spoke often.
    known |= {lead for lead in leads if names.proper(lead) and len(lead.split()) <= 3 and len(leads) <= 8}
    told: list[str] = []
    for line in lines:
        if _may_name(line) and line.lead in known:
            told.append(f"{line.lead}: {line.rest}".strip())
        else:
            told.extend(_plain([line]))
    return [part for text in told for part in text.split("\n")], tuple(sorted(known))


def _may_name(line: Line) -> bool:
    return (
        bool(line.lead)
        and len(line.lead) <= _MOST
        and (not line.rest or _NO_NAME_BEHIND.match(line.rest) is None)
        and _NO_NAME.search(line.lead) is None
        and re.search(r"\w", line.lead) is not None
    )


def _plain(lines: Iterable[Line]) -> Iterable[str]:
    for line in lines:
        first, *others = line.text.split("\n")
        yield f"# {first}" if line.heading and first.strip() else first
        yield from others
