"""Which plain question a message asks, if any: a table of forms in a file a language beside this one, with their examples. Pure.

The whole message has to be of a form, so nothing else is taken for a question; what is none is told so by whoever asked.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

Kind = Literal["thanks", "nod", "hello", "help", "promised", "open", "last", "next", "about"]
Who = Literal["me", "all", "name", ""]
LONGEST = 200
"""Characters of a question; a session that is pasted has twice as many (handlers/intake/paste.py)."""
SHORTEST_MENDED = 4
"""Letters from which a word may be mistyped."""
_NAME = r"[^\W\d_][^\W_]*(?:[-'][^\W_]+)*(?: [^\W\d_][^\W_]*(?:[-'][^\W_]+)*){0,2}?"
_SLOTS = {"name": _NAME, "with": _NAME, "with2": _NAME, "topic": r"[^\s:]{1,60}(?: [^\s:]{1,60}){0,7}"}
_EDGE = "\"'“”„‚‘’«».,;!?¿¡…()[]*~–-"
_EMOJI = re.compile(r"^(?::[a-z0-9_+'-]{1,60}:(?::skin-tone-[2-6]:)?|[:;]-?[()DPp]|<3|[\s\W])++$")
_A_SIGN = re.compile(r":[a-z0-9_+'-]{1,60}:|[:;]-?[()DPp]|<3")


@dataclass(frozen=True, slots=True)
class Question:
    """`who`: whose words or promises, the asker's, everybody's or those of `name`, which is empty where the person was mentioned.
    `other`: with whom the session was; `topic`: what it is about. As they were written."""

    kind: Kind
    who: Who = ""
    name: str = ""
    other: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Form:
    kind: Kind
    who: Who
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Language:
    """`vocabulary`: the words of the forms, for what is mistyped. `examples`: (kind, what is written, whether it is one, what is
    read of it)."""

    forms: tuple[Form, ...]
    fillers: frozenset[str]
    not_names: frozenset[str]
    vocabulary: frozenset[str]
    examples: tuple[tuple[str, str, bool, str], ...]


def read(text: str) -> Question | None:
    """What the message asks; None for anything else, and for what is longer than a question."""
    if len(text) > LONGEST or "\n" in text.strip():
        return None
    if _is_emoji(text):
        return Question("nod")
    text = "".join(char for char in _A_SIGN.sub(" ", text) if unicodedata.category(char) not in {"So", "Sk"})
    if ":" in text.rstrip(_EDGE + ": "):  # somebody's words, or a list
        return None
    written = [bare for word in text.split() if (bare := word.strip(_EDGE))]
    for language in LANGUAGES.values():
        for words in _without_fillers(written, language.fillers):
            plain = [_plain(word) for word in words]
            found = _matched(words, plain, language)
            if found := found or _matched(words, _mended(plain, language.vocabulary), language):
                return found
    return None


def _is_emoji(text: str) -> bool:
    signs = any(unicodedata.category(char) in {"So", "Sk"} for char in text) or _A_SIGN.search(text) is not None
    return signs and _EMOJI.match(text.strip()) is not None


def _without_fillers(words: Sequence[str], fillers: frozenset[str]) -> Iterator[Sequence[str]]:
    """As it stands, and without what is said after, before, and around a question."""
    start, end = 0, len(words)
    while end > 1 and _plain(words[end - 1]) in fillers:
        end -= 1
    while end > start + 1 and _plain(words[start]) in fillers:
        start += 1
    for first, last in dict.fromkeys(((0, len(words)), (0, end), (start, len(words)), (start, end))):
        yield words[first:last]


def _matched(words: Sequence[str], plain: Sequence[str], language: Language) -> Question | None:
    said = " ".join(plain)
    for form in language.forms:
        match = form.pattern.fullmatch(said)
        if match is None:
            continue
        slots = {name.rstrip("2"): _words_at(words, match, name) for name, found in match.groupdict().items() if found}
        if language.not_names.isdisjoint(_plain(" ".join(slots.get(name, "") for name in ("name", "with"))).split()):
            return Question(form.kind, form.who, slots.get("name", ""), slots.get("with", ""), slots.get("topic", ""))
    return None


def _words_at(words: Sequence[str], match: re.Match[str], slot: str) -> str:
    """The words of a slot as they were written."""
    first = match.string[: match.start(slot)].count(" ")
    return " ".join(words[first : first + match[slot].count(" ") + 1])


def _plain(text: str) -> str:
    """Without case, accents and apostrophes, as the patterns are."""
    return _unaccented(text.lower()).replace("'", "").replace("’", "")


def _unaccented(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def _mended(plain: Sequence[str], vocabulary: frozenset[str]) -> list[str]:
    """With words of the forms in the place of those that differ from one by two letters exchanged, one left out or one too many:
    another letter makes another word ("think"). Of a word that stands alone only letters were exchanged ("hell")."""
    return [word if word in vocabulary else _mend(word, vocabulary, alone=len(plain) == 1) for word in plain]


def _mend(word: str, vocabulary: frozenset[str], *, alone: bool) -> str:
    if len(word) < SHORTEST_MENDED:
        return word
    near = [known for known in vocabulary if _exchanged(word, known) or (not alone and _one_too_many(word, known))]
    return near[0] if len(near) == 1 else word


def _exchanged(word: str, known: str) -> bool:
    differ = [n for n, (a, b) in enumerate(zip(word, known, strict=False)) if a != b]
    return sorted(word) == sorted(known) and len(differ) == 2 and differ[1] == differ[0] + 1


def _one_too_many(word: str, known: str) -> bool:
    """In either of them."""
    shorter, longer = sorted((word, known), key=len)
    return len(longer) == len(shorter) + 1 and any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


# --- the files ---


def _told(name: str) -> dict[str, Any]:
    """The file, the slots of its patterns filled in, not compiled."""
    told: dict[str, Any] = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    for form in told["form"]:
        form["patterns"] = [_unaccented(pattern) for pattern in form["patterns"]]
    letters = re.sub(r"\{\w+\}|\(\?:", " ", " ".join(each for form in told["form"] for each in form["patterns"]))
    told["vocabulary"] = re.findall(r"[^\W\d_]+", letters)
    for form in told["form"]:
        form["patterns"] = [_filled(pattern) for pattern in form["patterns"]]
    return told


def _filled(pattern: str) -> str:
    for name, slot in _SLOTS.items():
        pattern = pattern.replace(f"{{{name}}}", f"(?P<{name}>{slot})")
    return pattern


def _examples(forms: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, bool, str]]:
    for form in forms:
        for good in form["yes"]:
            said, _equals, read_of_it = good.partition(" = ")
            yield form["kind"], said, True, read_of_it
        for bad in form["no"]:
            yield form["kind"], bad, False, ""


LANGUAGES = {
    name: Language(
        tuple(
            Form(form["kind"], form.get("who", ""), re.compile(pattern))
            for form in told["form"]
            for pattern in form["patterns"]
        ),
        frozenset(_plain(told["fillers"]).split()),
        frozenset(_plain(told["not_names"]).split()),
        frozenset(told["vocabulary"]),
        tuple(_examples(told["form"])),
    )
    for name, told in ((name, _told(name)) for name in ("en", "de", "es"))
}
