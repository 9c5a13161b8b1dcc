"""The API on loopback over the house of tests/relationships: real HTTP, the real database, people with tokens."""

import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from multidict import CIMultiDictProxy

from bot import inbox
from bot.api.app import Api, as_problems
from bot.api.rates import Rates
from bot.listener import Listener
from bot.uploads import Receiving
from bot.web import application
from core.people import token_acts
from core.people.person import Person
from core.people.tokens import Scope
from tests.relationships.house import House, services_over

EVERYTHING = ("read", "write")


@dataclass(frozen=True)
class Got:
    status: int
    headers: CIMultiDictProxy[str]
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data)


@dataclass
class Client:
    """Asks as people of the house, with a token of each."""

    house: House
    url: str
    session: aiohttp.ClientSession
    tokens: dict[tuple[Person, tuple[str, ...]], str] = field(default_factory=dict)

    async def token(self, who: Person, scopes: tuple[str, ...] = EVERYTHING) -> str:
        if (who, scopes) not in self.tokens:
            self.house.directory.members.setdefault(who, await self.house.directory.look_up(who) or _member(who))
            services = replace(self.house.services, clock=self.house.storage.clock)
            _token, secret = await token_acts.create(services, who, "test", scopes, "365", id=secrets.token_hex(8))
            self.tokens[who, scopes] = secret
        return self.tokens[who, scopes]

    async def ask(
        self,
        who: Person | None,
        method: str,
        path: str,
        *,
        scopes: tuple[str, ...] = EVERYTHING,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> Got:
        sent = dict(headers or {})
        if who is not None:
            sent["Authorization"] = f"Bearer {await self.token(who, scopes)}"
        if not path.startswith("/api"):
            path = f"/api/v1{path}"
        async with self.session.request(method, self.url + path, headers=sent, **more) as response:
            return Got(response.status, response.headers, await response.read())

    async def get(self, who: Person | None, path: str, **more: Any) -> Got:
        return await self.ask(who, "GET", path, **more)

    async def post(self, who: Person | None, path: str, **more: Any) -> Got:
        return await self.ask(who, "POST", path, **more)


def _member(who: Person) -> Any:
    from core.ports.people import Kind, Member  # noqa: PLC0415 - for people of other houses alone

    return Member(who, Kind.PERSON, who.id.capitalize())


@pytest_asyncio.fixture(loop_scope="session")
async def api(house: House) -> AsyncIterator[Client]:
    async def ping() -> None:
        pass

    server = application(ping)
    server.middlewares.insert(0, as_problems)
    receiving = Receiving()
    inbox.mount(server, house.services, receiving)
    Api(house.services, Rates(0), receiving).mount(server)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    listener = Listener(runner, 100)
    await listener.start("127.0.0.1", 0)
    host, port = listener._sockets[0].getsockname()
    async with aiohttp.ClientSession() as session:
        yield Client(house, f"http://{host}:{port}", session)
    await listener.close()
    await runner.cleanup()


__all__ = ["Client", "Scope", "pytest", "services_over"]
