"""Connections and the database's page, over loopback in one process."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.listener import Listener, room
from bot.web import application

SOON = 30.0
"""Seconds a busy machine may take."""


class House:
    """A bot's server with a page that answers when it is told to."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.pings = 0
        self.at_work = 0
        self.done = asyncio.Event()
        self.healthy = True
        self.lively = True

    async def ping(self) -> None:
        self.pings += 1
        await asyncio.sleep(0.05)
        if not self.healthy:
            raise ConnectionError

    async def slow(self, _: web.Request) -> web.Response:
        self.at_work += 1
        await self.done.wait()
        return web.Response(text="done")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        app = application(self.ping, lambda: self.lively)
        app.router.add_post("/slow", self.slow)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self.listener = Listener(runner, self.most)
        await self.listener.start("127.0.0.1", 0)
        port = self.listener._sockets[0].getsockname()[1]
        try:
            yield f"127.0.0.1:{port}"
        finally:
            await self.listener.close()
            await runner.cleanup()

    async def until_at_work(self, count: int) -> None:
        async with asyncio.timeout(SOON):
            while self.at_work < count:  # noqa: ASYNC110 - it comes from another connection
                await asyncio.sleep(0.01)


@asynccontextmanager
async def idle(address: str) -> AsyncIterator[asyncio.StreamReader]:
    reader, writer = await asyncio.open_connection(*address.split(":"))
    yield reader
    writer.close()


async def test_the_one_that_has_waited_longest_makes_room() -> None:
    house = House(most=3)
    async with house.open() as address, AsyncExitStack() as held:
        waiting = [await held.enter_async_context(idle(address)) for _ in range(5)]
        async with asyncio.timeout(SOON):
            assert await waiting[0].read() == b""
            assert await waiting[1].read() == b""
        assert not any(reader.at_eof() for reader in waiting[2:])


async def test_who_is_being_answered_is_never_dropped() -> None:
    house = House(most=3)
    async with house.open() as address, aiohttp.ClientSession() as http:
        asked = [asyncio.create_task(http.post(f"http://{address}/slow", data=b"x")) for _ in range(3)]
        await house.until_at_work(3)
        late = asyncio.create_task(http.get(f"http://{address}/healthz"))
        await asyncio.sleep(0.2)
        assert not late.done()  # the system keeps it until there is room
        house.done.set()
        async with asyncio.timeout(SOON):
            assert [(await each).status for each in [*asked, late]] == [200] * 4
        for each in [*asked, late]:
            each.result().release()


async def test_what_is_under_way_is_answered_before_the_end() -> None:
    house = House(most=10)
    async with house.open() as address, aiohttp.ClientSession() as http, idle(address) as waiting:
        asked = asyncio.create_task(http.post(f"http://{address}/slow", data=b"x"))
        await house.until_at_work(1)
        ending = asyncio.create_task(house.listener.close())
        async with asyncio.timeout(SOON):
            assert await waiting.read() == b""
            house.done.set()
            async with await asked as answer:
                assert await answer.text() == "done"
            await ending
        with pytest.raises(OSError, match=r"Connect call failed"):
            await asyncio.open_connection(*address.split(":"))


@pytest.mark.parametrize("page", ["/healthz", "/readyz", "/nowhere"])
async def test_who_asks_again_before_the_answer_is_answered_once(page: str) -> None:
    house = House(most=10)
    async with house.open() as address:
        reader, writer = await asyncio.open_connection(*address.split(":"))
        writer.write(f"GET {page} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 50)
        async with asyncio.timeout(SOON):
            assert (await reader.read()).count(b"HTTP/1.1 ") == 1
        writer.close()


async def test_who_waits_for_each_answer_keeps_the_connection() -> None:
    house = House(most=10)
    async with house.open() as address:
        reader, writer = await asyncio.open_connection(*address.split(":"))
        async with asyncio.timeout(SOON):
            for _ in range(50):
                writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                assert b"200 OK" in await reader.readuntil(b"}")
        writer.close()


async def test_asking_often_is_not_asking_the_database_often() -> None:
    house = House(most=100)
    async with house.open() as address, aiohttp.ClientSession() as http:

        async def ready() -> int:
            async with http.get(f"http://{address}/readyz") as answer:
                return answer.status

        assert set(await asyncio.gather(*(ready() for _ in range(200)))) == {200}
        assert house.pings < 20  # one a second
        house.healthy = False
        async with asyncio.timeout(SOON):
            while await ready() != 503:  # noqa: ASYNC110 - the bot remembers for a second
                await asyncio.sleep(0.1)


def test_there_is_room_for_as_many_as_the_descriptors_allow() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        assert room(300) == 300  # as far as the hard limit goes, the soft one is raised
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 300
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


async def test_a_process_whose_worker_has_stopped_looking_is_neither_alive_nor_ready() -> None:
    house = House(most=10)
    async with house.open() as address, aiohttp.ClientSession() as http:

        async def told() -> list[int]:
            return [(await http.get(f"http://{address}{page}")).status for page in ("/healthz", "/readyz")]

        assert await told() == [200, 200]
        house.lively = False
        assert await told() == [503, 503]
