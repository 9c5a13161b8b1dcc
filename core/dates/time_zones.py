"""Time zones by their IANA names (such as `Europe/Lisbon`): which there are, and which one somebody means."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import TypeGuard
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

UTC = "UTC"
MOST_CLOSE = 3
NOT_PLACES = ("Etc/", "SystemV/")
"""Not offered by their last part: `Etc/GMT+2` is two hours *behind* UTC, the opposite of what somebody who writes it means."""


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones()) - {"Factory", "localtime"}


@cache
def _by_word() -> Mapping[str, tuple[str, ...]]:
    """Folded whole names and cities, each with the names it may stand for."""
    found: dict[str, set[str]] = {}
    for name in _names():
        found.setdefault(_folded(name), set()).add(name)
        if "/" in name and not name.startswith(NOT_PLACES):
            found.setdefault(_folded(name.rpartition("/")[2]), set()).add(name)
    return {word: tuple(sorted(names)) for word, names in found.items()}


def _folded(text: str) -> str:
    return "_".join(text.casefold().replace("_", " ").split())


def known(name: str | None) -> TypeGuard[str]:
    try:
        return bool(name) and ZoneInfo(name or UTC).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, no name at all, the name of a folder
        return False


def zone(name: str | None) -> ZoneInfo:
    """The zone of that name; UTC for None and for what is no zone."""
    return ZoneInfo(name if known(name) else UTC)


def find(text: str) -> str | None:
    """The one zone that is meant by its name or by its city, however it is written; None if there is none, or several."""
    found = _by_word().get(_folded(text), ())
    return found[0] if len(found) == 1 else None


def close(text: str) -> tuple[str, ...]:
    """At most MOST_CLOSE names that may have been meant, the closest first."""
    places = {
        word: kept
        for word, names in _by_word().items()
        if (kept := [name for name in names if "/" in name and not name.startswith(NOT_PLACES)])
    }
    near = get_close_matches(_folded(text), places, MOST_CLOSE, 0.7)
    return tuple(dict.fromkeys(name for word in near for name in places[word]))[:MOST_CLOSE]
