"""Periodic work: several processes tick, and each hour, each change left behind, is asked for once."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.schedule import Tick, ticking
from handlers.account import housekeeping
from storage import Storage

SOON = timedelta(milliseconds=20)
PATIENCE = 60.0


@dataclass
class Ticks:
    """Counts, and fails as often as told."""

    faults: int = 0
    count: int = 0
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> None:
        self.count += 1
        if self.count > self.faults + 2:
            self.enough.set()
        if self.count <= self.faults:
            raise RuntimeError("words nobody may read in a log")


async def test_a_tick_that_fails_is_tried_again_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = Ticks(faults=2), Ticks()
    async with ticking([Tick("broken", SOON, broken), Tick("sound", SOON, sound)]), asyncio.timeout(PATIENCE):
        await broken.enough.wait()
        await sound.enough.wait()
    assert "words nobody may read" not in caplog.text
    assert caplog.text.count("a tick failed: RuntimeError") == 2


async def test_no_tick_comes_once_the_process_ends() -> None:
    one = Ticks()
    async with ticking([Tick("one", SOON, one)]), asyncio.timeout(PATIENCE):
        await one.enough.wait()
    ended = one.count
    await asyncio.sleep(SOON.total_seconds() * 10)
    assert one.count == ended


async def test_three_replicas_make_one_job_of_an_hour(storage: Storage) -> None:
    asked = Ticks()

    async def ask() -> None:
        await housekeeping.ask(storage.jobs, storage.clock)
        await asked()

    async with AsyncExitStack() as replicas, asyncio.timeout(PATIENCE):
        for _ in range(3):
            await replicas.enter_async_context(ticking([Tick("hour", SOON, ask)]))
        await asked.enough.wait()
    hours = await storage.db.collection("jobs").distinct("_id", {"kind": housekeeping.KIND})
    assert len(hours) in {1, 2}  # the hour may have ended meanwhile
    assert await storage.db.collection("jobs").count_documents({"kind": housekeeping.KIND}) == len(hours)
