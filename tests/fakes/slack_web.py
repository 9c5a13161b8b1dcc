"""Slack's Web API and its file host on loopback, as far as Debrief calls them: a real server for the real SDK.

It keeps what a workspace would keep (messages, homes, open views), refuses what Slack refuses, checks every Block Kit
payload, and fails on demand: `fail("chat.postMessage", status=429)`, `drop("chat.update")`.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from aiohttp import web

from bot.slack.oauth import SCOPES
from tests.fakes.slack_apps import SlackApps
from tests.slack import validator

Json = dict[str, Any]
LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Slack</title></head><body><form id='signin_form'></form></body></html>"


@dataclass(frozen=True)
class Fault:
    """The next `times` calls of a method go wrong: an HTTP status, an API error, or no answer after the work is done. `only`
    names arguments by which a call is meant, where others of the method may come between."""

    status: int = 200
    error: str = ""
    retry_after: int | None = None
    drop: bool = False
    delay: float = 0.0
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredFile:
    """A file in the workspace. `mode` says how it behaves: `ok`, `login_page`, `redirect`, `gone`, `missing_scope`, `stub`
    (as in Slack Connect), `pending` (known as a stub alone), `external`; `size` and `described` are what Slack says of it."""

    id: str
    name: str
    data: bytes
    user: str
    mimetype: str = "text/plain"
    mode: str = "ok"
    size: int | None = None
    url: str = ""
    described: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Upload:
    """An upload begun with files.getUploadURLExternal; `at` is when it was completed (monotonic)."""

    name: str
    length: int
    data: bytes | None = None
    channel: str = ""
    at: float | None = None


@dataclass
class Message:
    channel: str
    ts: str
    text: str
    blocks: list[Json]
    thread: str | None = None
    user: str = ""
    metadata: Json = field(default_factory=dict)
    edits: int = 0
    ephemeral_to: str | None = None
    files: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All that a reader sees of it."""
        return visible_text(self.blocks) or self.text


def visible_text(node: Any) -> str:
    """Every text under a node, in order, one line each."""
    match node:
        case {"type": "emoji", "name": str(name)}:
            return f":{name}:"
        case {"type": "data_visualization", "title": str(title), "chart": {"series": list(series)}}:
            points = [f"{point['label']} {point['value']}" for one in series for point in one["data"]]
            return "\n".join([title, *(one["name"] for one in series), *points])
        case {"text": str(text)} | {"title": str(text)}:
            rest = [visible_text(value) for key, value in node.items() if key not in ("text", "title", "type")]
            return "\n".join(part for part in (text, *rest) if part)
        case dict():
            return "\n".join(part for part in (visible_text(value) for value in node.values()) if part)
        case list():
            return "\n".join(part for part in (visible_text(value) for value in node) if part)
        case _:
            return ""


