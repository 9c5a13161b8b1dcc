"""A long session in stretches that overlap, so that nothing is lost at the seams."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.insight.draft import Rejected
from core.transcript import Transcript, Turn

MARGIN = 24  # characters of a line besides the words: number, role, time
OVERLAP = 4_000  # characters: some four minutes of talk, in which a proposal finds its answer
SMALLEST = 200  # characters of a part of a turn
NEAR = 6  # turns on either side of one that is looked at again


def cut(turns: Sequence[Turn], limit: int) -> tuple[tuple[Turn, ...], ...]:
    """Stretches of at most `limit` characters, each beginning with the end of the one before: OVERLAP of it, and no more than a
    quarter of a stretch, so that the cost stays linear in the length. A long turn goes in parts under its own number."""
    stretches: list[tuple[Turn, ...]] = []
    current: list[Turn] = []
    size = fresh = 0
    for part in (part for turn in turns for part in _parts(turn, max(SMALLEST, limit // 8))):
        length = len(part.text) + MARGIN
        if fresh and size + length > limit:
            stretches.append(_joined(current))
            current = _tail(current, min(OVERLAP, limit // 4))
            size, fresh = length_of(current), 0
        current.append(part)
        size += length
        fresh += 1
    if fresh:
        stretches.append(_joined(current))
    return tuple(stretches)


def cut_again(left: Sequence[Sequence[Turn]], limit: int) -> tuple[tuple[Turn, ...], ...]:
    """Stretches that are left, each in smaller ones: what they share is shared still."""
    return tuple(smaller for stretch in left for smaller in cut(stretch, limit))


def length_of(turns: Iterable[Turn]) -> int:
    """Characters of the lines."""
    return sum(len(turn.text) + MARGIN for turn in turns)


def around(transcript: Transcript, rejected: Sequence[Rejected], limit: int) -> tuple[Turn, ...]:
    """The turns near the ones that were turned down, in `limit` characters."""
    named = {quote.turn for item in rejected for quote in item.item.evidence}
    wanted = {n + distance for n in named for distance in range(-NEAR, NEAR + 1)}
    stretches = cut([turn for turn in transcript.turns if turn.n in wanted], max(SMALLEST, limit))
    return stretches[0] if stretches else ()


def _parts(turn: Turn, most: int) -> Iterable[Turn]:
    """A turn in pieces of at most so many characters, cut behind a sentence where there is one, else between words."""
    text = turn.text
    while len(text) > most:
        ends = max(text.rfind(mark, most // 2, most) for mark in (". ", "? ", "! ", "… ", "\n"))
        at = ends + 1 if ends >= 0 else text.rfind(" ", most // 2, most)
        at = at if at > 0 else most
        yield replace(turn, text=text[:at])
        text = text[at:]
    yield replace(turn, text=text) if text is not turn.text else turn


def _tail(parts: Sequence[Turn], room: int) -> list[Turn]:
    kept: list[Turn] = []
    for part in reversed(parts):
        room -= len(part.text) + MARGIN
        if room < 0:
            break
        kept.insert(0, part)
    return kept


def _joined(parts: Iterable[Turn]) -> tuple[Turn, ...]:
    """Parts of a turn that follow one another as one again."""
    turns: list[Turn] = []
    for part in parts:
        if turns and turns[-1].n == part.n:
            turns[-1] = replace(part, text=turns[-1].text + part.text)
        else:
            turns.append(part)
    return tuple(turns)
