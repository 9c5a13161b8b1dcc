"""An engine's own words: cleaned, cut to size, and held to what was said. Names and numbers nobody said do not pass."""

import re
import unicodedata
from collections.abc import Iterable

from core.analysis.verification.alignment import WORD, comparable, tokens
from core.insight.merging import content
from core.transcript import SENTENCE_END, Transcript

LONGEST = 600  # characters

_LINK = re.compile(
    r"<(?=[^<>]*+>)[^<>\s|]*://[^<>]*+>|\b(?:https?|ftp|mailto|javascript|data|file|slack|msteams)\s*:\s*\S+|\bwww\.\S+|"
    r"!?\[[^\]]{0,600}\]\([^)]{0,600}\)",
    re.IGNORECASE,
)
_BARE_HOST = re.compile(
    r"\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:com|net|org|io|example|co|de|uk|app|dev|ai|info|biz|me|ly|gg|ru|cn)\b(?:/\S*)?",
    re.IGNORECASE,
)
_PING = re.compile(r"<[!@#][^<>]*>|@(?:here|channel|everyone|all)\b", re.IGNORECASE)
_MARKUP = re.compile(r"[<>`{}]|\*\*|__")
_CAPITAL = re.compile(r"(?<![.!?:…\"“„»]\s)(?<!^)\b[A-ZÄÖÜ][^\W\d_]+(?:['’]s)?")
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_DIGITS = re.compile(r"\d+")

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_EINER = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn "
    "achtzehn neunzehn"
)
_ZEHNER = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
VALUES = {
    **{word: i for i, word in enumerate(_UNITS.split())},
    **{word: 10 * i for i, word in enumerate(_TENS.split(), 2)},
    **{word: i for i, word in enumerate(_EINER.split())},
    **{word: 10 * i for i, word in enumerate(_ZEHNER.split(), 2)},
    "hundred": 100,
    "hundert": 100,
    "thousand": 1000,
    "tausend": 1000,
}
_COMMON_WORDS = (
    "i im ill ive id you your coach client the monday tuesday wednesday thursday friday saturday sunday january "
    "february march april "
    "may june july august september october november december english german ai"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_DAY_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "lunes martes miércoles jueves viernes sábado domingo"
)
_DAYS = frozenset(_DAY_NAMES.split())
_NEGATIONS = (
    "not no never none nothing nobody neither nor without cannot dont doesnt didnt wont wouldnt cant couldnt shouldnt isnt "
    "arent wasnt werent havent hasnt hadnt mustnt nicht nichts nie niemals niemand ohne kein keine keinen keinem keiner "
    "keines nunca nada nadie ningún ninguna ninguno sin jamás"
)
NEGATIONS = frozenset(_NEGATIONS.split())
# What a claim may put as a negation: "I stopped asking" is "you no longer ask".
_NEARLY = (
    "stop stopped stopping quit avoid avoided refuse refused hardly barely rarely lack lost instead rather fail failed kaum "
    "aufhören aufgehört statt dejar dejé"
)
_NEGATIVE = NEGATIONS | frozenset(_NEARLY.split())


def clean(text: str) -> str:
    """One line of plain words: no links, no pings, no markup, no invisible characters, at most LONGEST characters."""
    visible = "".join(c if unicodedata.category(c) not in {"Cf", "Cc", "Cs", "Co", "Cn"} else " " for c in text)
    bare = _PING.sub(" ", _BARE_HOST.sub(" ", _LINK.sub(" ", visible)))
    words = " ".join(_MARKUP.sub(" ", bare).split())
    words = re.sub(r" ([.,;:!?])", r"\1", words)
    if len(words) <= LONGEST:
        return words
    return words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


class Grounds:
    """What was said, in a session or in the quotes of an item, to hold prose against. What is said `beside` the quotes lends
    names, but no number, day or negation."""

    def __init__(self, texts: Iterable[str], transcript: Transcript, beside: Iterable[str] = ()) -> None:
        self.language = transcript.language
        self.quoted = {comparable(word) for text in texts for word in WORD.findall(text)}
        near = (*beside, *transcript.speakers)
        self.words = self.quoted | {comparable(word) for text in near for word in WORD.findall(text)}
        self.stems = {word[:5] for word in self.words if len(word) >= 5}
        self.numbers = _numbers(self.quoted)
        self.counted = (
            2 if near[: -len(transcript.speakers)] else 4
        )  # of a whole session, an engine counts things itself

    @classmethod
    def of(cls, transcript: Transcript) -> "Grounds":
        return cls((turn.text for turn in transcript.turns), transcript)

    def holds(self, text: str, *, whole: bool = False) -> bool:
        """Whether all names, numbers and days in `text` were said, and its negation, if it has one; `whole`: it also keeps the
        negation of what was said."""
        spoken = {token.word for token in tokens(text)}
        return (
            not self.foreign_numbers(text)
            and not self.foreign_names(text)
            and all(word in self.quoted or f"{word}s" in self.quoted for word in spoken & _DAYS)
            and not (spoken & NEGATIONS and self.quoted.isdisjoint(_NEGATIVE))
            and not (whole and self.quoted & NEGATIONS and spoken.isdisjoint(_NEGATIVE))
        )

    def foreign_numbers(self, text: str) -> set[int]:
        found = {int(digits) for digits in _DIGITS.findall(text) if len(digits) <= 18}
        too_long = {0} if any(len(digits) > 18 for digits in _DIGITS.findall(text)) else set()
        spelled = {VALUES[t.word] for t in tokens(text) if VALUES.get(t.word, 0) >= self.counted}
        return {value for value in found | spelled if value not in self.numbers} | too_long

    def foreign_names(self, text: str) -> set[str]:
        """Capitalised words in the middle of a sentence that nobody said. German writes all nouns so: there only what
        looks like a full name or an acronym counts."""
        german = self.language == "de"
        pattern = re.compile(r"\b[A-ZÄÖÜ][^\W\d_]+ [A-ZÄÖÜ][^\W\d_]+\b") if german else _CAPITAL
        found = {part for match in pattern.findall(text) for part in match.split()} | set(_ACRONYM.findall(text))
        return {name for name in found if not self._said(name)}

    def _said(self, name: str) -> bool:
        word = comparable(re.sub(r"['’]s$", "", name))
        if word in self.words or word in _COMMON or f"{word}s" in self.words or word.removesuffix("s") in self.words:
            return True
        return self.language == "de" and len(word) >= 5 and word[:5] in self.stems

    @staticmethod
    def carried(claim: str, said: str) -> bool:
        """Whether a claim of some length shares at least one word of meaning with what was said around its quotes. A low bar:
        it stops a true quote from being hung under a sentence that has nothing to do with it."""
        meant = content(claim)
        if len(meant) < 4:
            return True
        heard = {word[:5] for word in content(said)}
        return any(word[:5] in heard for word in meant)

    def sentences(self, text: str, most: int) -> str:
        """The sentences of a text that hold, at most so many."""
        kept = [part for part in SENTENCE_END.split(clean(text)) if part and self.holds(part)]
        return " ".join(kept[:most])


def _numbers(words: set[str]) -> set[int]:
    found = {VALUES[word] for word in words if word in VALUES}
    found |= {int(digits) for word in words for digits in _DIGITS.findall(word) if len(digits) <= 18}
    tens = {value for value in found if 20 <= value <= 90}
    return found | {ten + one for ten in tens for one in found if 1 <= one <= 9}
