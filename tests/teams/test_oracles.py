"""Activities built by the models of both vendors' SDKs are read like those Teams sends. What we send is read by the same models
in the fake Connector, in every test that uses it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from botbuilder.schema import Activity  # type: ignore[import-untyped]  # archived without types
from microsoft_teams.api.activities import ActivityTypeAdapter

from bot.teams import inbound
from tests.fakes.teams import FILE, FakeTeams
from tests.fakes.teams_wire import Json

FORM = {
    "form": "thing.sent",
    "value": "v",
    "key": "k1",
    "inputs": ["text.name"],
    "text.name": "Maya",
    "title": "T",
    "packed": "",
}
DATA = {"action": "thing.do", "value": "x|1"}
CONTENT = {"downloadUrl": "https://contoso.sharepoint.com/d?tempauth=t", "uniqueId": "u1", "fileType": "vtt"}
FILES = [{"contentType": "text/html", "content": "<p></p>"}, {"contentType": FILE, "name": "a.vtt", "content": CONTENT}]
UPLOAD = {"contentUrl": "https://c/x", "name": "a.zip", "uploadUrl": "https://u/x", "uniqueId": "u", "fileType": "zip"}
PERSON = {"id": "29:maya", "aadObjectId": "maya"}


def invoke(name: str, value: Any) -> Mapping[str, Any]:
    return {"type": "invoke", "name": name, "value": value, "replyToId": "m1"}


MENTIONS = [
    {"type": "mention", "text": "<at>Debrief</at>", "mentioned": {"id": "28:app", "name": "Debrief"}},
    {"type": "mention", "text": "<at>Clara</at>", "mentioned": {"id": "29:clara", "name": "Clara"}},
]
ACTIVITIES: dict[str, Mapping[str, Any]] = {
    "text": {"type": "message", "text": "insights"},
    "a file": {"type": "message", "text": "", "attachments": FILES},
    "mentions": {"type": "message", "text": "<at>Debrief</at> insights <at>Clara</at>", "entities": MENTIONS},
    "a card's submit": {"type": "message", "value": DATA, "replyToId": "m1"},
    "an edit": {"type": "messageUpdate", "text": "", "attachments": FILES, "channelData": {"eventType": "editMessage"}},
    "a deletion": {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}},
    "install": {"type": "installationUpdate", "action": "add"},
    "uninstall": {"type": "installationUpdate", "action": "remove"},
    "members": {"type": "conversationUpdate", "membersAdded": [PERSON]},
    "a press": invoke("adaptiveCard/action", {"action": {"type": "Action.Execute", "verb": "thing.do", "data": DATA}}),
    "a dialog is asked for": invoke(
        "task/fetch", {"data": {**DATA, "msteams": {"type": "task/fetch"}}, "context": {"theme": "default"}}
    ),
    "a dialog is sent": invoke("task/submit", {"data": FORM, "context": {"theme": "dark"}}),
    "a thumb": invoke("message/fetchTask", {"data": {"actionName": "feedback", "actionValue": {"reaction": "like"}}}),
    "words about a thumb": invoke(
        "message/submitAction", {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "{}"}}
    ),
    "a yes to a file": invoke(
        "fileConsent/invoke",
        {"type": "fileUpload", "action": "accept", "context": {"give": "file.give:1"}, "uploadInfo": UPLOAD},
    ),
}


def told(of: Mapping[str, Any]) -> Json:
    teams = FakeTeams()
    teams.app_id, teams.tenant, teams.base = "app", "t1", "https://smba.trafficmanager.net"
    plain = teams.activity("maya", "message")
    entities, data = (
        [*plain["entities"], *of.get("entities", [])],
        {**plain["channelData"], **of.get("channelData", {})},
    )
    return {**plain, **of, "entities": entities, "channelData": data}


@pytest.mark.parametrize("name", ACTIVITIES)
def test_an_activity_of_either_vendors_models_is_read_alike(name: str) -> None:
    activity = told(ACTIVITIES[name])
    ours = inbound.read(activity)
    assert ours is not None
    assert not ours.unknown
    typed = ActivityTypeAdapter.validate_python(activity)
    assert inbound.read(typed.model_dump(by_alias=True, exclude_none=True, mode="json")) == ours
    old = inbound.read(Activity().deserialize(activity).serialize())
    assert old is not None
    assert ours.conversation is not None
    # The archived one keeps of an entity its type alone.
    assert replace(old, event=None) == replace(
        ours, event=None, mentions=(), conversation=replace(ours.conversation, time_zone=None)
    )
    assert ours.mentions or old.event == ours.event
