"""The whole story with the real bot process, against a Slack Web API that nobody here wrote (npm emulate).

emulate reads the bodies of POST alone, while Slack's SDK sends some methods as GET: a small server in between turns every call
into a POST, and remembers what went through. emulate does not send events as Slack does, so the signed requests come from here.
"""

import asyncio
import contextlib
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.e2e import installing
from tests.fakes.slack_web import elements, visible_text
from tests.slack import validator

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EMULATE = HERE / "node_modules" / ".bin" / "emulate"
SESSION = (ROOT / "samples" / "session.vtt").read_bytes()
SECRET, MAYA, IVA = "e2e-signing-secret", "xoxp-maya", "xoxp-iva"
CLIENT_ID, CLIENT_SECRET = "1.1", "e2e-client-secret"
SCOPES = ["chat:write", "im:write", "im:history", "files:read", "files:write", "users:read"]
SEED: dict[str, Any] = {
    "slack": {
        "team": {"name": "Emulated", "domain": "emulated"},
        "users": [{"name": name, "real_name": name.capitalize()} for name in ("maya", "iva")],
        "tokens": [
            {"token": MAYA, "user": "maya", "app_id": "A1", "scopes": SCOPES},
            {"token": IVA, "user": "iva", "app_id": "A1", "scopes": SCOPES},
        ],
        "oauth_apps": [
            {
                "app_id": "A1",
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "name": "Debrief",
                "redirect_uris": [],
            }
        ],
    }
}
Json = dict[str, Any]


@dataclass
class Shim:
    """Between the bot and emulate. `calls`: method, arguments, answer."""

    upstream: str
    session: aiohttp.ClientSession
    calls: list[tuple[str, Json, Json]] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        headers = {k: v for k, v in request.headers.items() if k in ("Authorization", "Content-Type")}
        if not request.path.startswith("/api/"):
            body = await request.read()
            async with self.session.request(
                request.method, self.upstream + request.path_qs, data=body, headers=headers
            ) as r:
                return web.Response(status=r.status, body=await r.read(), headers={"Content-Type": r.content_type})
        arguments: Json = dict(request.query)
        if request.content_type == "application/json":
            arguments |= await request.json()
        elif request.can_read_body:
            arguments |= dict(await request.post())
        method = request.path.removeprefix("/api/")
        said = await self.call(method, request.headers.get("Authorization", ""), arguments)
        self.calls.append((method, arguments, said))
        return web.json_response(said)

    def said(self, method: str) -> Json:
        """The last answer to a method."""
        return next(said for name, _, said in reversed(self.calls) if name == method)

    async def call(self, method: str, authorization: str, arguments: Json) -> Json:
        form = {k: v if isinstance(v, str) else json.dumps(v) for k, v in arguments.items()}
        url, headers = f"{self.upstream}/api/{method}", {"Authorization": authorization}
        async with self.session.post(url, data=form, headers=headers) as response:
            if response.content_type != "application/json":
                return {"ok": False, "error": "unknown_method"}
            said: Json = await response.json()
            return said


