"""A time of the day in somebody's own words: "at nine", "half past two", "Viertel vor zehn", "after lunch"."""

import re
from dataclasses import replace
from datetime import time

from core.dates.words import of as words_of
from core.nudges.settings import Settings
from core.refusal import Reason, Refused
from core.translation import N_, _

LONGEST = 200
"""Characters that are read."""
LANGUAGES = ("en", "de")
"""Tried after the reader's own."""
NAMED = {
    "noon": time(12), "midday": time(12), "lunch": time(13), "mittag": time(12), "mittags": time(12),
    "mittagessen": time(13), "mittagspause": time(13), "morning": time(9), "vormittag": time(10),
    "afternoon": time(15), "nachmittag": time(15), "evening": time(18), "abend": time(18),
}  # fmt: skip
_WITH_MINUTES = re.compile(r"(?<![\d.:])(\d{1,2})(?::|\.(?=\d\d ?uhr))(\d\d) ?(am|pm)?(?!\d|\.\d)")
_WITH_WORD = re.compile(r"(?<![\d.:])(\d{1,2}) ?(am|pm|uhr|o'clock)\b")
_AT = re.compile(r"\b(?:at|um|gegen) (\w{1,12})(?!\w|[:.]\d)")
_EARLY = re.compile(r"\b(?:mornings?|wake|früh|morgens|vormittags?|jeden morgen|am morgen|aufwach\w*|aufsteh\w*)\b")
"""What makes an hour one before noon, also where that is a quiet one."""
_BEFORE_HALF = re.compile(r"\b(?:vor|nach) halb\b")
_HALF = re.compile(r"\b(half past|halb) (\w{1,12})(?: ?(am|pm))?\b")
_BESIDE = re.compile(
    r"(?<!from )(?<!between )(?<!von )(?<!zwischen )"
    r"\b(\w{1,12}) (?:minutes? |minuten )?(past|after|nach|to|before|vor) (\w{1,12})(?: ?(am|pm))?\b"
)
"""Minutes beside an hour: "quarter past nine", "zehn vor neun"."""
_PART = re.compile(r"\b(viertel|dreiviertel) (\w{1,12})\b")
QUARTERS = {"quarter": 15, "viertel": 15, "dreiviertel": 45}
_NAMED = re.compile(rf"\b({'|'.join(NAMED)})\b")
NO_TIME = N_("I do not know that time. Write one such as 9:30.")


def plain(text: str) -> str:
    """The first LONGEST characters in lower case, with single spaces."""
    return " ".join(text[:LONGEST].lower().replace("’", "'").split())


def sure(text: str) -> time | None:
    """The time of day that the words name, as somebody means it who sleeps at night; None if they name none, or one that is not
    sure."""
    try:
        return read(plain(text), Settings())
    except Refused:
        return None


def read(said: str, settings: Settings) -> time | None:
    """Of plain words; "at three" is what it is for whoever has these quiet hours. None if they name none. Raises Refused for one
    that is no time, or not sure."""
    if _EARLY.search(said):
        settings = replace(settings, quiet_from=time(), quiet_until=time())
    if found := _WITH_MINUTES.search(said):
        return _time(int(found[1]), int(found[2]), found[3] or "", settings)
    if (beside := _beside_the_hour(said, settings)) is not None:
        return beside
    if found := _WITH_WORD.search(said):
        return _time(int(found[1]), 0, found[2], settings)
    for at in _AT.finditer(said):
        if (hour := _number(at[1])) is not None:
            return _time(hour, 0, "", settings)
    if found := _NAMED.search(said):
        return NAMED[found[1]]
    return None


def _beside_the_hour(said: str, settings: Settings) -> time | None:
    """Half past, a quarter to, ten past. Raises Refused where it may be another: "ten to twelve" may be two hours."""
    if _BEFORE_HALF.search(said):
        raise Refused(Reason.BAD_INPUT, _(NO_TIME))
    for found in _HALF.finditer(said):
        if (hour := _number(found[2])) is not None:
            return _time(hour - (found[1] == "halb"), 30, found[3] or "", settings)
    for found in _BESIDE.finditer(said):
        minutes, hour = QUARTERS.get(found[1]) or _number(found[1]), _number(found[3])
        if minutes is None or hour is None:
            continue
        if found[2] == "to" and found[1] not in QUARTERS:
            raise Refused(Reason.BAD_INPUT, _(NO_TIME))
        before = found[2] in {"to", "before", "vor"}
        return _time(hour - before, 60 - minutes if before else minutes, found[4] or "", settings)
    for found in _PART.finditer(said):
        if (hour := _number(found[2])) is not None:
            return _time(hour - 1, QUARTERS[found[1]], "", settings)
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
    if not (0 <= hour < 24 and 0 <= minute < 60):
        raise Refused(Reason.BAD_INPUT, _(NO_TIME))
    at = time(hour, minute)
    later = time((hour + 12) % 24, minute)
    # "At three" is in the afternoon for whoever sleeps at night, unless the words say otherwise.
    plain = half not in {"am", "pm", "uhr"}
    return later if plain and hour < 12 and settings.quiet(at) and not settings.quiet(later) else at
