"""Two things at once: neither outlives the call."""

import asyncio

import pytest

from core.at_once import both


async def test_both_answers_come_in_their_order() -> None:
    first = asyncio.Event()

    async def slow() -> str:
        await first.wait()
        return "slow"

    async def quick() -> int:
        first.set()
        return 1

    assert await both(slow(), quick()) == ("slow", 1)


async def test_what_one_raises_is_raised_once_the_other_has_ended() -> None:
    ended: list[str] = []

    async def fails() -> None:
        raise ZeroDivisionError

    async def works() -> None:
        await asyncio.sleep(0)
        ended.append("works")

    for order in ((fails(), works()), (works(), fails())):
        with pytest.raises(ZeroDivisionError):
            await both(*order)
    assert ended == ["works", "works"]


async def test_who_is_stopped_stops_both() -> None:
    stopped: list[int] = []

    async def hangs(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(number)

    task = asyncio.create_task(both(hangs(1), hangs(2)))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sorted(stopped) == [1, 2]
