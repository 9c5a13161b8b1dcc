"""The services around Teams on loopback: the Bot Connector, Entra's tokens, the published keys, and a host of files.

Every activity the bot sends is read by the models of both vendors' SDKs, which have to keep all of it: `read_by_both` counts.
Its cards are held against what Teams takes (tests/teams/validator.py) and refused as Teams would: the block's end fails then.
"""

import asyncio
import copy
import itertools
import json
import time
import uuid
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

import jwt
from aiohttp import web
from botbuilder.schema import Activity  # type: ignore[import-untyped]  # archived without types
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from microsoft_teams.api.activities.message import MessageActivityInput
from microsoft_teams.api.activities.typing import TypingActivityInput

from tests.teams import validator

Json = dict[str, Any]
MODELS: dict[str, Any] = {"message": MessageActivityInput, "typing": TypingActivityInput}


@cache
def key(name: str = "ours") -> rsa.RSAPrivateKey:
    """One pair of keys a name; to make one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(name: str, kid: str, endorsements: tuple[str, ...] = ("msteams",)) -> Json:
    told: Json = json.loads(RSAAlgorithm.to_jwk(key(name).public_key()))
    return {**told, "kid": kid, "use": "sig", "endorsements": list(endorsements)}


@dataclass
class Sent:
    """A message of the bot's as it is now; `versions` are all that it was."""

    id: str
    conversation: str
    activity: Json
    to: str = ""
    """Whom alone it is shown to, where others are present."""
    versions: list[Json] = field(default_factory=list)


@dataclass
class Fault:
    """What the Connector answers instead, for so many calls. `does`: it is done all the same; `drops`: no answer at all."""

    status: int
    times: int = 1
    method: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    does: bool = False
    drops: bool = False
    code: str = "ServiceError"


