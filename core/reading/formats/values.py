"""Single values of an export, read without trusting their shape: names and moments."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from core.reading.formats.base import seconds, squeeze
from core.reading.formats.days import find_date
from core.reading.formats.fields import Kind, meaning, parts

LONGEST = 360_000
"""Seconds; what is further from the start of a recording is no time in it."""
_EPOCH = 100_000_000
"""Seconds; a number from here on counts from 1970."""
_ISO_LENGTH = re.compile(r"PT(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,6}(?:\.[0-9]{1,9})?)S)?$", re.IGNORECASE)
_FRAMES = re.compile(r"([0-9]{1,2}:[0-9]{2}:[0-9]{2})[:;][0-9]{2,3}$")
_RANGE = re.compile(r"(?<!\s)\s*+(?:-->|->|–|—|(?<=\s)(?:-|to|bis)(?=\s))\s*+(?=[0-9(\[])")
_PLAIN = re.compile(r"[0-9]{1,19}(?:[.,][0-9]{1,12})?$")


@dataclass(frozen=True, slots=True)
class Moment:
    """`at`: seconds from the start, or since 1970 where `date` is given. `told`: the file says the unit; `whole`: the number has
    no fraction."""

    at: float
    date: datetime | None = None
    told: bool = True
    whole: bool = False


def text_of(value: Any) -> str:
    return squeeze(value) if isinstance(value, str) else ""


def label(value: Any, depth: int = 0) -> str | None:
    """A speaker as named or numbered: `"A"`, `0` and `"0"` become `Speaker A` and `Speaker 0`; of an object its name, else its
    number."""
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, dict) and depth < 3:
        return _of_object(value, depth)
    if isinstance(value, list):
        return label(value[0], depth) if len(value) == 1 else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return f"Speaker {int(value)}"


@lru_cache(maxsize=512)
def _of_text(value: str) -> str | None:
    name = squeeze(value)
    if re.fullmatch(r"[0-9]{1,6}", name):
        return f"Speaker {int(name)}"
    return f"Speaker {name}" if len(name) == 1 and name.isascii() else name or None


def _of_object(value: dict[str, Any], depth: int) -> str | None:
    first, last = (next((text_of(value.get(key)) for key in keys if value.get(key)), "") for keys in (FIRST, LAST))
    if first and last:
        return f"{first} {last}"
    found: dict[int, str] = {}
    for key, inner in value.items():
        rank = 3 if is_path(inner) else _naming(key)
        name = label(inner, depth + 1) if rank is not None else None
        if name and rank is not None:
            found.setdefault(rank, name)
    return found[min(found)] if found else None


def is_path(value: Any) -> bool:
    """`conferenceRecords/1/participants/2`: a number in other words, wherever it stands."""
    return isinstance(value, str) and value.count("/") >= 2 and " " not in value


FIRST, LAST = ("first_name", "firstName", "given_name"), ("last_name", "lastName", "family_name")


def _naming(key: str) -> int | None:
    what = meaning(key, Kind.WHO)
    if what is not None:
        return {0: 0, 2: 0, 1: 1, 4: 2, 3: 3}[what.rank]
    return 3 if {"id", "uuid", "email", "index", "tag", "number"}.intersection(parts(key)) else None


def date_of(value: Any) -> datetime | None:
    """A date from ISO 8601, from seconds or milliseconds since 1970 (aware, UTC), or from words."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            return find_date(value)
    found = moment(value)
    return found.date if found else None


def span(value: Any, unit: float | None = None) -> tuple[Moment | None, Moment | None]:
    """(start, end) of a value that may hold both: a number, a clock, a pair, `{"from": …, "to": …}`."""
    if isinstance(value, list) and 1 <= len(value) <= 2:
        return moment(value[0], unit), moment(value[1], unit) if len(value) == 2 else None
    if isinstance(value, dict):
        start = next(
            (span(inner, _unit(key, unit))[0] for key, inner in value.items() if meaning(key, Kind.START)), None
        )
        end = next((span(inner, _unit(key, unit))[0] for key, inner in value.items() if meaning(key, Kind.END)), None)
        return (start or moment(value, unit), end)
    if isinstance(value, str) and len(value) < 80:
        first, *rest = _RANGE.split(value.strip(" []()"), maxsplit=1)
        if rest:
            return moment(first, unit), moment(rest[0], unit)
    return moment(value, unit), None


def _unit(key: str, unit: float | None) -> float | None:
    found = meaning(key, Kind.START) or meaning(key, Kind.END)
    return (found.unit if found else None) or unit


