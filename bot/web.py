"""The web application: what holds for every request before anything is done about it, and two pages of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.listener import ARRIVE, HANDLING, Connection

STREAMED = "streamed."
"""What the name of a route begins with that reads its body itself, with limits of its own on size and time."""
Ping = Callable[[], Awaitable[None]]

LARGEST = 1024 * 1024
"""Bytes of a body. Slack's largest is a long text in a form, with every letter escaped."""
REMEMBERED = 1.0
"""Seconds for which the database's answer is good, so that asking often does not mean asking it often."""


def application(ping: Ping) -> web.Application:
    """GET /healthz: the process answers. GET /readyz: the database does too (503 otherwise)."""
    app = web.Application(client_max_size=LARGEST, handler_args=HANDLING, middlewares=[whole])
    app[READY] = ready = Ready(ping)
    app.add_routes([web.get("/healthz", _healthz), web.get("/readyz", ready.answer)])
    return app


@web.middleware
async def whole(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets a request through once it is here with all of its body, or refuses it before its body is read."""
    connection = request.protocol if isinstance(request.protocol, Connection) else None
    try:
        if not (request.match_info.route.name or "").startswith(STREAMED):
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
    if (request.content_length or 0) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0)
    try:
        async with asyncio.timeout(ARRIVE):
            await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ConnectionError, web.RequestPayloadError):
        raise web.HTTPBadRequest from None  # gone, or not what HTTP is


async def _healthz(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


class Ready:
    def __init__(self, ping: Ping) -> None:
        self._ping = ping
        self._asking: asyncio.Task[bool] | None = None
        self._asked = 0.0

    async def answer(self, _: web.Request) -> web.Response:
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


READY = web.AppKey("ready", Ready)
