"""A day in somebody's own words, such as "Friday at nine": which it is, or a sentence that says what is the matter with it."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core import translation
from core.dates import phrases
from core.dates.words import of as words_of
from core.nudges.schedule import When
from core.nudges.settings import WEEKDAYS, Settings, clock
from core.refusal import Reason, Refused
from core.translation import N_, _

LONGEST = 200
"""Characters that are read."""
FURTHEST = timedelta(days=366)
LANGUAGES = ("en", "de")
"""Tried after the reader's own."""
NAMED = {
    "noon": time(12), "midday": time(12), "lunch": time(13), "mittag": time(12), "mittags": time(12),
    "mittagessen": time(13), "mittagspause": time(13), "morning": time(9), "vormittag": time(10),
    "afternoon": time(15), "nachmittag": time(15), "evening": time(18), "abend": time(18),
}  # fmt: skip
_OVER = re.compile(
    r"\b(?:yesterday|ago|(?:last|past) (?:week|month|year|night|\w+day)|gestern|vorgestern|"
    r"(?:letzte[nrs]?|vorige[nrs]?|vergangene[nrs]?) \w+|vor (?:\w+ )?(?:tag|woche|monat|jahr)(?:e?n)?)\b"
)
_WITH_MINUTES = re.compile(r"(?<![\d.:])(\d{1,2})(?::|\.(?=\d\d ?uhr))(\d\d) ?(am|pm)?(?![\d.])")
_WITH_WORD = re.compile(r"(?<![\d.:])(\d{1,2}) ?(am|pm|uhr|o'clock)\b")
_AT = re.compile(r"\b(?:at|um|gegen) (\w{1,12})(?![\w:.])")
_EARLY = re.compile(r"\b(?:mornings?|wake|früh|morgens|vormittags?|jeden morgen|am morgen|aufwach\w*|aufsteh\w*)\b")
"""What makes an hour one before noon, also where that is a quiet one."""
_HALF = re.compile(r"\b(?:half past (\w{1,12})|halb (\w{1,12}))\b")
_QUARTER = re.compile(r"\b(?:quarter (?:past|to)|(?:drei)?viertel)\b")
_NAMED = re.compile(rf"\b({'|'.join(NAMED)})\b")
_EVERY = re.compile(r"\b(?:every|each|jede[nrs]?|immer|on|am)? ?(\w{5,12})s?\b")
_YEAR = re.compile(r"(?<!\d)([1-9]\d{3})(?!\d)")
PASSED = N_("That day has passed. Write one from today on.")
FAR = N_("That is more than a year away. Name a day within the next year.")
UNKNOWN = N_("I do not know which day that is. Write one such as Friday, next Tuesday at 9 or 3 December.")


@dataclass(frozen=True, slots=True)
class Said:
    """`weekly`: on that weekday of every week."""

    when: When
    weekly: bool = False


def read(text: str, now: datetime, settings: Settings) -> Said:
    """What the words name, counted from `now`, which is in the person's own time zone. Raises Refused(BAD_INPUT)."""
    said = _plain(text)
    years = [int(year) for year in _YEAR.findall(said)]
    if _OVER.search(said) or any(year < now.year for year in years):
        raise _refused(_(PASSED))
    if any(year > now.year + 1 for year in years):
        raise _refused(_(FAR))
    at = _time_of(said, settings)
    day, weekly = _day_of(said, now, settings, at)
    _fits(day, now.date(), settings)
    if at is not None and settings.quiet(at):
        hours = {"time": clock(at), "until": clock(settings.quiet_until), "since": clock(settings.quiet_from)}
        raise _refused(_("{time} is within your quiet hours. Name a time between {until} and {since}.", **hours))
    return Said(When(day, at), weekly)


def of_plan(text: str, now: datetime, settings: Settings, already: date | None) -> When | None:
    """The moment a plan names: a day, a time of it, or a time of the day that its promise has already. None if it names none, or
    one that cannot be."""
    said = _plain(text)
    try:
        at = _time_of(said, settings)
        day = _day_in_plan(said, now, settings, at) or already
        if day is None or (day == already and at is None):
            return None
        _fits(day, now.date(), settings)
    except Refused:
        return None
    return When(day, None if at is None or settings.quiet(at) else at)


