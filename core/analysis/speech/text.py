"""Sentences and clauses as slices of a text, so that whatever is quoted was said."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from core.analysis.speech.sounds import NOTE

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s|$)|(?:\[[^\]]{1,30}\]|" + NOTE + r")\s*|[-–—]{1,2}(?=\s*$)")
_SHORT = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|a\.m|p\.m|z\.b|bzw|ca|nr|usw)|\b[A-Za-z])\.$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_NOISE = re.compile(r"\[[^\]]{1,30}\]|" + NOTE)
_ONES = frozenset("I")
_ORDINAL = re.compile(r"\D?\d{1,2}\. ?(?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]*\b", re.IGNORECASE)
"""The day of a German date, whose full stop ends no sentence."""


_kept = lru_cache(maxsize=4096)
"""What every measure asks of the same turns and sentences is worked out once."""

FEWEST = 3
_BROKEN = re.compile(r"[-–—](?:\s|$)|…|\.\.|\b(\w++(?: \w++){0,3})[ ,]++\1\b")


@dataclass(frozen=True, slots=True)
class Span:
    """A slice of a turn's text: `text` is `turn.text[start:end]`."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return plain(self.text)


@_kept
def plain(text: str) -> str:
    """Lower case with plain apostrophes and quotes; the same length as the text for Latin scripts."""
    return text.lower().replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')


@_kept
def words(text: str) -> tuple[str, ...]:
    """Lower-case words, apostrophes kept inside them."""
    bare = _NOISE.sub(" ", text) if "[" in text or "(" in text else text
    return tuple(_WORD.findall(bare.lower().replace("’", "'")))


def is_whole(text: str) -> bool:
    """Whether it can be shown alone: some words, nothing broken off, and no word said twice running."""
    return len(words(text)) >= FEWEST and _BROKEN.search(plain(text)) is None


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(text[start:end], start, end) if end > start else None


_STOPS = re.compile(r"[.!?…,;]|[-–—](?=\s|$)|^\s*[-–—]")
_SUBJECT = (
    r"(?:i|i'm|i'll|i've|i'd|you|you're|you've|we|we're|we'll|he|he's|she|she's|it|it's|they|"
    r"they're|that|that's|there's|ich|sie|er|es|wir|das|da)"
)
_WH = (
    r"(?:what|how|why|where|who)(?:'s| do| did| does| would| are| is| was| have| has| could| will|"
    r" can| might| made| makes| happened| happens| else)"
)
_BREATH = re.compile(
    rf" (?=(?:so|and|but|then|well|yeah|okay|und|aber|dann|also) (?:then |so |i mean |dann )?{_SUBJECT}\b)"
    rf"| (?=(?:(?:so|and|but|okay) )?{_WH}\b)"
    r"|(?<!\bwhat)(?<!\bhow)(?<!\bwhy)(?<!\bwhere)(?<!\bwho)(?<!\bwhen) "
    r"(?=(?:(?:so|and|but|okay) )?(?:do|did|are|have|could|would|can|will) you\b)"
    r"| (?=(?:i'll|ill|i will|i'm going to|im going to|i'm gonna|im gonna|i might|i won't|i wont|i'd like|"
    r"we'll see|(?:and )?maybe i|(?:and )?perhaps i)\b)"
    r"| (?=(?:und |aber )?(?:was|wie|warum|wo|wer|woran) (?:ist|sind|war|haben|hat|möchten|wollen|"
    r"würden|könnten|brauchen|machen|passiert)\b)",
    re.IGNORECASE,
)


def _breaths(text: str) -> tuple[Span, ...]:
    """Captions without punctuation, cut where a new clause plainly begins."""
    cuts = [0, *(m.end() for m in _BREATH.finditer(text)), len(text)]
    made: list[Span] = []
    for start, end in pairwise(cuts):
        span = _trimmed(text, start, end)
        if span and made and len(made[-1].text.split()) < 3:  # "and so | what would you like"
            made[-1] = Span(text[made[-1].start : span.end], made[-1].start, span.end)
        elif span:
            made.append(span)
    return tuple(made)


