"""The shape most exports share: a line with a name and a time, then the words. Each layout brings its own pattern.

Where the layout says that a name stands, any string is a name, if it comes again; sentences do not.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

from core.reading.formats import names, stamps
from core.reading.formats.base import HEADING_SPAN, TEXTUAL, Document, Format, Heading, Reading, more_than, spoken
from core.reading.formats.blocks import blocks
from core.reading.formats.days import find_date
from core.reading.formats.head import read_head
from core.reading.formats.sections import preamble, split_speech
from core.transcript import Cue, is_generic

STAMP = stamps.STAMP
_STAMP_ALONE = re.compile(STAMP)
_DIGIT = re.compile(r"[0-9]")  # no stamp is without one, and most lines are
Find = Callable[[str], Heading | None]


@lru_cache(maxsize=2)  # asked by every layout of the same lines
def numbered(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines with a digit where a time must stand."""
    return tuple(line for line in lines if _DIGIT.search(line.lstrip(), 0, HEADING_SPAN))


def may_pair(document: Document, most: int) -> bool:
    """`Format.may` of a layout whose turns each have a time on a line of its own and count twice."""
    return 2 * len(numbered(document.lines)) > most


def heading_of(pattern: re.Pattern[str]) -> Find:
    """A finder from a pattern with the groups `name` (or `lane`), `time` and, where they may follow, `end` and `text`."""
    groups = pattern.groupindex

    @lru_cache(maxsize=4096)  # a line is asked for when layouts are told apart, and four times while it is read
    def told(line: str) -> Heading | None:
        if len(line) > HEADING_SPAN and "text" not in groups:
            return None
        match = pattern.match(line[:HEADING_SPAN])
        if match is None:
            return None
        found = match.groupdict()
        start, name = stamps.seconds(match["time"]), names.clean(found["name"] or found.get("lane") or "")
        if start is None or not name or _STAMP_ALONE.fullmatch(name):
            return None
        text = (match["text"] + line[HEADING_SPAN:]).strip() if "text" in groups else ""
        return Heading(name, start, stamps.seconds(found.get("end") or ""), text)

    return lambda line: told(line) if _DIGIT.search(line, 0, HEADING_SPAN) else None


def _names(headings: Iterable[Heading], *, loose: bool, again: bool) -> frozenset[str]:
    """The names among what stands in a name's place. Where few strings come again and again, all are names; else those
    that are written like names, if most are: a file of times and sentences names nobody."""
    seen = Counter(heading.speaker or "" for heading in headings)
    fitting = {
        name
        for name in seen
        if names.placed(name) and (is_generic(name) or (names.possible(name) if loose else names.proper(name)))
    }
    total = seen.total()
    if total >= 4 and len(seen) * 2 <= total and not (again and len(seen) < 2):
        return frozenset(
            name for name, number in seen.items() if (number >= 2 and names.placed(name)) or name in fitting
        )
    if again:
        return frozenset()
    return frozenset(fitting if sum(seen[name] for name in fitting) * 5 >= 3 * total else ())


def stamped(
    name: str,
    find: Find,
    *,
    loose: bool = False,
    again: bool = False,
    timeless: bool = False,
    accepts: Callable[[Document], bool] = lambda _: True,
    mend: Callable[[tuple[Cue, ...]], tuple[tuple[Cue, ...], tuple[str, ...]]] = lambda cues: (cues, ()),
) -> Format:
    """A line of the table for such a layout. `accepts` looks for its other marks, `mend` puts its quirks right.

    `loose`: any possible name will do, for layouts that cannot be mistaken for speech; else it must be written like one.
    `again`: only names that come again, for layouts that headings share. `timeless`: no time stands in such a line.
    """

    def likely(document: Document) -> tuple[str, ...]:
        return document.lines if timeless else numbered(document.lines)

    def headings(document: Document) -> list[Heading]:
        return [heading for line in likely(document) if (heading := find(line)) is not None]

    def parser(document: Document) -> Find:
        shown = _names(headings(document), loose=loose, again=again)

        def parse(line: str) -> Heading | None:
            heading = find(line)
            return heading if heading is not None and heading.speaker in shown else None

        return parse

    def recognise(document: Document) -> int:
        if not accepts(document):
            return 0
        found = headings(document)
        shown = _names(found, loose=loose, again=again)
        return sum(heading.speaker in shown for heading in found)

    def read(document: Document) -> Reading:
        parse = parser(document)
        _, speech = split_speech(document.lines, parse)
        head = read_head(preamble(document.lines, parse))
        found, said = blocks(speech, parse)
        cues, warnings = mend(spoken(found))
        first = next((line for line in speech if parse(line) is not None), "")
        return Reading(
            f"{name}-{document.suffix}",
            tuple(cues),
            warnings=(*said, *warnings),
            session_date=head.session_date or find_date(first[:80]),
            title=head.title,
            roster=head.roster,
        )

    return Format(
        f"{name}-text", TEXTUAL, recognise, read, lambda document, most: more_than(most, likely(document), find)
    )
