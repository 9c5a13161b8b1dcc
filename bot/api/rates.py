"""How often a token may ask, and the headers that say so: those of the IETF's draft-ietf-httpapi-ratelimit-headers."""

import math
from collections.abc import Callable, Mapping
from time import monotonic

from bot.api.problems import Problem
from bot.pace import MINUTE, Pace


class Rates:
    """`most` calls a minute, 0 for no limit."""

    def __init__(self, most: int, seconds: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._pace = Pace(most, seconds)

    def take(self, token: str) -> Mapping[str, str]:
        """Count a call; the headers of its answer. Raises Problem (429) where there were too many."""
        if not self._most:
            return {}
        asked = self._pace.ask(token)
        ends = math.ceil(asked.again)
        headers = {
            "RateLimit-Policy": f'"calls";q={self._most};w={MINUTE:.0f}',
            "RateLimit": f'"calls";r={asked.left};t={ends}',
        }
        if not asked.allowed:
            said = f"That is more than {self._most} calls a minute. Go on in {ends} seconds."
            raise Problem(429, said, headers={**headers, "Retry-After": str(ends)})
        return headers
