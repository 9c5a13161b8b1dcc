"""What is worked out once of the same words while they are gone through, and forgotten afterwards.

A guarded child ends with its call. What is done with words in the bot's own process says itself when it has done with them.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

_FORGET: list[Callable[[], None]] = []


def remembered(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """As functools.lru_cache, until `forget`."""

    def made(function: Callable[P, T]) -> Callable[P, T]:
        kept = lru_cache(maxsize=most)(function)
        _FORGET.append(kept.cache_clear)
        return cast("Callable[P, T]", kept)

    return made


def forget() -> None:
    """All of it, whoever said it."""
    for each in _FORGET:
        each()
