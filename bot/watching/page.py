"""Where Prometheus reads: a port of its own, so that nothing in front of the bot has to keep anybody from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.listener import HANDLING, Listener
from bot.watching.metrics import Metrics

READERS = 16
"""Connections at a time."""


@asynccontextmanager
async def served(metrics: Metrics, host: str, port: int) -> AsyncIterator[None]:
    """GET /metrics while the block runs. Raises OSError where it cannot listen there."""

    async def page(_: web.Request) -> web.Response:
        text, kind = await metrics.page()
        return web.Response(body=text, headers={"Content-Type": kind})

    app = web.Application(client_max_size=1024, handler_args=HANDLING)
    app.router.add_get("/metrics", page)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    listener = Listener(runner, READERS)
    try:
        await listener.start(host, port)
        yield
    finally:
        await listener.close()
        await runner.cleanup()
