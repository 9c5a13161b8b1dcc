"""Socket Mode, for development without a public address: the same payloads through a WebSocket that Slack lets us open.

An envelope is acknowledged when the payload has its answer, which for a file is when it is stored; one that could not be
stored is not acknowledged, and Slack brings it again. A watchdog is built in: our own pings have to be answered, so that a
connection that died in silence is noticed within half a minute and opened anew.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.response import BoltResponse

from bot.background import Background
from bot.slack.web import call, client
from core.faults import ChatFault

log = logging.getLogger(__name__)

Json = dict[str, Any]

HEARTBEAT = 15.0
"""Seconds between pings; one that is not answered within half of it ends the connection."""
PAUSES = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds before the next attempt to connect, by how many have failed in a row; the last one repeats."""
LARGEST = 4 * 1024 * 1024
UNDER_WAY = 32
"""Payloads answered at a time."""
GRACE = 2.5
"""Seconds these may take when the process ends; Slack brings again what was not acknowledged."""


class Socket:
    """`dispatch` is the endpoint's: the way of a payload is the same however it came."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        api_url: str,
        app_token: str,
        dispatch: Callable[[Json], Awaitable[BoltResponse]],
        *,
        heartbeat: float = HEARTBEAT,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._session = session
        self._client = client(api_url, session, app_token)
        self._dispatch = dispatch
        self._heartbeat = heartbeat
        self._pauses = pauses
        self._answering = Background(GRACE)
        self._turns = asyncio.Semaphore(UNDER_WAY)
        self.connections = 0
        """How many times it has connected."""

    async def while_serving(self, _: web.Application) -> AsyncIterator[None]:
        """For aiohttp's `cleanup_ctx`."""
        running = asyncio.create_task(self.run())
        yield
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await self._answering.drain()

    async def run(self) -> None:
        """Connected for as long as it is not cancelled."""
        failed = 0
        while True:
            before = self.connections
            try:
                await self._connection()
                log.info("Slack's socket is opened anew")
            except ChatFault as fault:
                log.warning("no socket from Slack", extra={"fault": fault.kind})
                if fault.kind in {"invalid_auth", "not_authed", "not_allowed_token_type", "token_revoked"}:
                    log.error("Slack does not take SLACK_APP_TOKEN")  # noqa: TRY400 - what Slack said is above
            except (aiohttp.ClientError, TimeoutError, ConnectionError, ValueError) as error:
                log.warning("Slack's socket broke: %s", type(error).__name__)
            failed = 0 if self.connections > before else failed + 1
            await asyncio.sleep(self._pauses[min(failed, len(self._pauses) - 1)])

    async def _connection(self) -> None:
        """One connection, until Slack ends it or it dies."""
        opened = await call(self._client, "apps.connections.open", {})
        url = str(opened.get("url", ""))
        if not url.startswith(("wss://", "ws://127.0.0.1:", "ws://localhost:")):
            raise ChatFault("socket_address", transient=True)
        async with self._session.ws_connect(url, heartbeat=self._heartbeat, max_msg_size=LARGEST) as socket:
            self.connections += 1
            async for message in socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                envelope = json.loads(message.data)
                if envelope.get("type") == "disconnect":
                    return
                if envelope.get("envelope_id"):
                    self._answering.start(self._answer(socket, envelope))

    async def _answer(self, socket: aiohttp.ClientWebSocketResponse, envelope: Json) -> None:
        try:
            async with self._turns:
                answer = await self._dispatch(envelope.get("payload") or {})
        except Exception as error:  # noqa: BLE001 - whatever it is, Slack still has the payload and brings it again
            log.error("a payload was not taken: %s", type(error).__name__)  # noqa: TRY400 - a message may be a person's words
            return
        if answer.status != 200:
            return
        said: Json = {"envelope_id": envelope["envelope_id"]}
        if envelope.get("accepts_response_payload") and answer.body:
            said["payload"] = json.loads(answer.body)
        with contextlib.suppress(ConnectionError):  # it comes again over the next connection
            await socket.send_json(said)