def time_of(text: str) -> time | None:
    """The time of day that the words name, as somebody means it who sleeps at night; None if they name none."""
    try:
        return _time_of(_plain(text), Settings())
    except Refused:
        return None


def _day_in_plan(said: str, now: datetime, settings: Settings, at: time | None) -> date | None:
    try:
        day, weekly = _day_of(said, now, settings, None)
    except Refused:
        return None
    # "When I get home" is an evening, and not this one.
    return None if weekly or (day == now.date() and at is None) else day


def _plain(text: str) -> str:
    return " ".join(text[:LONGEST].lower().replace("’", "'").split())


def _refused(sentence: str) -> Refused:
    return Refused(Reason.BAD_INPUT, sentence)


def _day_of(said: str, now: datetime, settings: Settings, at: time | None) -> tuple[date, bool]:
    today = now.date()
    for language in dict.fromkeys((translation.language(), *LANGUAGES)):
        found = phrases.parse(said, today, language=language)
        if found.recurring:
            return _weekly(said, today, settings, language), True
        if found.due is not None:
            return found.due, False
    if at is not None:  # a time alone is the next such time
        return today if at > now.time() else today + timedelta(days=1), False
    raise _refused(_(UNKNOWN))


def _weekly(said: str, today: date, settings: Settings, language: str) -> date:
    """The next such weekday."""
    days = words_of(language).days
    named = {days[word] for match in _EVERY.finditer(said) for word in (match[1], match[1].rstrip("s")) if word in days}
    if len(named) != 1:
        raise _refused(_("I come back to a promise once a week at most. Name its day, such as every Monday."))
    weekday = named.pop()
    if weekday not in settings.days:
        day = _(WEEKDAYS[weekday])
        raise _refused(_("{day} is not one of your days, so nothing would ever come. Name another.", day=day))
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _fits(day: date, today: date, settings: Settings) -> None:
    if day < today:
        raise _refused(_(PASSED))
    if day - today > FURTHEST:
        raise _refused(_(FAR))
    if settings.theirs(day):
        return
    other = translation.day(settings.first_from(day))
    if settings.away(day):
        raise _refused(_("You are away then. {day} would be the first day after.", day=other))
    said = _("{day} is not one of your days. {other} would be one.", day=translation.day(day), other=other)
    raise _refused(said)


def _time_of(said: str, settings: Settings) -> time | None:
    if _EARLY.search(said):
        settings = replace(settings, quiet_from=time(), quiet_until=time())
    if found := _HALF.search(said):
        hour = _number(found[1] or found[2])
        return None if hour is None else _time(hour if found[1] else hour - 1, 30, "", settings)
    if _QUARTER.search(said):  # rather none than another
        return None
    if found := _WITH_MINUTES.search(said):
        return _time(int(found[1]), int(found[2]), found[3] or "", settings)
    if found := _WITH_WORD.search(said):
        return _time(int(found[1]), 0, found[2], settings)
    for at in _AT.finditer(said):
        if (hour := _number(at[1])) is not None:
            return _time(hour, 0, "", settings)
    if found := _NAMED.search(said):
        return NAMED[found[1]]
    return None


def _number(word: str) -> int | None:
    for language in LANGUAGES:
        number = words_of(language).number(word)
        if number is not None and number % 1 == 0:
            return int(number)
    return None


def _time(hour: int, minute: int, half: str, settings: Settings) -> time:
    if half in {"am", "pm"} and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if not (hour < 24 and minute < 60):
        raise _refused(_("I do not know that time. Write one such as 9:30."))
    at = time(hour, minute)
    later = time((hour + 12) % 24, minute)
    # "At three" is in the afternoon for whoever sleeps at night, unless the words say otherwise.
    plain = half not in {"am", "pm", "uhr"}
    return later if plain and hour < 12 and settings.quiet(at) and not settings.quiet(later) else at
