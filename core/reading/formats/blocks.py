"""A text in which a line with a name opens each block of words, as cues; what stands beside the speech is left out and told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.reading.formats import behind
from core.reading.formats.base import A_REMARK, REMARK, Heading, ParseHeading, squeeze
from core.reading.formats.behind import Behind
from core.reading.formats.order import places
from core.transcript import Cue

_HEADING = re.compile(r"^#{1,6}\s")
# What somebody wrote beside the speech; a word such as `Note` is also said, so it must stand alone on its line.
_LABEL = re.compile(
    r"^(?:(?:My|Own|Private|Coach['’]?s?) (?:notes?|reflections?|thoughts)|Notes? to (?:self|myself)|Action items?|Next steps?"
    r"|(?:Eigene|Meine) (?:Notiz(?:en)?|Gedanken)|Nächste Schritte|Mis notas|Próximos pasos|Mes notes)\s?[:：]"
    r"|^(?:Notes?|Summary|Actions|To-?dos?|Takeaways|Reflections?|Homework|Follow-ups?|Notiz(?:en)?|Zusammenfassung|Aufgaben"
    r"|Notas?|Resumen|Tareas|Remarques?|Résumé)\s?[:：]?$",
    re.IGNORECASE,
)
_ENOUGH = 6
"""Blocks by which the way a file is laid out can be told."""


@dataclass
class _Block:
    heading: Heading
    paragraphs: list[list[str]] = field(default_factory=list)
    behind: list[Behind] = field(default_factory=list)  # times at the ends of its lines
    below: list[Behind] = field(default_factory=list)  # times on lines of their own
    closed: bool = False  # a heading that names nobody stood in it: what follows is not this speaker's
    apart: bool = False  # a blank line came last

    def add(self, line: str) -> None:
        words, time = behind.cut(line)
        if self.apart or not self.paragraphs:
            self.paragraphs.append([])
        self.paragraphs[-1].append(words)
        self.behind.extend([time] if time else [])
        self.apart = False

    @property
    def lines(self) -> list[str]:
        return [line for paragraph in self.paragraphs for line in paragraph]


def blocks(lines: Iterable[str], parse: ParseHeading) -> tuple[list[Cue], tuple[str, ...]]:
    """The cues, and what is to be said of them. Lines before the first that opens a block are dropped.

    Lines that are nothing but a time are no words. Where most blocks have one, it is their time, as is one behind the words.
    """
    above = _Block(Heading(None))
    found: list[_Block] = []
    under, remarks = 0, 0
    for line in lines:
        heading, last = parse(line), found[-1] if found else above
        if heading is not None:
            found.append(_Block(heading))
            if heading.text:
                found[-1].add(heading.text)
            continue
        bare = line.strip()
        last.apart = last.apart or (not bare and bool(last.paragraphs))
        if not bare or bare[:3] == "```":
            continue
        if time := behind.alone(bare):
            last.below.append(time)
        elif last.closed or _HEADING.match(bare) or _LABEL.match(bare):
            under += bool(found) and _HEADING.match(bare) is None
            last.closed = True
        elif last.paragraphs and REMARK.match(bare):
            remarks += bool(found)
        else:
            last.add(bare)
    told = (
        *((_UNDER_A_HEADING,) if under else ()),
        *((f"{places(remarks)} {A_REMARK}",) if remarks else ()),
        *((_BEHIND_THE_LAST,) if _without_postscript(found) else ()),
    )
    return _timed(found, above), told


_UNDER_A_HEADING = "What stood under a heading that names nobody (notes, a list) was left out."
_BEHIND_THE_LAST = "What stood behind the last turn does not look like a part of it and was left out."


def _timed(found: Sequence[_Block], above: _Block) -> list[Cue]:
    cues = [Cue(b.heading.speaker, squeeze(" ".join(b.lines)), b.heading.start, b.heading.end) for b in found]
    marks, below = [block.behind for block in found], [block.below for block in found]
    if above.below:
        below = [above.below, *below][: len(found)]
    if any(marks) or 5 * sum(map(bool, below)) < 4 * len(found):
        return behind.timed(cues, marks)
    return behind.under(cues, below) if above.below else behind.timed(cues, below)


def _without_postscript(found: Sequence[_Block]) -> bool:
    """Whether the last block lost what no other block has: lines behind its one line, or paragraphs behind its one paragraph."""
    if len(found) < _ENOUGH:
        return False
    *others, last = found
    first = last.lines[:1]
    if all(len(block.lines) <= 1 for block in others):
        widest = max((len(line) for block in others for line in block.lines), default=0)
        kept = [first] if first and len(first[0]) <= widest else last.paragraphs[:1]
    elif all(len(block.paragraphs) <= 1 for block in others):
        kept = last.paragraphs[:1]
    else:
        kept = last.paragraphs
    lost = sum(map(len, kept)) < len(last.lines)
    last.paragraphs = kept
    return lost
