"""The clock that can be wound on: it leaps from one thing that is due to the next, so that each comes at its own hour."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.people.person import Person
from core.translation import N_
from storage.clock import DatabaseClock
from storage.jobs import MongoJobs
from storage.screens import MongoScreens

LEAP, LEAST = timedelta(days=1), timedelta(seconds=1)
FARTHEST = timedelta(days=3 * 365)
AT_REST = 30.0
"""Seconds that are waited for what is under way: what runs while the clock leaps has run for days, and counts as dead."""
AFTERNOON = time(15)
"""After the hour at which reminders come, if nobody chose another."""
NAME = "wound"

WINDS = {
    "minutes": N_("+5 minutes"),
    "hour": N_("+1 hour"),
    "tomorrow": N_("Tomorrow afternoon"),
    "day": N_("+1 day"),
    "week": N_("+1 week"),
}


class Busy(Exception):  # noqa: N818 - an answer
    """Something is under way and does not end."""


@dataclass
class Winding:
    clock: DatabaseClock
    rows: MongoScreens
    jobs: MongoJobs
    keeper: Person

    async def restore(self) -> None:
        """As it was wound before a restart."""
        kept = await self.rows.kept(self.keeper, NAME)
        self.clock.wound = timedelta(seconds=float(kept)) if kept else timedelta()

    async def on(self, how: str, zone: str | None) -> None:
        """Raises Busy; it is then wound as far as it came."""
        now = self.clock.now()
        until = min(_target(how, now, ZoneInfo(zone or "UTC")), self.clock.unmoved() + FARTHEST)
        while self.clock.now() < until:
            await self._rest()
            now, due = self.clock.now(), await self.jobs.next_due()
            leap = min(LEAP, until - now) if due is None else min(LEAP, until - now, due - now)
            self.clock.wound += max(leap, LEAST)
            await self.rows.keep(self.keeper, NAME, str(self.clock.wound.total_seconds()).encode())
        await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(AT_REST):
                while not await self.jobs.quiet():  # noqa: ASYNC110 - state of the database, told by no event
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise Busy from None


def _target(how: str, now: datetime, zone: ZoneInfo) -> datetime:
    if how == "tomorrow":
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, AFTERNOON, zone).astimezone(now.tzinfo)
    lengths = {"minutes": timedelta(minutes=5), "hour": timedelta(hours=1), "day": LEAP, "week": timedelta(weeks=1)}
    return now + lengths[how]
