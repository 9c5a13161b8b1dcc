"""The story in Teams with the bot in a process of its own, against Microsoft's client for developers (npm
@microsoft/m365agentsplayground).

It speaks the Connector's protocol, refuses a press on a card that was never sent, and tells on a web socket what a person is
shown, with its label, citations and progress. It has no files, dialogs and second people of its own: these come as activities
like those of Teams.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.cli import recording
from tests.e2e.story import HERE, ROOT, end_of, free_port, process, say
from tests.teams import validator

CLIENT = HERE / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
SESSION = (ROOT / "samples" / "session.vtt").read_bytes()
ALEX, MEGAN = 0, 1
"""The two of the Playground's people who take part."""
FILE = "application/vnd.microsoft.teams.file.download.info"
Json = dict[str, Any]


@dataclass
class Client:
    """What people do in the Playground, and what it shows them."""

    base: str
    session: aiohttp.ClientSession
    shown: list[Json] = field(default_factory=list)
    """What it shows, in the order in which it came, as it tells its own window."""
    log: list[Json] = field(default_factory=list)
    """Every request either way, with its answer."""
    config: Json = field(default_factory=dict)
    serial: int = 0
    ahead: Path = Path()
    """Holds by how many seconds the bot's clock is ahead."""

    async def meet(self) -> None:
        async with self.session.get(f"{self.base}/_internal/v1/config") as response:
            self.config = (await response.json())["config"]

    async def listen(self, path: str, heard: Callable[[Json], None]) -> None:
        async with self.session.ws_connect(self.base + path) as socket:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    heard(json.loads(message.data))

    def note_shown(self, told: Json) -> None:
        if told["action"] in {"createMessage", "updateMessage"}:
            self.shown.append(told["message"])

    def note_log(self, told: Json) -> None:
        if "request" in told.get("log", {}):
            self.log.append(told["log"])

    @property
    def chat(self) -> str:
        return self.chat_of(ALEX)

    def chat_of(self, who: int) -> str:
        """The second person's is one that the Playground has for a group: it knows no other that is theirs."""
        return str((self.config["personalChat"] if who == ALEX else self.config["groupChats"][0])["id"])

    def person(self, who: int) -> Json:
        people = [self.config["currentUser"], *self.config["users"]]
        return {key: people[who][key] for key in ("id", "aadObjectId", "name")}

    # --- what people do ---

    async def post(self, path: str, body: Json) -> Json:
        async with self.session.post(self.base + path, json=body) as response:
            text = await response.text()
            assert response.status < 300, (path, response.status, text[:500])
        told = json.loads(text) if text.startswith("{") else {}
        return dict(told)

    async def say(self, text: str) -> None:
        body = {"from": {"id": self.person(ALEX)["id"]}, "text": text, "textFormat": "plain"}
        await self.post(f"/_conversation/v1/conversations/{self.chat}/messages", body)

    async def tell(self, who: int, kind: str, **more: Any) -> Json:
        """An activity as Teams would send it; what the bot answered."""
        self.serial += 1
        name = f"told-{self.serial}"
        activity = {
            "type": kind, "id": name, "channelId": "msteams", "serviceUrl": f"{self.base}/_connector", "locale": "en-GB",
            "from": self.person(who), "recipient": self.config["bot"],
            "conversation": {"id": self.chat_of(who), "conversationType": "personal", "tenantId": self.config["tenantId"]},
            "channelData": {"tenant": {"id": self.config["tenantId"]}},
            "entities": [{"type": "clientInfo", "timezone": "Europe/London", "locale": "en-GB"}], **more,
        }  # fmt: skip
        found: Json = {}
        for _ in range(20):  # a 503 wants it told again
            at = len(self.log)
            await self.post("/_internal/v1/customActivities", activity)
            found = await until(partial(self._answered, name, at), f"{kind} {name}")
            if found["response"]["statusCode"] != 503:
                break
            await asyncio.sleep(1)
        assert found["response"]["statusCode"] == 200, found["response"]
        return _body(found["response"])

    def _answered(self, name: str, at: int) -> Json | None:
        return next((one for one in self.log[at:] if _body(one["request"]).get("id") == name), None)

    async def invoke(self, who: int, name: str, value: Json, on: str = "") -> Json:
        return await self.tell(who, "invoke", name=name, value=value, **({"replyToId": on} if on else {}))

    async def press(self, who: int, message: Json, label: str) -> Json:
        """The button of that label: the card it is answered with, or the dialog."""
        action = next(
            each for each in validator.nodes(card_of(message)) if each.get("title") == label and "data" in each
        )
        if action["type"] == "Action.Submit":
            return await self.invoke(who, "task/fetch", {"data": action["data"]}, on=message["messageId"])
        value = {
            "action": {"type": "Action.Execute", "verb": action["verb"], "data": action["data"]},
            "trigger": "manual",
        }
        if who != ALEX:
            return await self.invoke(who, "adaptiveCard/action", value, on=message["messageId"])
        body = {
            "name": "adaptiveCard/action",
            "from": {"id": self.person(who)["id"]},
            "conversation": {"id": self.chat},
        }
        return await self.post("/_conversation/v1/invoke", {**body, "replyToId": message["messageId"], "value": value})

    async def submit(self, who: int, dialog: Json, **fields: str) -> Json:
        """The form of a dialog with these answers; the others as they are proposed."""
        content = dialog["task"]["value"]["card"]["content"]
        assert validator.problems(content) == []
        typed = {
            each["id"]: each.get("value", "")
            for each in validator.nodes(content)
            if str(each.get("type")).startswith("Input.")
        }
        for name, value in fields.items():
            (at,) = [each for each in typed if each.partition(".")[2] == name]
            typed[at] = value
        return await self.invoke(who, "task/submit", {"data": {**content["actions"][0]["data"], **typed}})

    # --- what they see ---

    async def sees(self, words: str, *, after: int = 0) -> Json:
        def found() -> Json | None:
            return next((one for one in reversed(self.shown[after:]) if words in text_of(one)), None)

        message = await until(found, words)
        return dict(message)


