"""The web server's own two pages: alive, and ready to work."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Ping = Callable[[], Awaitable[None]]


def health_routes(ping: Ping) -> list[web.RouteDef]:
    """GET /healthz: the process answers. GET /readyz: the database does too (503 otherwise)."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_: web.Request) -> web.Response:
        try:
            await ping()
        except Exception:  # noqa: BLE001 - whatever it is, the answer is the same
            return web.json_response({"status": "the database does not answer"}, status=503)
        return web.json_response({"status": "ready"})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
