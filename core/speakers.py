"""From cues to turns: names made one where that is certain, consecutive cues of one speaker merged."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from core.formats import names
from core.formats.base import Reading, squeeze
from core.transcript import Cue, Turn

UNNAMED = "Unknown speaker"


def turns(reading: Reading) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    """Turns counted from 1, and warnings about what had to be guessed."""
    cues, warnings = _inherit(reading.cues)
    aliases = unify([cue.speaker for cue in cues if cue.speaker], reading.roster)
    named = [Cue(aliases.get(c.speaker or "", c.speaker or UNNAMED), c.text, c.start, c.end) for c in cues]
    merged: list[Turn] = []
    for n, (speaker, group) in enumerate(groupby(named, key=lambda cue: cue.speaker or UNNAMED), start=1):
        run = tuple(group)
        ends = [cue.end for cue in run if cue.end is not None]
        merged.append(
            Turn(
                n=n,
                speaker=speaker,
                text=squeeze(" ".join(cue.text for cue in run)),
                start=run[0].start,
                end=max(ends) if ends and run[-1].end is not None else None,
                cues=run,
            )
        )
    return tuple(merged), warnings


def _inherit(cues: Iterable[Cue]) -> tuple[list[Cue], tuple[str, ...]]:
    """A cue without a name is taken for the one who spoke before, and said so."""
    filled: list[Cue] = []
    guessed = 0
    for cue in cues:
        if cue.speaker is None:
            guessed += 1
            before = filled[-1].speaker if filled else None
            filled.append(Cue(before or UNNAMED, cue.text, cue.start, cue.end))
        else:
            filled.append(cue)
    if not guessed:
        return filled, ()
    noun = "caption names" if guessed == 1 else "captions name"
    return filled, (f"{guessed} of {len(filled)} {noun} nobody; they were given to whoever spoke before.",)


def unify(spoken: Iterable[str], roster: Iterable[str] = ()) -> dict[str, str]:
    """Every name as written to the name shown. `JOHN SMITH`, `john smith` and `J. Smith` become `John Smith`, and `John`
    too, if only one full name in the file fits; lanes such as `Speaker 1` are never merged with anything."""
    counts = Counter(spoken)
    shown: dict[str, str] = {}
    by_fold: dict[str, str] = {}
    for name in sorted(counts, key=lambda n: (not names.proper(n), n.isupper(), -counts[n])):
        by_fold.setdefault(_fold(name), name)
        shown[name] = by_fold[_fold(name)]
    full = {
        _fold(name): name
        for name in (*by_fold.values(), *roster)
        if len(name.split()) >= 2 and not names.is_generic(name)
    }
    for name in counts:
        if names.is_generic(name):
            continue
        fits = {key for key in full if _short_of(_fold(shown[name]), key)}
        if len(fits) == 1:
            target = full[fits.pop()]
            # A first name alone is kept as it is unless its bearer also speaks under the full name.
            if _fold(target) in by_fold:
                shown[name] = by_fold[_fold(target)]
    return shown


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


def _short_of(short: str, full: str) -> bool:
    """Whether `short` can be a short form of `full`: the first name, or initials before the same last name."""
    if short == full:
        return False
    a, b = short.split(), full.split()
    if len(a) == 1:
        return a[0] == b[0] and len(a[0]) > 1
    return (
        len(a) == len(b)
        and a[-1] == b[-1]
        and all(x == y or (x.rstrip(".") == y[:1]) for x, y in zip(a, b, strict=True))
    )
