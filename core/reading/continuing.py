"""Whether one text goes on where another ended: a session too long for one message is pasted as two or three."""

import re
from collections import Counter
from enum import StrEnum

_TIME = r"[\[(]?\d{1,2}(?::\d\d){1,2}[\])]?"
TURN = re.compile(
    rf"^[^\S\n]*+(?:{_TIME}[^\S\n]*+)?(?P<name>[^\s:\[(][^:\n\[(]{{0,60}})(?:{_TIME})?[^\S\n]*+:[*_]{{0,2}}+\s++\S",
    re.MULTILINE,
)
"""A line that says who speaks, with or without a time beside the name."""
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)(?::(\d\d))?(?![\d:])")
_GREETING = re.compile(
    r"\W{0,8}+(?:good (?:morning|afternoon|evening|day)|hello|hi|hey|welcome|nice to (?:see|meet)|guten (?:morgen|tag|abend)|"
    r"hallo|bonjour|bonsoir|salut|buenos d[ií]as|buenas tardes|hola|buongiorno|ciao|ol[aá]|bom dia|boa tarde|"
    r"goede(?:morgen|middag))\b",
    re.IGNORECASE,
)
_ENDS = ".!?…。！？؟।"
_CLOSING = "\"'”’»)]*_ \n\t"
HEADING = 80
"""Characters of a line up to which it may be a heading."""


class Sequel(StrEnum):
    SAME = "same"
    OTHER = "other"
    UNSURE = "unsure"


def voices(text: str) -> Counter[str]:
    """Who speaks, by how many turns."""
    return Counter(found["name"].strip("*_ ").casefold() for found in TURN.finditer(text))


def ends_midway(text: str) -> bool:
    """Within a sentence."""
    return not text.rstrip(_CLOSING).endswith(tuple(_ENDS))


def sequel(first: str, second: str) -> Sequel:
    """What `second` is to `first`: of the same session, another one, or not to be told from the words."""
    before, after = voices(first), voices(second)
    if second.strip() in first:
        return Sequel.OTHER  # the same once more
    if not after:
        return Sequel.SAME if ends_midway(first) or _begins_midway(second) else Sequel.OTHER
    if _within_name(first, second) is not None:
        return Sequel.SAME
    if not before.keys() & after.keys():
        return Sequel.UNSURE if _begins_midway(second) else Sequel.OTHER
    new = {name for name, turns in after.items() if turns > 1 and name not in before}
    left = {name for name, turns in before.items() if turns > 1 and name not in after}
    if (new and left) or _opens(first, second):
        return Sequel.UNSURE
    return Sequel.SAME


def joined(first: str, second: str) -> str:
    if (between := _within_name(first, second)) is not None:
        return f"{first}{between}{second}"
    if TURN.match(second.lstrip("\n")) or _heading(second):
        return f"{first}\n\n{second}" if "\n\n" in first else f"{first}\n{second}"
    return f"{first} {second}"


def _within_name(first: str, second: str) -> str | None:
    """What stands between the halves of a known name that was cut in two; None where none was."""
    start, half = TURN.match(second), first.rpartition("\n")[2]
    if start is None or not half or len(half) > HEADING:
        return None
    known = voices(first).keys() | voices(second).keys()
    return next((glue for glue in ("", " ") if f"{half}{glue}{start['name']}".casefold() in known), None)


def _begins_midway(text: str) -> bool:
    start = text.lstrip()
    return bool(start) and not TURN.match(start) and (start[0].islower() or start[0] in ",;.…)–-")


def _heading(text: str) -> bool:
    """The first line is no turn, nor a sentence or the rest of one."""
    line = text.strip().partition("\n")[0]
    return not TURN.match(text.lstrip()) and len(line) <= HEADING and ends_midway(line) and not _begins_midway(text)


def _opens(first: str, second: str) -> bool:
    """It begins as sessions do: with a heading, a greeting, or a time before the last one of `first`."""
    if _heading(second) and not ends_midway(first):
        return True
    start = TURN.match(second.lstrip())
    if start and _GREETING.match(second.lstrip()[start.end() - 1 :][:HEADING]):
        return True
    last, next_ = _clocks(first)[-1:], _clocks(second)[:1]
    return bool(last and next_ and next_[0] < last[0])


def _clocks(text: str) -> list[int]:
    """Seconds of the times that stand in lines which say who speaks."""
    found = (_CLOCK.search(line[0]) for line in TURN.finditer(text))
    return [_seconds(*(int(figure) for figure in one.groups() if figure)) for one in found if one]


def _seconds(*figures: int) -> int:
    return sum(figure * 60**power for power, figure in enumerate(reversed(figures)))
