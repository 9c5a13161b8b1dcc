"""How often a token may ask: so many calls a minute, counted by each process for itself.

The headers are those of the IETF's draft-ietf-httpapi-ratelimit-headers.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic

from cachetools import LRUCache

from bot.api.problems import Problem

MINUTE = 60.0
TOKENS = 10_000
"""Remembered at a time; those that asked longest ago are forgotten first."""


@dataclass
class _Window:
    began: float
    calls: int = 0


@dataclass(frozen=True)
class Rates:
    """`most` calls a minute, 0 for no limit."""

    most: int
    seconds: Callable[[], float] = monotonic
    _windows: LRUCache[str, _Window] = field(default_factory=lambda: LRUCache(TOKENS))

    def take(self, token: str) -> Mapping[str, str]:
        """Count a call; the headers of its answer. Raises Problem (429) where there were too many."""
        if not self.most:
            return {}
        now = self.seconds()
        window = self._windows.get(token)
        if window is None or now - window.began >= MINUTE:
            window = self._windows[token] = _Window(now)
        window.calls += 1
        left, ends = max(0, self.most - window.calls), math.ceil(MINUTE - (now - window.began))
        headers = {
            "RateLimit-Policy": f'"calls";q={self.most};w={MINUTE:.0f}',
            "RateLimit": f'"calls";r={left};t={ends}',
        }
        if window.calls > self.most:
            said = f"That is more than {self.most} calls a minute. Go on in {ends} seconds."
            raise Problem(429, said, headers={**headers, "Retry-After": str(ends)})
        return headers
