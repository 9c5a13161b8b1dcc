"""The words that say when, one file a language beside this one, with their examples; phrases.py makes days of them."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from core.at_first_use import AtFirstUse

SAID_ON = date(2026, 11, 18)
"""The Wednesday on which the examples are said."""
OTHERS = (
    "recurring", "event", "not_then", "start", "of_a_noun", "perhaps_of_a_noun", "for_so_long", "one_of", "until", "lead",
    "clock",
)  # fmt: skip
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Words:
    """One language. `rules` in the order in which they are tried; `signs` of which what they find has one, if it has no digit;
    `examples` are (what is said, the day or "")."""

    days: Mapping[str, int]
    months: Mapping[str, int]
    ordinals: Mapping[str, int]
    numbers: Mapping[str, float]
    feasts: Mapping[str, str]
    signs: tuple[str, ...]
    rules: tuple[tuple[str, re.Pattern[str]], ...]
    others: Mapping[str, re.Pattern[str]]
    examples: tuple[tuple[str, str], ...]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self.others[name]

    def may_say(self, said: str) -> bool:
        """Whether a day, a date, a habit or a time of day can stand in it, told in no time; in most sentences none can."""
        return any(map(said.__contains__, self.signs)) or _DIGIT.search(said) is not None

    def number(self, text: str) -> float | None:
        """The number a word or digits name, None if vague ("a few")."""
        said = " ".join(text.split())
        return float(said) if said.isdigit() else self.numbers.get(said) or None


def _read(language: str) -> dict[str, Any]:
    """The file, its patterns filled in but not compiled."""
    told: dict[str, Any] = tomllib.loads((files(__package__) / f"{language}.toml").read_text(encoding="utf-8"))
    parts = {
        "day": f"(?:{_any(told['days'])})",
        "month": f"(?:{_any(told['months'])})",
        "ordinal": _any(told["ordinals"]),
        "feast": _any(told["feasts"]),
        "number": rf"(?:\d{{1,3}}|{_any(told['numbers'])})",
        **told["parts"],
    }
    for entry in (*told["rule"], *(told[name] for name in OTHERS)):
        for name, part in parts.items():
            entry["pattern"] = entry["pattern"].replace(f"{{{name}}}", part)
    return told


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


LANGUAGES = AtFirstUse(
    ("en", "de", "es"),
    lambda language: Words(
        (told := _read(language))["days"],
        told["months"],
        told["ordinals"],
        told["numbers"],
        told["feasts"],
        tuple(told["signs"]),
        tuple((rule["name"], re.compile(rule["pattern"])) for rule in told["rule"]),
        {name: re.compile(told[name]["pattern"]) for name in OTHERS},
        tuple(
            (said, day) for entry in (*told["rule"], *(told[n] for n in OTHERS)) for said, day in entry.get("due", ())
        ),
    ),
)


def of(language: str) -> Words:
    """The words of a language; English for one that is not here."""
    return LANGUAGES[language if language in LANGUAGES else "en"]
