"""Payloads of odd shapes: read as something, as nothing, or refused in a way the endpoint expects."""

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack import inbound
from bot.slack.arrival import LONGEST, LONGEST_FIELD
from bot.slack.blocks import Writer
from core.card import Actions, Link
from core.people.person import (
    Person,
    Place,
    Platform,
    Tenant,
)
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FileShortcut,
    FormSent,
    StopPressed,
    TextSaid,
)

KEYS = (
    *("type", "event", "team_id", "user", "user_id", "channel", "channel_id", "ts", "thread_ts", "text", "files", "id"),
    *(
        "subtype",
        "tab",
        "command",
        "actions",
        "action_id",
        "value",
        "view",
        "state",
        "values",
        "callback_id",
        "container",
    ),
    *("private_metadata", "message_ts", "is_ephemeral", "authorizations", "team", "enterprise", "selected_options"),
    *("selected_option", "message", "bot_id", "channel_type"),
)
WORDS = st.sampled_from(
    (
        *("event_callback", "message", "im", "app_home_opened", "home", "block_actions", "view_submission"),
        *("message_action", "T1", "U1", "D1", "C1", "1.1", "file_share", "analyse", "", "modal"),
    )
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), WORDS)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=8))
def test_no_shape_surprises_the_endpoint(body: dict[str, Any]) -> None:
    with contextlib.suppress(*inbound.MALFORMED):
        inbound.read(body)


TENANT = Tenant(Platform.SLACK, "T1")
MAYA = Person(TENANT, "U1")


@pytest.mark.parametrize(
    ("text", "words", "mentioned"),
    [
        ("<@U2>", "", ("U2",)),
        ("new  <@U2|cora> <@W3>", "new", ("U2", "W3")),
        ("<@U2> <@U2|cora>", "", ("U2",)),
        ("@cora", "@cora", ()),
        ("<!subteam^S1|@coaches> <!here>", "@coaches @here", ()),
        ("<#C1|general> <#C2>", "#general #C2", ()),
        ("<https://example.com/a?b|example.com> &lt;@U2&gt;", "example.com <@U2>", ()),
        ("<@lower>", "@lower", ()),
    ],
)
def test_mentions_are_taken_out_and_the_rest_stands_as_it_is_shown(
    text: str, words: str, mentioned: tuple[str, ...]
) -> None:
    """The same for a command and for a message."""
    form = {"command": "/Insights", "team_id": "T1", "user_id": "U1", "channel_id": "D1", "text": text}
    command = inbound.read(form)
    event = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "ts": "1.1", "text": text}
    message = inbound.read({"type": "event_callback", "team_id": "T1", "event": event})
    assert command is not None
    assert message is not None
    assert isinstance(command.event, CommandGiven)
    assert isinstance(message.event, TextSaid)
    named = tuple(Person(TENANT, each) for each in mentioned)
    assert (command.event.text, command.event.mentioned) == (words, named)
    assert (message.event.words, message.event.mentioned) == (words, named)


def test_the_bots_own_name_is_nobody_mentioned() -> None:
    event = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "ts": "1.1"}
    said = {"type": "event_callback", "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}]}
    arrival = inbound.read({**said, "event": {**event, "text": "<@U0BOT> insights <@U2>"}})
    assert arrival is not None
    assert isinstance(arrival.event, TextSaid)
    assert (arrival.event.words, arrival.event.mentioned) == ("insights", (Person(TENANT, "U2"),))


def test_the_shortcut_carries_what_the_message_says() -> None:
    message = {"ts": "5.1", "user": "U2", "text": "Iva: A &amp; B"}
    body = {"type": "message_action", "callback_id": inbound.SHORTCUT, "team": {"id": "T1"}, "user": {"id": "U1"}}
    arrival = inbound.read({**body, "channel": {"id": "C1"}, "message": message})
    assert arrival is not None
    assert arrival.event == FileShortcut(MAYA, Place(TENANT, "C1", "5.1"), (), "Iva: A & B")


def test_no_more_is_read_than_slack_lets_anybody_write() -> None:
    """Everything that looks at a message, a command or a field looks at so many characters at most."""
    text = "a\n" * 200_000
    message = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "ts": "1.1", "text": text}
    said = inbound.read({"type": "event_callback", "team_id": "T1", "event": message})
    command = inbound.read({"command": "/debrief", "team_id": "T1", "user_id": "U1", "channel_id": "D1", "text": text})
    values = {"part1": {"answer.part1": {"type": "plain_text_input", "value": text}}}
    view = {"type": "modal", "callback_id": "send", "state": {"values": values}}
    sent = inbound.read({"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": view})
    assert said is not None
    assert command is not None
    assert sent is not None
    assert isinstance(said.event, TextSaid)
    assert isinstance(command.event, CommandGiven)
    assert isinstance(sent.event, FormSent)
    assert len(said.event.text) <= LONGEST
    assert len(said.event.words) <= LONGEST
    assert len(command.event.text) <= LONGEST_FIELD
    assert len(str(sent.event.fields["part1"])) <= LONGEST_FIELD


