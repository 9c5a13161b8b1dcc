"""A second speaker inside the words of the first: a name with a colon or a time behind it."""

import re
from collections.abc import Iterable, Sequence

from core.reading.formats import names
from core.reading.formats.base import seconds
from core.transcript import Cue

_STAMP = re.compile(r"[\[(](?P<time>(?:[0-9]{1,2}:)?[0-9]{1,3}:[0-9]{2}(?:[.,][0-9]{1,3})?)[\])]\s{0,2}[:：]?|[:：]")
SENTENCE_END = frozenset(".?!…\"”'’)]»。？！-–—>*")
_SPAN = 120
"""Characters before a colon in which a name is looked for."""


def split_voices(cues: Iterable[Cue], roster: Iterable[str]) -> tuple[list[Cue], int]:
    """A listed speaker's name with a colon inside the words opens that speaker's own words: after the end of a sentence, and
    anywhere if it is a full name or a time follows. `I told Tobias: stop` stays what it is."""
    cues = list(cues)
    shown = {names.fold(name): name for name in (*roster, *(cue.speaker for cue in cues if cue.speaker))}
    shown = {key: name for key, name in shown.items() if len(key) > 1 and any(map(str.isalpha, key))}
    longest = min(8, max((len(key.split()) for key in shown), default=0))
    found: list[Cue] = []
    split = 0
    for cue in cues:
        parts = _parts(cue, shown, longest)
        split += len(parts) - 1
        found.extend(part for part in parts if part.text)
    return found, split


def _parts(cue: Cue, shown: dict[str, str], longest: int) -> Sequence[Cue]:
    opened = list(_opened(cue.text, shown, longest))
    if not opened:
        return (cue,)
    begins = [(0, 0, cue.speaker, cue.start), *opened]
    ends = [*(begin for begin, *_ in opened), len(cue.text)]
    return [
        Cue(
            speaker, cue.text[begin:end].strip(), start, cue.end if end == len(cue.text) and start is not None else None
        )
        for (_, begin, speaker, start), end in zip(begins, ends, strict=True)
    ]


def _opened(text: str, shown: dict[str, str], longest: int) -> Iterable[tuple[int, int, str, float | None]]:
    """(where the name begins, where its words begin, the name, the time) for each name that opens somebody's words."""
    if ":" not in text and "：" not in text:
        return
    for mark in _STAMP.finditer(text):
        before = text[max(0, mark.start() - _SPAN) : mark.start()]
        for begin in [word.start() for word in re.finditer(r"\S+", before)][-longest:]:
            name = shown.get(names.fold(before[begin:].strip("*_ ")))
            ahead = before[:begin].rstrip()
            if name is not None and (mark["time"] or not ahead or ahead[-1] in SENTENCE_END or " " in name):
                start = mark.start() - len(before) + begin
                yield start, mark.end(), name, seconds(mark["time"] or "")
                break
