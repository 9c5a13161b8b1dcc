"""How often somebody may ask: so many times in any minute, counted by each process for itself."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from cachetools import LRUCache

MINUTE = 60.0
NAMES = 10_000
"""Remembered at a time; those that asked longest ago are forgotten first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`left`: how often more; `again`: seconds until one more than that is free."""

    allowed: bool
    left: int
    again: float


class Pace:
    """At most `most` times a minute for each name. What is not allowed does not count."""

    def __init__(self, most: int, seconds: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._times: LRUCache[str, deque[float]] = LRUCache(NAMES)

    def ask(self, name: str = "") -> Asked:
        times, now = self._times.setdefault(name, deque()), self._seconds()
        while times and now - times[0] >= MINUTE:
            times.popleft()
        if allowed := len(times) < self._most:
            times.append(now)
        return Asked(allowed, self._most - len(times), MINUTE - (now - times[0]))
