"""Times of a file as seconds from its start: read in all ways they are written, and given only where they can be."""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from core.transcript import Cue

_SIGNS = re.compile(r"[\u3040-\uffff]")
_DAY = 24 * 3600.0
_LONGEST = 12 * 3600.0
"""Seconds: no session is longer; what says so counts in another unit."""
_FEWEST_WORDS, _FEW_WORDS = 60, 180
"""Below the first a rate says nothing; below the second it is not enough to call times wrong."""
_UNITS = (1e3, 1e6, 1e7, 1e9, 24.0, 25.0, 30.0, 50.0, 60.0)
"""Parts of a second that files count in: milliseconds to nanoseconds, frames of film and video."""
_USUAL, _ORDINARY, _SLOW, _FASTEST = (30.0, 350.0), 140, 12.0, 600.0
"""Words a minute of speech with its silences: usual, in the middle, too few if another unit fits better, too many."""


def plausible(cues: Sequence[Cue]) -> tuple[list[Cue], tuple[str, ...]]:
    """The cues with times that can be: the clock of the day counted from the first, another unit turned into seconds, and
    no times, with a warning, where neither makes a length that fits the words."""
    if max((cue.start for cue in cues if cue.start is not None), default=0.0) < _DAY:
        cues = _from_first(list(cues))
    length, rate = _length(cues), _rate(cues)
    if length is None or rate is None:
        return _from_first(list(cues)), ()
    units = [unit for unit in _UNITS if length / unit <= _LONGEST and _USUAL[0] <= rate * unit <= _USUAL[1]]
    if rate < _SLOW and units:
        unit = min(units, key=lambda unit: abs(rate * unit - _ORDINARY))
        return _from_first(_scaled(cues, 1 / unit)), ()
    if rate > _FASTEST and _USUAL[0] <= rate / 60 <= _USUAL[1] and (_first(cues) or 0) >= 360:
        return _from_first(_scaled(cues, 60)), ()  # hours and minutes of the day, not minutes and seconds
    if length <= _LONGEST and (rate <= _FASTEST or _words(cues) < _FEW_WORDS):
        return _from_first(list(cues)), ()
    return [replace(cue, start=None, end=None) for cue in cues], (
        f"The times in this file cannot be right ({_told(length)} for {_words(cues)} words), so nothing is measured by them.",
    )


def _first(cues: Sequence[Cue]) -> float | None:
    return next((cue.start for cue in cues if cue.start is not None), None)


def _from_first(cues: list[Cue]) -> list[Cue]:
    """A clock of the day counted from the first time, over midnight, too."""
    first = _first(cues)
    if first is None or first < 3600:
        return cues
    starts = [cue.start for cue in cues if cue.start is not None]
    midnight = first > _DAY / 2 and max(starts) < _DAY and min(starts) < first - _DAY / 2
    least = first if midnight else min(starts)

    def since(time: float | None) -> float | None:
        if time is None:
            return None
        return round((time - least) % _DAY if midnight else max(0.0, time - least), 3)

    return [replace(cue, start=since(cue.start), end=since(cue.end)) for cue in cues]


def _length(cues: Sequence[Cue]) -> float | None:
    starts = [cue.start for cue in cues if cue.start is not None]
    last = max([*starts, *(cue.end for cue in cues if cue.end is not None)], default=0.0)
    return last - min(starts) if starts and last > min(starts) else None


def _words(cues: Sequence[Cue]) -> int:
    """Words; in scripts that write none apart, two signs count as one."""
    return sum(
        len(cue.text.split()) if cue.text.isascii() else max(len(cue.text.split()), len(_SIGNS.findall(cue.text)) // 2)
        for cue in cues
    )


def _rate(cues: Sequence[Cue]) -> float | None:
    """Words a minute: by the length of the cues where their ends are known, else from the first time to the last. None if
    there are too few words to tell."""
    words, length = _words(cues), _length(cues)
    if length is None or words < _FEWEST_WORDS:
        return None
    rates = [
        60 * _words([cue]) / (cue.end - cue.start)
        for cue in cues
        if cue.start is not None and cue.end is not None and cue.end > cue.start and cue.text.count(" ") >= 2
    ]
    return median(rates) if len(rates) * 2 >= len(cues) else 60 * words / length


def _scaled(cues: Sequence[Cue], by: float) -> list[Cue]:
    return [
        replace(
            cue,
            start=round(cue.start * by, 3) if cue.start is not None else None,
            end=round(cue.end * by, 3) if cue.end is not None else None,
        )
        for cue in cues
    ]


def _told(length: float) -> str:
    hours = length / 3600
    return f"{length:,.0f} seconds" if hours < 0.1 else f"{hours:,.1f} hours"
