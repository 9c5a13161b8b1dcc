"""The ways a time is written, and the seconds it means."""

import re

_COLONS = (
    r"[0-9]{1,3}:[0-9]{1,2}:[0-9]{1,2}(?:[.,:;][0-9]{1,3}|[0-9]{3})?"
    r"|[0-9]{1,3}:[0-9]{2}(?:[.,][0-9]{1,3})?|[0-9]{1,3}:[0-9]{1,2}[.,][0-9]{1,3}"
)
_HOURS = r"hours?|[Ss]tunden?|[Ss]td|heures?|horas?"
_SHORTER = r"[Mm]inuten?|minutes?|minutos?|seconds?|[Ss]ekunden?|[Ss]ek|secondes?|segundos?"
_UNITS = rf"{_HOURS}|{_SHORTER}|hrs?|h|mins?|m|secs?|s"
_AND = r",?\s?(?:(?:and|und|et|y) )?"
_WORDY = rf"(?:[0-9]{{1,3}}(?:\.[0-9]{{1,3}})?\s?(?:{_UNITS})\b{_AND}){{1,3}}"
IN_WORDS = rf"(?:[0-9]{{1,3}} (?:{_HOURS}|{_SHORTER})\b{_AND}){{1,3}}"
"""A time with its units written out in English, German, French or Spanish. No group of its own."""

_ISO = (
    r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?"
    r"(?:Z|\s?[+-][0-9]{2}:?[0-9]{2}|\sUTC)?"
)
STAMP = (
    rf"(?:{_ISO}|(?:{_COLONS})(?![:.,]?[0-9])(?:\s?[AaPp]\.?[Mm]\b\.?)?|[0-9]{{1,2}}\.[0-9]{{2}}\.[0-9]{{2}}(?:,[0-9]{{1,3}})?"
    rf"|[0-9]{{1,2}}h[0-9]{{2}}(?:m[0-9]{{2}}s?)?\b|{_WORDY}(?<!\s))"
)
"""A time in the words of a file: into the session, of the day, or of a date. No group of its own."""

CAPTION = r"[0-9]{1,3}(?:[:.][0-9]{1,2}){1,2}(?:[.,:;][0-9]{1,3}|[0-9]{3})?"
"""A time of a caption, where two stand with an arrow between them."""

_NUMBER = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,9})?")
_PART = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)\s?(st|[hms])")
_HALF = re.compile(r"\s?([ap])\.?m\.?$")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})")


def seconds(stamp: str) -> float | None:
    """`1:02:33.5`, `02:33,500`, `0:05`, `0:0:5,5`, `00:00:05:500`, `00.02.33`, `1 minute 5 seconds`, `2:05 PM`, a date with a
    time of day: in seconds. Of a clock, from midnight. None for anything else (a minute or second past 59 included)."""
    stamp = stamp.strip()[:60].lower()
    if day := _DAY.match(stamp):
        return seconds(day[1])
    if half := _HALF.search(stamp):
        return _of_day(stamp[: half.start()], half[1])
    if ":" not in stamp and (parts := _PART.findall(stamp)):
        return round(sum(float(value) * {"st": 3600, "h": 3600, "m": 60, "s": 1}[unit] for value, unit in parts), 3)
    return _clock(stamp)


def _clock(stamp: str) -> float | None:
    parts = re.split(r"[:;]", stamp.replace(",", "."))
    if len(parts) == 1 and stamp.count(".") >= 2:
        whole, _, part = stamp.partition(",")
        parts = [*whole.split(".")[:3], *([part.ljust(3, "0")] if part else whole.split(".")[3:4])]
    if len(parts) == 4:  # milliseconds, or the frame of a second
        *parts, last = parts
        parts[-1] += f".{last}" if len(last) == 3 else ""
    elif len(parts) == 3 and len(parts[2]) == 5 and parts[2].isdigit():
        parts[2] = f"{parts[2][:2]}.{parts[2][2:]}"
    if not 2 <= len(parts) <= 3 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    *upper, least = map(float, parts)
    if least >= 60 or (len(upper) == 2 and upper[1] >= 60):
        return None
    return round(least + sum(value * 60.0**power for power, value in enumerate(reversed(upper), start=1)), 3)


def _of_day(clock: str, half: str) -> float | None:
    hour, _, rest = clock.partition(":")
    if not hour.isdigit() or not 1 <= int(hour) <= 12 or not rest:
        return None
    return _clock(f"{int(hour) % 12 + (12 if half == 'p' else 0)}:{rest if ':' in rest else rest + ':00'}")
