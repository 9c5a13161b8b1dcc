"""The day that a line, a title or a file's name states."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Literal

Order = Literal["day", "month"]
"""Which comes first where a day is written in numbers."""
LONGEST = 300
"""Characters of a line that are looked at."""
WITHIN = timedelta(days=180)
"""How long ago a session may be whose title leaves out the year."""

_MONTHS = {
    month: number
    for number, forms in enumerate(
        (
            "january jan januar januari janvier enero ene gennaio janeiro",
            "february feb februar februari février fevrier febrero febbraio fevereiro",
            "march mar märz marz maart mars marzo março",
            "april apr avril abril aprile abr",
            "may mai mei mayo maggio maio",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet julio luglio julho",
            "august aug août aout agosto augustus ago",
            "september sep sept septembre septiembre settembre setembro",
            "october oct oktober okt octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre diciembre dicembre dezembro december",
        ),
        start=1,
    )
    for month in forms.split()
}
_WORDY = re.compile(
    r"\b(?:(?P<d1>[0-3]?[0-9])(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?(?P<m1>[^\W\d_]{3,10})\.?,?\s+(?:del?\s+)?(?P<y1>(?:19|20)[0-9]{2})"
    r"|(?P<m2>[^\W\d_]{3,10})\.?\s+(?P<d2>[0-3]?[0-9])(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)[0-9]{2}))\b"
)
_ISO = re.compile(
    r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})(?P<s>[-/.年]?)(?P<m>[01][0-9]|[1-9](?=[-/.年]))(?:(?P=s)|月)(?P<d>[0-3][0-9]|[1-9](?![0-9]))(?![0-9])"
)
_CLOCK = re.compile(
    r"(?<![0-9:])(?P<h>[0-2]?[0-9])[:h](?P<m>[0-5][0-9])(?::[0-5][0-9])?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"(?:\s*(?P<zone>UTC|GMT|CET|CEST|BST|WET|WEST|EET|EEST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|IST|JST|AEST|AEDT|Z)\b)?(?:\s*(?P<off>[+-][0-9]{2}:?[0-9]{2})\b)?"
)
# Hours from UTC. Abbreviations with two common meanings (CST, IST, BST) are left out: no zone is better than a wrong one.
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "EST": -5, "EDT": -4, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "AEST": 10, "AEDT": 11,
}  # fmt: skip
_COMPACT = re.compile(r"(?<![0-9])(?P<day>20[0-9]{6})[_T-]?(?P<time>[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)(?![0-9])")
_NUMBERS = re.compile(
    r"(?<![0-9])(?<![0-9][-/.])(?P<a>[0-3]?[0-9])(?P<s>[-/.]) ?(?P<b>[0-3]?[0-9])(?P=s) ?(?P<y>(?:19|20)?[0-9]{2})"
    r"(?![0-9])(?![/.][0-9])"
)
_YEARLESS = (
    re.compile(r"\b(?P<d>[0-3]?[0-9])(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?(?P<m>[^\W\d_]{3,10})\b"),
    re.compile(r"\b(?P<m>[^\W\d_]{3,10})\.?\s+(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9.:/-])"),
)
_RANGE = re.compile(r"(?<![-/.0-9])[0-3]?[0-9]\.? ?[-–] ?[0-3]?[0-9]\.? ?(?P<m>[^\W\d_]{3,10})")
_SAID = re.compile(r"\b(?:on|of|from|vom|am|den|dem|el|del|le|du)\s+$", re.IGNORECASE)
_ALSO_NAMES = frozenset({"jan", "mar", "april", "may", "mai", "june", "juni", "august", "augustus", "julio"})
"""Months that are names of people, too: "Session 3, April" names no day."""
_NO_ORDER = frozenset({"ja", "zh", "ko", "hu", "lt"})
"""Languages that write the year first, so that the rest says nothing of them."""


def order_of(language: str, locale: str = "") -> Order | None:
    """Which comes first in a text of this language (ISO 639-1), or for a reader of this locale ("en-GB"); None where neither
    says it."""
    tag = (locale if language in {"en", "und"} else language).replace("_", "-").casefold()
    if tag in {"", "und", "en", "en-ca"} or tag.split("-")[0] in _NO_ORDER:
        return None
    return "month" if tag == "en-us" else "day"


def named_day(text: str, today: date, order: Order | None = None) -> date | None:
    """The one day that a title or a file's name states; None where it states none, several, or one that is still to come.

    `3/4/2026` is a day where `order` says which, and one without a year where it was within the last half year.
    """
    said = _spaced(text)
    if any(match["m"].casefold() in _MONTHS for match in _RANGE.finditer(said)):
        return None
    found = set(_with_year(said, order)) or set(_without_year(said, today))
    day = next(iter(found)) if len(found) == 1 else None
    return day if day and day <= today + timedelta(days=1) else None


def _spaced(text: str) -> str:
    return re.sub(r"(?<=[0-9])_(?=[0-9])", "-", text[:LONGEST]).replace("_", " ")


def _with_year(said: str, order: Order | None) -> Iterator[date]:
    made = [_wordy(match) for match in _WORDY.finditer(said)]
    made += [_make(match["y"], match["m"], match["d"]) for match in _ISO.finditer(said)]
    made += [_in_numbers(match, order) for match in _NUMBERS.finditer(said)]
    return (day.date() for day in made if day)


def _without_year(said: str, today: date) -> Iterator[date]:
    for match in (match for pattern in _YEARLESS for match in pattern.finditer(said)):
        month = match["m"].casefold()
        marked = re.search(r"[0-9](?:st|nd|rd|th|\.)", match.group()) or _SAID.search(said[: match.start()])
        if month not in _MONTHS or (month in _ALSO_NAMES and not marked):
            continue
        for year in (today.year, today.year - 1):
            day = _make(str(year), str(_MONTHS[month]), match["d"])
            if day and today - WITHIN <= day.date() <= today:
                yield day.date()


def _wordy(match: re.Match[str]) -> datetime | None:
    month = _MONTHS.get((match["m1"] or match["m2"]).casefold())
    return _make(match["y1"] or match["y2"], str(month), match["d1"] or match["d2"]) if month else None


def _in_numbers(match: re.Match[str], order: Order | None) -> datetime | None:
    """Two of day and month, and then the year: the one day it can be, else the one that `order` makes of it."""
    first, second, year = match["a"], match["b"], match["y"]
    short = len(year) == 2
    if short and (order is None or match["s"] == "-"):
        return None
    year = f"20{year}" if short else year
    by_order = {"day": _make(year, second, first), "month": _make(year, first, second)}
    possible = {day for day in by_order.values() if day}
    if len(possible) == 1 and not short:
        return possible.pop()
    if order is None or (order == "month" and match["s"] == "."):
        return None
    return by_order[order]


def without_date(line: str) -> str:
    """What a line says besides a date and a time of day."""
    for pattern in (_WORDY, _ISO, _NUMBERS, _CLOCK):
        line = pattern.sub("", line)
    return line


def find_date(line: str) -> datetime | None:
    """The date a line states, with its time of day if one stands beside it; midnight if none does.

    One in numbers counts where it can be one day only: `03/04/2026` is two different days in two countries. The result is
    aware only if the line names a zone or an offset.
    """
    line = _spaced(line)
    compact = _COMPACT.search(line)
    if compact is not None:
        day = _make(compact["day"][:4], compact["day"][4:6], compact["day"][6:8])
        if day is not None and int(compact["time"][:2]) < 24:
            return day.replace(hour=int(compact["time"][:2]), minute=int(compact["time"][2:4]))
    for match, day in _dates(line):
        if day is not None:
            return _with_time(day, line[match.end() : match.end() + 40])
    return None


def _dates(line: str) -> Iterator[tuple[re.Match[str], datetime | None]]:
    """The first in words, then the first in numbers."""
    if wordy := _WORDY.search(line):
        yield wordy, _wordy(wordy)
    if iso := _ISO.search(line):
        yield iso, _make(iso["y"], iso["m"], iso["d"])
    if numbers := _NUMBERS.search(line):
        yield numbers, _in_numbers(numbers, None)


def _make(year: str, month: str, day: str) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day))  # noqa: DTZ001 - the file states no zone
    except ValueError:
        return None


def _with_time(day: datetime, rest: str) -> datetime:
    match = _CLOCK.search(rest)
    if match is None:
        return day
    hour, half = int(match["h"]), (match["half"] or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23:
        return day
    moment = day.replace(hour=hour, minute=int(match["m"]))
    if match["off"]:
        sign = -1 if match["off"][0] == "-" else 1
        digits = match["off"][1:].replace(":", "")
        delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return moment.replace(tzinfo=timezone(sign * delta)) if delta < timedelta(hours=24) else moment
    if match["zone"] in _ZONES:
        return moment.replace(tzinfo=timezone(timedelta(hours=_ZONES[match["zone"]])))
    return moment
