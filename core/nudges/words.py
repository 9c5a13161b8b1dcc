"""A day in somebody's own words, such as "Friday at nine": which it is, or a sentence that says what is the matter with it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core import translation
from core.dates import phrases
from core.dates.words import of as words_of
from core.nudges import hours
from core.nudges.hours import LANGUAGES
from core.nudges.schedule import LATE, When
from core.nudges.settings import WEEKDAYS, Settings, clock
from core.refusal import Reason, Refused
from core.translation import N_, _

FURTHEST = timedelta(days=366)
_OVER = re.compile(
    r"\b(?:yesterday|ago|(?:last|past) (?:week|month|year|night|\w+day(?! (?:of|in)\b))|gestern|vorgestern|"
    r"(?:letzte[nrs]?|vorige[nrs]?|vergangene[nrs]?) \w+|vor (?:\w+ )?(?:tag|woche|monat|jahr)(?:e?n)?)\b"
)
_EVERY = re.compile(r"\b(?:every|each|jede[nrs]?|immer|on|am)? ?(\w{5,12})s?\b")
_DAILY = re.compile(r"\b(?:(?:every|each|jeden) (?:day|morning|evening|night|tag|morgen|abend)|daily|täglich)\b")
_RARER = re.compile(
    r"\b(?:(?:every|each) (?:other|first|second|third|fourth|last|month|year|quarter|(?:\d+|two|three|four|six|eight) weeks)|"
    r"(?:first|second|third|fourth) \w+day (?:of|in) \w+|fortnightly|bi-?weekly|monthly|yearly|"
    r"jede[nrs]? (?:erste|zweite|dritte|vierte|letzte|monat|jahr|quartal)\w*|alle (?:\d+|zwei|drei|vier|sechs|acht) wochen|"
    r"(?:erste|zweite|dritte|vierte)[nr] (?:\w+tag|mittwoch) (?:im|des|jeden)|monatlich|jährlich|(?:14-|vierzehn)tägig\w*)\b"
)
"""What comes again less often than every week, which would be scheduled as if it did."""
_YEAR = re.compile(r"(?<!\d)([1-9]\d{3})(?!\d)")
DATES = frozenset({"iso", "calendar"})
"""Rules of core.dates.phrases whose words name a day of the calendar, or one that is not in it."""
PASSED = N_("That day has passed. Write one from today on.")
RARER = N_(
    "I can come back every week on one day, or once. Write a weekday such as every Monday, or a day such as 3 December."
)
OFTEN = N_("I come back to a promise once a week at most. Name its day, such as every Monday.")
ONE_OF = N_("I can come back on one day. Name the one of them that suits you best.")
ENDS = N_(
    "I can come back every week, and do not stop at a day by myself. Write every Monday, and let it go when it is over."
)
FAR = N_("That is more than a year away. Name a day within the next year.")
UNKNOWN = N_("I do not know which day that is. Write one such as Friday, next Tuesday at 9 or 3 December.")


@dataclass(frozen=True, slots=True)
class Said:
    """`weekly`: on that weekday of every week; None: as it was."""

    when: When
    weekly: bool | None = False


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan says of when: `said` is the moment it names, if one can be; `trouble` a sentence about one that cannot."""

    said: Said | None = None
    trouble: str = ""


def read(text: str, now: datetime, settings: Settings) -> Said:
    """What the words name, counted from `now`, which is in the person's own time zone. Raises Refused(BAD_INPUT)."""
    said = hours.plain(text)
    if _OVER.search(said):
        raise _refused(_(PASSED))
    if _RARER.search(said):
        raise _refused(_(RARER))
    _one(said, now.date())
    _near(said, now)
    at = hours.read(said, settings)
    day, weekly = _day_of(said, now, settings, at)
    _fits(day, now.date(), settings)
    _to_come(day, at, now, settings)
    _awake(at, settings)
    return Said(When(day, at), weekly)


