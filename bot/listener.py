"""Who may connect: so many connections at a time, each with so long to say what it wants.

aiohttp answers; here is what it leaves to a proxy that may not be there. A connection that has sent no whole request is only
held while nobody else wants its place: at the limit the one that has waited longest is dropped for the one that comes, so that
any number of half-sent requests keeps nobody out. Descriptors are never used up, since the rest of the bot needs some too.
"""

import asyncio
import errno
import logging
import resource
import socket
from collections import OrderedDict
from contextlib import suppress
from typing import Any

from aiohttp import web

from bot.api import problems

noisy = logging.getLogger("bot.doors")
"""What anybody on the network can cause; bot.log writes it once a minute."""

ARRIVE = 5.0
"""Seconds for a whole request, from the connection or its first byte. Slack itself gives up after three."""
IDLE = 75.0
"""Seconds between two requests; proxies usually keep a connection for 60, and had better be the first to close it."""
FINISH = 2.5
"""Seconds for requests under way when the bot ends: what the store has to answer in, too."""
BACKLOG = 1024
"""Connections the system keeps until we take them."""
RESERVE = 256
"""Descriptors for everything else: the database, Slack, engines, readers, files."""
HANDLING: dict[str, Any] = {
    "auto_decompress": False,  # nothing is inflated for whoever has proven nothing
    "keepalive_timeout": IDLE,
    "lingering_time": 1.0,
    "max_headers": 64,
}
"""How aiohttp handles a connection; for web.Application, so that it holds whoever runs it."""


class Connection(web.RequestHandler):
    """aiohttp's own, which says here when it opens, begins to receive, and ends."""

    __slots__ = ("_idle", "_listener")

    def __init__(self, listener: "Listener", server: web.Server) -> None:
        super().__init__(server, loop=asyncio.get_running_loop(), access_log=None, **HANDLING)  # type: ignore[arg-type]  # aiohttp takes None for no access log
        self._listener = listener
        self._idle = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._listener.opened(self)

    def data_received(self, data: bytes) -> None:
        if self._idle and data:
            self._idle = False
            self._listener.waits(self, ARRIVE)
        super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._listener.closed(self)
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is no request is told as everything under /api is, and is not said back to whoever sent it."""
        response = super().handle_error(request, status, exc, message)
        if status >= 500:
            return response
        told = problems.of_status(status).response()
        told.force_close()
        return told

    def taken(self) -> None:
        """Its request is here, whole: no more dropped for another one until `answered`."""
        self._listener.works(self)

    def answered(self) -> None:
        self._idle = True
        self._listener.waits(self, IDLE)
        if self._messages:
            # More is here before this is answered: no proxy and no platform does so. Who does has this one answer.
            self.close()

    def drop(self) -> None:
        """Close at once, whatever is still to be written."""
        transport = self.transport
        self.force_close()
        if transport is not None:
            transport.abort()


class Listener:
    """Serves an application that `runner` has set up. At most `most` connections are open."""

    def __init__(self, runner: web.AppRunner, most: int) -> None:
        self._runner = runner
        self._most = most
        self._open: set[Connection] = set()
        self._waiting: OrderedDict[Connection, asyncio.TimerHandle] = OrderedDict()
        self._left = asyncio.Event()
        self._accepting: list[asyncio.Task[None]] = []
        self._sockets: list[socket.socket] = []

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises OSError where that address and port cannot be had."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        try:
            for family, _, _, _, address in found:
                sock = socket.create_server(address, family=family, backlog=BACKLOG)
                sock.setblocking(False)
                self._sockets.append(sock)
        except OSError:
            await self.close()
            raise
        self._accepting = [asyncio.create_task(self._accept(sock)) for sock in self._sockets]

    async def close(self) -> None:
        """Take no more, drop what has sent no whole request, and give the others a moment to be answered."""
        for task in self._accepting:
            task.cancel()
        await asyncio.gather(*self._accepting, return_exceptions=True)
        for sock in self._sockets:
            sock.close()
        deadline = asyncio.get_running_loop().time() + FINISH
        while self._open:
            while self._drop_oldest():
                pass
            with suppress(TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await self._somebody_leaves()
                    continue
            break
        for connection in list(self._open):
            connection.drop()

    # --- what a connection says of itself ---

    def opened(self, connection: Connection) -> None:
        self._open.add(connection)
        self.waits(connection, ARRIVE)
        if len(self._open) > self._most:
            self._drop_oldest()

    def waits(self, connection: Connection, seconds: float) -> None:
        """It has that long until a whole request of it is here."""
        if connection in self._open:
            self.works(connection)
            self._waiting[connection] = asyncio.get_running_loop().call_later(seconds, connection.drop)
            self._left.set()

    def works(self, connection: Connection) -> None:
        if timer := self._waiting.pop(connection, None):
            timer.cancel()

    def closed(self, connection: Connection) -> None:
        self.works(connection)
        self._open.discard(connection)
        self._left.set()

    # --- taking connections ---

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        server = self._runner.server
        assert server is not None, "the runner has been set up"  # noqa: S101 - for the type checker
        while True:
            while len(self._open) >= self._most and not self._waiting:
                await self._somebody_leaves()  # all are at work: the system keeps who comes
            try:
                sock, _ = await loop.sock_accept(listening)
                await loop.connect_accepted_socket(lambda: Connection(self, server), sock)
            except OSError as error:
                noisy.warning("a connection was not taken", extra={"fault": errno.errorcode.get(error.errno or 0, "")})
                self._drop_oldest()
                await asyncio.sleep(0.1)

    def _drop_oldest(self) -> bool:
        """Drop the connection that has waited longest. False if all are at work."""
        if not self._waiting:
            return False
        connection = next(iter(self._waiting))
        connection.drop()
        self.closed(connection)
        return True

    async def _somebody_leaves(self) -> None:
        self._left.clear()
        await self._left.wait()


def room(wanted: int) -> int:
    """How many connections the limit on descriptors leaves room for, `wanted` at most. Raises the soft limit as far as that
    needs and the hard one allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    need = wanted + RESERVE
    if soft != resource.RLIM_INFINITY and soft < need:
        soft = need if hard == resource.RLIM_INFINITY else min(need, hard)
        with suppress(OSError, ValueError):  # macOS has a limit of its own besides
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if soft == resource.RLIM_INFINITY:
        return wanted
    return max(1, min(wanted, max(soft - RESERVE, soft // 4)))
