"""Words in the forms in which a promise and its report can be compared: nouns without endings, verbs as base, past and root."""

import re

from core.analysis.checkoff_words import IRREGULAR, STOP, STRONG_DE
from core.analysis.speech.text import plain
from core.analysis.verification.alignment import tokens
from core.analysis.verification.prose import VALUES
from core.dates import phrases

PARTICIPLE = re.compile(
    r"^(?:(?:ab|an|auf|aus|bei|durch|ein|fest|her|hin|los|mit|nach|um|vor|weg|zu|zurück|zusammen|weiter|vorbei|nieder)?ge|"
    r"(?:be|ver|er|ent|zer|unter|über))(?P<root>\w{2,}?)(?:et|t|en)$"
)
_PREFIX = re.compile(
    r"^(?:ab|an|auf|aus|bei|durch|ein|fest|her|hin|los|mit|nach|um|vor|weg|zu|zurück|zusammen|weiter|vorbei|nieder|be|ver|er|ent|zer|"
    r"unter|über)(?=\w{3})"
)


def timeless(text: str, words: str) -> str:
    """The text without the words that say when, which differ between a promise and its report."""
    for _ in range(3):
        place = phrases.find(text, language=words)
        if place is None:
            return text
        text = f"{text[: place[0]]} {text[place[1] :]}"
    return text


def named(text: str, words: str) -> frozenset[str]:
    return frozenset(
        thing(token.word, words) for token in tokens(plain(text)) if token.word not in STOP and len(token.word) > 1
    )


def numbers(text: str) -> frozenset[int]:
    said = (token.word for token in tokens(text))
    return frozenset(
        int(word) if word.isdecimal() else VALUES[word] for word in said if word.isdecimal() or word in VALUES
    )


def thing(word: str, words: str) -> str:
    """A noun without its ending."""
    if words == "de":
        return re.sub(r"(?:en|er|em|es|e|n|s)$", "", word) if len(word) >= 5 else word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(?:s|x|z|ch|sh)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def pasts(verb: str) -> tuple[str, ...]:
    """The simple past and the participle of an English verb."""
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return (verb + "d",)
    if re.search(r"[^aeiou]y$", verb):
        return (verb[:-1] + "ied",)
    return (verb + "ed", verb + verb[-1:] + "ed")


def ing_form(verb: str) -> str:
    return verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") else verb + "ing"


def base_of(ing: str) -> str:
    """The base of an English form in -ing, as far as spelling tells."""
    stem = ing[:-3]
    if stem in IRREGULAR or f"{stem}e" not in IRREGULAR:
        return stem if stem in IRREGULAR or not re.search(r"([^aeiouls])\1$", stem) else stem[:-1]
    return stem + "e"


def root(word: str) -> str:
    """The root of a German verb in whatever form: without prefix, `ge` and ending."""
    found = PARTICIPLE.match(word)
    if found:
        return present(found["root"])
    bare = re.sub(r"(?:en|est|st|et|e|t|n)$", "", word)
    return present(_PREFIX.sub("", bare))


def present(root: str) -> str:
    return STRONG_DE.get(root, root)