class TeamsWire:
    """`async with TeamsWire() as teams:`; all its services are at `base`."""

    read_by_both = 0
    """Activities, in this process."""

    def __init__(self) -> None:
        self.app_id, self.secret, self.tenant = str(uuid.uuid4()), "secret~of~the~app", str(uuid.uuid4())
        self.keys = [published("ours", "k1")]
        self.key_fetches = 0
        self.tokens: list[str] = []
        self.members: dict[str, Json] = {}
        self.conversations: dict[str, str] = {}
        """Whose conversation with the bot it is."""
        self.messages: list[Sent] = []
        self.typing: list[Json] = []
        """What was said of what is being done."""
        self.lines: dict[str, str] = {}
        """What of it is still to be seen, by id."""
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, bytes] = {}
        self.violations: list[str] = []
        """What was wrong with what the bot sent."""
        self.calls: list[tuple[str, str]] = []
        self.faults: list[Fault] = []
        self.bearers: list[str] = []
        """Authorization headers that reached the host of files."""
        self._serial = itertools.count(1)
        self.base = ""

    @property
    def host(self) -> str:
        return self.base.removeprefix("http://")

    @property
    def address(self) -> str:
        return f"{self.base}/emea/{self.tenant}/"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._published)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        root = "/emea/{tenant}/v3/conversations"
        app.router.add_post(root, self._open)
        app.router.add_get(root + "/{conversation}/members/{member}", self._member)
        app.router.add_route("*", root + "/{conversation}/activities", self._activity)
        app.router.add_route("*", root + "/{conversation}/activities/{id}", self._activity)
        app.router.add_route("*", "/files/{name:.*}", self._file)
        app.router.add_put("/upload/{name}", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        if kind is None:
            assert self.violations == []

    # --- tokens ---

    def bearer(self, *, signed_by: str = "ours", kid: str = "k1", without: tuple[str, ...] = (), **claims: Any) -> str:
        """The header of a request from the Connector."""
        now = int(time.time())
        told = {
            "iss": "https://api.botframework.com",
            "aud": self.app_id,
            "exp": now + 600,
            "nbf": now - 10,
            "serviceurl": self.address,
            **claims,
        }
        told = {name: value for name, value in told.items() if name not in without}
        return "Bearer " + jwt.encode(told, key(signed_by), algorithm="RS256", headers={"kid": kid})

    async def _openid(self, _: web.Request) -> web.Response:
        return web.json_response({"issuer": "https://api.botframework.com", "jwks_uri": f"{self.base}/keys"})

    async def _published(self, _: web.Request) -> web.Response:
        self.key_fetches += 1
        return web.json_response({"keys": self.keys})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self.app_id,
            "client_secret": self.secret,
            "scope": "https://api.botframework.com/.default",
        }
        if dict(form) != wanted or request.match_info["tenant"] != self.tenant:
            return web.json_response({"error": "invalid_client"}, status=401)
        self.tokens.append(f"token-{len(self.tokens)}")
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": self.tokens[-1]})

    # --- the Connector ---

    async def _refused(self, request: web.Request) -> web.StreamResponse | None:
        self.calls.append((request.method, request.path_qs))
        if not self.tokens or request.headers.get("Authorization") != f"Bearer {self.tokens[-1]}":
            return _error(401, "Unauthorized")
        for fault in self.faults:
            if fault.times and fault.method in {"", request.method}:
                fault.times -= 1
                if fault.does:
                    await self._do(request)
                if fault.drops and request.transport:
                    request.transport.abort()
                return _error(fault.status, fault.code, fault.headers)
        return None

    async def _open(self, request: web.Request) -> web.StreamResponse:
        if (refused := await self._refused(request)) is not None:
            return refused
        body = await request.json()
        asked = body["members"][0]["id"]
        who = next((aad for aad, each in self.members.items() if asked in {aad, each["id"]}), asked)
        assert body["tenantId"] == self.tenant
        if who not in self.members or not self.members[who].get("installed"):
            return _error(403, "BotNotInConversationRoster")
        return web.json_response({"id": self.conversation(who)}, status=201)

    def conversation(self, who: str) -> str:
        """The bot's own conversation with them."""
        found = next((each for each, whose in self.conversations.items() if whose == who), f"a:1-{who}/x")
        self.conversations[found] = who
        return found

    async def _member(self, request: web.Request) -> web.StreamResponse:
        if (refused := await self._refused(request)) is not None:
            return refused
        wanted = unquote(request.match_info["member"])
        found = next((each for who, each in self.members.items() if wanted in {who, each["id"]}), None)
        if found is None:
            return _error(404, "MemberNotFoundInConversation")
        return web.json_response({name: value for name, value in found.items() if name != "installed"})

    async def _activity(self, request: web.Request) -> web.StreamResponse:
        return await self._refused(request) or await self._bad(request) or await self._do(request)

    async def _bad(self, request: web.Request) -> web.StreamResponse | None:
        if request.method == "DELETE":
            return None
        problems = validator.message_problems(json.loads(await request.text()))
        self.violations += problems
        return _error(400, "BadSyntax") if problems else None

    async def _do(self, request: web.Request) -> web.StreamResponse:
        conversation, named = request.match_info["conversation"], request.match_info.get("id", "")
        whose = self.conversations.get(conversation)
        if whose is None:
            return _error(404, "ConversationNotFound")
        if whose in self.members and not self.members[whose].get("installed"):
            return _error(403, "BotNotInConversationRoster")
        message = next((each for each in self.messages if (each.id, each.conversation) == (named, conversation)), None)
        if request.method == "DELETE" and self.lines.pop(named, ""):
            return web.Response()
        if named and message is None:
            return _error(404, "ActivityNotFoundInConversation")
        if request.method == "DELETE":
            self.messages = [each for each in self.messages if each is not message]
            return web.Response()
        activity: Json = json.loads(await request.text())
        self._read(activity)
        if message is not None:
            message.activity = activity
            message.versions.append(activity)
            return web.json_response({"id": message.id})
        if activity["type"] == "typing":
            self.typing.append(activity)
            line = str(activity["entities"][0].get("streamId") or f"{next(self._serial)}")
            assert activity["entities"][0]["streamSequence"] == 1 or line in self.lines
            self.lines[line] = activity["text"]
            return web.json_response({"id": line}, status=201)
        only = activity["recipient"]["id"] if request.query.get("isTargetedActivity") == "true" else ""
        message = Sent(f"{next(self._serial)}", conversation, activity, only, [activity])
        self.messages.append(message)
        return web.json_response({"id": message.id}, status=201)

    def _read(self, activity: Json) -> None:
        """Nothing of it is lost on its way through either vendor's models but what the archived one is known to drop."""
        assert len(json.dumps(activity, ensure_ascii=False).encode()) <= 40_000
        assert activity["from"]["id"].startswith("28:")
        model = MODELS[activity["type"]].model_validate(activity)
        held = model.model_dump(by_alias=True, exclude_none=True, mode="json")
        assert lost(activity, held) == []
        old = Activity().deserialize(copy.deepcopy(activity)).serialize()
        assert [each for each in lost(activity, old) if not each.startswith("entities")] == []
        TeamsWire.read_by_both += 1

    # --- files ---

    async def _file(self, request: web.Request) -> web.StreamResponse:
        self.calls.append((request.method, request.path_qs))
        self.bearers += request.headers.getall("Authorization", [])
        data = self.files.get(request.match_info["name"])
        if data is None:
            return web.Response(status=404)
        if data.startswith(b"-> "):
            return web.Response(status=302, headers={"Location": data[3:].decode()})
        return web.Response(body=data, content_type="text/html" if data.startswith(b"<html") else "text/plain")

    async def _upload(self, request: web.Request) -> web.Response:
        self.calls.append((request.method, request.path_qs))
        self.bearers += request.headers.getall("Authorization", [])
        span, _slash, total = request.headers["Content-Range"].removeprefix("bytes ").partition("/")
        data, name = await request.read(), request.match_info["name"]
        start = int(span.partition("-")[0])
        self.uploads[name] = self.uploads.get(name, b"")[:start] + data
        return web.Response(status=201 if len(self.uploads[name]) == int(total) else 202)


def lost(before: Any, after: Any, at: str = "") -> list[str]:
    """Where `after` has not what `before` has."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            each for name, value in before.items() for each in lost(value, after.get(name), f"{at}.{name}".lstrip("."))
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [each for number, value in enumerate(before) for each in lost(value, after[number], f"{at}[{number}]")]
    return [] if before == after else [at]


def _error(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"code": code, "message": code}}, status=status, headers=headers)


async def until(look: Any, seconds: float = 120.0) -> Any:
    """What `look` gives, once it gives something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError("it did not come")
        await asyncio.sleep(0.02)
    return found
