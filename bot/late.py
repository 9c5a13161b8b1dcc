"""What a person asked for that came too late for a form, kept for some minutes: a press on its button asks it anew, with the
platform's leave to open one. Rights are looked up again then; nothing of an answer is kept."""

import secrets
from typing import Generic, Protocol, TypeVar

from cachetools import TTLCache

from core.people.person import Person

ACTION = "late.again"
KEPT = 900.0
"""Seconds."""
REMEMBERED = 4_096


class Asked(Protocol):
    @property
    def person(self) -> Person: ...


A = TypeVar("A", bound=Asked)


class Late(Generic[A]):
    """In the memory of one process."""

    def __init__(self) -> None:
        self._kept: TTLCache[str, A] = TTLCache(REMEMBERED, KEPT)

    def keep(self, asked: A) -> str:
        """The value of the button that asks it again."""
        key = secrets.token_hex(12)
        self._kept[key] = asked
        return key

    def find(self, key: str, person: Person) -> A | None:
        """Given back to who asked, and for as long as it is kept."""
        asked = self._kept.get(key)
        return asked if asked and asked.person == person else None