@dataclass
class Workspace:
    """What people do, and what they are shown."""

    shim: Shim
    bot_url: str
    token: str = ""
    """The bot's own, once the app is installed."""
    team: str = ""
    users: dict[str, str] = field(default_factory=dict)
    payloads: int = 0
    serial: int = 0

    async def api(self, token: str, method: str, **arguments: Any) -> Json:
        said = await self.shim.call(method, f"Bearer {token}", arguments)
        assert said.get("ok"), (method, said)
        return said

    async def meet(self) -> None:
        for token in (MAYA, IVA):
            me = await self.api(token, "auth.test")
            self.team, self.users[token] = me["team_id"], me["user_id"]

    async def direct(self, token: str) -> str:
        return str((await self.api(self.token, "conversations.open", users=self.users[token]))["channel"]["id"])

    async def upload(self, token: str, name: str, data: bytes, channel: str) -> str:
        place = await self.api(token, "files.getUploadURLExternal", filename=name, length=str(len(data)))
        where = place["upload_url"].replace(place["upload_url"].split("/upload")[0], self.shim.upstream)
        async with self.shim.session.post(where, data=data) as response:
            assert response.status == 200
        await self.api(
            token,
            "files.completeUploadExternal",
            files=[{"id": place["file_id"], "title": name}],
            channel_id=channel,
        )
        return str(place["file_id"])

    async def install(self) -> None:
        await installing.install(self.bot_url, self.shim.upstream, self.users[MAYA])
        self.token = self.shim.said("oauth.v2.access")["access_token"]

    # --- signed requests ---

    async def send(self, raw: str, kind: str = "application/json") -> str:
        stamp = str(int(time.time()))
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=raw) or ""
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        started = time.perf_counter()
        async with self.shim.session.post(f"{self.bot_url}/slack/events", data=raw, headers=headers) as response:
            text = await response.text()
            assert response.status == 200, (response.status, text)
        assert time.perf_counter() - started < 3
        return text

    async def event(self, **event: Any) -> None:
        self.serial += 1
        body = {"type": "event_callback", "team_id": self.team, "event_id": f"Ev{self.serial}", "event": event}
        await self.send(json.dumps(body))

    async def trigger(self, token: str) -> str:
        said = await self.api(self.token, "views.generateTriggerId", user_id=self.users[token])
        return str(said["trigger_id"])

    async def interact(self, token: str, payload: Json) -> Json:
        who = {"user": {"id": self.users[token], "team_id": self.team}, "team": {"id": self.team}}
        told = {**payload, **who, "trigger_id": await self.trigger(token)}
        said = await self.send(urlencode({"payload": json.dumps(told)}), "application/x-www-form-urlencoded")
        return json.loads(said) if said else {}

    async def press(self, token: str, where: Json, label: str, *, choice: str = "") -> None:
        """`where`: a message (`channel`, `ts`, `blocks`) or a view. `choice`: of the menu of that placeholder."""
        names = ("placeholder" if choice else "text", "action_id")
        element = next(e for e in elements(where["blocks"]) if label in (visible_text(e.get(names[0])), e[names[1]]))
        action = {key: element[key] for key in ("type", "action_id", "block_id", "value") if key in element}
        if choice:
            action["selected_option"] = next(o for o in element["options"] if visible_text(o["text"]) == choice)
        if "ts" in where:
            at = {"type": "message", "channel_id": where["channel"], "message_ts": where["ts"]}
            await self.interact(token, {"type": "block_actions", "actions": [action], "container": at})
        else:
            at = {"type": "view", "view_id": where["id"]}
            await self.interact(token, {"type": "block_actions", "actions": [action], "container": at, "view": where})

    async def command(self, token: str, name: str, text: str = "", channel: str = "") -> None:
        form = {
            "command": f"/{name}", "text": text, "user_id": self.users[token], "team_id": self.team,
            "channel_id": channel or await self.direct(token), "trigger_id": await self.trigger(token),
            "response_url": f"{self.shim.upstream}/none",
        }  # fmt: skip
        await self.send(urlencode(form), "application/x-www-form-urlencoded")

    # --- what is shown ---

    async def shown(self, methods: tuple[str, ...], fits: Callable[[Json, str], bool], *, after: int = 0) -> Json:
        """The latest payload of these methods that fits, as sent and taken, once it is there."""
        for _ in range(200):
            for method, arguments, said in reversed(self.shim.calls[after:]):
                if method in methods and said.get("ok"):
                    payload = arguments.get("view") or arguments
                    payload = json.loads(payload) if isinstance(payload, str) else payload
                    if fits(arguments, visible_text(payload.get("blocks", []))):
                        ids = said.get("view") or {"ts": said.get("ts"), "channel": said.get("channel")}
                        return {**payload, **({"id": ids["id"]} if "id" in ids else ids)}
            await asyncio.sleep(0.1)
        raise AssertionError(
            "not shown; the last calls were " + ", ".join(name for name, _, _ in self.shim.calls[-12:])
        )

    async def message(self, words: str, channel: str, *, after: int = 0) -> Json:
        methods = ("chat.postMessage", "chat.update")
        return await self.shown(methods, lambda a, seen: a.get("channel") == channel and words in seen, after=after)

    async def view(self, words: str, *, after: int = 0) -> Json:
        return await self.shown(
            ("views.open", "views.update", "views.push"), lambda _, seen: words in seen, after=after
        )