def of_plan(text: str, now: datetime, settings: Settings, already: date | None) -> Planned:
    """The moment a plan names: a day, a time of it, or a time of the day `already` that its promise has."""
    said = _without_nouns(hours.plain(text))
    if _RARER.search(said):
        return Planned(trouble=_(RARER))
    trouble = _(OFTEN) if _DAILY.search(said) else ""
    try:
        _one(said, now.date())
        _near(said, now)
        at = hours.read(said, settings)
        named = _day_in_plan(said, now, settings, at)
        day, weekly = named or (max(already, now.date()) if already and at else None, False)
        if day is None:
            return Planned(trouble=trouble)
        if named:
            _fits(day, now.date(), settings)
        _to_come(day, at, now, settings)
    except Refused as refusal:
        return Planned(trouble=refusal.message)
    try:
        _awake(at, settings)
    except Refused as refusal:
        return Planned(Said(When(day), weekly), refusal.message)
    return Planned(Said(When(day, at), weekly), trouble)


def weekday_of(text: str) -> int | None:
    """The one weekday that is named, Monday 0; None if none is, or several are."""
    named = {day for language in LANGUAGES for day in _weekdays(hours.plain(text), language)}
    return named.pop() if len(named) == 1 else None


def _day_in_plan(said: str, now: datetime, settings: Settings, at: time | None) -> tuple[date, bool] | None:
    """As `_day_of`, and none where the plan names none. Raises Refused for one that cannot be."""
    try:
        day, weekly = _day_of(said, now, settings, None)
    except Refused:
        if weekday_of(said) is not None or _no_date(said, now.date()):
            raise
        if _OVER.search(said):
            raise _refused(_(PASSED)) from None
        return None
    # "When I get home" is an evening, and not this one.
    return None if day == now.date() and at is None else (day, weekly)


def _no_date(said: str, today: date) -> bool:
    """Whether it names a day that no calendar has, such as 31 February."""
    return any(
        phrases.RULES[rule](today, match, words_of(language)) is None
        for language in LANGUAGES
        for rule, pattern in words_of(language).rules
        if rule in DATES
        for match in pattern.finditer(said)
    )


def _refused(sentence: str) -> Refused:
    return Refused(Reason.BAD_INPUT, sentence)


def _without_nouns(said: str) -> str:
    """Without what only names something: "the monthly report" is written on some day, and not every month."""
    for language in LANGUAGES:
        said = phrases.hidden(said, words_of(language)["of_a_noun"])
    return said


def _one(said: str, today: date) -> None:
    """Raises Refused for one of two days, and for a habit that ends: neither can be kept to."""
    for language in LANGUAGES:
        words = words_of(language)
        if words["one_of"].search(said):
            raise _refused(_(ONE_OF))
        found = phrases.parse(said, today, language=language)
        if found.recurring and (found.due or words["until"].search(said) or words["for_so_long"].search(said)):
            raise _refused(_(ENDS))


def _near(said: str, now: datetime) -> None:
    """Raises Refused for a year that is none of this one and the next."""
    years = [int(year) for year in _YEAR.findall(said)]
    if any(year < now.year for year in years):
        raise _refused(_(PASSED))
    if any(year > now.year + 1 for year in years):
        raise _refused(_(FAR))


def _awake(at: time | None, settings: Settings) -> None:
    if at is not None and settings.quiet(at):
        awake = {"time": clock(at), "until": clock(settings.quiet_until), "since": clock(settings.quiet_from)}
        raise _refused(_("{time} is within your quiet hours. Name a time between {until} and {since}.", **awake))


def _to_come(day: date, at: time | None, now: datetime, settings: Settings) -> None:
    """Raises Refused for an hour of today that is over."""
    if day != now.date():
        return
    if at is not None and at <= now.time():
        said = _("{time} has passed today. Name a later time or another day.", time=clock(at))
        raise _refused(said)
    usual = now.replace(hour=settings.at.hour, minute=settings.at.minute)
    if at is None and now >= usual + LATE:
        raise _refused(_("It is too late for today. Name a time that is still to come, or another day."))


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
    named = _weekdays(said, language)
    if len(named) != 1:
        raise _refused(_(OFTEN))
    weekday = named.pop()
    if weekday not in settings.days:
        day = _(WEEKDAYS[weekday])
        raise _refused(_("{day} is not one of your days, so nothing would ever come. Name another.", day=day))
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _weekdays(said: str, language: str) -> set[int]:
    days = words_of(language).days
    return {days[word] for match in _EVERY.finditer(said) for word in (match[1], match[1].rstrip("s")) if word in days}


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
