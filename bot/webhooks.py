"""The way to other people's programs: https to the public internet alone, looked at with every connection that is made."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from core.webhooks.addresses import may_connect
from core.webhooks.record import NotDelivered

PATIENCE = aiohttp.ClientTimeout(total=10, connect=5)
AT_ONCE = 20


@dataclass(frozen=True)
class HttpPoster:
    """`core.webhooks.record.Poster` on aiohttp."""

    session: aiohttp.ClientSession
    loopback: bool

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        sent = {"Content-Type": "application/json", "User-Agent": "Debrief-Webhooks", **headers}
        try:
            async with self.session.post(url, data=body, headers=sent, allow_redirects=False) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
            raise NotDelivered(type(error).__name__) from None


@asynccontextmanager
async def poster(*, loopback: bool = False) -> AsyncIterator[HttpPoster]:
    """`loopback` as of Poster."""

    def guarded(found: Any) -> socket.socket:
        # Called with each address just before it is connected to, whether a name led there or it was written so: what a name
        # server says a second time cannot differ from what was looked at.
        family, kind, protocol, _name, address = found
        if not may_connect(str(address[0]), loopback=loopback):
            raise OSError("not a public address")
        return socket.socket(family, kind, protocol)

    connector = aiohttp.TCPConnector(limit=AT_ONCE, force_close=True, socket_factory=guarded)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=PATIENCE,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    ) as session:
        yield HttpPoster(session, loopback)
