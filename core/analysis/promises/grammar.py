"""The patterns by which a promise is known, one file a language beside this one, with their examples.

What each decides is said by who asks for it: `judging` (is it one?) and `finding` (where are some?). In a file, `any` are the
alternatives of a pattern, of whole words; `{part}` stands for an entry of `[parts]`; `sure`, `asked` and `no` are examples.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from core.at_first_use import AtFirstUse


@dataclass(frozen=True)
class Grammar:
    """One language. Patterns are searched in lower-case text with plain apostrophes. `leads` matches what may stand before a
    promise; `present_promises`: after a question for plans the present tense promises without a day. `examples` by pattern."""

    language: str
    patterns: Mapping[str, re.Pattern[str]]
    leads: re.Pattern[str]
    present_promises: bool
    examples: Mapping[str, Mapping[str, tuple[str, ...]]]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self.patterns[name]

    def says(self, name: str, *texts: str) -> bool:
        """Whether one of the texts holds the pattern."""
        search = self.patterns[name].search
        return any(map(search, texts))


@dataclass(frozen=True)
class _Told:
    """A language's file, its patterns put together but not compiled."""

    patterns: Mapping[str, str]
    leads: str
    present_promises: bool
    examples: Mapping[str, Mapping[str, tuple[str, ...]]]


def _read(language: str) -> _Told:
    told: dict[str, Any] = tomllib.loads((files(__package__) / f"{language}.toml").read_text(encoding="utf-8"))
    parts, present = told.pop("parts", {}), told.pop("present_promises", False)
    written = {name: "|".join(_filled(each, parts) for each in entry["any"]) for name, entry in told.items()}
    longest_first = "|".join(sorted(told["before"]["any"], key=len, reverse=True))  # what was taken is not given back
    kinds = ("sure", "asked", "no")
    return _Told(
        {
            name: text if told[name].get("parts_of_words") else rf"(?<!\w)(?:{text})(?!\w)"
            for name, text in written.items()
        },
        rf"\W*+(?:(?:{longest_first})(?!\w)\W*+)*+",
        present,
        {name: {kind: tuple(entry.get(kind, ())) for kind in kinds} for name, entry in told.items()},
    )


def _filled(text: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


GRAMMARS = AtFirstUse(
    ("en", "de", "es"),
    lambda language: Grammar(
        leads=re.compile((told := _read(language)).leads),
        language=language,
        patterns={name: re.compile(text) for name, text in told.patterns.items()},
        present_promises=told.present_promises,
        examples=told.examples,
    ),
)


def of(language: str) -> Grammar | None:
    """The grammar of a language (what is not told is read as English), or None."""
    return GRAMMARS.get("en" if language == "und" else language)
