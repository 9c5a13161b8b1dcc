"""Which language a transcript is in: by its script, and where languages share a script, by their commonest little words."""

import re
from bisect import bisect_right
from collections import Counter

from core.language_words import LETTERS, WORDS

UNKNOWN = "und"
_SAMPLE = 20_000  # characters; more tells nothing more
_ENOUGH = 0.6  # of the text must be in one language
_DENSITY = 0.05  # of the words must be listed ones, and two at least, so that names and unknown languages say nothing
_FEWEST = 2

# Where each script begins, and whose it is: a language, a family that WORDS tells apart, or nobody (None).
_LATIN, _CYRILLIC, _ARABIC, _NAGARI, _HAN, _KANA = "Latin", "Cyrillic", "Arabic", "Devanagari", "Han", "Kana"
_RANGES: tuple[tuple[int, str | None], ...] = (
    (0x0000, None), (0x0041, _LATIN), (0x0250, None), (0x0370, "el"), (0x0400, _CYRILLIC), (0x0530, "hy"), (0x0590, "he"),
    (0x0600, _ARABIC), (0x0700, None), (0x0750, _ARABIC), (0x0780, None), (0x0900, _NAGARI), (0x0980, "bn"),
    (0x0A00, "pa"), (0x0A80, "gu"), (0x0B00, "or"), (0x0B80, "ta"), (0x0C00, "te"), (0x0C80, "kn"), (0x0D00, "ml"),
    (0x0D80, "si"), (0x0E00, "th"), (0x0E80, "lo"), (0x0F00, None), (0x1000, "my"), (0x10A0, "ka"), (0x1100, "ko"),
    (0x1200, "am"), (0x1380, None), (0x1780, "km"), (0x1800, None), (0x1E00, _LATIN), (0x1F00, "el"), (0x2000, None),
    (0x3041, _KANA), (0x3100, None), (0x3130, "ko"), (0x3190, None), (0x31F0, _KANA), (0x3200, None), (0x3400, _HAN),
    (0xA000, None), (0xAC00, "ko"), (0xD7B0, None), (0xF900, _HAN), (0xFB00, None), (0xFB1D, "he"), (0xFB50, _ARABIC),
    (0xFE00, None), (0xFE70, _ARABIC), (0xFF00, None), (0x20000, _HAN), (0x30000, None),
)  # fmt: skip
_STARTS = [start for start, _ in _RANGES]
_FAMILIES = (_LATIN, _CYRILLIC, _ARABIC, _NAGARI)
_DENSE = {_HAN: 3, _KANA: 3, "ko": 3}  # letters of others that one sign stands for
_TOKEN = re.compile(r"[\w\u0300-\u036f\u064b-\u0652\u0900-\u0963]+")


def _speakers_of(table: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    spoken: dict[str, tuple[str, ...]] = {}
    for language, entries in table.items():
        for entry in entries:
            spoken[entry] = (*spoken.get(entry, ()), language)
    return spoken


_BY_WORD = _speakers_of({language: tuple(dict.fromkeys(words.split())) for language, words in WORDS.items()})
_BY_LETTER = _speakers_of({language: tuple(letters) for language, letters in LETTERS.items()})


def detect(text: str) -> str:
    """The ISO 639-1 code of the language most of `text` is in, or `und`. Takes time in proportion to the text."""
    sample = text[:_SAMPLE].lower()
    letters: Counter[str] = Counter()
    for char, count in Counter(sample).items():
        if (script := _script(char)) and char.isalpha():
            letters[script] += count * _DENSE.get(script, 1)
    if letters[_KANA] or letters[_HAN]:
        japanese = letters[_KANA] * 10 > letters[_HAN]
        letters["ja" if japanese else "zh"] = letters.pop(_KANA, 0) + letters.pop(_HAN, 0)
    if not letters:
        return UNKNOWN
    script, count = max(letters.items(), key=lambda item: item[1])
    language, share = _by_words(sample, script) if script in _FAMILIES else (script, 1.0)
    return language if share * count >= _ENOUGH * letters.total() else UNKNOWN


def _script(char: str) -> str | None:
    return _RANGES[bisect_right(_STARTS, ord(char)) - 1][1]


def _by_words(sample: str, script: str) -> tuple[str, float]:
    """The language whose words are commonest, and how much of the text is in it rather than in the next likely one."""
    said, listed, known = 0, Counter[str](), Counter[tuple[str, ...]]()
    for token, count in Counter(_TOKEN.findall(sample)).items():
        if _script(token[0]) == script:
            said += count
            languages = _BY_WORD.get(token, ())
            if len(token) > 1:  # single letters are of addresses and lists as well
                listed.update(dict.fromkeys(languages, count))
            known[languages or _marked(token)] += count
    points: dict[str, float] = {}  # a word counts the less, the more languages have it
    spread: Counter[str] = Counter()
    for languages, count in known.items():
        spread.update(dict.fromkeys(languages, count))
        for language in languages:
            points[language] = points.get(language, 0) + count / len(languages)
    best = max(points, key=lambda language: points[language], default=UNKNOWN)
    if listed[best] < max(_FEWEST, _DENSITY * said):
        return UNKNOWN, 0.0
    shared: Counter[str] = Counter()
    for languages, count in known.items():
        if best in languages:
            shared.update(dict.fromkeys(languages, count))
    # How much of what the best or a rival explains is the best's: about half, where two people speak two languages. None of
    # it is, where the best explains nothing that the rival does not.
    shares = [
        spread[best] / (spread[best] + spread[rival] - shared[rival]) if spread[best] > shared[rival] else 0.0
        for rival in spread
        if rival != best
    ]
    return best, min(shares, default=1.0)


def _marked(token: str) -> tuple[str, ...]:
    """The languages that write every special letter of a word that is in no list."""
    writers = {_BY_LETTER[letter] for letter in token if letter in _BY_LETTER}
    return tuple(
        language for language in min(writers, key=len, default=()) if all(language in some for some in writers)
    )