@_kept
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order, without stage notes such as "[laughs]" or "(phone rings)"; slices of it."""
    if not _STOPS.search(text) and text.count(" ") >= 8:
        return _breaths(text)
    made: list[Span] = []
    at = 0
    for mark in _END.finditer(text):
        note = mark.group().startswith(("[", "("))
        if not note and mark.group().startswith(".") and len(mark.group()) == 1 and _abbreviation(text, mark):
            continue
        span = _trimmed(text, at, mark.start() if note else mark.end())
        if span and any(c.isalnum() for c in span.text):
            made.append(span)
        at = mark.end()
    rest = _trimmed(text, at, len(text))
    if rest and any(c.isalnum() for c in rest.text):
        made.append(rest)
    return tuple(made)


def _abbreviation(text: str, mark: re.Match[str]) -> bool:
    head = text[max(0, mark.start() - 6) : mark.end()]
    after = text[mark.end() :].lstrip()[:1]
    short = _SHORT.search(head)
    if not short:
        return bool(_ORDINAL.match(text, max(0, mark.start() - 2)))
    letter = short.group()
    if len(letter) == 2 and (letter[0] in _ONES or letter[0].islower()):
        return False
    return after.islower() or len(letter) > 4 or letter.lower() in {"mr.", "mrs.", "ms.", "dr.", "st."}


def clauses(sentence: Span) -> tuple[Span, ...]:
    """A sentence cut at its commas, semicolons and dashes; slices of the same turn."""
    made: list[Span] = []
    at = 0
    for mark in re.finditer(r"[,;:]\s++|(?<!\s)\s++[-–—]\s*+|[–—]", sentence.text):
        span = _trimmed(sentence.text, at, mark.start())
        if span:
            made.append(Span(span.text, sentence.start + span.start, sentence.start + span.end))
        at = mark.end()
    span = _trimmed(sentence.text, at, len(sentence.text))
    if span:
        made.append(Span(span.text, sentence.start + span.start, sentence.start + span.end))
    return tuple(made)


def listed(text: str) -> frozenset[str]:
    """The words of a text as a set: a list that can be read."""
    return frozenset(text.split())


_STOP_EN = listed(
    "a about after again all also am an and any are as at back be because been being but by can can't "
    "could did do does doing "
    "don't down for from get go going gonna got had has have having he her here hers him his how i i'd "
    "i'll i'm i've if in into is "
    "it it's its just kind know like made make me mean more much my no not now of off oh ok okay on one "
    "only or other our out over "
    "quite really right said say see she so some something sort still such than that that's the their "
    "them then there there's these "
    "they they're thing things think this those though to too uh um up us very want was way we well went "
    "were what what's when where "
    "which who why will with would yeah yes you you'd you'll you're you've your yours yourself actually "
    "maybe bit lot mm mhm hmm"
)
_STOP_DE = listed(
    "aber alle als also am an auch auf aus bei bin bis bist da dann das dass dem den der des die dies "
    "doch dort du durch ein eine "
    "einem einen einer eines er es für ganz gar gerade gut hab habe haben hat hatte hier ich ihm ihn "
    "ihnen ihr ihre im in irgendwie "
    "ist ja jetzt kann kein keine man mal mehr mein meine mich mir mit mhm muss nach na nicht nichts "
    "noch nur ob oder ohne schon sehr "
    "sein seine sich sie sind so über um und uns unter vom von vor war was wenn wer wie wieder wir wird "
    "wo zu zum zur ähm äh hm"
)
STOP = _STOP_EN | _STOP_DE


def content(text: str) -> list[str]:
    """Words that carry meaning, cut to a stem of a kind (endings off), in order."""
    return [stem(w) for w in words(text) if len(w) > 2 and w not in STOP]


_turns_content = lru_cache(maxsize=32)(lambda text: frozenset(content(text)))


def gathered(texts: Iterable[str]) -> set[str]:
    """The content of several turns; each is read once while a session is gone through."""
    return {word for text in texts for word in _turns_content(text)}


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without the commonest endings; crude, equal for English and German."""
    word = word.partition("'")[0]
    for ending in ("ingly", "ing", "edly", "ed", "ies", "es", "en", "er", "s", "e", "n", "t"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


_GERMAN = listed("und ich nicht das ist die der ein auch mit sich auf für war dass wir aber wie haben dann noch mal")
_ENGLISH = listed("the and you to of that is it in was for have with this but what do not are they")


def language_of(texts: Iterable[str], given: str = "und") -> str:
    """`en`, `de` or the language given: the file's own word for it first, else what the commonest little words say."""
    if given not in {"und", ""}:
        return given[:2]
    seen = words(" ".join(texts))[:4000]
    if not seen:
        return "und"
    german = sum(w in _GERMAN for w in seen) / len(seen)
    english = sum(w in _ENGLISH for w in seen) / len(seen)
    if max(german, english) < 0.04:
        return "und"
    return "de" if german > english else "en"
