"""Reading JSON exports without trusting their shape."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from core.formats.base import squeeze
from core.formats.head import find_date
from core.transcript import Cue


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def records(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a list; anything else is passed over."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def text_of(value: Any) -> str:
    return squeeze(value) if isinstance(value, str) else ""


def number(value: Any, scale: float = 1.0) -> float | None:
    """Seconds from a number or a string holding one (`"1.5"`, `"1.5s"`), divided by `scale`."""
    if isinstance(value, str):
        try:
            value = float(value.strip().removesuffix("s"))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    found = float(value) / scale
    return round(found, 3) if 0 <= found < 360_000 else None


def label(value: Any) -> str | None:
    """A speaker as named or numbered: `"A"`, `0` and `"0"` become `Speaker A` and `Speaker 0`."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int) or (isinstance(value, str) and value.strip().isdigit()):
        return f"Speaker {int(value)}"
    if isinstance(value, str) and value.strip():
        name = squeeze(value)
        return f"Speaker {name}" if len(name) == 1 and name.isascii() else name
    return None


def moment(value: Any) -> datetime | None:
    """A date from ISO 8601, from milliseconds since 1970 (aware, UTC), or from words."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            return find_date(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 1e11 < value < 1e13:
        return datetime.fromtimestamp(value / 1000, tz=UTC)
    return None


def from_words(words: list[tuple[str | None, str, float | None, float | None]]) -> list[Cue]:
    """Cues from single words: (speaker, word, start, end), consecutive words of one speaker joined."""
    cues: list[Cue] = []
    for speaker, group in groupby(words, key=lambda word: word[0]):
        run = list(group)
        cues.append(Cue(speaker, squeeze(" ".join(word[1] for word in run)), run[0][2], run[-1][3]))
    return cues