async def until(found: Callable[[], Json | None], what: str) -> Json:
    for _ in range(3_000):
        if (there := found()) is not None:
            return there
        await asyncio.sleep(0.1)
    raise AssertionError(f"not there: {what}")


def _body(told: Json) -> Json:
    body = told.get("body")
    return body if isinstance(body, dict) else {}


def card_of(message: Json) -> Json:
    found = [
        each["content"] for each in message.get("attachments") or [] if each["contentType"].endswith("card.adaptive")
    ]
    return dict(found[0]) if found else {"body": []}


def text_of(message: Json) -> str:
    """What is read of a message, each line of rich text in one."""
    return (
        str(message.get("text") or "")
        + "\n"
        + "\n".join(
            "".join(run if isinstance(run, str) else run["text"] for run in each["inlines"])
            if "inlines" in each
            else each["text"].replace("\\", "")
            for each in validator.nodes(card_of(message))
            if each.get("type") in {"RichTextBlock", "TextBlock"}
        )
    )


def dialog_text(dialog: Json) -> str:
    return validator.visible_text(dialog["task"]["value"]["card"]["content"])


async def reminded(client: Client) -> Json:
    """Day by day, an hour after the one at which it reminds, until it does."""
    at, day = len(client.shown), datetime.now(UTC).replace(hour=10, minute=0)
    for _ in range(10):
        day += timedelta(days=1)
        client.ahead.write_text(str((day - datetime.now(UTC)).total_seconds()))
        for _ in range(100):
            for told in client.shown[at:]:
                if any(each.get("title") == "Pause for a week" for each in validator.nodes(card_of(told))):
                    return told
            await asyncio.sleep(0.1)
    raise AssertionError("it reminded of nothing in ten days")


async def tell(client: Client, files: str) -> None:
    """From the installation to a shared session, its end, and the app's removal."""
    await client.post(f"/_debug/conversation/{client.chat}/installation", {})
    await client.sees("Drop a file here")
    await client.tell(MEGAN, "installationUpdate", action="add")
    await client.sees("Drop a file here", after=1)
    say("installed by two, it says hello")
    await client.say("help")
    await client.sees("What I can do")
    say("words are answered")
    told = {"downloadUrl": f"{files}/session.vtt", "uniqueId": "unique-1", "fileType": "vtt"}
    dropped = {
        "contentType": FILE,
        "name": "session.vtt",
        "contentUrl": "https://contoso.sharepoint.com/x",
        "content": told,
    }
    await client.tell(ALEX, "message", attachments=[{"contentType": "text/html", "content": "<p></p>"}, dropped])
    card = await client.sees("Every quote was found")
    say("a dropped file becomes an insight card")
    sent = [_body(one["request"]) for one in client.log if one["to"] != "User Application"]
    progress = [each for each in sent if each.get("type") == "typing"]
    labelled = [
        each
        for each in sent
        for one in each.get("entities", [])
        if "AIGeneratedContent" in one.get("additionalType", [])
    ]
    assert {each["entities"][0]["streamType"] for each in progress} == {"informative"}, progress
    cited = [one["citation"] for each in labelled for one in each["entities"] if one.get("citation")]
    assert "turn" in cited[-1][0]["appearance"]["name"], cited
    assert any(one.get("aiEntity") for one in client.shown), "no label"
    say(f"it has its label, {len(cited[-1])} citations, and what was being done was said meanwhile")
    at = len(client.shown)
    await client.say("insights")
    listed = await client.sees("Sessions", after=at)
    await client.press(ALEX, listed, "Open")
    card = await client.sees("Every quote was found", after=at)
    say("a press (Action.Execute) opens it")
    await client.press(ALEX, card, "I am Leila Nassiri")
    assert card["feedbackLoopEnabled"], (
        card.keys()
    )  # the client shows thumbs on a message that is new, not on one that is edited
    liked = {"data": {"actionName": "feedback", "actionValue": {"reaction": "like"}}}
    thanks = await client.invoke(ALEX, "message/fetchTask", liked, on=card["messageId"])
    assert "Thank you, noted" in thanks["task"]["value"]["title"], thanks
    say("a thumb is taken for a judgement")
    form = await client.press(ALEX, card, "Share")
    preview = await client.submit(ALEX, form, coach=client.person(MEGAN)["aadObjectId"], permissions="comment")
    assert "You can take it back" in dialog_text(preview), dialog_text(preview)[:300]
    say("a dialog asks with whom, and shows exactly what they will see")
    at = len(client.shown)
    await client.submit(ALEX, preview)
    given = await client.sees("shared", after=at)
    opened = len(client.shown)
    await client.press(MEGAN, given, "Open")
    await client.sees("Shared with you by its owner", after=opened)
    say("the coach is told, and opens it")
    at = len(client.shown)
    await client.say("share list")
    shared = await client.sees("What you share", after=at)
    await client.press(ALEX, shared, "Take it back")
    await client.sees("Access has ended", after=at)
    say("taken back, what the coach was shown is replaced")
    reminders = await client.invoke(
        ALEX, "task/fetch", {"data": {"action": "nudges.settings", "value": ""}}, on=card["messageId"]
    )
    await client.submit(ALEX, reminders, at="9:00")
    say("when it reminds is said in a dialog")
    client.ahead.write_text("600")
    asked = await client.sees("What you said you would do")
    await client.press(ALEX, asked, "Keep all of these")
    await client.sees("I come back to it")
    nudge = await reminded(client)
    done = next(each["title"] for each in validator.nodes(card_of(nudge)) if str(each.get("title")).startswith("Done"))
    await client.press(ALEX, nudge, done)
    say("some days on it reminds of a promise, and takes that it is done")
    await client.tell(ALEX, "installationUpdate", action="remove")
    at = len(client.log)
    await asyncio.sleep(2)
    assert [one["activityName"] for one in client.log[at:] if one["to"] != "User Application"] == []
    say("removed, it says nothing more")


