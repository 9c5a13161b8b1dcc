"""When something is due: words such as "by Friday" or "in zwei Wochen" turned into a date, counted from the session's day.

The words of each language stand in a file beside this one. What the rules are not sure of has no date: a wrong date is worse
than none. A plain weekday is the next such day; "next Friday" the one of the calendar week after this; the end of the week is
its Friday (Sunday if it is the weekend already); a week, a weekend or a month named as a whole is due on its last day, the
Sunday, as the labellers of bench/labelled count it.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from core.dates import words as language_words
from core.dates.words import Words

LEAD = 40
"""Characters before a time in which its preposition may stand."""
ANY_DAY = date(2000, 1, 3)
"""To ask whether words name a day, where the session's is not known."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """`text` as given. `due` None where no single day follows from it; `recurring` for habits; `event` when it hangs on
    something without a date; `rule` names the rule that decided, `none` if none did."""

    text: str
    due: date | None = None
    recurring: bool = False
    event: bool = False
    rule: str = "none"


def parse(
    text: str,
    session_date: date | None,
    *,
    language: str = "en",
    next_session: date | None = None,
) -> Timeline:
    """What `text` says about when, counted from `session_date` (None: no date is ever given).

    `next_session` is the day of the next session where it is known; "next time" is due on it.
    """
    words = language_words.of(language)
    said = _as_said(text, words, language)
    if words["recurring"].search(said):
        due = _end_of_habit(said, session_date, words, next_session)
        return Timeline(text, due, recurring=True, rule="recurring")
    if words["not_then"].search(said):
        return Timeline(text, rule="negated")
    said = words["start"].sub(" ", said)
    event = words["event"].search(said)
    if event and event["next"]:
        return Timeline(text, next_session if session_date else None, event=True, rule="next session")
    found = _first(said, session_date or date(2000, 1, 3), words)
    if found and not (event and event.start() < found[2] and _hangs_on_event(said, event, found[2])):
        return Timeline(text, found[0] if session_date else None, rule=found[1])
    if event:
        return Timeline(text, event=True, rule="event")
    return Timeline(text)


@lru_cache(maxsize=8)
def find(text: str, *, language: str = "en") -> tuple[int, int] | None:
    """Where in `text` it is said when: (start, end) of the widest such words, or None."""
    words = language_words.of(language)
    said = _as_said(text, words, language)
    spans = _spans(said, words, language)
    if not spans:
        return None
    start, end = min(spans, key=lambda span: (span[0], -span[1]))
    for other in sorted(spans):
        if other[0] <= end + 7 and other[1] > end and not re.search(r"[.;!?]", said[end : other[0]]):
            end = other[1]
    lead = words["lead"].search(said[max(0, start - LEAD) : start])
    return (start - len(lead.group()) if lead else start, end)


def spans(text: str, *, language: str = "en") -> list[tuple[int, int]]:
    """Where days, dates, habits and times of day stand, with the little words before them; none overlaps another."""
    words = language_words.of(language)
    said = plain(text)
    if not words.may_say(said):
        return []
    said = hidden(said, words["of_a_noun"])
    made: list[tuple[int, int]] = []
    for place, end in sorted((*_dated(said, language), *(m.span() for m in words["clock"].finditer(said)))):
        lead = words["lead"].search(said[max(0, place - LEAD) : place])
        start = place - (len(lead.group()) if lead else 0)
        if made and start <= made[-1][1]:
            made[-1] = (min(start, made[-1][0]), max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def says(name: str, text: str, *, language: str = "en") -> bool:
    """Whether it holds the words of that name: `clock`, an hour, as an appointment has one; `not_then`, a time denied."""
    return bool(language_words.of(language)[name].search(plain(text)))


def _as_said(text: str, words: Words, language: str) -> str:
    """Plain, and only with times that may say when."""
    said = hidden(plain(text), words["of_a_noun"])
    fewer = hidden(said, words["perhaps_of_a_noun"])
    return fewer if fewer != said and _spans(fewer, words, language) else said


def hidden(said: str, pattern: re.Pattern[str]) -> str:
    """Of the same length, without what the pattern finds."""
    return pattern.sub(lambda m: "·" * len(m.group()), said)


def _spans(said: str, words: Words, language: str) -> list[tuple[int, int]]:
    """Where it says when, however often."""
    return [*_dated(said, language), *(m.span() for m in words["event"].finditer(said))]


@lru_cache(maxsize=8)
def _dated(said: str, language: str) -> tuple[tuple[int, int], ...]:
    """Where a day, a date or a habit stands, by the rules; a sentence is asked about once for each way to look at it."""
    words = language_words.of(language)
    if not words.may_say(said):
        return ()
    patterns = (*(pattern for _, pattern in words.rules), words["recurring"])
    return tuple(m.span() for pattern in patterns for m in pattern.finditer(said))


def plain(text: str) -> str:
    """Lower case, plain apostrophes and spaces; of the same length as `text`, so that positions hold."""
    low = text.lower()
    if not text.isascii():
        low = "".join(c if len(c) == 1 else text[i] for i, c in enumerate(map(str.lower, text)))
    return low.replace("’", "'").replace("\u00a0", " ").replace("–", "-")


def _hangs_on_event(said: str, event: re.Match[str], at: int) -> bool:
    """Whether the date at `at` belongs to something else ("after the talk with Ann on Monday" is still that Monday)."""
    return bool(re.search(r"\b(?:after|once|nach|sobald)\b", said[event.start() : at])) and at - event.start() > 40


def _end_of_habit(said: str, day: date | None, words: Words, next_session: date | None) -> date | None:
    if day is None:
        return None
    span = words["for_so_long"].search(said)
    if span:
        return _shift(day, words.number(span["n"]), span["unit"])
    until = words["until"].search(said)
    if not until:
        return None
    rest = said[until.end() :]
    event = words["event"].search(rest)
    if event and event["next"]:
        return next_session
    found = _first(rest, day, words)
    return found[0] if found else None


def _shift(day: date, count: float | None, unit: str) -> date | None:
    """None for a length that is not known, or that no calendar reaches."""
    try:
        return None if count is None else _shifted(day, count, unit)
    except (OverflowError, ValueError):
        return None


def _shifted(day: date, count: float, unit: str) -> date | None:
    if unit.startswith(("day", "tag", "night", "evening", "abend", "día", "noche")):
        return day + timedelta(days=round(count))
    if unit.startswith(("week", "woche", "semana")):
        return day + timedelta(days=round(7 * count))
    if unit.startswith("fortnight"):
        return day + timedelta(days=round(14 * count))
    if unit.startswith(("month", "monat", "mes")):
        return _months(day, int(count)) + timedelta(days=15 if count % 1 else 0)
    if unit.startswith(("year", "jahr", "año")):
        return _months(day, round(12 * count))
    if unit.startswith(("hour", "stunde", "minut", "hora")):
        return day + timedelta(days=0 if unit.startswith("minut") else int(count // 24))
    return None


def _months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _weekday(day: date, name: str, words: Words) -> date:
    """The next such day after `day`."""
    return day + timedelta(days=(words.days[name] - day.weekday() - 1) % 7 + 1)


def _friday(day: date) -> date:
    return day + timedelta(days=4 - day.weekday()) if day.weekday() <= 4 else day + timedelta(days=6 - day.weekday())


def _in_year(day: date, month: int, dom: int) -> date | None:
    """The next such day of the calendar, `day` itself included."""
    for year in (day.year, day.year + 1):
        if dom <= calendar.monthrange(year, month)[1]:
            made = date(year, month, dom)
            if made >= day:
                return made
    return None


def _of_month(day: date, dom: int) -> date | None:
    """The next day with that number, in this month or one of the next two."""
    if not 1 <= dom <= 31:
        return None
    for ahead in range(4):
        first = _months(day.replace(day=1), ahead)
        if dom <= calendar.monthrange(first.year, first.month)[1]:
            made = first.replace(day=dom)
            if made > day:
                return made
    return None


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian algorithm, Meeus 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * n) // 433
    month = (h + n - 7 * m + 90) // 25
    return date(year, month, (h + n - 7 * m + 33 * month + 19) % 32)


def _first_advent(year: int) -> date:
    """The fourth Sunday before Christmas."""
    return date(year, 12, 24) - timedelta(days=(date(year, 12, 24).weekday() + 1) % 7 + 21)


def _feast(day: date, m: re.Match[str], words: Words) -> date | None:
    """A day of the calendar ("12-24"), or so many days from one that moves ("easter-2", "advent+7")."""
    told = words.feasts[m["feast"]]
    moving = {"easter": easter, "advent": _first_advent}.get(told[:6])
    if moving is None:
        return _in_year(day, int(told[:2]), int(told[3:]))
    made = (moving(year) + timedelta(days=int(told[6:])) for year in (day.year, day.year + 1))
    return next(each for each in made if each >= day)


Rule = Callable[[date, re.Match[str], Words], date | None]


def _iso(_day: date, m: re.Match[str], words: Words) -> date | None:
    try:
        return date(int(m["y"]), int(m["m"]), int(m["d"]))
    except ValueError:
        return None


def _calendar(day: date, m: re.Match[str], words: Words) -> date | None:
    dom = int(m["num"]) if m["num"] else words.ordinals.get(m["ord"], 0)
    month = words.months[m["month"]]
    if m["year"]:
        try:
            return date(int(m["year"]), month, dom)
        except ValueError:
            return None
    return _in_year(day, month, dom) if dom >= 1 else None


def _numeric(day: date, m: re.Match[str], words: Words) -> date | None:
    dom, month = int(m["d"]), int(m["m"])
    if not 1 <= month <= 12:
        return None
    if m["y"]:
        year = int(m["y"]) + (2000 if len(m["y"]) == 2 else 0)
        return date(year, month, dom) if 1 <= dom <= calendar.monthrange(year, month)[1] else None
    return _in_year(day, month, dom) if dom >= 1 else None


def _ordinal(day: date, m: re.Match[str], words: Words) -> date | None:
    dom = int(m["num"]) if m["num"] else words.ordinals.get(m["ord"], 0)
    if not dom:
        return None
    if m["of"]:
        first = _months(day.replace(day=1), 1)
        return first.replace(day=dom) if dom <= calendar.monthrange(first.year, first.month)[1] else None
    return _of_month(day, dom)


def _end_of(day: date, m: re.Match[str], words: Words) -> date | None:
    unit, ahead = m["unit"], bool(m["next"])
    if unit in words.months:
        year = day.year if words.months[unit] >= day.month else day.year + 1
        return _month_end(date(year, words.months[unit], 1))
    if unit.startswith(("day", "tag", "business", "play")):
        return day
    if unit.startswith(("week", "woche", "semana")):
        return _friday(day + timedelta(days=7 - day.weekday())) if ahead else _friday(day)
    if unit.startswith(("month", "monat", "mes")):
        return _month_end(_months(day.replace(day=1), 1)) if ahead else _month_end(day)
    if unit.startswith(("quarter", "quartal")):
        last = (day.month - 1) // 3 * 3 + 3 + (3 if ahead else 0)
        return _month_end(_months(date(day.year, 1, 1), last - 1))
    if unit.startswith(("year", "jahr", "año")):
        return date(day.year + (1 if ahead else 0), 12, 31)
    return None


def _whole(day: date, m: re.Match[str], words: Words) -> date | None:
    """This or next week, month or year as a whole; `skip` for the one after next."""
    unit = m["unit"]
    ahead = 2 if m["skip"] else 1 if m["next"] else 0
    if unit.startswith(("weekend", "wochenende", "fin")):
        sunday = day + timedelta(days=6 - day.weekday())
        return sunday + timedelta(days=7 * max(ahead, 0)) if ahead else sunday
    if unit.startswith(("week", "woche", "semana")):
        return day + timedelta(days=6 - day.weekday() + 7 * ahead)
    if unit.startswith(("month", "monat", "mes")):
        return _month_end(_months(day.replace(day=1), ahead))
    return date(day.year + ahead, 12, 31)


def _span(day: date, m: re.Match[str], words: Words) -> date | None:
    count = words.number(m["n"])
    if count is not None and m["half"]:
        count += 0.5
    return _shift(day, count, m["unit"])


def _week_from(day: date, m: re.Match[str], words: Words) -> date | None:
    """ "Friday week", "a week on Friday", "Freitag in einer Woche": that day and the weeks on top."""
    named = m.groupdict()
    count = 1 if named.get("bare") else words.number(m["n"]) if m["n"] else 2
    if count is None:
        return None
    name = m["day"]
    if name in {"tomorrow", "morgen", "mañana"}:
        base = day + timedelta(days=1)
    else:
        base = day if name in {"today", "heute", "hoy"} else _weekday(day, name, words)
    return base + timedelta(days=round(7 * count))


def _next_day(day: date, m: re.Match[str], words: Words) -> date | None:
    """ "Next Friday": the Friday of the calendar week after this one."""
    monday = day + timedelta(days=7 - day.weekday())
    made = monday + timedelta(days=words.days[m["day"]])
    return made + timedelta(days=7) if m["skip"] else made


def _last_of(day: date, m: re.Match[str], words: Words) -> date | None:
    end = _month_end(day)
    made = end - timedelta(days=(end.weekday() - words.days[m["day"]]) % 7)
    return made if made > day else None


def _plain_day(day: date, m: re.Match[str], words: Words) -> date | None:
    return _weekday(day, m["other"] or m["day"], words)


def _mid(day: date, m: re.Match[str], words: Words) -> date | None:
    return _in_year(day, words.months[m["month"]], 15)


def _start_of(day: date, m: re.Match[str], words: Words) -> date | None:
    unit = m["unit"]
    if unit in words.months:
        return _in_year(day, words.months[unit], 1)
    if unit.startswith(("month", "monat", "mes")):
        return _months(day.replace(day=1), 1)
    if unit.startswith(("year", "jahr", "año")):
        return date(day.year + 1, 1, 1)
    return day + timedelta(days=7 - day.weekday())


RULES: dict[str, Rule] = {
    "iso": _iso,
    "calendar": _calendar,
    "numeric": _numeric,
    "end": _end_of,
    "middle": _mid,
    "start": _start_of,
    "feast": _feast,
    "week from": _week_from,
    "after tomorrow": lambda day, _m, _w: day + timedelta(days=2),
    "tomorrow": lambda day, _m, _w: day + timedelta(days=1),
    "today": lambda day, _m, _w: day,
    "last of": _last_of,
    "next weekday": _next_day,
    "weekday of": _ordinal,
    "span": _span,
    "week, month": _whole,
    "weekday": _plain_day,
    "ordinal": _ordinal,
}


def _first(said: str, day: date, words: Words) -> tuple[date | None, str, int] | None:
    """(date, rule, position) of the first rule that applies, in the order of the language's patterns."""
    length: tuple[date | None, str, int] | None = None
    for name, pattern in words.rules:
        for match in pattern.finditer(said):
            due = RULES[name](day, match, words)
            if due is None:
                continue
            if name == "span" and match["unit"].startswith(("hour", "minut", "stunde", "hora")):
                length = length or (due, name, match.start())  # "within an hour on Monday": a day that is named decides
                continue
            return due, name, match.start()
    return length
