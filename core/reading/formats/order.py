"""The order of cues, and what stands in a file twice. Each function gives the cues and what is to be said of it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from core.transcript import Cue

_WORD = re.compile(r"\w+")


def places(number: int) -> str:
    return "In one place" if number == 1 else f"In {number} places"


_FLUTTER = 1.0
"""Seconds by which a cue may start before the one above it: two people at once, not a file out of order."""


def ordered(cues: list[Cue]) -> tuple[list[Cue], tuple[str, ...]]:
    """In the order of the times, where nearly all are known and some run backwards."""
    known = [cue.start for cue in cues if cue.start is not None]
    if len(known) * 10 < 9 * len(cues) or all(b >= a - _FLUTTER for a, b in pairwise(known)):
        return cues, ()
    keys: list[float] = []
    for cue in cues:
        keys.append(cue.start if cue.start is not None else keys[-1] if keys else 0.0)
    again = _second_recording(cues, keys)
    if again:
        return again, (
            "The times begin again inside the file; the second part was counted on from the end of the first.",
        )
    order = sorted(range(len(cues)), key=lambda place: keys[place])
    return [cues[place] for place in order], (
        "Some captions stood out of their order; they were put in the order of their times.",
    )


def _second_recording(cues: list[Cue], keys: Sequence[float]) -> list[Cue]:
    """Two recordings of one session behind each other: both have both voices, and each runs forwards by itself."""
    falls = [place for place, (a, b) in enumerate(pairwise(keys), start=1) if b < a - _FLUTTER]
    if len(falls) != 1:
        return []
    parts = cues[: falls[0]], cues[falls[0] :]
    if any(len(part) < 3 or len({cue.speaker for cue in part}) < 2 for part in parts) or keys[falls[0]] > keys[0] + 60:
        return []
    offset = max(cue.end or cue.start or 0.0 for cue in parts[0])
    later = (
        replace(
            cue,
            start=round(cue.start + offset, 3) if cue.start is not None else None,
            end=round(cue.end + offset, 3) if cue.end is not None else None,
        )
        for cue in parts[1]
    )
    return [*parts[0], *later]


_TOGETHER = 2.0
"""Seconds between two cues that can be one sound, heard by two microphones."""
_A_WORD = 0.15
"""Seconds that a word takes at least: whoever starts later has waited for the end."""


def without_echo(cues: list[Cue]) -> tuple[list[Cue], tuple[str, ...]]:
    """The same words at the same time under two voices, or twice under one, are kept once: where they were heard first."""
    kept: list[Cue] = []
    for cue in cues:
        if not any(_echo(cue, other) for other in kept[-4:]):
            kept.append(cue)
    echoes = len(cues) - len(kept)
    if not echoes:
        return cues, ()
    return kept, (
        f"{places(echoes)} the same words stood twice at the same time (an echo, or drawn twice); they were counted once.",
    )


def _echo(cue: Cue, other: Cue) -> bool:
    if cue.start is None or other.start is None or abs(cue.start - other.start) >= _TOGETHER:
        return False
    words = _WORD.findall(cue.text.casefold())
    if len(words) < 3 or words != _WORD.findall(other.text.casefold()):
        return False
    if cue.speaker == other.speaker:
        return cue.start == other.start
    return abs(cue.start - other.start) < _A_WORD * len(words)


def once(cues: list[Cue]) -> tuple[list[Cue], tuple[str, ...]]:
    """A text in which every cue, or the words of most cues, stand twice."""
    said = ("The words of this file stood in it twice; they were read once.",)
    pairs = [list(group) for _, group in groupby(cues, key=lambda cue: (cue.speaker, cue.text, cue.start))]
    if len(pairs) >= 4 and all(len(pair) == 2 for pair in pairs):
        return [pair[0] for pair in pairs], said
    halves = [_half(cue.text) for cue in cues if cue.text.count(" ") >= 7]
    if len(halves) >= 4 and sum(map(bool, halves)) * 2 > len(halves):
        return [replace(cue, text=_half(cue.text) or cue.text) for cue in cues], said
    return cues, ()


def _half(text: str) -> str:
    """The first half of a text whose second half is the same, else nothing."""
    middle = len(text) // 2
    return text[:middle] if len(text) % 2 and text[middle] == " " and text[:middle] == text[middle + 1 :] else ""