def say(line: str) -> None:
    print(f"  {line}", flush=True)


async def tell(workspace: Workspace) -> None:
    """From the installation to a shared session, its deletion, and the app's removal."""
    await workspace.meet()
    await workspace.install()
    say("the app is installed from its page; a stranger's browser and a used code are refused")
    direct, hers = await workspace.direct(MAYA), await workspace.direct(IVA)
    maya, iva = workspace.users[MAYA], workspace.users[IVA]
    await workspace.event(type="app_home_opened", tab="home", user=maya, channel=direct)
    await workspace.shown(
        ("views.publish",), lambda a, seen: a.get("user_id") == maya and "Coaches and clients" in seen
    )
    say("the Home tab is drawn")
    said = {"type": "message", "channel_type": "im", "user": maya, "channel": direct}
    await workspace.event(**said, text="hello", ts=f"{time.time():.6f}")
    await workspace.message("Drop a file here", direct)
    say("a greeting is answered in the direct message")
    file_id = await workspace.upload(MAYA, "session.vtt", SESSION, direct)
    await workspace.event(
        **said, subtype="file_share", text="", ts=f"{time.time():.6f}", files=[{"id": file_id, "mode": "hosted"}]
    )
    card = await workspace.message("Every quote was found", direct)
    say("a dropped file becomes an insight card")
    at = len(workspace.shim.calls)
    await workspace.command(MAYA, "insights", channel=direct)
    listed = await workspace.message("private", direct, after=at)
    say("/insights lists it")
    await workspace.press(MAYA, listed, "Open")
    card = await workspace.message("Every quote was found", direct, after=at)
    at = len(workspace.shim.calls)
    await workspace.command(MAYA, "insights", "new", channel=direct)
    await workspace.view("Each turn starts with who speaks", after=at)
    say("a form opens within its three seconds")
    at = len(workspace.shim.calls)
    await workspace.press(MAYA, card, "Share")
    form = await workspace.view("With whom", after=at)
    answers = _answers(form, {"coach": iva, "permissions": ["comment"]})
    preview = await workspace.interact(
        MAYA, {"type": "view_submission", "view": {**form, "state": {"values": answers}}}
    )
    shown = preview.get("view") or await workspace.view("they will see", after=at)
    say("the share form answers with a preview")
    at = len(workspace.shim.calls)
    await workspace.interact(
        MAYA, {"type": "view_submission", "view": {**shown, "id": form["id"], "state": {"values": {}}}}
    )
    given = await workspace.message("", hers, after=at)
    say("the coach is told")
    await workspace.press(IVA, given, "Open")
    await workspace.message("Shared with you by its owner", hers, after=at)
    say("the coach opens it and sees what the preview showed")
    await workspace.press(MAYA, card, "More", choice="Delete")
    asked = await workspace.view("are deleted for good", after=at)
    await workspace.interact(MAYA, {"type": "view_submission", "view": {**asked, "state": {"values": {}}}})
    await workspace.message("The insight and its transcript are gone", direct, after=at)
    at = len(workspace.shim.calls)
    await workspace.press(IVA, given, "Open")
    await workspace.message("I cannot find that", hers, after=at)
    say("deleted, it is gone for the coach at the next press")
    await workspace.event(type="app_uninstalled")
    at = len(workspace.shim.calls)
    await workspace.event(**said, text="hello again", ts=f"{time.time():.6f}")
    await asyncio.sleep(2)
    assert workspace.shim.calls[at:] == []
    say("removed from the workspace, it says nothing more")


