"""The shape most exports share: a line with a name and a time, then the words. Each reader brings its own pattern."""

import re
from collections.abc import Callable

from core.formats import names
from core.formats.base import HEADING_SPAN, TEXTUAL, Document, Format, Heading, Reading, blocks, count, seconds, spoken
from core.formats.head import read_head
from core.formats.sections import preamble, split_speech
from core.transcript import Cue

STAMP = r"(?:[0-9]{1,2}:)?[0-9]{1,3}:[0-9]{2}(?:[.,][0-9]{1,3})?"


def heading_of(pattern: re.Pattern[str], *, loose: bool = False) -> Callable[[str], Heading | None]:
    """A parser from a pattern with the groups `name` (or `lane`), `time` and, where they may follow, `end` and `text`.

    `loose`: any possible name will do, for patterns that cannot be mistaken for speech; else it must be written like one.
    """
    groups = pattern.groupindex

    def parse(line: str) -> Heading | None:
        if ":" not in line or (len(line) > HEADING_SPAN and "text" not in groups):
            return None
        match = pattern.match(line[:HEADING_SPAN])
        if match is None:
            return None
        start = seconds(match["time"])
        found = match.groupdict()
        name = names.clean(found["name"] or found.get("lane") or "")
        fits = names.possible(name) if loose else (names.proper(name) or names.is_generic(name))
        if start is None or not fits:
            return None
        text = (match["text"] + line[HEADING_SPAN:]).strip() if "text" in groups else ""
        return Heading(name, start, seconds(found.get("end") or ""), text)

    return parse


def stamped(
    name: str,
    parse: Callable[[str], Heading | None],
    *,
    accepts: Callable[[Document], bool] = lambda _: True,
    mend: Callable[[tuple[Cue, ...]], tuple[tuple[Cue, ...], tuple[str, ...]]] = lambda cues: (cues, ()),
) -> Format:
    """A line of the table for such an export. `accepts` looks for its other marks, `mend` puts its quirks right."""

    def recognise(document: Document) -> int:
        return count(document.lines, parse) if accepts(document) else 0

    def read(document: Document) -> Reading:
        _, speech = split_speech(document.lines, parse)
        head = read_head(preamble(document.lines, parse))
        cues, warnings = mend(spoken(blocks(speech, parse)))
        return Reading(
            f"{name}-{document.suffix}",
            tuple(cues),
            warnings=warnings,
            session_date=head.session_date,
            title=head.title,
            roster=head.roster,
        )

    return Format(f"{name}-text", TEXTUAL, recognise, read)
