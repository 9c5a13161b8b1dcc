"""Finding a quote in the turn it names. What is found is always a slice of the turn's own text.

Case, quotation marks, dashes, spaces and fillers do not count; beyond that a small slip of transcription is tolerated:
a token alignment (Sellers 1980, edit distance against any substring) of at least 0.9. Negations and numbers never slip.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from core.analysis.speech import text as speech
from core.transcript import Transcript, Turn

CLOSE_ENOUGH = 0.9
LARGEST_TABLE = 400_000  # cells; a longer turn is matched exactly only

_FILLERS = "um umm uh uhh uhm er erm hm hmm mm mhm äh ähm öh öhm hmhm"
_NEGATIONS = (
    "not no never none nothing nobody neither nor without cannot dont doesnt didnt wont wouldnt cant couldnt "
    "isnt arent wasnt "
    "werent havent hasnt hadnt shouldnt mustnt nicht nichts nie niemals kein keine keinen keinem keiner keines ohne"
)
FILLERS = frozenset(_FILLERS.split())
NEGATIONS = frozenset(_NEGATIONS.split())
WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_HEADER = re.compile(r"^\s*(?:\[\s*\d+\s*\]\s*)?(?:\(?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?\)?\s*)?")
_TIME = r"(?:\s*[\(\[]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?[\)\]]?)?"
_ELLIPSIS = re.compile(r"(?:(?<!\s)\s++)?(?:\[\s*+)?(?:…|\.{3,})\s*+(?:\]\s*+)?")
_CLOSING = ".,!?…\"'”’)»"


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


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text without fillers."""
    found = (Token(comparable(match[0]), match.start(), match.end()) for match in WORD.finditer(text))
    return tuple(token for token in found if token.word not in FILLERS)


def comparable(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"['’ʼ`´\u0307]", "", folded)  # the dot that folding leaves on a Turkish capital I, too


def locate(quote: str, turn: Turn, transcript: Transcript) -> tuple[Span, ...]:
    """The slices of `turn`, or of it and the next or last turn of the same speaker, in which the quote stands; () if it
    does not. Two slices only for a quote that runs over both turns."""
    for candidate in _candidates(quote, transcript.speakers):
        wanted = [token.word for token in tokens(candidate)]
        if not wanted:
            continue
        span = _within(wanted, turn)
        if span:
            return (_with_edges(span, candidate),)
        for pair in _neighbours(turn, transcript):
            spans = _across(wanted, pair)
            if spans:
                return spans
    return ()


def _candidates(quote: str, speakers: Sequence[str]) -> list[str]:
    """The quote without an echoed turn header; where it leaves something out, its parts, the longest first."""
    bare = _HEADER.sub("", quote, count=1)
    names = "|".join(re.escape(name) for name in sorted((*speakers, "COACH", "CLIENT"), key=len, reverse=True) if name)
    bare = re.sub(rf"^(?:{names}){_TIME}\s*:\s*", "", bare, count=1, flags=re.IGNORECASE)
    parts = [part for part in _ELLIPSIS.split(bare) if part]
    longest = sorted(parts, key=lambda part: -len(part)) if len(parts) > 1 else []
    return [bare, *longest]


def _within(wanted: Sequence[str], turn: Turn) -> Span | None:
    spoken = tokens(turn.text)
    found = _exact(wanted, spoken) or _close(wanted, spoken)
    return _span(turn, spoken, *found) if found else None


def _with_edges(span: Span, quote: str) -> Span:
    """The slice with the words at its ends that are fillers in one language and words in another: "er", "um" in German."""
    said, quoted = list(WORD.finditer(span.turn.text)), [comparable(m[0]) for m in WORD.finditer(quote)]
    first = next((i for i, m in enumerate(said) if m.end() > span.start), 0)
    last = max((i for i, m in enumerate(said) if m.start() < span.end), default=0)
    lead = next((i for i, word in enumerate(quoted) if word not in FILLERS), 0)
    tail = next((i for i, word in enumerate(reversed(quoted)) if word not in FILLERS), 0)
    before, after = [comparable(m[0]) for m in said[:first]], [comparable(m[0]) for m in said[last + 1 :]]
    start, end = span.start, span.end
    if lead and before[-lead:] == quoted[:lead]:
        start = said[first - lead].start()
    if tail and after[:tail] == quoted[-tail:]:
        end = _closed(span.turn.text, said[last + tail].end())
    return Span(span.turn, start, end, span.words)


def _closed(text: str, end: int) -> int:
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return end


def _span(turn: Turn, spoken: Sequence[Token], first: int, last: int) -> Span:
    return Span(turn, spoken[first].start, _closed(turn.text, spoken[last].end), last - first + 1)