class SlackWeb(SlackApps):
    """The server. `messages` in order of posting, `homes` by user, `views` by id (the open ones), `calls` as they came."""

    token = "xoxb-fake-1"
    team = "T0TEAM"
    bot_user = "U0BOT"
    bot_id = "B0BOT"

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []
        self.homes: dict[str, Json] = {}
        self.views: dict[str, Json] = {}
        self.files: dict[str, StoredFile] = {}
        self.members: dict[str, Json] = {}
        self.calls: list[tuple[str, Json]] = []
        self.downloads: list[str] = []
        self.foreign_bearers: list[str] = []
        self.scopes = list(SCOPES)
        self.validated = 0
        self.violations: list[str] = []
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._triggers: dict[str, float | None] = {}
        self._responses: dict[str, tuple[str, str, str | None]] = {}
        self._direct: dict[str, str] = {}
        self._refused: set[str] = set()
        self._refused_words = ""
        self._unanswered: dict[str, asyncio.Event] = {}
        self._serial = count(1)
        self._uploads: dict[str, Upload] = {}
        self.shared_after = 0.05
        self.upload_host = ""
        self._runner: web.AppRunner | None = None
        self.port = 0

    # --- life ---

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/files-pri/{id}/{name}", self._download)
        app.router.add_post("/respond/{id}", self._respond)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_get("/socket", self.socket)
        app.router.add_get("/elsewhere", self._elsewhere)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if kind is None:
            assert not self.violations, "\n".join(self.violations)

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def file_host(self) -> str:
        return f"127.0.0.1:{self.port}"

    # --- what a test arranges ---

    def fail(
        self, method: str, *, status: int = 200, error: str = "", retry_after: int | None = None, times: int = 1
    ) -> None:
        """The next calls of `method` fail. A status of 429 or 5xx comes with Slack's usual body."""
        self._faults[method] += [Fault(status=status, error=error, retry_after=retry_after)] * times

    def works(self) -> None:
        """No call fails any more."""
        self._faults.clear()

    def drop(self, method: str, *, times: int = 1) -> None:
        """The next calls are carried out, and the connection is cut before the answer."""
        self._faults[method] += [Fault(drop=True)] * times

    def slow(self, method: str, seconds: float, *, times: int = 1, **only: str) -> None:
        self._faults[method] += [Fault(delay=seconds, only=only)] * times

    def member(self, user: str, **facts: Any) -> None:
        """What users.info says of a person: `name`, `tz`, `locale` where it is asked for, `is_restricted`, `deleted`, …"""
        self.members[user] = facts

    def direct_channel(self, user: str) -> str:
        return self._direct.setdefault(user, f"D0{user}")

    def ts(self) -> str:
        return f"{int(time.time())}.{next(self._serial):06d}"

    def trigger(self) -> str:
        name = f"trigger.{next(self._serial)}"
        self._triggers[name] = time.monotonic()
        return name

    def response_url(self, channel: str, user: str, message_ts: str | None = None) -> str:
        name = str(next(self._serial))
        self._responses[name] = (channel, user, message_ts)
        return f"http://127.0.0.1:{self.port}/respond/{name}"

    def do_without(self, *kinds: str) -> None:
        """From now on blocks of these types are invalid, as in a workspace that does not have them."""
        self._refused |= set(kinds)

    def refuse(self, words: str) -> None:
        """From now on messages that show these words are refused, as those that are too long; none with no words."""
        self._refused_words = words

    def leave_unanswered(self, words: str) -> asyncio.Event:
        """From now on messages that show these words are there for their reader, and the app is told so once this is set."""
        return self._unanswered.setdefault(words, asyncio.Event())

    def called(self, method: str) -> list[Json]:
        return [args for name, args in self.calls if name == method]

    def find(self, channel: str, ts: str) -> Message | None:
        return next((m for m in self.messages if m.channel == channel and m.ts == ts), None)

    def in_channel(self, channel: str) -> list[Message]:
        return [m for m in self.messages if m.channel == channel and m.ephemeral_to is None]

    def ephemerals(self, user: str) -> list[Message]:
        return [m for m in self.messages if m.ephemeral_to == user]

    # --- the Web API ---

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await _arguments(request)
        self.calls.append((method, args))
        fault = self._fault(method, args)
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.status == 429:
            headers = {"Retry-After": str(fault.retry_after if fault.retry_after is not None else 1)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault.status >= 500:
            return web.Response(status=fault.status, text="upstream connect error", content_type="text/html")
        if fault.error:
            return web.json_response({"ok": False, "error": fault.error})
        known = self.answer_to_app(method, args, request.headers.get("Authorization", ""), self.token)
        if known is not None:
            return web.json_response(known)
        handler = getattr(self, "_" + method.replace(".", "_").lower(), None)
        answer = handler(args) if handler else {"ok": False, "error": "unknown_method"}
        if fault.drop:
            assert request.transport is not None
            request.transport.abort()
        for words, answered in self._unanswered.items():
            if words in visible_text(args.get("blocks")) + str(args.get("text")):
                await answered.wait()
        headers = {"X-OAuth-Scopes": ",".join(self.scopes)}
        return web.json_response({"ok": True, **answer} if "error" not in answer else answer, headers=headers)

    def _fault(self, method: str, args: Json) -> Fault:
        for fault in self._faults[method]:
            if fault.only.items() <= args.items():
                self._faults[method].remove(fault)
                return fault
        return Fault()

    def _auth_test(self, args: Json) -> Json:
        return {
            "team_id": args.get("_team", self.team),
            "user_id": self.bot_user,
            "bot_id": self.bot_id,
            "team": "Fake",
            "user": "debrief",
        }

    def _check(self, payload: Any, surface: validator.Surface) -> Json | None:
        self.validated += 1
        problems = validator.problems(payload, surface)
        refused = {block.get("type") for block in payload.get("blocks") or []} & self._refused
        if refused:
            return {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": sorted(refused)}}
        if surface == "message" and self._refused_words and self._refused_words in visible_text(payload.get("blocks")):
            return {"ok": False, "error": "msg_blocks_too_long"}
        if not problems:
            return None
        self.violations += [f"{surface}: {problem}" for problem in problems]
        return {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": problems}}

    def _chat_postmessage(self, args: Json) -> Json:
        channel = args.get("channel", "")
        if channel.startswith("U"):
            channel = self.direct_channel(channel)
        if channel not in self._direct.values() and not channel.startswith("C"):
            return {"ok": False, "error": "channel_not_found"}
        if not args.get("text") and not args.get("blocks"):
            return {"ok": False, "error": "no_text"}
        if refused := self._check(args, "message"):
            return refused
        message = self._add(channel, args)
        return {"channel": channel, "ts": message.ts, "message": {"text": message.text, "blocks": message.blocks}}

    def _add(self, channel: str, args: Json, *, ephemeral_to: str | None = None) -> Message:
        message = Message(
            channel=channel,
            ts=self.ts(),
            text=args.get("text", ""),
            blocks=args.get("blocks") or [],
            thread=args.get("thread_ts"),
            user=self.bot_user,
            metadata=args.get("metadata") or {},
            ephemeral_to=ephemeral_to,
        )
        self.messages.append(message)
        return message

    def _chat_update(self, args: Json) -> Json:
        message = self.find(args.get("channel", ""), args.get("ts", ""))
        if message is None or message.ephemeral_to:
            return {"ok": False, "error": "message_not_found"}
        if refused := self._check(args, "message"):
            return refused
        message.text, message.blocks = args.get("text", ""), args.get("blocks") or []
        message.edits += 1
        return {"channel": message.channel, "ts": message.ts, "text": message.text}

    def _chat_delete(self, args: Json) -> Json:
        message = self.find(args.get("channel", ""), args.get("ts", ""))
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        self.messages.remove(message)
        return {"channel": message.channel, "ts": message.ts}

    def _chat_postephemeral(self, args: Json) -> Json:
        if refused := self._check(args, "message"):
            return refused
        return {"message_ts": self._add(args["channel"], args, ephemeral_to=args["user"]).ts}

    def _conversations_open(self, args: Json) -> Json:
        user = args.get("users", "")
        if self.members.get(user, {}).get("deleted"):
            return {"ok": False, "error": "user_disabled"}
        return {"channel": {"id": self.direct_channel(user)}}

    def _conversations_replies(self, args: Json) -> Json:
        root = args.get("ts", "")
        found = [m for m in self.messages if m.channel == args.get("channel") and root in (m.ts, m.thread)]
        rows = [
            {"ts": m.ts, "thread_ts": m.thread, "user": m.user, "text": m.text, "metadata": m.metadata} for m in found
        ]
        return {"messages": rows, "has_more": False}

    def _users_info(self, args: Json) -> Json:
        if not args.get("user", "").startswith(("U", "W")) or self.members.get(args["user"], {}).get("unknown"):
            return {"ok": False, "error": "user_not_found"}
        facts = {"name": args.get("user", ""), "tz": "Europe/London"} | self.members.get(args.get("user", ""), {})
        name = facts.pop("name")
        if args.get("include_locale") != "true":
            facts.pop("locale", None)
        return {
            "user": {"id": args.get("user"), "team_id": self.team, "real_name": name, "profile": {"display_name": name}}
            | facts
        }

    def _files_getuploadurlexternal(self, args: Json) -> Json:
        if not args.get("filename") or not str(args.get("length", "")).isdigit() or int(args["length"]) < 1:
            return {"ok": False, "error": "invalid_arguments"}
        file_id = f"FUP{next(self._serial):05d}"
        self._uploads[file_id] = Upload(args["filename"], int(args["length"]))
        return {"upload_url": f"http://{self.upload_host or self.file_host}/upload/{file_id}", "file_id": file_id}

    async def _upload(self, request: web.Request) -> web.Response:
        upload = self._uploads[request.match_info["id"]]
        if bearer := request.headers.get("Authorization"):
            self.foreign_bearers.append(bearer)
        fault = self._faults["upload"].pop(0) if self._faults["upload"] else Fault()
        if fault.status != 200:
            return web.Response(status=fault.status, headers={"Retry-After": str(fault.retry_after or 1)})
        upload.data = await request.read()
        return web.Response(text=f"OK - {len(upload.data)}")

    def _files_completeuploadexternal(self, args: Json) -> Json:
        """As in Slack, the file is in the channel some moments after the answer."""
        told = json.loads(args["files"])
        channel = args.get("channel_id", "")
        if channel not in self._direct.values():
            return {"ok": False, "error": "channel_not_found"}
        for each in told:
            upload = self._uploads.get(each["id"])
            if upload is None or upload.data is None or len(upload.data) != upload.length or upload.at is not None:
                return {"ok": False, "error": "file_not_found"}
            upload.channel, upload.at = channel, time.monotonic()
            self.files[each["id"]] = StoredFile(each["id"], upload.name, upload.data, self.bot_user)
        ids = tuple(each["id"] for each in told)
        comment = {"text": args.get("initial_comment", ""), "blocks": []}
        asyncio.get_running_loop().call_later(self.shared_after, self._share, channel, comment, ids)
        return {"files": [{"id": each["id"], "title": each.get("title", "")} for each in told]}

    def _share(self, channel: str, comment: Json, ids: tuple[str, ...]) -> None:
        self._add(channel, comment).files = ids

    def _assistant_threads_setsuggestedprompts(self, args: Json) -> Json:
        return {} if 1 <= len(args.get("prompts", [])) <= 4 else {"ok": False, "error": "invalid_arguments"}

    def _assistant_threads_setstatus(self, args: Json) -> Json:
        return {} if args.get("thread_ts") else {"ok": False, "error": "invalid_thread_ts"}

    def _agents_sessions_setstatus(self, args: Json) -> Json:
        known = {"processing", "active", "suspended", "closed"}
        return {} if args.get("status") in known else {"ok": False, "error": "invalid_arguments"}

    def _files_info(self, args: Json) -> Json:
        upload = self._uploads.get(args.get("file", ""))
        if upload is not None and (upload.at is None or time.monotonic() - upload.at < self.shared_after):
            return {"ok": False, "error": "file_not_found"}
        file = self.files.get(args.get("file", ""))
        if file is None or file.mode == "gone":
            return {"ok": False, "error": "file_not_found"}
        if file.mode == "missing_scope":
            return {"ok": False, "error": "missing_scope", "needed": "files:read", "provided": "chat:write"}
        if file.mode == "pending":
            return {"file": {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}}
        return {"file": self.describe(file)}

    def describe(self, file: StoredFile) -> Json:
        """The file object of an event or of files.info."""
        url = file.url or f"http://{self.file_host}/files-pri/{self.team}-{file.id}/{quote(file.name)}"
        return {
            "id": file.id,
            "name": file.name,
            "mimetype": file.mimetype,
            "filetype": file.name.rpartition(".")[2],
            "mode": "external" if file.mode == "external" else "hosted",
            "is_external": file.mode == "external",
            "size": len(file.data) if file.size is None else file.size,
            "user": file.user,
            "url_private": url,
            "url_private_download": url,
            **file.described,
        } | ({"ims": [upload.channel]} if (upload := self._uploads.get(file.id)) else {})

    def _views_open(self, args: Json) -> Json:
        started = self._triggers.get(args.get("trigger_id", ""), 0.0)
        if started is None:
            return {"ok": False, "error": "exchanged_trigger_id"}
        if time.monotonic() - started > 3:
            return {"ok": False, "error": "expired_trigger_id"}
        if refused := self._check(args["view"], "modal"):
            return refused
        self._triggers[args["trigger_id"]] = None
        return {"view": self.put_view(args["view"])}

    _views_push = _views_open

    def put_view(self, view: Json, view_id: str | None = None) -> Json:
        """Keep a view as shown, with an id and a hash as Slack gives them."""
        number = next(self._serial)
        view = {**view, "id": view_id or f"V{number}", "hash": f"{number}.h"}
        self.views[view["id"]] = view
        return view

    def _views_update(self, args: Json) -> Json:
        known = self.views.get(args.get("view_id", ""))
        if known is None:
            return {"ok": False, "error": "not_found"}
        if args.get("hash") and args["hash"] != known["hash"]:
            return {"ok": False, "error": "hash_conflict"}
        if refused := self._check(args["view"], "modal"):
            return refused
        return {"view": self.put_view(args["view"], known["id"])}

    def _views_publish(self, args: Json) -> Json:
        known = self.homes.get(args["user_id"], {}).get("hash")
        if args.get("hash") and args["hash"] != known:
            return {"ok": False, "error": "hash_conflict"}
        if refused := self._check(args["view"], "home"):
            return refused
        self.homes[args["user_id"]] = {**args["view"], "id": f"V{args['user_id']}", "hash": str(next(self._serial))}
        return {"view": self.homes[args["user_id"]]}

    # --- response_url and files ---

    async def _respond(self, request: web.Request) -> web.Response:
        channel, user, replaces = self._responses[request.match_info["id"]]
        args = await request.json()
        self.calls.append(("response_url", args))
        fault = self._faults["response_url"].pop(0) if self._faults["response_url"] else Fault()
        if fault.status != 200:
            return web.Response(status=fault.status, text="no")
        if self._check(args, "message"):
            return web.json_response({"ok": False, "error": "invalid_blocks"}, status=400)
        if args.get("replace_original") and replaces and (message := self.find(channel, replaces)):
            message.text, message.blocks, message.edits = (
                args.get("text", ""),
                args.get("blocks") or [],
                message.edits + 1,
            )
            return web.Response(text="ok")
        hidden = args.get("response_type", "ephemeral") == "ephemeral"
        self._add(channel, args, ephemeral_to=user if hidden else None)
        return web.Response(text="ok")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file_id = request.match_info["id"].rpartition("-")[2]
        self.downloads.append(file_id)
        file = self.files.get(file_id)
        if file is None or file.mode == "gone":
            return web.Response(status=404)
        if file.mode == "redirect":
            raise web.HTTPFound(f"http://127.0.0.1:{self.port}/elsewhere")
        if file.mode == "login_page" or request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.Response(body=LOGIN_PAGE, content_type="text/html")
        fault = self._faults["download"].pop(0) if self._faults["download"] else Fault()
        if fault.status != 200:
            return web.Response(status=fault.status, headers={"Retry-After": str(fault.retry_after or 1)})
        response = web.StreamResponse(headers={"Content-Type": file.mimetype})
        if fault.drop:
            response.content_length = len(file.data) + 1000
        await response.prepare(request)
        for start in range(0, len(file.data), 65536):
            await response.write(file.data[start : start + 65536])
        if fault.drop:
            assert request.transport is not None
            request.transport.abort()
        await response.write_eof()
        return response

    async def _elsewhere(self, request: web.Request) -> web.Response:
        self.foreign_bearers.append(request.headers.get("Authorization", ""))
        return web.Response(text="not yours")

    def add_file(self, user: str, name: str, data: bytes, *, file_id: str = "", **facts: Any) -> StoredFile:
        file = StoredFile(id=file_id or f"F{next(self._serial):06d}", name=name, data=data, user=user)
        self.files[file.id] = replace(file, **facts)
        return self.files[file.id]


async def _arguments(request: web.Request) -> Json:
    """Slack takes arguments from the query, a form or JSON alike; nested values of a form are JSON text."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= await request.json()
    elif request.can_read_body:
        args |= dict(await request.post())
    return {key: _parsed(key, value) for key, value in args.items()}


def _parsed(key: str, value: Any) -> Any:
    if key in ("blocks", "view", "metadata", "prompts") and isinstance(value, str):
        return json.loads(value)
    return value


def elements(node: Any) -> list[Mapping[str, Any]]:
    """Every interactive element under a node, in order, each with the `block_id` of its block."""
    found: list[Mapping[str, Any]] = []
    blocks = node if isinstance(node, list) else [node]
    for block in blocks:
        if not isinstance(block, dict):
            continue
        inner = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
        found += [{**item, "block_id": block.get("block_id", "")} for item in inner if item and item.get("action_id")]
        found += elements(block.get("child_blocks") or [])
    return found
