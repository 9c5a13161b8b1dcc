"""The one table of a process's periodic work.

A tick does nothing itself but store jobs whose ids say what they are for (the hour, the change), so that any number of replicas
make one of each; what a process misses, the next tick of any process makes up for. Ticks live in memory: what has to be kept is a
job. They go by the machine's clock for how long to wait, and by ours for what is due.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from core.nudges import acts as nudges
from core.world import World
from handlers.account import housekeeping

log = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(logging.WARNING)  # below that it tells of every tick


@dataclass(frozen=True)
class Tick:
    """Work that is harmless to repeat, and that somebody else may have done already."""

    name: str
    every: timedelta
    does: Callable[[], Awaitable[object]]

    async def run(self) -> None:
        try:
            await self.does()
        except Exception as error:  # noqa: BLE001 - the next tick tries again
            log.warning("a tick failed: %s", type(error).__name__, extra={"tick": self.name})


def ticks(world: World, *, every: timedelta = timedelta(minutes=1)) -> Sequence[Tick]:
    async def announce_left() -> None:
        if left := await world.announce_left():
            log.warning("changes that a crash left are carried out", extra={"changes": left})

    async def tell_left() -> None:
        if left := await nudges.tell_left(world):
            log.warning("reminders that a crash left are looked at", extra={"people": left})

    return (
        Tick("effects of changes that a crash left", every, announce_left),
        Tick("reminders that a crash left", every, tell_left),
        Tick("this hour's housekeeping", every, lambda: housekeeping.ask(world.jobs, world.clock)),
    )


@asynccontextmanager
async def ticking(table: Sequence[Tick]) -> AsyncIterator[None]:
    """Each tick of the table at once, and then at its interval for as long as the block runs."""
    # One at a time, and late rather than never.
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"max_instances": 1, "misfire_grace_time": None})
    for tick in table:
        scheduler.add_job(tick.run, IntervalTrigger(seconds=tick.every.total_seconds(), timezone=UTC), name=tick.name)
    scheduler.start()
    try:
        for tick in table:
            await tick.run()
        yield
    finally:
        scheduler.shutdown(wait=False)