def _exact(wanted: Sequence[str], spoken: Sequence[Token]) -> tuple[int, int] | None:
    size = len(wanted)
    words = [token.word for token in spoken]
    for i in range(len(words) - size + 1):
        if words[i] == wanted[0] and words[i : i + size] == list(wanted):
            return i, i + size - 1
    return None


def _close(wanted: Sequence[str], spoken: Sequence[Token]) -> tuple[int, int] | None:
    """The stretch of `spoken` nearest to `wanted`, if it is near enough."""
    if len(wanted) < 4 or not spoken or len(wanted) * len(spoken) > LARGEST_TABLE:
        return None
    words = [token.word for token in spoken]
    if len(set(wanted) & set(words)) < 0.6 * len(set(wanted)):
        return None
    costs, starts = [0.0] * (len(words) + 1), list(range(len(words) + 1))
    for i, word in enumerate(wanted, 1):
        row, origins = [float(i)], [0]
        for j, other in enumerate(words, 1):
            options = (
                (costs[j - 1] + _difference(word, other), starts[j - 1]),
                (costs[j] + 1, starts[j]),
                (row[j - 1] + 1, origins[j - 1]),
            )
            cost, origin = min(options)
            row.append(cost)
            origins.append(origin)
        costs, starts = row, origins
    end = min(range(1, len(words) + 1), key=lambda j: costs[j])
    start = starts[end]
    stretch = words[start:end]
    if (
        not stretch
        or 1 - costs[end] / max(len(wanted), len(stretch)) < CLOSE_ENOUGH
        or _weighty(wanted) != _weighty(stretch)
    ):
        return None
    return start, end - 1


@lru_cache(maxsize=65536)
def _difference(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if abs(len(a) - len(b)) > 3 or min(len(a), len(b)) < 3:
        return 1.0
    return 0.5 if SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.7 else 1.0


def _weighty(words: Sequence[str]) -> Counter[str]:
    return Counter(word for word in words if word in NEGATIONS or any(c.isdigit() for c in word))


def _neighbours(turn: Turn, transcript: Transcript) -> list[tuple[Turn, Turn]]:
    """Pairs in order with an adjacent turn of the same speaker; a back-channel of at most three words may stand
    between."""
    pairs = []
    for step in (1, -1):
        other = transcript.turn(turn.n + step)
        if other and other.speaker != turn.speaker and len(tokens(other.text)) <= 3:
            other = transcript.turn(turn.n + 2 * step)
        if other and other.speaker == turn.speaker:
            pairs.append((turn, other) if step == 1 else (other, turn))
    return pairs


def _across(wanted: Sequence[str], pair: tuple[Turn, Turn]) -> tuple[Span, ...]:
    first, second = pair
    left, right = tokens(first.text), tokens(second.text)
    size = len(left)
    spoken = [*left, *right]
    found = _exact(wanted, spoken) or _close(wanted, spoken)
    if not found:
        return ()
    begin, end = found
    parts = []
    if begin < size:
        parts.append(_span(first, left, begin, min(end, size - 1)))
    if end >= size:
        parts.append(_span(second, right, max(begin - size, 0), end - size))
    return tuple(parts)


_MARK = re.compile(r"[.!?…]")
# What governs the clause after it, also where no comma says so.
_GOVERNS = re.compile(
    r"\b(?:if|unless|suppose|imagine|in case|whenever|said|says|saying|told|goes|thought|like|wish|wenn|falls|sagt|"
    r"sagte|gesagt|meinte|"
    r"dachte|used to|(?:don't|doesn't|didn't|never|not) \w+|(?:think|believe|say|know|hope|doubt|wonder|glaube?|denke?)$)\b",
    re.IGNORECASE,
)


def _run_on(span: Span) -> tuple[str, str]:
    """The same in captions without punctuation: the clauses the slice stands in, and those before that govern them."""
    text = span.turn.text
    clauses = speech.sentences(text)
    mine = [i for i, clause in enumerate(clauses) if clause.start < span.end and span.start < clause.end]
    if not mine:
        return text[: span.start], text
    first = mine[0]
    while first and _GOVERNS.search(clauses[first - 1].text):
        first -= 1
    start, end = min(clauses[first].start, span.start), max(clauses[mine[-1]].end, span.end)
    return text[start : span.start], text[start:end]


def sentence(span: Span) -> tuple[str, str]:
    """(the part of the sentence before the slice, the sentence or sentences the slice stands in)."""
    text = span.turn.text
    if not _MARK.search(text):
        return _run_on(span)
    before = max(
        (match.end() for match in re.finditer(r"(?<![.!?…])[.!?…]++[\"'”’)»]*+\s++", text[: span.start])), default=0
    )
    rest = re.search(r"[.!?…](?=\s|$|[\"'”’])", text[max(span.start, span.end - 1) :])
    after = max(span.start, span.end - 1) + rest.end() if rest else len(text)
    return text[before : span.start], text[before:after]
