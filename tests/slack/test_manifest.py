"""manifest.yml against Slack's schema, the route table, and what the code calls."""

import copy
import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.slack import app, inbound, oauth
from bot.slack.agent import prompts
from handlers.routes import COMMANDS

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("DEBRIEF_SHARED") or ROOT.parent / "shared")
SCHEMA = SHARED / "slack" / "manifest.schema.1.0.0.json"

NEEDS = {
    "agents.sessions.setStatus": {"assistant:write"},
    "assistant.threads.setStatus": {"assistant:write"},
    "assistant.threads.setSuggestedPrompts": {"assistant:write"},
    "auth.test": set(),
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "chat.delete": {"chat:write"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"im:history"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "users.info": {"users:read"},
    "views.open": set[str](),
    "views.push": set[str](),
    "views.update": set[str](),
    "views.publish": set[str](),
}
"""Each Web API method the code calls, and the permissions it takes (docs.slack.dev/reference/methods)."""
EVENTS_NEED = {
    "message.im": {"im:history"},
    "app_home_opened": set[str](),
    "agent_session_stopped": {"assistant:write"},
    "app_uninstalled": set[str](),
    "team_access_granted": set[str](),
    "team_access_revoked": set[str](),
    "tokens_revoked": set[str](),
}


@pytest.fixture(scope="module")
def manifest() -> Any:
    return yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))


@pytest.mark.parametrize("name", ["manifest.yml", "manifest.dev.yml"])
def test_slack_takes_it(name: str) -> None:
    manifest = yaml.safe_load((ROOT / name).read_text("utf-8"))
    if not SCHEMA.exists() and os.environ.get("CI") != "true":
        pytest.skip(f"Slack's manifest schema is not at {SCHEMA}")
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(manifest)] == []


def test_its_commands_are_those_of_the_route_table(manifest: Any) -> None:
    commands = {each["command"]: each for each in manifest["features"]["slash_commands"]}
    assert set(commands) == {f"/{command.name}" for command in COMMANDS if command.own} | {"/debrief"}
    for command in (each for each in COMMANDS if each.own):
        written = commands[f"/{command.name}"]
        assert (written["description"], written.get("usage_hint", "")) == (command.about, command.usage)
    assert all(each["should_escape"] for each in commands.values())


def test_every_address_is_the_one_endpoint(manifest: Any) -> None:
    urls = re.findall(r"https?://\S+", json.dumps(manifest).replace('"', " "))
    assert {url.removeprefix("https://debrief.example.com") for url in urls} == {app.PATH, oauth.REDIRECT}
    assert manifest["oauth_config"]["redirect_urls"] == ["https://debrief.example.com" + oauth.REDIRECT]
    assert len(urls) == 3 + len(manifest["features"]["slash_commands"])


def test_its_permissions_are_what_the_code_takes_and_no_more(manifest: Any) -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot" / "slack").glob("*.py"))
    called = set(re.findall(r'"((?:auth|chat|conversations|files|users|views|agents|assistant)\.[a-zA-Z.]+)"', source))
    assert called == set(NEEDS)
    needed: set[str] = set().union(*NEEDS.values(), *EVENTS_NEED.values()) | {"commands"}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed
    assert set(manifest["oauth_config"]["scopes"]) == {"bot"}
    assert list(oauth.SCOPES) == manifest["oauth_config"]["scopes"]["bot"]


def test_every_event_it_asks_for_is_read(manifest: Any) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) == set(EVENTS_NEED)
    for name in events:
        event = {
            "type": name.removesuffix(".im"),
            "channel_type": "im",
            "channel": "D1",
            "user": "U1",
            "ts": "1.1",
            "text": "hi",
            "tab": "home",
            "tokens": {"bot": ["U0BOT"]},
            "team_ids": ["T1"],
        }
        arrival = inbound.read({"type": "event_callback", "team_id": "T1", "enterprise_id": "E1", "event": event})
        assert arrival is not None, name
        assert arrival.removed or arrival.granted or arrival.event is not None, name


def test_its_prompts_are_those_the_bot_suggests(manifest: Any) -> None:
    assert manifest["features"]["agent_view"]["suggested_prompts"] == prompts()


def test_its_shortcut_is_read(manifest: Any) -> None:
    (shortcut,) = manifest["features"]["shortcuts"]
    assert (shortcut["type"], shortcut["callback_id"]) == ("message", inbound.SHORTCUT)


def test_the_one_for_development_is_the_same_but_for_the_way_in(manifest: Any) -> None:
    development = yaml.safe_load((ROOT / "manifest.dev.yml").read_text("utf-8"))
    expected = copy.deepcopy(manifest)
    expected["display_information"]["name"] = "Debrief (development)"
    expected["features"]["bot_user"]["display_name"] = "Debrief (development)"
    expected["settings"]["socket_mode_enabled"] = True
    del expected["oauth_config"]["redirect_urls"]
    del expected["settings"]["event_subscriptions"]["request_url"], expected["settings"]["interactivity"]["request_url"]
    for command in expected["features"]["slash_commands"]:
        del command["url"]
    assert development == expected