def _answers(view: Json, given: Mapping[str, Any]) -> Json:
    """The state of a form as Slack sends it: what is not given keeps what the form proposed."""
    values: Json = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, answer = block["element"], given.get(block["block_id"])
        kind = element["type"]
        if kind == "users_select":
            state: Json = {"type": kind, "selected_user": answer}
        elif kind == "datepicker":
            state = {"type": kind, "selected_date": answer}
        elif kind in ("checkboxes", "multi_static_select"):
            options = [{"value": v} for v in answer] if answer is not None else element.get("initial_options", [])
            state = {"type": kind, "selected_options": options}
        else:
            state = {"type": kind, "value": answer}
        values[block["block_id"]] = {element["action_id"]: state}
    return values


# --- the processes ---


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def process(command: list[str], ready: str, log: Path, **environment: str) -> AsyncIterator[None]:
    """A process of this run, up once `ready` answers; ended with the block."""
    child = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, **environment}, stdout=_opened(log), stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with aiohttp.ClientSession() as session:
            for _ in range(3_000):
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(ready) as response:
                        if response.status < 500:
                            break
                assert child.returncode is None, end_of(log)
                await asyncio.sleep(0.1)
            else:
                raise AssertionError(f"{command[0]} did not come up: {end_of(log)}")
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        try:
            await asyncio.wait_for(child.wait(), 15)
        except TimeoutError:
            child.kill()
            await child.wait()


def _opened(log: Path) -> int:
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)


def end_of(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-3000:]


async def run() -> int:
    """Tell the story; how many payloads were validated. Raises AssertionError where it goes another way."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        seed = folder / "seed.json"
        seed.write_text(json.dumps(SEED), "utf-8")
        slack_port, shim_port, bot_port = free_port(), free_port(), free_port()
        upstream, bot_url = f"http://127.0.0.1:{slack_port}", f"http://127.0.0.1:{bot_port}"
        command = [str(EMULATE), "start", "-s", "slack", "-p", str(slack_port), "--seed", str(seed)]
        await stack.enter_async_context(process(command, upstream, folder / "emulate.log"))
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)))
        shim = Shim(upstream, session)
        between = web.Application(client_max_size=32 * 1024 * 1024)
        between.router.add_route("*", "/{rest:.*}", shim.serve)
        runner = web.AppRunner(between, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", shim_port).start()
        environment = {
            "SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET,
            "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": f"http://127.0.0.1:{shim_port}/api/",
            "SLACK_FILE_HOSTS": f"127.0.0.1:{shim_port},127.0.0.1:{slack_port},localhost:{slack_port}",
            "DEBRIEF_ENGINE": "offline", "DEBRIEF_DATA": str(folder / "data"), "PORT": str(bot_port), "HOST": "127.0.0.1",
        }  # fmt: skip
        serve = [sys.executable, "-m", "bot", "serve"]
        log = folder / "bot.log"
        await stack.enter_async_context(process(serve, f"{bot_url}/readyz", log, **environment))
        try:
            await tell(Workspace(shim, bot_url))
        except BaseException:
            print(end_of(log), file=sys.stderr)
            raise
        return _validate(shim)


def _validate(shim: Shim) -> int:
    """Everything the bot sent to emulate, held against Slack's own types and limits."""
    surfaces: dict[str, validator.Surface] = {
        "chat.postMessage": "message", "chat.update": "message", "views.open": "modal", "views.update": "modal",
        "views.push": "modal", "views.publish": "home",
    }  # fmt: skip
    looked_at = 0
    for method, arguments, _ in shim.calls:
        if surface := surfaces.get(method):
            payload = arguments.get("view", arguments)
            payload = json.loads(payload) if isinstance(payload, str) else dict(payload)
            if isinstance(payload.get("blocks"), str):
                payload["blocks"] = json.loads(payload["blocks"])
            assert validator.problems(payload, surface) == [], method
            looked_at += 1
    return looked_at
