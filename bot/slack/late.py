"""What a person asked for that came too late for a form, kept for some minutes: a press on its button asks it anew, with Slack's
leave to open one. Rights are looked up again then; nothing of an answer is kept."""

import secrets
from collections.abc import Callable
from time import monotonic

from bot.slack.arrival import Arrival
from bot.slack.recent import Recent
from core.people.person import Person

ACTION = "slack.again"
KEPT = 900.0
"""Seconds."""


class Late:
    """In the memory of one process. `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._kept: Recent[str, tuple[float, Arrival]] = Recent()

    def keep(self, arrival: Arrival) -> str:
        """The value of the button that asks it again."""
        now = self._clock()
        while self._kept and next(iter(self._kept.values()))[0] <= now:
            self._kept.popitem(last=False)
        key = secrets.token_hex(12)
        self._kept[key] = (now + KEPT, arrival)
        return key

    def find(self, key: str, person: Person) -> Arrival | None:
        """Given back to who asked, and for as long as it is kept."""
        until, arrival = self._kept.get(key, (0.0, None))
        return arrival if arrival and arrival.person == person and self._clock() < until else None
