"""Slack's side of installing an app and of Socket Mode: codes, tokens that end, refresh tokens good once, a WebSocket."""

import asyncio
import base64
import json
from dataclasses import dataclass
from itertools import count
from typing import Any

import aiohttp
from aiohttp import web

Json = dict[str, Any]


@dataclass
class Installed:
    """A token of an installation. `refresh` is spent by its first use."""

    token: str
    team: str | None
    enterprise: str | None = None
    refresh: str | None = None
    revoked: bool = False


class SlackApps:
    """What SlackWeb is besides a workspace: the seller of tokens. `socket_envelopes` are those acknowledged, with answers."""

    client_id = "111.222"
    client_secret = "client-secret-1"
    app_token = "xapp-fake-1"

    def __init__(self) -> None:
        self.installed: dict[str, Installed] = {}
        self.codes: dict[str, Json] = {}
        self.rotating = False
        self.refreshes = 0
        self.sockets: list[web.WebSocketResponse] = []
        self.acknowledged: dict[str, Json] = {}
        self.mute = False
        self.tokens_used: list[str] = []
        self.port = 0
        self._apps = count(1)

    # --- what a test arranges ---

    def code(self, team: str | None = "T0TEAM", enterprise: str | None = None) -> str:
        """What Slack gives the browser of somebody who said yes."""
        name = f"code.{next(self._apps)}"
        self.codes[name] = {"team": team, "enterprise": enterprise}
        return name

    def sell(self, team: str | None, enterprise: str | None = None, *, rotating: bool = False) -> Installed:
        number = next(self._apps)
        refresh = f"xoxe-1-{number}" if rotating else None
        made = Installed(f"xoxb-{team or enterprise}-{number}", team, enterprise, refresh)
        self.installed[made.token] = made
        return made

    def of_team(self, team: str) -> list[Installed]:
        return [each for each in self.installed.values() if each.team == team]

    # --- the Web API's part ---

    def answer_to_app(self, method: str, args: Json, authorization: str, token: str) -> Json | None:
        """The answer where it hangs on the token alone; None where the method itself is to be carried out."""
        if method == "oauth.v2.access":
            return self.oauth(args, authorization)
        if method == "apps.connections.open" and authorization == f"Bearer {self.app_token}":
            return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/socket?ticket=1"}
        sold = self.installed.get(authorization.removeprefix("Bearer "))
        if sold is None:
            return None if authorization == f"Bearer {token}" else {"ok": False, "error": "invalid_auth"}
        self.tokens_used.append(sold.token)
        if sold.revoked:
            return {"ok": False, "error": "token_revoked"}
        args["_team"] = sold.team
        return None

    def oauth(self, args: Json, authorization: str) -> Json:
        expected = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if authorization != f"Basic {expected}":
            return {"ok": False, "error": "bad_client_secret"}
        if args.get("grant_type") == "refresh_token":
            self.refreshes += 1
            old = next((one for one in self.installed.values() if one.refresh == args.get("refresh_token")), None)
            if old is None:
                return {"ok": False, "error": "invalid_refresh_token"}
            old.refresh = None
            return self._sold(self.sell(old.team, old.enterprise, rotating=True))
        asked = self.codes.pop(args.get("code", ""), None)
        if asked is None:
            return {"ok": False, "error": "invalid_code"}
        return self._sold(self.sell(asked["team"], asked["enterprise"], rotating=self.rotating))

    def _sold(self, made: Installed) -> Json:
        answer: Json = {
            "ok": True,
            "app_id": "A0APP",
            "access_token": made.token,
            "token_type": "bot",
            "scope": "chat:write,commands",
            "bot_user_id": "U0BOT",
            "authed_user": {"id": "U1ADMIN"},
            "team": {"id": made.team, "name": "A team"} if made.team else None,
            "enterprise": {"id": made.enterprise, "name": "An organisation"} if made.enterprise else None,
            "is_enterprise_install": made.team is None,
        }
        return answer | ({"refresh_token": made.refresh, "expires_in": 43_200} if made.refresh else {})

    # --- Socket Mode ---

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """One connection. While `mute` it does as a dead one does: nothing, not even to pings."""
        socket = web.WebSocketResponse(autoping=not self.mute)
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets)})
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                told = json.loads(message.data)
                self.acknowledged[told["envelope_id"]] = told
        self.sockets.remove(socket)
        return socket

    async def connected(self, *, seconds: float = 120.0) -> None:
        for _ in range(int(seconds * 100)):
            if self.sockets:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("nobody connected")

    async def over_socket(self, payload: Json, *, kind: str = "events_api", seconds: float = 120.0) -> Json | None:
        """Send a payload as an envelope; what it was acknowledged with, None if it was not."""
        envelope = {
            "envelope_id": f"env-{next(self._apps)}",
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        await self.sockets[-1].send_json(envelope)
        name = str(envelope["envelope_id"])
        for _ in range(int(seconds * 100)):
            if name in self.acknowledged:
                return self.acknowledged[name]
            await asyncio.sleep(0.01)
        return None
