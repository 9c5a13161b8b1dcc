"""The one clock: the database's time, so that replicas agree whatever their machines' own clocks show.

Between two looks it is carried on by a clock that counts from the machine's start, its sleep included, and that nobody can set.
What a query compares with is `moment`, which the server works out itself. Nothing else in the project asks what time it is.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from core.faults import StorageFault

EVERY = 30.0
"""Seconds between two looks at the database's time."""
LONGEST = 2.0
"""Seconds a look may take: it is off by half of them at most. A longer one is not believed where there is an earlier one."""
SINCE_START: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Counts while the machine sleeps as well; on macOS the second does."""


class DatabaseClock:
    """`core.ports.sessions.Clock` on the database's time.

    `ahead` is what a simulation adds to it, looked up at each use, and `wound` what the playground does: never negative, since
    the server deletes by its own clock what its time-to-live indexes name, and would delete it too early.
    """

    def __init__(self, ahead: Callable[[], timedelta] = timedelta, *, longest: float = LONGEST) -> None:
        self._ahead = ahead
        self._longest = longest
        self._read: tuple[datetime, float] | None = None
        self.wound = timedelta()

    async def look(self, ask: Callable[[], Awaitable[datetime]]) -> None:
        """Take the time that `ask` gives, an aware one; the way there and back counts half."""
        begun = _since_start()
        told = await ask()
        took = _since_start() - begun
        if self._read is None or took <= self._longest:
            self._read = told + timedelta(seconds=took / 2), begun + took

    async def keep(self, look: Callable[[], Awaitable[None]], *, every: float = EVERY) -> None:
        """Look again and again, until cancelled. While the database does not answer, the clock goes on by itself."""
        while True:
            await asyncio.sleep(every)
            with suppress(StorageFault):
                await look()

    def now(self) -> datetime:
        """Aware, in UTC. Raises RuntimeError before the first look."""
        return self.unmoved() + self._added()

    def unmoved(self) -> datetime:
        """The time without what a simulation adds: to be compared with the clock of somebody else, such as Slack's."""
        if self._read is None:
            raise RuntimeError("the database's time was not read yet")
        told, at = self._read
        return (told + timedelta(seconds=_since_start() - at)).astimezone(UTC)

    def moment(self, later: timedelta = timedelta()) -> str | dict[str, Any]:
        """The present moment, or one so much later, as an expression of a query or of an update's pipeline."""
        milliseconds = int((later + self._added()).total_seconds() * 1000)
        return {"$add": ["$$NOW", milliseconds]} if milliseconds else "$$NOW"

    def _added(self) -> timedelta:
        added = self._ahead() + self.wound
        if added < timedelta():
            raise ValueError("a clock cannot be moved back")
        return added


def _since_start() -> float:
    return time.clock_gettime(SINCE_START)  # noqa: TID251 - no time of day
