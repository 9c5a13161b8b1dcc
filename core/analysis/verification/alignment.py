"""Finding a quote in what was said. What is found is always a slice of a turn's own text.

Form does not count: case, quotation marks, dashes, spaces, opened contractions ("I'll" is "I will"), fillers left out. Words
do: a quote with one word changed is not found. It is looked for in the turn it names first, then in the nearest other turn
of the voices it may be in.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import islice

from core.transcript import Role, Transcript, Turn

SHORT = 3
"""A quote of fewer words says too little to be looked for further away than the next turns."""
NEAR = 2
BACK_CHANNEL = 3
"""Words of a turn over which a sentence of the other goes on."""

_FILLERS = "um umm uh uhh uhm er erm hm hmm mm mhm äh ähm öh öhm hmhm"
FILLERS = frozenset(_FILLERS.split())
_WORDS_ELSEWHERE = frozenset({"um", "er"})
"""Fillers in English, words in German and Portuguese."""
WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_APOSTROPHES = re.compile(r"['’ʼ`´\u0307]")  # the dot that folding leaves on a Turkish capital I, too
_OPENED = {
    "won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not", "let's": "let us",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "ok": "okay", "'cause": "because", "cos": "because",
}  # fmt: skip
_ENDINGS = {"n't": "not", "'ll": "will", "'re": "are", "'ve": "have", "'m": "am", "'d": "would", "'s": "is"}
_HEADER = re.compile(r"^\s*(?:\[\s*\d+\s*\]\s*)?(?:\(?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?\)?\s*)?")
_TIME = r"(?:\s*[\(\[]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?[\)\]]?)?"
_ELLIPSIS = re.compile(r"(?:(?<!\s)\s++)?(?:\[\s*+)?(?:…|\.{3,})\s*+(?:\]\s*+)?")
_CLOSING = ".,!?…\"'”’)»"
_SEAM = "|"


@dataclass(frozen=True, slots=True)
class Token:
    """A word in its comparable form and where it stands in the text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A slice of a turn: characters `start` to `end` of its text, `words` tokens long without fillers."""

    turn: Turn
    start: int
    end: int
    words: int

    @property
    def text(self) -> str:
        return self.turn.text[self.start : self.end]


@lru_cache(maxsize=4096)
def comparable(word: str) -> str:
    return _APOSTROPHES.sub("", unicodedata.normalize("NFKC", word).casefold())


@lru_cache(maxsize=512)
def tokens(text: str, language: str = "en") -> tuple[Token, ...]:
    """The words of a text without fillers."""
    return tuple(_tokens(text, language))


def _tokens(text: str, language: str) -> Iterator[Token]:
    found = (Token(comparable(match[0]), match.start(), match.end()) for match in WORD.finditer(text))
    return (token for token in found if not _filler(token.word, language))


def _filler(word: str, language: str) -> bool:
    return word in FILLERS and (word not in _WORDS_ELSEWHERE or language in {"en", "und"})


def _words(text: str, language: str, *, opened: bool) -> Iterator[str]:
    if opened:
        return (word for found in WORD.findall(text) for word in _opened_word(found, language))
    return (token.word for token in _tokens(text, language))


def _opened(text: str, language: str) -> Iterator[Token]:
    """The same with contractions opened: two words may stand in one place."""
    for match in WORD.finditer(text):
        for word in _opened_word(match[0], language):
            yield Token(word, match.start(), match.end())


@lru_cache(maxsize=4096)
def _opened_word(word: str, language: str) -> Sequence[str]:
    """The words it stands for; none for a filler."""
    folded = re.sub(r"[’ʼ`´]", "'", unicodedata.normalize("NFKC", word).casefold()).replace("\u0307", "")
    return () if _filler(folded, language) else _parts(folded, language)


def _parts(word: str, language: str) -> list[str]:
    if word in _OPENED:
        return _OPENED[word].split()
    for ending, opened in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            stands_for = "es" if language == "de" and ending == "'s" else opened
            return [*_parts(word[: -len(ending)], language), stands_for]
    return [word.replace("'", "")]


@dataclass(frozen=True)
class _Stream:
    """All that one person says as one string of words, with a seam where the other's words come between. Where a word stands in
    its turn is looked up for what is found."""

    turns: Sequence[Turn]
    text: str
    begins: Sequence[int]  # where each word begins in `text`
    first: Sequence[int]  # the first word of each turn
    numbers: Sequence[int]
    read: Callable[[str], Iterator[Token]]

    @classmethod
    def of(cls, runs: Sequence[Sequence[Turn]], language: str, *, opened: bool) -> "_Stream":
        turns: list[Turn] = []
        first: list[int] = []
        begins: list[int] = []
        pieces, at = [" "], 1
        for run in runs:
            for turn in run:
                first.append(len(begins))
                for word in _words(turn.text, language, opened=opened):
                    begins.append(at)
                    pieces.append(f"{word} ")
                    at += len(word) + 1
                turns.append(turn)
            pieces.append(f"{_SEAM} ")
            at += 2
        read = partial(_opened if opened else _tokens, language=language)
        return cls(turns, "".join(pieces), begins, first, [turn.n for turn in turns], read)

    def find(self, wanted: Sequence[str], n: int) -> tuple[Span, ...]:
        """The slices of the occurrence nearest to turn `n`, one for each turn it runs over."""
        needle = f" {' '.join(wanted)} "
        at = bisect_right(self.numbers, n - 1)
        word = self.first[at] if at < len(self.turns) else len(self.begins)
        here = self.begins[word] - 1 if word < len(self.begins) else len(self.text)
        found = [
            spans
            for place in (self.text.find(needle, here), self.text.rfind(needle, 0, here + len(needle) - 1))
            if place >= 0 and (spans := self._spans(place + 1, len(wanted)))
        ]
        return min(found, key=lambda spans: _distance(spans, n), default=())

    def _spans(self, begin: int, size: int) -> tuple[Span, ...]:
        word = bisect_right(self.begins, begin) - 1
        place = bisect_right(self.first, word) - 1
        skipped, spans = word - self.first[place], []
        for turn in self.turns[place:]:
            held = list(islice(self.read(turn.text), skipped, skipped + size))
            if held:
                spans.append(Span(turn, held[0].start, _closed(turn.text, held[-1].end), len(held)))
            size, skipped = size - len(held), 0
            if size <= 0:
                break
        return tuple(spans)


def _distance(spans: Sequence[Span], n: int) -> int:
    return min(abs(span.turn.n - n) for span in spans)


def _closed(text: str, end: int) -> int:
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return end


class Spoken:
    """A session's words, laid out once so that each quote is found in one pass."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self.language = transcript.language
        names = sorted((*transcript.speakers, "COACH", "CLIENT"), key=len, reverse=True)
        named = "|".join(re.escape(name) for name in names if name)
        self._echo = re.compile(rf"^(?:{named}){_TIME}\s*:\s*", re.IGNORECASE)

    def find(self, quote: str, n: int, voices: Collection[Role] = tuple(Role)) -> tuple[Span, ...]:
        """The slices in which the quote stands, nearest to turn `n`, said by one of `voices`; () if it does not. More than one
        only where it runs on over a back-channel of the other."""
        bare = self._echo.sub("", _HEADER.sub("", quote, count=1), count=1)
        parts = [spans for part in _ELLIPSIS.split(bare) if part.strip() for spans in (self._part(part, n, voices),)]
        turns = {span.turn.n for spans in parts for span in spans}
        if not parts or () in parts or (len(parts) > 1 and len(turns) > 1):
            return ()
        return max(parts, key=lambda spans: sum(span.words for span in spans))

    def _part(self, quote: str, n: int, voices: Collection[Role]) -> tuple[Span, ...]:
        for opened in (True, False):
            wanted = list(_words(quote, self.language, opened=opened))
            if not wanted:
                return ()
            streams = (each for role, each in (self._streams if opened else self._squeezed) if role in voices)
            found = [spans for stream in streams if (spans := stream.find(wanted, n))]
            nearest = min(found, key=lambda spans: _distance(spans, n), default=())
            if nearest and (len(wanted) >= SHORT or _distance(nearest, n) <= NEAR):
                return nearest
        return ()

    @cached_property
    def _streams(self) -> list[tuple[Role, _Stream]]:
        return self._laid_out(opened=True)

    @cached_property
    def _squeezed(self) -> list[tuple[Role, _Stream]]:
        """For captions that leave the apostrophes out: "ill" is "I'll"."""
        return self._laid_out(opened=False)

    def _laid_out(self, *, opened: bool) -> list[tuple[Role, _Stream]]:
        runs: dict[tuple[str, Role], list[list[Turn]]] = {}
        for turn in self.transcript.turns:
            mine = runs.setdefault((turn.speaker, turn.role), [])
            if mine and self._goes_on(mine[-1][-1], turn):
                mine[-1].append(turn)
            else:
                mine.append([turn])
        return [(role, _Stream.of(each, self.language, opened=opened)) for (_, role), each in runs.items()]

    def _goes_on(self, last: Turn, turn: Turn) -> bool:
        if turn.n - last.n != 2:
            return turn.n - last.n == 1
        between = self.transcript.turn(last.n + 1)
        return (
            between is not None and next(islice(_tokens(between.text, self.language), BACK_CHANNEL, None), None) is None
        )
