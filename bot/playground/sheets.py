"""What lies over a conversation for the moment: a form, or a card that answers something pressed at home. In memory, as on any
platform: what was not sent is gone with its window."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cachetools import LRUCache

from core.card import Card, Form
from handlers.events import FieldAnswer

MOST = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """`home`: it lies over the home. `kept` is what was sent, `errors` what is wrong with it, by field."""

    shown: Form | Card
    home: bool = False
    kept: Mapping[str, FieldAnswer] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    key: str = field(default_factory=lambda: secrets.token_hex(8))


class Sheets:
    """By the person and the window they look through: one for each."""

    def __init__(self) -> None:
        self._open: LRUCache[tuple[str, str], Sheet] = LRUCache(MOST)

    def over(self, who: str, tab: str) -> Sheet | None:
        return self._open.get((who, tab))

    def put(self, who: str, tab: str, sheet: Sheet) -> None:
        self._open[who, tab] = sheet

    def close(self, who: str, tab: str, key: str = "") -> Sheet | None:
        """What was there. With a key, only if it is that one."""
        there = self._open.get((who, tab))
        if there is None or key not in {"", there.key}:
            return None
        del self._open[who, tab]
        return there