async def run() -> int:
    """Tell the story; how many cards were validated. Raises AssertionError where it goes another way."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        engine = await stack.enter_async_context(recording.recorded())
        bot_port, client_port, files_port = free_port(), free_port(), free_port()
        bot_url, base = f"http://127.0.0.1:{bot_port}", f"http://127.0.0.1:{client_port}"
        store = web.Application()
        store.router.add_get("/session.vtt", _file)
        runner = web.AppRunner(store, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", files_port).start()
        environment = {
            "TEAMS_ANONYMOUS": "1", "TEAMS_SERVICE_HOSTS": f"127.0.0.1:{client_port}",
            "TEAMS_FILE_HOSTS": f"127.0.0.1:{files_port}", "ANTHROPIC_API_KEY": "none",
            "ANTHROPIC_BASE_URL": str(engine.anthropic_url), "DEBRIEF_ENGINE": engine.name, "DEBRIEF_MODEL": str(engine.model),
            "DEBRIEF_DATA": str(folder / "data"), "PORT": str(bot_port), "HOST": "127.0.0.1",
        }  # fmt: skip
        log = folder / "bot.log"
        ahead = folder / "ahead"
        ahead.write_text("0")
        serve = [sys.executable, "-m", "tests.e2e.wound", str(ahead)]
        await stack.enter_async_context(process(serve, f"{bot_url}/readyz", log, **environment))
        playground = [
            "node",
            str(CLIENT),
            "start",
            "-e",
            f"{bot_url}/api/messages",
            "-c",
            "msteams",
            "-p",
            str(client_port),
        ]
        own = {
            "TEAMSAPPTESTER_BROWSER": "none", "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "playground-own.log"),
            "NODE_OPTIONS": f"--require {HERE / 'teams' / 'loopback.cjs'}",
        }  # fmt: skip
        command = [*playground, "--su", f"{base}/_connector", "--dt"]
        await stack.enter_async_context(process(command, base, folder / "playground.log", **own))
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=300)))
        client = Client(base, session, ahead=ahead)
        await client.meet()
        streams = {"/_ws_conversation/v1/conversations/stream": client.note_shown, "/_ws/log/stream": client.note_log}
        listening = [asyncio.create_task(client.listen(path, heard)) for path, heard in streams.items()]
        await asyncio.sleep(1)
        try:
            await tell(client, f"http://127.0.0.1:{files_port}")
        except BaseException:
            print(end_of(log), file=sys.stderr)
            raise
        finally:
            for each in listening:
                each.cancel()
        return _validate(client)


async def _file(_: web.Request) -> web.Response:
    return web.Response(body=SESSION)


def _validate(client: Client) -> int:
    """Every message the bot sent, held against what Teams takes."""
    sent = [_body(one["request"]) for one in client.log if one["to"] != "User Application"]
    messages = [each for each in sent if each.get("type") == "message" and each.get("attachments")]
    for each in messages:
        assert validator.message_problems(each) == [], each["summary"]
    return len(messages)
