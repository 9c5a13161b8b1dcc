"""Who said what and when in one list of records, whatever its fields are called."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.reading.formats.base import squeeze
from core.reading.formats.fields import Kind, meaning, parts
from core.reading.formats.tree import Node
from core.reading.formats.values import (
    Moment,
    as_seconds,
    label,
    moment,
    numbered,
    span,
)
from core.transcript import Cue

_BETWEEN_WORDS = frozenset("-–—&+=/")
_NOT_SPOKEN = frozenset({"audio_event", "event", "noise", "silence", "music", "sound", "tag"})


@dataclass(slots=True, eq=False)
class Piece:
    """What one record tells. `text` as written, white space at its ends included."""

    node: Node
    text: str
    speaker: str | None
    start: Moment | None
    end: Moment | None

    @property
    def mark(self) -> bool:
        """A mark of punctuation by itself, which belongs to the word before it; a dash or an `&` stands between words."""
        kind = str(self.node.fields.get("type", "")).lower()
        if self.text.strip() in _BETWEEN_WORDS:
            return False
        return kind.startswith("punct") or (bool(self.text.strip()) and not re.search(r"\w", self.text[:8]))


def pieces(nodes: Sequence[Node], names: dict[str, str]) -> list[Piece]:
    """The records that hold words."""
    speakers = Speakers(nodes, names)
    finals = {key for node in nodes for key in node.fields if _final(key) and node.fields[key] is True}
    found = []
    for node in nodes:
        text = said(node)
        if not text or str(node.fields.get("type", "")).lower() in _NOT_SPOKEN:
            continue
        if any(node.fields.get(key) is False for key in finals):
            continue  # a guess at what comes again as final
        start, end = times(node)
        found.append(Piece(node, text, speakers.of(node), start, end))
    return found


def _final(key: str) -> bool:
    return parts(key) in {("is", "final"), ("final",)}


def said(node: Node) -> str:
    """The words of a record, empty if it has none of its own."""
    for _, key in node.ranked(Kind.WHAT):
        value = node.fields[key]
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            value = " ".join(value)
        if isinstance(value, str) and value:
            return value
    return ""


def times(node: Node) -> tuple[Moment | None, Moment | None]:
    """(start, end) of a record; of one that stands alone in another, else that other's."""
    start = end = None
    for _, key in node.ranked(Kind.START):
        found = meaning(key, Kind.START)
        first, last = span(node.fields[key], found.unit if found else None)
        if first is not None:
            start, end = first, last
            break
    for kind in (Kind.END, Kind.LONG):
        for _, key in node.ranked(kind) if end is None else ():
            found = meaning(key, kind)
            value = moment(node.fields[key], found.unit if found else None)
            if value is not None:
                end = value if kind is Kind.END else numbered(start, value)
                break
    if start is None and node.lone and node.above is not None:
        return times(node.above)
    return start, end


@dataclass
class Speakers:
    """Who speaks in each of some records, by the field of theirs that says so best, else by what they stand in."""

    nodes: Sequence[Node]
    names: dict[str, str]
    keys: list[str] = field(init=False)
    above: "Speakers | None" = field(init=False, default=None)
    usual: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        values: dict[str, Counter[str]] = {}
        ranks: dict[str, int] = {}
        for node in self.nodes:
            for rank, key in node.ranked(Kind.WHO):
                name = label(node.fields[key])
                if name:
                    values.setdefault(key, Counter())[name] += 1
                    ranks[key] = rank
        usable = {key: counts for key, counts in values.items() if _names_people(ranks[key], counts)}
        self.keys = sorted(usable, key=lambda key: (len(usable[key]) < 2, ranks[key]))
        self._number(usable)
        holders = list(dict.fromkeys(node.above for node in self.nodes if node.above is not None))
        if len(holders) >= 2:
            self.above = Speakers(holders, self.names)
        self._learn()

    def _number(self, usable: dict[str, Counter[str]]) -> None:
        """Names listed without numbers stand for those counted from 0, or from 1."""
        listed = [self.names[f"#{n}"] for n in range(len(self.names)) if f"#{n}" in self.names]
        for counts in usable.values():
            numbers = sorted(int(name[8:]) for name in counts if re.fullmatch(r"Speaker [0-9]{1,3}", name))
            if listed and numbers and len(numbers) == len(counts):
                first = 0 if numbers[0] == 0 else 1
                if numbers[-1] - first < len(listed):
                    self.usual.update({f"Speaker {n + first}": name for n, name in enumerate(listed)})

    def _learn(self) -> None:
        """Where one record names its speaker by number and by name, so do the others that give the number alone."""
        for key in self.keys[1:]:
            seen: dict[str, set[str]] = {}
            for node in self.nodes:
                number, name = label(node.fields.get(key)), label(node.fields.get(self.keys[0]))
                if number and name:
                    seen.setdefault(number, set()).add(name)
            self.usual.update(
                {
                    number: next(iter(names))
                    for number, names in seen.items()
                    if len(names) == 1 and number not in self.usual
                }
            )

    def of(self, node: Node) -> str | None:
        """The speaker of a record of these."""
        for key in self.keys:
            value = node.fields.get(key)
            name = label(value)
            if name:
                return self._looked_up(value, name)
        return self.above.of(node.above) if self.above is not None and node.above is not None else None

    def _looked_up(self, value: Any, name: str) -> str:
        for key in _ids(value):
            if key in self.names:
                return self.names[key]
        return self.usual.get(name, name)


def _ids(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [str(inner) for inner in value.values() if isinstance(inner, str | int)]
    return [str(value).strip()]


def _names_people(rank: int, counts: Counter[str]) -> bool:
    """A field called `speaker` does; one called `name`, `role` or `channel` only if few names come again and again."""
    many = sum(counts.values())
    if rank in {2, 4}:
        return len(counts) <= max(3 if rank == 2 else 2, many // 2) and (rank == 2 or 2 <= len(counts) <= 12)
    return True


def joined(run: Sequence[Piece]) -> str:
    """Pieces as running text: with the spaces they bring, else one between words and none before marks or within Chinese."""
    if sum(piece.text != piece.text.strip() for piece in run) * 5 >= len(run):
        return squeeze("".join(piece.text for piece in run))
    text = ""
    for piece in run:
        word = squeeze(piece.text)
        close = not text or piece.mark or (_UNSPACED.match(word) and _UNSPACED.match(text[-1]))
        text += word if close else f" {word}"
    return text


_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f\u0e00-\u0e7f]")


def timed(runs: Sequence[Sequence[Piece]]) -> list[Cue]:
    """A cue for each run of pieces, its times in seconds."""
    words = sum(len(piece.text.split()) for run in runs for piece in run)
    starts = [next((piece.start for piece in run if piece.start), None) for run in runs]
    ends = [max((piece.end for piece in run if piece.end), key=lambda end: end.at, default=None) for run in runs]
    at = as_seconds([*starts, *ends], words)
    texts = [joined(run) for run in runs]
    return [
        Cue(run[0].speaker, text, start, end if end is None or start is None or end >= start else None)
        for run, text, start, end in zip(runs, texts, at[: len(runs)], at[len(runs) :], strict=True)
    ]