def action(**element: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "container": {"type": "message", "channel_id": "D1", "message_ts": "2.2", "thread_ts": "1.1"},
        "actions": [{"action_id": "go.on#3"} | element],
    }


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "button", "value": "i1"}, "i1"),
        ({"type": "button"}, ""),
        ({"type": "static_select", "selected_option": {"value": "b"}}, "b"),
        ({"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}, "a,b"),
        ({"type": "users_select", "selected_user": "U2"}, "U2"),
        ({"type": "datepicker", "selected_date": "2026-11-21"}, "2026-11-21"),
    ],
)
def test_a_press_carries_what_was_chosen(element: dict[str, Any], value: str) -> None:
    arrival = inbound.read(action(**element))
    assert arrival is not None
    assert isinstance(arrival.event, ButtonPressed)
    assert (arrival.event.action, arrival.event.value) == ("go.on", value)
    assert arrival.event.place == Place(TENANT, "D1", "1.1")


def test_a_press_of_a_link_asks_for_nothing() -> None:
    link = Link("Open", "https://debrief.example/")
    (row,) = Writer(messages=True).block(Actions((link,)))
    assert inbound.read(action(**row["elements"][0])) is None


def test_a_form_carries_every_kind_of_answer() -> None:
    values = {
        "why": {"answer.why": {"type": "plain_text_input", "value": None}},
        "when": {"answer.when": {"type": "datepicker", "selected_date": "2026-11-21"}},
        "who": {"answer.who": {"type": "users_select", "selected_user": "U2"}},
        "which": {"answer.which": {"type": "radio_buttons", "selected_option": {"value": "a"}}},
        "none": {"answer.none": {"type": "static_select", "selected_option": None}},
        "rights": {"answer.rights": {"type": "checkboxes", "selected_options": [{"value": "view"}]}},
    }
    view = {"type": "modal", "callback_id": "send", "private_metadata": "i1", "state": {"values": values}}
    arrival = inbound.read({"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": view})
    assert arrival is not None
    expected = {"why": None, "when": "2026-11-21", "who": "U2", "which": "a", "none": None, "rights": ("view",)}
    assert arrival.event == FormSent(MAYA, "send", "i1", expected)


@pytest.mark.parametrize(
    ("more", "foreign"),
    [
        ({}, False),
        ({"user": {"id": "U1", "team_id": "T2"}}, True),
        ({"user": {"id": "U1", "team_id": "T2"}, "enterprise": {"id": "E1"}}, False),
    ],
)
def test_people_of_another_workspace_are_told_apart(more: dict[str, Any], foreign: bool) -> None:
    arrival = inbound.read(action(type="button") | more)
    assert arrival is not None
    assert arrival.foreign is foreign


PLAIN, GRID = {"team_id": "T1", "enterprise_id": None}, {"team_id": "T1", "enterprise_id": "E1"}


@pytest.mark.parametrize(
    ("authorization", "envelope", "author", "foreign"),
    [
        (PLAIN, {"team_id": "T1"}, {"team": "T1"}, False),
        (PLAIN, {"team_id": "T1"}, {"user_team": "T2"}, True),
        (PLAIN, {"team_id": "T1"}, {"source_team": "T2"}, True),
        (PLAIN, {"team_id": "T2", "enterprise_id": "E2"}, {"user_team": "T2"}, True),  # a stranger of an organisation
        (GRID, {"team_id": "T1", "enterprise_id": "E1"}, {"user_team": "T3"}, False),  # at home in another workspace
        (GRID, {"team_id": "T3", "enterprise_id": "E1"}, {"user_team": "T3"}, False),
        (GRID, {"team_id": "T2", "enterprise_id": "E2"}, {"user_team": "T2"}, True),
        (GRID, {"team_id": "T2"}, {"user_team": "T2"}, True),  # a stranger of a plain workspace
    ],
)
@pytest.mark.parametrize("carries", [{"text": "insights"}, {"files": [{"id": "F1"}]}])
def test_strangers_are_told_by_the_authorization(
    carries: dict[str, Any],
    authorization: dict[str, Any],
    envelope: dict[str, Any],
    author: dict[str, Any],
    foreign: bool,
) -> None:
    event = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "ts": "1.1", **author, **carries}
    arrival = inbound.read({"type": "event_callback", "authorizations": [authorization], **envelope, "event": event})
    assert arrival is not None
    assert (arrival.person.tenant, arrival.foreign) == (TENANT, foreign)


def test_the_workspace_is_the_one_the_bot_is_installed_in() -> None:
    body = {
        "type": "event_callback",
        "team_id": "T9ELSEWHERE",
        "authorizations": [{"team_id": "T1", "enterprise_id": None}],
        "event": {"type": "agent_session_stopped", "user": "U1", "channel": "D1", "thread_ts": "1.1"},
    }
    arrival = inbound.read(body)
    assert arrival is not None
    assert arrival.event == StopPressed(MAYA, Place(TENANT, "D1", "1.1"))
