"""What a person asked for that came too late for a form, kept for some minutes: a press on its button asks it anew, with Slack's
leave to open one. Rights are looked up again then; nothing of an answer is kept."""

import secrets

from cachetools import TTLCache

from bot.slack.arrival import Arrival
from bot.slack.memory import REMEMBERED
from core.people.person import Person

ACTION = "slack.again"
KEPT = 900.0
"""Seconds."""


class Late:
    """In the memory of one process."""

    def __init__(self) -> None:
        self._kept: TTLCache[str, Arrival] = TTLCache(REMEMBERED, KEPT)

    def keep(self, arrival: Arrival) -> str:
        """The value of the button that asks it again."""
        key = secrets.token_hex(12)
        self._kept[key] = arrival
        return key

    def find(self, key: str, person: Person) -> Arrival | None:
        """Given back to who asked, and for as long as it is kept."""
        arrival = self._kept.get(key)
        return arrival if arrival and arrival.person == person else None
