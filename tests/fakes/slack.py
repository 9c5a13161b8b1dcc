"""A Slack workspace on loopback: the Web API of slack_web, and the people who use the app.

A person's doings become the signed requests that Slack would send to the app's one endpoint (`app_url`):

    async with FakeSlack() as slack:
        slack.app_url = "http://127.0.0.1:3000/slack/events"
        drop = await slack.drop_file("U1", "session.txt", b"...")
        card = await slack.wait_for("To celebrate")
        await slack.press("U1", card, "Open")
"""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.fakes.slack_web import Json, Message, SlackWeb, StoredFile, elements, visible_text


@dataclass(frozen=True)
class Delivery:
    """One request to the app and its answer. `seconds` from sending to the answer; `raw` and `content_type` allow it to
    be sent again as it was."""

    status: int
    text: str
    seconds: float
    raw: str
    content_type: str
    file_ids: tuple[str, ...] = ()
    ts: str = ""
    channel: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Json:
        parsed: Json = json.loads(self.text) if self.text else {}
        return parsed


class FakeSlack(SlackWeb):
    signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"

    def __init__(self) -> None:
        super().__init__()
        self.app_url = ""
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()
        await super().__aexit__(kind, error, trace)

    # --- requests ---

    def signed(
        self, raw: str, content_type: str = "application/json", *, at: float | None = None, secret: str | None = None
    ) -> dict[str, str]:
        """Headers of a signed request with this body; `at` another time, `secret` another app's."""
        stamp = str(int(time.time() if at is None else at))
        verifier = SignatureVerifier(secret or self.signing_secret)
        signature = verifier.generate_signature(timestamp=stamp, body=raw)
        assert signature is not None
        return {"Content-Type": content_type, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}

    async def send(
        self,
        raw: str,
        content_type: str = "application/json",
        *,
        headers: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> Delivery:
        """Post a raw body to the app, signed unless `headers` are given."""
        assert self._http is not None
        headers = dict(headers) if headers is not None else self.signed(raw, content_type)
        started = time.perf_counter()
        async with self._http.post(self.app_url, data=raw.encode(), headers=headers) as response:
            text = await response.text()
            seconds = time.perf_counter() - started
            return Delivery(response.status, text, seconds, raw, content_type, headers=headers, **facts)

    async def again(self, delivery: Delivery, *, retry: int = 1) -> Delivery:
        """Slack delivering the same event once more, freshly signed."""
        headers = self.signed(delivery.raw, delivery.content_type)
        headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        return await self.send(delivery.raw, delivery.content_type, headers=headers, file_ids=delivery.file_ids)

    def envelope(self, event: Json, *, event_id: str | None = None, **more: Any) -> Json:
        return {
            "token": "not-used",
            "team_id": self.team,
            "context_team_id": self.team,
            "api_app_id": "A0APP",
            "type": "event_callback",
            "event_id": event_id or f"Ev{next(self._serial):08d}",
            "event_time": int(time.time()),
            "authorizations": [{"enterprise_id": None, "team_id": self.team, "user_id": self.bot_user, "is_bot": True}],
            "event": event,
        } | more

    async def event(self, event: Json, *, event_id: str | None = None, **facts: Any) -> Delivery:
        return await self.send(json.dumps(self.envelope(event, event_id=event_id)), **facts)

    # --- what people do ---

    def message(self, user: str, text: str = "", **more: Any) -> Json:
        """The event of a message to the bot."""
        return {
            "type": "message",
            "channel_type": "im",
            "channel": self.direct_channel(user),
            "user": user,
            "team": self.team,
            "text": text,
            "ts": self.ts(),
        } | more

    async def say(self, user: str, text: str, **more: Any) -> Delivery:
        event = self.message(user, text, **more)
        return await self.event(event, ts=event["ts"], channel=event["channel"])

    async def drop_file(self, user: str, name: str, data: bytes, *, comment: str = "", **facts: Any) -> Delivery:
        """A file dropped into the DM. `facts` are StoredFile's: `mode`, `size`, `mimetype`."""
        return await self.drop_files(user, [self.add_file(user, name, data, **facts)], comment=comment)

    async def drop_files(self, user: str, files: Sequence[StoredFile], *, comment: str = "", **more: Any) -> Delivery:
        told = [self.describe(f) if f.mode != "stub" else _stub(f) for f in files]
        event = self.message(user, comment, subtype="file_share", files=told, upload=False, **more)
        ids = tuple(file.id for file in files)
        return await self.event(event, ts=event["ts"], channel=event["channel"], file_ids=ids)

    async def command(self, user: str, name: str, text: str = "", *, channel: str | None = None) -> Delivery:
        """`/name text`, in the DM with the bot unless a channel is named."""
        channel = channel or self.direct_channel(user)
        form = {
            "token": "not-used",
            "command": "/" + name.lstrip("/"),
            "text": text,
            "user_id": user,
            "user_name": "somebody",
            "team_id": self.team,
            "team_domain": "fake",
            "channel_id": channel,
            "channel_name": "directmessage" if channel.startswith("D") else "general",
            "api_app_id": "A0APP",
            "trigger_id": self.trigger(),
            "response_url": self.response_url(channel, user),
        }
        return await self.send(urlencode(form), "application/x-www-form-urlencoded")

    async def interact(self, payload: Json) -> Delivery:
        return await self.send(urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded")

    def _person(self, user: str) -> Json:
        return {
            "user": {"id": user, "username": "somebody", "team_id": self.team},
            "team": {"id": self.team, "domain": "fake"},
            "api_app_id": "A0APP",
            "trigger_id": self.trigger(),
        }

    async def press(self, user: str, where: Message | Json, what: str, *, choice: str | None = None) -> Delivery:
        """Press the button in a message or a view whose label or action is `what`; with `choice`, choose that label in
        the menu of that placeholder or action, or the second of a pair of thumbs."""
        view = None if isinstance(where, Message) else where
        blocks = where.blocks if isinstance(where, Message) else where["blocks"]
        element = _element(blocks, what)
        action: Json = {k: element[k] for k in ("type", "action_id", "block_id", "value") if k in element}
        if element["type"] == "feedback_buttons":
            action["value"] = element["negative_button" if choice else "positive_button"]["value"]
        elif choice is not None:
            options = [*element.get("options", [])]
            options += [o for group in element.get("option_groups", []) for o in group["options"]]
            action["selected_option"] = next(o for o in options if choice in (o["text"]["text"], o["value"]))
        action["action_ts"] = self.ts()
        payload = {"type": "block_actions", **self._person(user), "actions": [action]}
        if view is not None:
            payload |= {"view": view, "container": {"type": "view", "view_id": view["id"]}}
        elif isinstance(where, Message):
            payload |= self._where(where, user)
        return await self.interact(payload)

    def _where(self, message: Message, user: str) -> Json:
        told: Json = {"ts": message.ts, "user": message.user, "bot_id": self.bot_id, "text": message.text}
        told |= {"blocks": message.blocks} | ({"thread_ts": message.thread} if message.thread else {})
        return {
            "channel": {"id": message.channel, "name": "directmessage"},
            "message": told,
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": message.channel,
                "is_ephemeral": message.ephemeral_to is not None,
            }
            | ({"thread_ts": message.thread} if message.thread else {}),
            "response_url": self.response_url(message.channel, user, message.ts),
        }

    async def submit(self, user: str, view: Json, fields: Mapping[str, str | Sequence[str] | None]) -> Delivery:
        """Send a modal with these answers (by block id); a field not named keeps its initial value. As in Slack the view
        closes, stays with errors, or is replaced."""
        values: Json = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                answer = fields[block["block_id"]] if block["block_id"] in fields else _initial(element)
                values[block["block_id"]] = {element["action_id"]: _state(element, answer)}
        shown = {**view, "state": {"values": values}}
        delivery = await self.interact({"type": "view_submission", **self._person(user), "view": shown})
        if delivery.status == 200:
            told = delivery.json
            if told.get("response_action") == "update":
                self._check(told["view"], "modal")
                self.put_view(told["view"], view["id"])
            elif told.get("response_action") == "push":
                self._check(told["view"], "modal")
                self.put_view(told["view"])
            elif told.get("response_action") != "errors":
                self.views.pop(view["id"], None)
        return delivery

    async def shortcut(self, user: str, callback: str, channel: str, message: Json) -> Delivery:
        """A shortcut on somebody's message; `message` as in Slack's payload: `ts`, `user`, `files`."""
        payload = {"type": "message_action", "callback_id": callback, **self._person(user), "message": message}
        payload |= {"channel": {"id": channel, "name": "general"}, "message_ts": message["ts"]}
        return await self.interact(payload | {"response_url": self.response_url(channel, user)})

    async def open_home(self, user: str, *, tab: str = "home") -> Delivery:
        event = {"type": "app_home_opened", "user": user, "channel": self.direct_channel(user), "tab": tab}
        return await self.event(event | {"event_ts": self.ts()})

    # --- what people see ---

    async def wait_for(self, words: str, *, channel: str | None = None, seconds: float = 120.0) -> Message:
        """The latest message that shows these words, once it does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in reversed(self.messages):
                if words in message.words and channel in (None, message.channel):
                    return message
            await asyncio.sleep(0.03)
        shown = "\n---\n".join(message.words for message in self.messages)
        raise AssertionError(f"nobody was shown {words!r}; what was shown:\n{shown}")

    async def wait_for_view(self, words: str, *, seconds: float = 120.0) -> Json:
        """The open modal that shows these words, once it does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for view in reversed(list(self.views.values())):
                if words in visible_text(view["title"]) + "\n" + visible_text(view["blocks"]):
                    return view
            await asyncio.sleep(0.03)
        raise AssertionError(f"no open view shows {words!r}")


def _stub(file: StoredFile) -> Json:
    """What Slack Connect tells of a file: only that it is there."""
    return {"id": file.id, "mode": "file_access", "file_access": "check_file_info", "created": 0, "timestamp": 0}


def _element(blocks: Any, what: str) -> Mapping[str, Any]:
    for element in elements(blocks):
        label = visible_text(element.get("text") or element.get("placeholder") or {})
        if what in (label, element["action_id"], element["action_id"].rpartition("#")[0]):
            return element
    labels = [visible_text(element.get("text") or {}) or element["action_id"] for element in elements(blocks)]
    raise AssertionError(f"nothing to press called {what!r}, only {labels}")


def _initial(element: Mapping[str, Any]) -> str | Sequence[str] | None:
    if "initial_option" in element:
        return str(element["initial_option"]["value"])
    if "initial_options" in element:
        return [option["value"] for option in element["initial_options"]]
    return element.get("initial_value") or element.get("initial_date") or element.get("initial_user")


def _state(element: Mapping[str, Any], answer: str | Sequence[str] | None) -> Json:
    kind = element["type"]
    match kind:
        case "plain_text_input":
            return {"type": kind, "value": answer or None}
        case "datepicker":
            return {"type": kind, "selected_date": answer or None}
        case "users_select":
            return {"type": kind, "selected_user": answer or None}
        case "static_select" | "radio_buttons":
            return {"type": kind, "selected_option": {"value": answer} if answer else None}
        case _:
            return {"type": kind, "selected_options": [{"value": value} for value in answer or ()]}
