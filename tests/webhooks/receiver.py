"""Somebody's program: an HTTP server on loopback that keeps what it is sent, and checks signatures on its own."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Receiver:
    secrets: set[str] = field(default_factory=set)
    """Those of the webhooks that lead here."""
    url: str = ""
    status: int = 204
    to: str = ""
    """Where it redirects to, instead."""
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)
    """When they were sent, by the sender's word."""

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = request.headers
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        assert headers["webhook-signature"] in {_signature(secret, signed) for secret in self.secrets}
        self.moments.append(headers["webhook-timestamp"])
        self.got.append((headers["webhook-id"], json.loads(body)))
        if self.to:
            return web.Response(status=307, headers={"Location": self.to})
        return web.Response(status=self.status)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.add_routes([web.post("/{any:.*}", made.answer)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        made.url = f"http://127.0.0.1:{port}/hook"
        yield made
    finally:
        await runner.cleanup()