def moment(value: Any, unit: float | None = None) -> Moment | None:
    """One time. A number from 1970 on is told by its size, in whatever unit it is."""
    if isinstance(value, dict):
        return _of_parts(value)
    if isinstance(value, str):
        return _written(value.strip(" []()#").removesuffix("Z") if len(value) < 20 else value.strip(), unit)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e20:
        return None
    return _number(float(value), unit, whole=isinstance(value, int) or (value.is_integer() and value >= 1000))


def _number(value: float, unit: float | None, *, whole: bool) -> Moment | None:
    told = unit is not None
    if unit is None:
        # From 1970 on in milliseconds, micro- or nanoseconds, by size alone.
        unit = next((power for least, power in ((1e17, 1e-9), (1e14, 1e-6), (1e11, 1e-3)) if value >= least), 1.0)
        if value < 1e11 and not 1e9 <= value < 1e10:
            return Moment(round(value, 3), told=told, whole=whole)
    at = value * unit
    if at >= _EPOCH:
        return Moment(at, datetime.fromtimestamp(at, tz=UTC)) if at < 1e10 else None
    return Moment(round(at, 3))


def _of_parts(value: dict[str, Any]) -> Moment | None:
    """`{"seconds": 1, "nanos": 500000000}`, `{"relative": 1.5, "absolute": …}`, `{"value": 3}`."""
    if "seconds" in value or "nanos" in value:
        whole, rest = moment(value.get("seconds", 0), 1.0), moment(value.get("nanos", 0), 1e-9)
        return Moment(round(whole.at + rest.at, 3)) if whole and rest and not whole.date else None
    for key in ("relative", "offset", "value", "absolute", "dateTime", "iso"):
        inner = value.get(key)
        if inner is not None and not isinstance(inner, dict):
            return moment(inner)
    return None


def _written(text: str, unit: float | None) -> Moment | None:
    if not text or len(text) > 40:
        return None
    bare = re.sub(r"\s?(?:s|sec|secs|seconds)$", "", text)
    if _PLAIN.match(bare):
        number = float(bare.replace(",", "."))
        return _number(number, 1.0 if bare != text else unit, whole=not re.search(r"[.,]", bare))
    if (milli := text.removesuffix("ms").strip()) != text and _PLAIN.match(milli):
        return _number(float(milli.replace(",", ".")), 1e-3, whole=True)
    if frames := _FRAMES.match(text):  # how many frames a second has is not said: the second is enough
        text = frames[1]
    if (clock := seconds(text)) is not None:
        return Moment(clock)
    if (length := _ISO_LENGTH.match(text)) and len(text) > 2:
        hours, minutes, rest = (float(part or 0) for part in length.groups())
        return Moment(round(hours * 3600 + minutes * 60 + rest, 3))
    if len(text) >= 16 and text[4:5] == "-":
        try:
            date = datetime.fromisoformat(text)
        except ValueError:
            return None
        return Moment((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp(), date)
    return None


def as_seconds(moments: list[Moment | None], words: int) -> list[float | None]:
    """Seconds from the start of the recording. Dates count from the earliest; bare numbers whose unit nobody told are taken in
    the unit in which the words were spoken at a pace a person has."""
    dates = [found.at for found in moments if found and found.date]
    base = min(dates, default=0.0)
    bare = [found for found in moments if found and not found.told]
    unit = _unit_by_pace(bare, words)
    result: list[float | None] = []
    for found in moments:
        if found is None or (dates and not found.date):
            result.append(None)
            continue
        at = found.at - base if found.date else found.at / (1 if found.told else unit)
        result.append(round(at, 3) if at < LONGEST else None)
    return result


_PER_SECOND = (1.0, 1e3, 16e3, 1e6, 1e7, 1e9)
_PACE = 120
"""Words a minute of a talk with its pauses."""


def _unit_by_pace(bare: list[Moment], words: int) -> float:
    long = max((found.at for found in bare), default=0.0) - min((found.at for found in bare), default=0.0)
    if long <= 0 or not words:
        return 1.0
    paces = {unit: words * 60 * unit / long for unit in _PER_SECOND}
    if paces[1.0] >= (20 if all(found.whole for found in bare) else 1):
        return 1.0
    return min(_PER_SECOND, key=lambda unit: max(paces[unit] / _PACE, _PACE / paces[unit]))


def numbered(found: Moment | None, add: Moment | None) -> Moment | None:
    """The end of what starts at `found` and lasts `add`."""
    return replace(found, at=found.at + add.at) if found and add and not add.date else None
