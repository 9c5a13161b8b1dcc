"""The one day that two people agree to meet on: none where their words name two, or take one back. A wrong day is worse than
asking."""

import re
from dataclasses import replace
from datetime import date, timedelta

from core.dates import phrases
from core.dates import words as language_words
from core.dates.phrases import Timeline

_TAKEN_BACK = re.compile(
    r"\b(?:no(?! (?:worries|problem|rush|doubt)\b)|sorry|actually|instead|rather|cannot|not|cant|wont|"
    r"nein|doch|sondern|lieber|stattdessen|nicht|sino|perdón)\b|n't\b(?! wait\b)",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:maybe|perhaps|probably|possibly|might|or|if|unless|about|around|roughly|vielleicht|eventuell|wahrscheinlich|"
    r"voraussichtlich|oder|falls|wenn|etwa|ungefähr|circa|quizás?|tal vez|o(?!['’])|si)\b",
    re.IGNORECASE,
)
_ROUGH = frozenset({"week, month", "end", "start", "middle"})
_WEEKDAY = "weekday"

Found = tuple[str, date]


def taken_back(text: str) -> bool:
    """Whether something is put right or refused in it: "no, sorry, on Friday", "I cannot do Thursday"."""
    return bool(_TAKEN_BACK.search(text.replace("’", "'")))


def unsure(text: str) -> bool:
    """Whether it leaves something open: "maybe next Thursday"."""
    return bool(_UNSURE.search(text))


def times(text: str, *, language: str = "en") -> set[str]:
    """The times of day in it, as they are said."""
    return {found.group() for found in language_words.of(language)["clock"].finditer(phrases.plain(text))}


def day(text: str, session_date: date, *, language: str = "en") -> Timeline:
    """What phrases.parse says, after `session_date`, if nothing in `text` speaks against it."""
    read = phrases.parse(text, session_date, language=language)
    none = Timeline(text, rule="none")
    if read.recurring or read.event or read.rule == "negated" or taken_back(text):
        return none
    named = _named(text, session_date, language)
    exact = [found for found in named if found[0] not in {_WEEKDAY, *_ROUGH}]
    chosen = next(iter(exact or [found for found in named if found[0] == _WEEKDAY] or named), None)
    if chosen is None or not all(_agrees(chosen, other) for other in named):
        return none
    return replace(none, due=chosen[1], rule=chosen[0])


def _agrees(chosen: Found, other: Found) -> bool:
    (rule, due), (beside, named) = chosen, other
    if beside == _WEEKDAY and rule != _WEEKDAY:
        return due.weekday() == named.weekday()
    if beside == "week, month" and rule not in _ROUGH:
        return named - timedelta(days=6) <= due <= named
    return due == named


def _named(text: str, session_date: date, language: str) -> list[Found]:
    """The days after the session's, each by the first rule that reads its words."""
    words = language_words.of(language)
    said = phrases.hidden(phrases.plain(text), words["of_a_noun"])
    taken: list[tuple[int, int]] = []
    found: list[Found] = []
    for rule, pattern in words.rules:
        for match in pattern.finditer(said):
            due = phrases.RULES[rule](session_date, match, words)
            of_next_week = rule == "week from" and said[: match.start()].endswith("next ")  # "next week on Tuesday"
            if due is None or due <= session_date or of_next_week:
                continue
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                found.append((rule, due))
            elif rule == "span" and any(each == "week from" for each, _due in found):
                # "Tuesday in two weeks": of that week, or two weeks after the next? Certain where both are one day.
                found.append(("week, month", due + timedelta(days=6 - due.weekday())))
    return found
