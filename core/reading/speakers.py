"""From cues to turns: names made one where that is certain, consecutive cues of one speaker merged."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from core.reading.formats import names
from core.reading.formats.base import Reading, squeeze
from core.transcript import Cue, Turn, is_generic

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
        by_fold.setdefault(names.fold(name), name)
        shown[name] = by_fold[names.fold(name)]
    full = _FullNames(
        names.fold(name) for name in (*by_fold.values(), *roster) if len(name.split()) >= 2 and not is_generic(name)
    )
    for name in counts:
        if is_generic(name):
            continue
        bare = by_fold.get(names.fold(names.without_additions(name)))
        if bare is not None and bare != shown[name]:
            shown[name] = bare
            continue
        fits = full.of_short(names.fold(name))
        # A first name alone is kept as it is unless its bearer also speaks under the full name.
        if len(fits) == 1 and fits[0] in by_fold:
            shown[name] = by_fold[fits[0]]
    return shown


MOST_WORDS = 8
"""Words of a name that may be shortened to initials; what has more is taken as it is written."""
ENOUGH = 3
"""Names kept of those that fit one short form. Whether there is exactly one beside the short form itself is all that is asked."""


class _FullNames:
    """Full names, found by their short forms without comparing each with each: a file may name tens of thousands."""

    def __init__(self, folded: Iterable[str]) -> None:
        self._names = tuple(dict.fromkeys(folded))
        self._by_first = _filed((name.split()[0], name) for name in self._names)
        self._by_form: dict[tuple[bool, ...], dict[str, list[str]]] = {}

    def of_short(self, short: str) -> list[str]:
        """Names other than `short` itself that it can be short for, ENOUGH at most: the first name, or initials before the same
        last name."""
        words = short.split()
        if len(words) == 1:
            return self._by_first.get(short, []) if len(short) > 1 else []
        form = tuple(len(word.rstrip(".")) == 1 for word in words[:-1])
        if not any(form) or len(words) > MOST_WORDS:
            return []
        if form not in self._by_form:
            alike = (name for name in self._names if name.count(" ") == len(form))
            self._by_form[form] = _filed((_written(name, form), name) for name in alike)
        return [name for name in self._by_form[form].get(_written(short, form), []) if name != short]


def _filed(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, name in pairs:
        if len(found[key]) < ENOUGH:
            found[key].append(name)
    return dict(found)


def _written(name: str, form: Sequence[bool]) -> str:
    """A name of two words or more with initials where the form has them."""
    *before, last = name.split(" ")
    return " ".join((*(word[0] if initial else word for word, initial in zip(before, form, strict=True)), last))
