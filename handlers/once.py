"""One thing once: what stands on a card already is not said on it again. A quote that was shown is pointed to by its turn."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from core.card import Block, Bullets, Divider, Facts, Fold, Quote, Style, Text
from core.translation import listed, ngettext

LABEL = 20
"""Characters up to which words are a label, which may stand twice."""
_ENDS = re.compile(r"(?<=[.!?…])\s+|(?<=[.!?…][”“\"])\s+|\n+|(?<=:) (?=[“„])")


def bare(text: str) -> str:
    """The words alone: marks and capitals make no other sentence."""
    return " ".join(re.findall(r"\w+", text.casefold()))


class Told:
    """What one card has said so far. Small print, which says how an item stands or who put it so, is left as it is."""

    def __init__(self) -> None:
        self._sentences: set[str] = set()
        self._quotes: set[tuple[int, str]] = set()

    def has(self, sentence: str) -> bool:
        said = bare(sentence)
        return len(said) > LABEL and (
            said in self._sentences or any(f" {said} " in f" {quote} " for _turn, quote in self._quotes)
        )

    def once(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """The blocks without what was said before, in their order, which is remembered for the next."""
        return _parted(_gathered(new for block in blocks for new in self._block(block)))

    def _block(self, block: Block) -> Iterator[Block | int]:
        """What is left of it; of a quote that was shown before, the number of its turn."""
        match block:
            case Quote():
                yield self._quote(block)
            case Text(text, style) if style is not Style.SMALL:
                if said := self.text(text):
                    yield replace(block, text=said)
            case Bullets(items):
                if kept := tuple(said for item in items if (said := self.text(item))):
                    yield Bullets(kept)
            case Facts(pairs):
                if left := tuple((label, said) for label, value in pairs if (said := self.text(value))):
                    yield Facts(left)
            case Fold(title, inner):
                self.text(title)
                yield replace(block, blocks=self.once(inner))
            case _:
                yield block

    def text(self, text: str) -> str:
        """The sentences that were not said before, which are remembered."""
        parts = _ENDS.split(text)
        left = [part for part in parts if self._is_new(part)]
        return text if len(left) == len(parts) else " ".join(left)

    def _is_new(self, sentence: str) -> bool:
        if self.has(sentence):
            return False
        self._sentences.add(bare(sentence))
        return True

    def _quote(self, quote: Quote) -> Quote | int:
        whole = (quote.turn, bare(quote.text))
        parts = _ENDS.split(quote.text)
        new = [self._is_new(part) for part in parts]
        long = [made for part, made in zip(parts, new, strict=True) if len(bare(part)) > LABEL]
        if whole in self._quotes or (long and not any(long)):
            return quote.turn
        self._quotes.add(whole)
        return quote if all(new) else replace(quote, text=_left_out(parts, new))


def _left_out(parts: list[str], new: list[bool]) -> str:
    """The new sentences of a quote, with dots for those between them that were shown before."""
    shown = [part if made else "…" for part, made in zip(parts, new, strict=True)]
    return " ".join(part for n, part in enumerate(shown) if part != "…" or n == 0 or shown[n - 1] != "…")


def beside(blocks: Iterable[Block], quotes: Iterable[Quote]) -> tuple[Block, ...]:
    """What an item says beside its quotes, which are shown with it."""
    told = Told()
    told.once(quotes)
    return told.once(blocks)


def _gathered(blocks: Iterable[Block | int]) -> Iterator[Block]:
    """With one line for all turns that follow each other."""
    turns: list[int] = []
    for block in blocks:
        if isinstance(block, int):
            turns.append(block)
            continue
        if turns:
            yield _as_above(turns)
        turns = []
        yield block
    if turns:
        yield _as_above(turns)


def _as_above(turns: list[int]) -> Text:
    numbers = [str(turn) for turn in dict.fromkeys(turns)]
    said = ngettext("Turn {turns}, as above.", "Turns {turns}, as above.", len(numbers), turns=listed(numbers))
    return Text(said)


def _parted(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Without dividers that part nothing from anything."""
    kept: list[Block] = []
    for block in blocks:
        if not (isinstance(block, Divider) and (not kept or isinstance(kept[-1], Divider))):
            kept.append(block)
    return tuple(kept)
