"""The web application: what holds for every request before anything is done about it, and two pages of its own.

A request is let through once it is here with all of its body. A route that was added by `stream` is let through with its head
alone: it first finds out who asks, then reads the body as it comes, within limits of its own.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.config.checks import Network
from bot.listener import ARRIVE, HANDLING, Connection

Ping = Callable[[], Awaitable[None]]
Lively = Callable[[], bool]
T = TypeVar("T")

LARGEST = 1024 * 1024
"""Bytes of a body. Slack's largest is a long text in a form, with every letter escaped."""
PAUSE = 20.0
"""Seconds in which nothing more of a body comes, after which it is given up."""
REMEMBERED = 1.0
"""Seconds for which the database's answer is good, so that asking often does not mean asking it often."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a body that is read as it comes: bytes, and seconds for all of it."""

    largest: int
    seconds: float


STREAMED = web.AppKey("streamed", dict[Handler, Limits])
"""The handlers that read their bodies themselves."""


PROXIES = web.AppKey("proxies", tuple[Network, ...])
"""What stands in front, and is believed when it says who asks."""


def application(ping: Ping, lively: Lively | None = None, *, proxies: tuple[Network, ...] = ()) -> web.Application:
    """GET /healthz: the process does its work; `lively` is its worker's word for that, where there is one. GET /readyz: it does,
    and the database takes writes. 503 otherwise."""
    app = web.Application(client_max_size=LARGEST, handler_args=HANDLING, middlewares=[whole])
    app[STREAMED], app[PROXIES] = {}, proxies
    app[READY] = ready = Ready(ping, lively)
    app.add_routes([web.get("/healthz", ready.healthz), web.get("/readyz", ready.readyz)])
    return app


def stream(app: web.Application, method: str, path: str, handler: Handler, limits: Limits) -> None:
    """Add a route whose handler reads its body as a `Body`, and never before it knows who asks."""
    app.router.add_route(method, path, handler)
    app[STREAMED][handler] = limits


def asker(request: web.Request) -> str:
    """The address of whoever asks: behind proxies that are believed, the nearest one they name in X-Forwarded-For that is none of
    theirs."""
    hops = [hop.strip() for header in request.headers.getall("X-Forwarded-For", ()) for hop in header.split(",")]
    address = request.remote or ""
    while hops and _is_within(request.app[PROXIES], address):
        address = hops.pop()
    return address


def _is_within(networks: tuple[Network, ...], address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)


class Body:
    """What comes of a streamed request's body. Every step of reading it raises HTTPRequestEntityTooLarge, HTTPRequestTimeout, and
    HTTPBadRequest where the sender has gone or it is not what HTTP is."""

    def __init__(self, request: web.Request) -> None:
        """Raises HTTPRequestEntityTooLarge for a length that is too large."""
        self.request = request
        self._limits = request.app[STREAMED][request.match_info.handler]
        _not_larger(request, self._limits.largest)
        self._deadline = asyncio.get_running_loop().time() + self._limits.seconds

    async def pieces(self) -> AsyncIterator[bytes]:
        while piece := await self.step(self.request.content.readany()):
            yield piece

    async def all(self) -> bytes:
        data = bytearray()
        async for piece in self.pieces():
            data += piece
        return bytes(data)

    async def step(self, reading: Awaitable[T]) -> T:
        """What `reading` gives, which reads some more of the request's content."""
        pause = asyncio.get_running_loop().time() + PAUSE
        try:
            async with asyncio.timeout_at(min(self._deadline, pause)):
                read = await reading
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        except (ConnectionError, web.RequestPayloadError):
            raise web.HTTPBadRequest from None
        if (come := self.request.content.total_bytes) > self._limits.largest:
            raise web.HTTPRequestEntityTooLarge(self._limits.largest, come)
        return read


@web.middleware
async def whole(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets a request through once it is here with all of its body (a streamed one: with its head), or refuses it before that."""
    connection = request.protocol if isinstance(request.protocol, Connection) else None
    try:
        await _arrive(request)
        if connection:
            connection.taken()
        return await handler(request)
    finally:
        if connection:
            connection.answered()


async def _arrive(request: web.Request) -> None:
    if (nowhere := request.match_info.http_exception) is not None:
        raise nowhere
    if any(each.strip().lower() != "identity" for each in request.headers.getall("Content-Encoding", ())):
        raise web.HTTPUnsupportedMediaType(text="A compressed body is not taken here.")
    if request.match_info.handler in request.app[STREAMED]:
        return
    _not_larger(request, LARGEST)
    try:
        async with asyncio.timeout(ARRIVE):
            await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ConnectionError, web.RequestPayloadError):
        raise web.HTTPBadRequest from None  # gone, or not what HTTP is


def _not_larger(request: web.Request, largest: int) -> None:
    if (request.content_length or 0) > largest:
        raise web.HTTPRequestEntityTooLarge(largest, request.content_length or 0)


class Ready:
    def __init__(self, ping: Ping, lively: Lively | None = None) -> None:
        self._ping = ping
        self._lively = lively or (lambda: True)
        self._asking: asyncio.Task[bool] | None = None
        self._asked = 0.0

    async def healthz(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"}) if self._lively() else _stuck()

    async def readyz(self, _: web.Request) -> web.Response:
        if not self._lively():
            return _stuck()
        if await self.works():
            return web.json_response({"status": "ready"})
        return web.json_response({"status": "the database does not answer"}, status=503)

    async def works(self) -> bool:
        """All who ask at a time share one look, and those of the next second too."""
        if self._asking is None or (self._asking.done() and monotonic() - self._asked > REMEMBERED):
            self._asking = asyncio.create_task(self._look())
            self._asked = monotonic()
        return await asyncio.shield(self._asking)

    async def _look(self) -> bool:
        try:
            await self._ping()
        except Exception:  # noqa: BLE001 - whatever it is, the answer is the same
            return False
        return True


def _stuck() -> web.Response:
    return web.json_response({"status": "the worker looks for no work"}, status=503)


READY = web.AppKey("ready", Ready)
