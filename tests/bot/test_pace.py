"""How often somebody may ask, and who it is that asks where proxies stand in front."""

from ipaddress import ip_network

import aiohttp
import pytest
from aiohttp import web

from bot.pace import Pace
from bot.web import application, asker


def test_so_many_in_any_minute_for_each_name() -> None:
    time = [100.0]
    pace = Pace(2, lambda: time[0])
    assert [pace.ask("a").allowed, pace.ask("a").allowed, pace.ask("b").allowed] == [True, True, True]
    time[0] += 59
    refused = pace.ask("a")
    assert (refused.allowed, refused.left, refused.again) == (False, 0, 1.0)
    time[0] += 1
    assert [pace.ask("a").allowed for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "who"),
    [
        ((), ["192.0.2.7"], "127.0.0.1"),
        (("127.0.0.1",), [], "127.0.0.1"),
        (("127.0.0.1",), ["192.0.2.7"], "192.0.2.7"),
        (("127.0.0.1",), ["192.0.2.66, 192.0.2.7"], "192.0.2.7"),
        (("127.0.0.1",), ["192.0.2.66", "192.0.2.7"], "192.0.2.7"),
        (("127.0.0.0/8", "10.0.0.0/8"), ["192.0.2.66, 192.0.2.7, 10.1.2.3"], "192.0.2.7"),
        (("127.0.0.1",), ["192.0.2.66, unknown"], "unknown"),
        (("10.0.0.0/8",), ["192.0.2.7"], "127.0.0.1"),
    ],
)
async def test_who_asks_is_whom_a_known_proxy_names(proxies: tuple[str, ...], forwarded: list[str], who: str) -> None:
    async def ping() -> None:
        pass

    async def say(request: web.Request) -> web.Response:
        return web.Response(text=asker(request))

    app = application(ping, proxies=tuple(map(ip_network, proxies)))
    app.router.add_get("/who", say)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    headers = [("X-Forwarded-For", one) for one in forwarded]
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/who", headers=headers) as got:
        assert await got.text() == who
    await runner.cleanup()
