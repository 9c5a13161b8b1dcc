"""Times that stand behind the words of a turn, at its end or on a line below: `Name: words [00:03]`, `… #00:00:06-0#`.

Such a time is when the turn began or when it ended, and a file does not say which. Its gaps tell, where turns are long and
short by turns: a gap is as long as the words that were said in it. Where they do not, it is taken for the beginning, as
nearly every tool writes it; `#…#` for the end, where f4 puts its mark when a turn is over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import StatisticsError, correlation

from core.reading.formats.stamps import STAMP, seconds
from core.transcript import Cue

_SPAN = rf"(?P<from>{STAMP})(?:\s?(?:-{{1,2}}>|[-–—]|to)\s?(?P<to>{STAMP}))?"
_BEHIND = re.compile(rf"(?<!\s)\s{{1,4}}(?:#(?P<mark>[0-9:.,]{{4,12}})(?:-[0-9])?#|[\[(]{_SPAN}[\])])$")
_ALONE = re.compile(rf"^[\[(<#*_]{{0,3}}{_SPAN}(?:-[0-9])?[\])>#*_]{{0,3}}$")
_MOST = 80
"""Characters at the end of a line in which such a time stands."""
_FEWEST, _CLEARLY = 6, 0.2
"""Times below which gaps say nothing; by how much one reading has to fit better than the other."""
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Behind:
    """A time found behind words, in seconds; `over` where its form says that it is an end."""

    start: float
    end: float | None = None
    over: bool = False


def cut(text: str) -> tuple[str, Behind | None]:
    """The words without a time behind them, and the time."""
    match = _BEHIND.search(text[-_MOST:]) if text[-1:] in "#])" else None
    if match is None:
        return text, None
    words = text[: len(text) - len(match[0])]
    start = seconds(match["mark"] or match["from"])
    return words, None if start is None else Behind(start, seconds(match["to"] or ""), over=bool(match["mark"]))


def alone(line: str) -> Behind | None:
    """The time, if the line is one and nothing else."""
    match = _ALONE.match(line) if len(line) < 60 and ":" in line else None
    start = seconds(match["from"]) if match else None
    return None if match is None or start is None else Behind(start, seconds(match["to"] or ""), over=line[0] == "#")


def timed(cues: Sequence[Cue], found: Sequence[Sequence[Behind]]) -> list[Cue]:
    """The cues with the times found behind the words of each: as the ends where the starts are known already."""
    known = [(cue, marks) for cue, marks in zip(cues, found, strict=True) if marks]
    if all(cue.start is None for cue in cues):
        if any(marks[0].end is not None for _, marks in known) or not _are_ends(known):
            return [
                replace(cue, start=marks[0].start, end=marks[-1].end) if marks else cue
                for cue, marks in zip(cues, found, strict=True)
            ]
        return _by_ends(cues, found)
    following = [cue.start for cue in cues[1:]] + [None]
    if all(
        cue.start is not None and cue.start <= marks[-1].start and (after is None or marks[-1].start <= after + 1)
        for cue, marks, after in zip(cues, found, following, strict=True)
        if marks
    ):
        return [
            replace(cue, end=cue.end or marks[-1].start) if marks else cue
            for cue, marks in zip(cues, found, strict=True)
        ]
    return list(cues)


def under(cues: Sequence[Cue], above: Sequence[Sequence[Behind]]) -> list[Cue]:
    """The cues with the times that stand on a line above the name of each."""
    return [
        replace(cue, start=marks[-1].start, end=marks[-1].end) if marks and cue.start is None else cue
        for cue, marks in zip(cues, above, strict=True)
    ]


def _are_ends(known: Sequence[tuple[Cue, Sequence[Behind]]]) -> bool:
    over = all(marks[0].over for _, marks in known)
    if len(known) < _FEWEST:
        return over
    gaps = [b[1][-1].start - a[1][-1].start for a, b in pairwise(known)]
    words = [len(cue.text.split()) for cue, _ in known]
    try:
        before, after = correlation(gaps, words[:-1]), correlation(gaps, words[1:])
    except StatisticsError:  # all gaps or all turns are of one length
        return over
    return after > before + _CLEARLY if abs(after - before) > _CLEARLY else over


def _by_ends(cues: Sequence[Cue], found: Sequence[Sequence[Behind]]) -> list[Cue]:
    """Each from where the one before ended: the first from the beginning of the recording, if the times are its own."""
    told: list[Cue] = []
    last: float | None = 0.0
    for cue, marks in zip(cues, found, strict=True):
        end = marks[-1].start if marks else None
        if not told and end is not None and end >= _HOUR:
            last = None
        told.append(replace(cue, start=last if end is not None else None, end=end))
        last = end
    return told
