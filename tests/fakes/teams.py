"""Teams on loopback: the services of teams_wire, and the people who use the app.

A person's doings become the signed activities that the Bot Connector would send to the app's one endpoint (`app_url`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.fakes.teams_wire import Json, Sent, TeamsWire, until
from tests.teams import validator

FILE = "application/vnd.microsoft.teams.file.download.info"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"


@dataclass(frozen=True)
class Delivery:
    status: int
    text: str
    activity: Json

    @property
    def json(self) -> Json:
        parsed: Json = json.loads(self.text) if self.text else {}
        return parsed


class FakeTeams(TeamsWire):
    def __init__(self) -> None:
        super().__init__()
        self.app_url = ""
        self.dialogs: dict[str, Json] = {}
        """What lies over somebody's chat: the `value` of a task."""
        self.toasts: dict[str, str] = {}
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

    def member(self, who: str, name: str, *, installed: bool = True, **facts: Any) -> None:
        self.members[who] = {
            "id": f"29:{who}",
            "aadObjectId": who,
            "name": name,
            "tenantId": self.tenant,
            "userRole": "user",
            "userPrincipalName": f"{name.lower()}@contoso.example",
            "installed": installed,
            **facts,
        }

    # --- requests ---

    def activity(self, who: str, kind: str, conversation: str = "", **more: Any) -> Json:
        """What Teams tells of something the person did, in their conversation with the bot unless another is named."""
        channel = conversation or self.conversation(who)
        shared = bool(conversation)
        return {
            "type": kind,
            "id": f"f:{next(self._serial)}",
            "timestamp": "2026-11-29T10:00:00.000Z",
            "locale": "en-GB",
            "channelId": "msteams",
            "serviceUrl": self.address,
            "from": {"id": f"29:{who}", "name": self.members.get(who, {}).get("name", "?"), "aadObjectId": who},
            "recipient": {"id": f"28:{self.app_id}", "name": "Debrief"},
            "conversation": {
                "id": channel,
                "conversationType": "channel" if shared else "personal",
                "tenantId": self.tenant,
                **({"isGroup": True} if shared else {}),
            },
            "channelData": {"tenant": {"id": self.tenant}},
            "entities": [
                {
                    "type": "clientInfo",
                    "locale": "en-GB",
                    "country": "GB",
                    "platform": "Web",
                    "timezone": "Europe/London",
                }
            ],
            **more,
        }

    async def send(self, activity: Json, *, authorization: str | None = None) -> Delivery:
        assert self._http is not None
        told = self.bearer() if authorization is None else authorization
        headers = {"Authorization": told} if told else {}
        async with self._http.post(self.app_url, json=activity, headers=headers) as response:
            return Delivery(response.status, await response.text(), activity)

    # --- what people do ---

    async def install(self, who: str, action: str = "add") -> Delivery:
        self.members[who]["installed"] = not action.startswith("remove")
        return await self.send(self.activity(who, "installationUpdate", action=action))

    async def seen(self, who: str) -> Delivery:
        """Teams tells of the two in the conversation, as it does after an install."""
        added = [{"id": f"28:{self.app_id}"}, {"id": f"29:{who}", "aadObjectId": who}]
        return await self.send(self.activity(who, "conversationUpdate", membersAdded=added))

    async def say(self, who: str, text: str, conversation: str = "", **more: Any) -> Delivery:
        return await self.send(self.activity(who, "message", conversation, text=text, textFormat="plain", **more))

    def mention(self, text: str, *others: str) -> Json:
        """`text` and the entities of a message that names the bot, and `others`, as <at>Name</at>."""
        names = [(f"28:{self.app_id}", "Debrief"), *((f"29:{who}", self.members[who]["name"]) for who in others)]
        named: list[Json] = [
            {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": user, "name": name}}
            for user, name in names
        ]
        return {"text": text, "entities": [each for each in named if each["text"] in text]}

    def add_file(self, name: str, data: bytes) -> str:
        """The address behind which it is."""
        path = f"{next(self._serial)}/{name}"
        self.files[path] = data
        return f"{self.base}/files/{path}?tempauth=secret"

    async def drop(self, who: str, *files: tuple[str, bytes], text: str = "") -> Delivery:
        told = [
            {
                "contentType": FILE,
                "name": name,
                "contentUrl": f"{self.base}/personal/{name}",
                "content": {
                    "downloadUrl": self.add_file(name, data),
                    "uniqueId": f"unique-{next(self._serial)}",
                    "fileType": name.rpartition(".")[2],
                },
            }
            for name, data in files
        ]
        html = {"contentType": "text/html", "content": "<p></p>"}
        return await self.say(who, text, attachments=[html, *told])

    async def invoke(self, who: str, name: str, value: Json, *, on: str = "") -> Delivery:
        more = {"replyToId": on} if on else {}
        delivery = await self.send(self.activity(who, "invoke", name=name, value=value, **more))
        if delivery.status == 200 and (name.startswith("task/") or name == "message/fetchTask"):
            self._dialog(who, delivery.json)
        return delivery

    def _dialog(self, who: str, told: Json) -> None:
        self.dialogs.pop(who, None)
        task = told.get("task") or {}
        if task.get("type") == "continue":
            assert validator.problems(task["value"]["card"]["content"]) == []
            self.dialogs[who] = task["value"]
        elif task:
            assert isinstance(task["value"], str)
            self.toasts[who] = task["value"]

    async def press(self, who: str, where: Sent | Json, label: str, **inputs: str) -> Delivery:
        """The button of that label on a message, or on a dialog's card."""
        card = card_of(where.activity) if isinstance(where, Sent) else where["card"]["content"]
        action = next((each for each in actions(card) if each.get("title") == label), None)
        assert action is not None, (
            f"nothing to press called {label!r}, only {[each['title'] for each in actions(card)]}"
        )
        if action["type"] == "Action.ToggleVisibility":  # a question before it counts: yes
            (asked,) = [each for each in nodes(card) if each.get("id") in action["targetElements"]]
            action = next(each for each in actions(asked) if each["type"] != "Action.ToggleVisibility")
        return await self.do(who, where, action, **inputs)

    async def do(self, who: str, where: Sent | Json, action: Json, **inputs: str) -> Delivery:
        data = {**action.get("data", {}), **inputs}
        if not isinstance(where, Sent):
            return await self.invoke(who, "task/submit", {"data": data, "context": {"theme": "default"}})
        if action["type"] == "Action.Submit":
            return await self.invoke(who, "task/fetch", {"data": data, "context": {"theme": "default"}}, on=where.id)
        assert action["type"] == "Action.Execute"
        value = {"action": {"type": action["type"], "verb": action["verb"], "data": data}, "trigger": "manual"}
        delivery = await self.invoke(who, "adaptiveCard/action", value, on=where.id)
        if delivery.status == 200:
            assert delivery.json["statusCode"] == 200
            assert not isinstance(delivery.json["value"], dict) or validator.problems(delivery.json["value"]) == []
        return delivery

    async def submit(self, who: str, fields: Mapping[str, str | Sequence[str]]) -> Delivery:
        """Send the dialog's form with these answers; a field not named keeps its value."""
        shown = self.dialogs[who]
        content = shown["card"]["content"]
        typed = {each["id"]: each.get("value", "") for each in inputs(content)}
        for name, value in fields.items():
            (field,) = [each for each in inputs(content) if each["id"].partition(".")[2] == name]
            typed[field["id"]] = value if isinstance(value, str) else ",".join(value)
        (button,) = [each for each in content.get("actions", []) if each["type"] == "Action.Submit"]
        return await self.do(who, shown, button, **typed)

    async def judge(self, who: str, message: Sent, reaction: str) -> Delivery:
        value = {"data": {"actionName": "feedback", "actionValue": {"reaction": reaction}}}
        return await self.invoke(who, "message/fetchTask", value, on=message.id)

    async def consent(self, who: str, message: Sent, *, agreed: bool = True, to: str = "") -> Delivery:
        (offer,) = [each for each in message.activity["attachments"] if each["contentType"] == CONSENT]
        value: Json = {
            "type": "fileUpload",
            "action": "accept" if agreed else "decline",
            "context": offer["content"]["acceptContext"],
        }
        if agreed:
            name = f"{next(self._serial)}-{offer['name']}"
            value["uploadInfo"] = {
                "contentUrl": f"https://contoso-my.sharepoint.com/personal/{offer['name']}",
                "name": offer["name"],
                "uploadUrl": to or f"{self.base}/upload/{name}",
                "uniqueId": name,
                "fileType": offer["name"].rpartition(".")[2],
            }
        return await self.invoke(who, "fileConsent/invoke", value, on=message.id)

    # --- what people see ---

    def of(self, who: str) -> list[Sent]:
        return [each for each in self.messages if self.conversations.get(each.conversation) == who]

    def offers(self, who: str) -> list[Sent]:
        return [each for each in self.of(who) if any(a["contentType"] == CONSENT for a in each.activity["attachments"])]

    def given(self, who: str) -> dict[str, bytes]:
        """The files they agreed to and have."""
        told = [a for each in self.of(who) for a in each.activity.get("attachments", []) if a["contentType"] == INFO]
        return {each["name"]: self.uploads[each["content"]["uniqueId"]] for each in told}

    async def wait_for(self, who: str, words: str) -> Sent:
        """The latest message with these words, once it is there."""
        found: Sent = await until(
            lambda: next((each for each in reversed(self.of(who)) if words in visible(each.activity)), None)
        )
        return found


def card_of(activity: Json) -> Json:
    content: Json = next(a["content"] for a in activity["attachments"] if a["contentType"].endswith("card.adaptive"))
    return content


def nodes(node: Any) -> Iterator[Json]:
    """All objects of a card, in their order."""
    if isinstance(node, dict):
        yield node
        for name, value in node.items():
            if name != "data":
                yield from nodes(value)
    elif isinstance(node, list):
        for each in node:
            yield from nodes(each)


def actions(card: Json) -> list[Json]:
    return [each for each in nodes(card) if str(each.get("type")).startswith("Action.")]


def inputs(card: Json) -> list[Json]:
    return [each for each in nodes(card) if str(each.get("type")).startswith("Input.")]


READ = ("text", "title", "label", "placeholder", "value", "errorMessage")


def visible(activity: Json) -> str:
    """What somebody may read of a message."""
    told = [str(activity.get("text") or "")]
    for each in activity.get("attachments") or []:
        content = each["content"]
        told.append(visible_card(content) if each["contentType"].endswith("adaptive") else "")
        told += [each.get("name", ""), content.get("description", "")] if each["contentType"] == CONSENT else []
    return "\n".join(told)


def visible_card(card: Json) -> str:
    told = []
    for node in nodes([card.get("body", []), card.get("actions", [])]):
        if node.get("type") == "RichTextBlock":
            told.append("".join(run if isinstance(run, str) else run["text"] for run in node["inlines"]))
        elif node.get("type") != "TextRun":
            told += [node[name].replace("\\", "") for name in READ if isinstance(node.get(name), str)]
    return "\n".join(told)
