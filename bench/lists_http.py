"""The same lists, and one session whole, asked for through the REST API: what a program waits for."""

import secrets
import statistics
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from bot.api.app import Api
from bot.api.rates import Rates
from bot.uploads import Receiving
from bot.web import application
from core.people.person import Person, Platform
from core.people.tokens import PREFIX, Scope, Token, digest
from storage import Storage
from tests.fakes.face import Face
from tests.relationships.house import Chat, Directory, NoFiles, sample, services_over

INSIGHTS = "/api/v1/session-insights"


@asynccontextmanager
async def served(storage: Storage, reader: Person) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    """(address, a session with the reader's token)."""
    directory = Directory()
    directory.add(reader, "Reader")
    faces = {Platform.SLACK: Face(Chat(), NoFiles(), directory, None)}
    services = services_over(storage, faces, {Platform.SLACK: directory}, storage.clock)
    server = application(storage.ping)
    Api(services, Rates(0), Receiving()).mount(server)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    now, secret = storage.clock.now(), PREFIX + secrets.token_urlsafe(32)
    token = Token(secrets.token_hex(8), reader, "bench", frozenset(Scope), now, now.replace(year=now.year + 1, day=1))
    await storage.tokens.put(token, digest(secret))
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {secret}"}) as session:
        yield "http://{}:{}".format(*runner.addresses[0][:2]), session
    await runner.cleanup()


async def measured(storage: Storage, reader: Person, deep: str, rounds: int) -> Mapping[str, list[float]]:
    """Milliseconds by what was asked for. `deep` is a cursor far into the reader's list."""
    own = [sample(reader, n) for n in range(1, 21)]
    for insight in own:
        await storage.insights.create(insight)
    first = {"limit": 20}
    ways = {
        "through HTTP: list, page 1": lambda n: f"{INSIGHTS}/my-insights?{urlencode(first)}",
        "through HTTP: list, page 500": lambda n: f"{INSIGHTS}/my-insights?{urlencode({**first, 'cursor': deep})}",
        "through HTTP: one session whole": lambda n: f"{INSIGHTS}/{own[n % len(own)].id}",
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    async with served(storage, reader) as (url, session):
        for n in range(rounds + 3):
            for name, path in ways.items():
                began = time.perf_counter()
                async with session.get(url + path(n)) as answer:
                    await answer.read()
                    if answer.status != 200:
                        raise SystemExit(f"{name}: {answer.status}")
                if n >= 3:
                    times[name].append((time.perf_counter() - began) * 1000)
    for insight in own:  # for the next run on the same sessions
        await storage.insights.delete(reader.tenant, insight.id)
    return times


def said(times: Mapping[str, list[float]]) -> str:
    return "\n".join(
        f"{name}: p50 {statistics.median(took):.1f} ms, p99 {statistics.quantiles(took, n=100)[98]:.1f} ms"
        for name, took in times.items()
    )
