"""The whole face over loopback: signed requests in, a fake workspace out, an inbox that remembers."""

import asyncio
import json
import logging
import statistics
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from bot import local
from bot.config import SlackConfig
from bot.slack.agent import Agent, prompts
from bot.slack.app import SlackFace, connect
from core.card import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Divider,
    Form,
    Progress,
    Step,
    StepState,
    Text,
    TextField,
    Words,
)
from core.faults import ChatFault
from core.people.person import (
    Person,
    Place,
    Platform,
    Tenant,
)
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FieldAnswer,
    FileDropped,
    FileShortcut,
    FormSent,
    HomeOpened,
    Respond,
    TextSaid,
)
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_web import Json, visible_text

TENANT = Tenant(Platform.SLACK, FakeSlack.team)
MAYA = Person(TENANT, "U1MAYA")
HELLO = Card("Hello", (Text("I am here."),))


@dataclass
class FakeInbox:
    """An Inbox that keeps what comes and answers as the test says."""

    files: list[FileDropped] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    card: Card = HELLO
    form: Form | None = None
    errors: dict[str, str] = field(default_factory=dict)
    way: str = "reply"
    hang: bool = False
    slow: float = 0.0
    kept: list[str] = field(default_factory=list)
    away: list[Exception] = field(default_factory=list)

    async def accept(self, events: Sequence[FileDropped | TextSaid]) -> None:
        if self.faults:
            raise self.faults.pop()
        if self.hang:
            await asyncio.Event().wait()
        self.files += [event for event in events if isinstance(event, FileDropped)]

    async def keep(self, event: Event, key: str) -> None:
        if self.away:
            raise self.away.pop()
        self.kept.append(key)

    async def handle(self, event: Event, respond: Respond, key: str = "") -> None:
        self.events.append(event)
        if self.faults:
            raise self.faults.pop()
        await asyncio.sleep(self.slow)
        match self.way:
            case "reply":
                await respond.reply(self.card)
            case "update":
                await respond.update(self.card)
            case "open" if self.form:
                await respond.open(self.form)
            case "errors":
                await respond.errors(self.errors)
            case _:
                pass


@dataclass
class House:
    slack: FakeSlack
    inbox: FakeInbox
    face: SlackFace


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with FakeSlack() as slack, connect(settings(slack), now=local.now) as face:
        inbox = FakeInbox()
        server = web.Application()
        face.mount(server, inbox, forms={"share"})
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield House(slack, inbox, face)
        await runner.cleanup()


def settings(slack: FakeSlack, **other: Any) -> SlackConfig:
    chosen: dict[str, Any] = {"api_url": slack.api_url, "file_hosts": (slack.file_host,)}
    return SlackConfig(slack.token, slack.signing_secret, **chosen | other)


class TestFilesAreStoredBeforeTheAnswer:
    async def test_a_dropped_file_without_a_word(self, house: House) -> None:
        drop = await house.slack.drop_file("U1MAYA", "session.txt", b"Coach: Hello")
        assert drop.status == 200
        place = Place(TENANT, drop.channel, drop.ts)
        (event,) = house.inbox.files
        assert (event.person, event.place, event.file_id, event.comment) == (MAYA, place, drop.file_ids[0], "")

    async def test_several_files_are_several_events(self, house: House) -> None:
        files = [house.slack.add_file("U1MAYA", f"{n}.txt", b"x") for n in range(3)]
        drop = await house.slack.drop_files("U1MAYA", files, comment="Two & a half")
        assert [event.file_id for event in house.inbox.files] == list(drop.file_ids)
        assert {event.comment for event in house.inbox.files} == {"Two & a half"}

    async def test_a_stub_of_slack_connect(self, house: House) -> None:
        drop = await house.slack.drop_file("U1MAYA", "s.txt", b"x", mode="stub")
        assert [event.file_id for event in house.inbox.files] == list(drop.file_ids)

    async def test_a_fault_of_the_store_makes_slack_come_again(self, house: House) -> None:
        house.inbox.faults.append(RuntimeError("no primary"))
        drop = await house.slack.drop_file("U1MAYA", "session.txt", b"x")
        assert drop.status == 503
        assert house.inbox.files == []
        assert (await house.slack.again(drop)).status == 200
        assert len(house.inbox.files) == 1

    async def test_a_file_in_a_thread_is_answered_there(self, house: House) -> None:
        file = house.slack.add_file("U1MAYA", "s.txt", b"x")
        await house.slack.drop_files("U1MAYA", [file], thread_ts="1.000001")
        assert house.inbox.files[0].place.thread == "1.000001"


class TestWhoIsNotHeard:
    async def test_what_is_stale_is_told_by_the_clock_that_was_given(self) -> None:
        """Not by the machine's own, which may be weeks off; neither by ours nor by Bolt."""
        async with FakeSlack() as slack, connect(settings(slack), now=lambda: local.now() + timedelta(days=45)) as face:
            server, inbox = web.Application(), FakeInbox()
            face.mount(server, inbox)
            runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            slack.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
            raw = json.dumps(slack.envelope(slack.message("U1MAYA", "hello")))
            assert (await slack.send(raw)).status == 401
            at = (local.now() + timedelta(days=45)).timestamp()
            assert (await slack.send(raw, headers=slack.signed(raw, at=at))).status == 200
            await runner.cleanup()

    @pytest.mark.parametrize("kind", ["forged", "stale", "future", "words", "missing"])
    async def test_a_bad_signature_is_401_and_nothing_stored(self, house: House, kind: str) -> None:
        raw = '{"type":"event_callback","team_id":"T0TEAM","event":{"type":"message","channel_type":"im"}}'
        slack = house.slack
        headers = slack.signed(raw)
        match kind:
            case "forged":
                headers = slack.signed(raw, secret="another app's")
            case "stale":
                headers = slack.signed(raw, at=1_700_000_000)
            case "future":
                headers = slack.signed(raw, at=4_000_000_000)
            case "words":
                headers["X-Slack-Request-Timestamp"] = "yesterday"
            case _:
                headers = {"Content-Type": "application/json"}
        assert (await slack.send(raw, headers=headers)).status == 401
        assert (await slack.send("{", headers=headers)).status == 401
        assert not house.inbox.files
        assert not house.inbox.events

    async def test_bots_edits_and_deletions(self, house: House) -> None:
        slack = house.slack
        for more in (
            {"bot_id": "B1"},
            {"subtype": "message_changed"},
            {"subtype": "message_deleted"},
            {"subtype": "bot_message"},
        ):
            assert (await slack.event(slack.message("U1MAYA", "hello", **more))).status == 200
        assert (await slack.event({"type": "reaction_added", "user": "U1MAYA"})).status == 200
        assert (await slack.event(slack.message("U1MAYA", "hi", channel_type="channel"))).status == 200
        await house.face.background.drain()
        assert house.inbox.events == []

    async def test_somebody_of_another_workspace_is_told_kindly(self, house: House) -> None:
        file = house.slack.add_file("U9", "s.txt", b"x")
        await house.slack.drop_files("U9", [file], user_team="T9OTHER")
        await house.slack.wait_for("only work with full members")
        assert house.inbox.files == []

    async def test_a_press_replayed_counts_once(self, house: House) -> None:
        first = await house.slack.command("U1MAYA", "insights")
        await house.face.background.drain()
        again = await house.slack.send(first.raw, first.content_type, headers=first.headers)
        await house.face.background.drain()
        assert (again.status, len(house.inbox.events)) == (200, 1)


@pytest.mark.parametrize("raw", ["[]", "{", "null", '"x"', '{"type":"event_callback","team_id":"T","event":["x"]}'])
async def test_a_signed_body_that_makes_no_sense_is_turned_away(house: House, raw: str) -> None:
    assert (await house.slack.send(raw)).status in (200, 400)
    assert not house.inbox.events


async def test_slack_verifies_the_address(house: House) -> None:
    answer = await house.slack.send('{"type":"url_verification","challenge":"abc","token":"t"}')
    assert (answer.status, answer.json) == (200, {"challenge": "abc"})


async def test_a_greeting_is_answered_in_its_thread_once(house: House) -> None:
    said = await house.slack.say("U1MAYA", "hello &amp; thanks")
    await house.slack.again(said)
    await house.face.background.drain()
    (message,) = house.slack.in_channel(said.channel)
    assert (message.thread, message.text) == (said.ts, "Hello")
    assert house.inbox.events == [
        TextSaid(MAYA, Place(TENANT, said.channel, said.ts), "hello & thanks", "hello & thanks", message=said.ts)
    ]


class TestWhereSlackIsSlow:
    async def test_a_greeting_that_slack_puts_off_is_answered_later(self, house: House) -> None:
        house.slack.fail("chat.postMessage", status=429, retry_after=4)
        said = await house.slack.say("U1MAYA", "hi")
        assert said.seconds < 4
        message = await house.slack.wait_for("I am here.")
        assert message.thread == said.ts
        assert len(house.slack.messages) == 1

    async def test_a_command_that_slack_puts_off_is_answered_later(self, house: House) -> None:
        house.slack.fail("conversations.open", status=429, retry_after=2)
        await house.slack.command("U1MAYA", "insights")
        message = await house.slack.wait_for("I am here.")
        assert (message.ephemeral_to, message.channel) == (None, house.slack.direct_channel("U1MAYA"))


class TestCommands:
    async def test_in_the_bots_own_conversation_the_answer_lasts(self, house: House) -> None:
        await house.slack.command("U1MAYA", "/Insights", " new  <@U2ADA|ada> &lt;x&gt; ")
        message = await house.slack.wait_for("I am here.")
        assert (message.ephemeral_to, message.channel) == (None, house.slack.direct_channel("U1MAYA"))
        (event,) = house.inbox.events
        assert isinstance(event, CommandGiven)
        assert (event.name, event.text, event.mentioned) == ("insights", "new <x>", (Person(TENANT, "U2ADA"),))
        assert not event.in_channel

    @pytest.mark.parametrize("channel", ["C1GENERAL", "D9BETWEEN"])
    async def test_where_others_are_only_the_person_sees_it(self, house: House, channel: str) -> None:
        await house.slack.command("U1MAYA", "insights", channel=channel)
        message = await house.slack.wait_for("I am here.")
        assert (message.ephemeral_to, message.channel) == ("U1MAYA", channel)
        assert [event.in_channel for event in house.inbox.events if isinstance(event, CommandGiven)] == [True]

    async def test_the_answer_goes_to_the_dm_when_slack_takes_no_more(self, house: House) -> None:
        house.slack.fail("response_url", status=404)
        await house.slack.command("U1MAYA", "insights", channel="C1")
        message = await house.slack.wait_for("I am here.")
        assert (message.ephemeral_to, message.channel) == (None, house.slack.direct_channel("U1MAYA"))

    async def test_a_form_is_opened_empty_first(self, house: House) -> None:
        house.inbox.way, house.inbox.form = "open", Form("Share", "share.send", (Words("With whom?"),))
        await house.slack.command("U1MAYA", "share", channel="C1")
        view = await house.slack.wait_for_view("With whom?")
        assert [method for method, _ in house.slack.calls if method.startswith("views")] == [
            "views.open",
            "views.update",
        ]
        assert view["callback_id"] == "share.send"

    async def test_a_view_opened_in_advance_shows_whatever_the_answer_is(self, house: House) -> None:
        await house.slack.command("U1MAYA", "share", channel="C1")
        assert await house.slack.wait_for_view("I am here.")
        assert house.slack.messages == []


class TestPresses:
    async def _posted(self, house: House) -> Any:
        card = Card("A card", (Actions((Button("Open", "insight.open", "i1"), Button("Other", "insight.open", "i2"))),))
        await house.face.chat.direct(MAYA, card)
        return await house.slack.wait_for("A card")

    async def test_a_press_is_answered_in_place(self, house: House) -> None:
        message = await self._posted(house)
        house.inbox.way = "update"
        assert (await house.slack.press("U1MAYA", message, "Other")).status == 200
        await house.face.background.drain()
        (event,) = house.inbox.events
        assert isinstance(event, ButtonPressed)
        assert (event.action, event.value, event.message and event.message.id) == ("insight.open", "i2", message.ts)
        assert (message.text, message.edits) == ("Hello", 1)

    async def test_a_press_on_what_only_they_see_replaces_that(self, house: House) -> None:
        house.inbox.card = Card("First", (Actions((Button("Next", "next", "2"),)),))
        await house.slack.command("U1MAYA", "insights", channel="C1")
        message = await house.slack.wait_for("First")
        house.inbox.way, house.inbox.card = "update", Card("Second")
        await house.slack.press("U1MAYA", message, "Next")
        await house.face.background.drain()
        assert (message.text, len(house.slack.messages)) == ("Second", 1)
        assert [event.message for event in house.inbox.events if isinstance(event, ButtonPressed)] == [None]

    async def test_a_press_opens_a_form_and_the_form_comes_back(self, house: House) -> None:
        choices = (Choice("View", "view"), Choice("Comment", "comment"))
        house.inbox.way = "open"
        house.inbox.form = Form(
            "Share it",
            "share.send",
            (TextField("why", "Why", value="for Ada"), ChoiceField("rights", "Rights", choices, ("view",), many=True)),
            value="i1",
            submit="Share",
        )
        await house.slack.press("U1MAYA", await self._posted(house), "Open")
        view = await house.slack.wait_for_view("Rights")
        house.inbox.way, house.inbox.errors = "errors", {"why": "Say a little more, please."}
        sent = await house.slack.submit("U1MAYA", view, {"why": "no"})
        assert sent.json == {"response_action": "errors", "errors": house.inbox.errors}
        house.inbox.way = "reply"
        sent = await house.slack.submit("U1MAYA", view, {"rights": ["view", "comment"]})
        assert (sent.status, sent.text) == (200, "")
        await house.slack.wait_for("I am here.")
        fields: dict[str, FieldAnswer] = {"why": "for Ada", "rights": ("view", "comment")}
        assert house.inbox.events[-1] == FormSent(MAYA, "share.send", "i1", fields, key=view["id"])

    async def test_a_form_can_follow_a_form(self, house: House) -> None:
        house.inbox.way, house.inbox.form = "open", Form("One", "one", (TextField("a", "A"),), submit="Go")
        await house.slack.press("U1MAYA", await self._posted(house), "Open")
        view = await house.slack.wait_for_view("One")
        house.inbox.form = Form("Two", "two", (Words("Done."),))
        sent = await house.slack.submit("U1MAYA", view, {"a": "x"})
        assert sent.json["response_action"] == "update"
        assert await house.slack.wait_for_view("Done.")


async def test_the_home_tab_is_drawn(house: House) -> None:
    house.inbox.way = "update"
    await house.slack.open_home("U1MAYA")
    await house.slack.open_home("U1MAYA", tab="messages")
    await house.face.background.drain()
    assert house.inbox.events == [HomeOpened(MAYA)]
    assert house.slack.homes["U1MAYA"]["blocks"][0]["text"]["text"] == "Hello"


async def test_what_leads_elsewhere_from_home_opens_over_it(house: House) -> None:
    house.inbox.way, house.inbox.card = "update", Card("One", (Actions((Button("Open", "insight.open", "2"),)),))
    await house.slack.open_home("U1MAYA")
    await house.face.background.drain()
    house.inbox.card = Card("Two")
    await house.slack.press("U1MAYA", house.slack.homes["U1MAYA"], "Open")
    await house.slack.wait_for_view("Two")
    assert house.slack.homes["U1MAYA"]["blocks"][0]["text"]["text"] == "One"


async def test_home_is_drawn_over_what_another_process_drew(house: House) -> None:
    house.inbox.way = "update"
    await house.slack.open_home("U1MAYA")
    await house.face.background.drain()
    house.slack.homes["U1MAYA"]["hash"] = "another"
    house.inbox.card = Card("Newer")
    await house.slack.open_home("U1MAYA")
    await house.face.background.drain()
    assert house.slack.homes["U1MAYA"]["blocks"][0]["text"]["text"] == "Newer"
    assert [call.get("hash") for call in house.slack.called("views.publish")][1:] == [
        house.slack.called("views.publish")[1]["hash"],
        None,
    ]


class TestAgents:
    async def test_prompts_are_suggested_where_the_conversation_is_opened(self, house: House) -> None:
        assert (await house.slack.open_home("U1MAYA", tab="messages")).status == 200
        await house.face.background.drain()
        await house.face.chat.agent.close()
        (call,) = house.slack.called("assistant.threads.setSuggestedPrompts")
        assert "thread_ts" not in call  # with one, Slack does nothing
        assert [prompt["title"] for prompt in call["prompts"]] == [prompt["title"] for prompt in prompts()]
        assert house.inbox.events == []

    async def test_a_dropped_file_shows_that_it_is_being_read(self, house: House) -> None:
        drop = await house.slack.drop_file("U1MAYA", "session.txt", b"Coach: Hello")
        await house.face.chat.agent.close()
        (call,) = house.slack.called("assistant.threads.setStatus")
        assert (call["channel_id"], call["thread_ts"]) == (drop.channel, drop.ts)

    async def test_a_workspace_without_agents_is_asked_once(self, house: House) -> None:
        house.slack.fail("assistant.threads.setStatus", error="not_allowed_token_type")
        for _ in range(2):
            assert (await house.slack.drop_file("U1MAYA", "session.txt", b"Coach: Hello")).status == 200
            await house.face.chat.agent.close()
        assert len(house.slack.called("assistant.threads.setStatus")) == 1
        assert len(house.inbox.files) == 2

    async def test_a_thread_that_is_gone_says_nothing_of_the_workspace(self, house: House) -> None:
        house.slack.fail("assistant.threads.setStatus", error="thread_not_found")
        for _ in range(2):
            await house.slack.drop_file("U1MAYA", "session.txt", b"Coach: Hello")
            await house.face.chat.agent.close()
        assert len(house.slack.called("assistant.threads.setStatus")) == 2

    async def test_what_a_workspace_lacked_is_asked_again_once_the_app_is_installed_anew(self, house: House) -> None:
        for _ in range(2):
            house.slack.fail("assistant.threads.setStatus", error="missing_scope")
            await house.slack.drop_file("U1MAYA", "session.txt", b"Coach: Hello")
            await house.face.chat.agent.close()
            house.face.chat.forget(TENANT)
        assert len(house.slack.called("assistant.threads.setStatus")) == 2

    async def test_what_a_workspace_lacked_is_asked_again_after_a_day(self, house: House) -> None:
        now = 0.0
        agent = Agent(house.face.api, clock=lambda: now)
        house.slack.fail("assistant.threads.setStatus", error="missing_scope")
        for now in (0.0, 86_000.0, 86_401.0):  # noqa: B007 - the clock reads it
            agent.reading(Place(TENANT, "D1", "1.000001"))
            await agent.close()
        assert len(house.slack.called("assistant.threads.setStatus")) == 2

    async def test_a_session_is_at_work_while_a_step_is(self, house: House) -> None:
        place = Place(TENANT, house.slack.direct_channel("U1MAYA"), "1.000001")
        under_way = Card("Working", (Progress((Step("Read", StepState.RUNNING),)),))
        message = await house.face.chat.post(place, under_way)
        await house.face.chat.update(message, under_way)
        await house.face.chat.update(message, Card("Done"))
        await house.face.chat.update(message, Card("Done"))
        await house.face.chat.agent.close()
        told = [(call["thread_ts"], call["status"]) for call in house.slack.called("agents.sessions.setStatus")]
        assert told == [("1.000001", "processing"), ("1.000001", "active")]


async def test_a_press_on_the_home_tab_redraws_it(house: House) -> None:
    house.inbox.way, house.inbox.card = "update", Card("One", (Actions((Button("Next", "home.show", "2"),)),))
    await house.slack.open_home("U1MAYA")
    await house.face.background.drain()
    house.inbox.card = Card("Two")
    await house.slack.press("U1MAYA", house.slack.homes["U1MAYA"], "Next")
    await house.face.background.drain()
    assert house.slack.homes["U1MAYA"]["blocks"][0]["text"]["text"] == "Two"
    house.inbox.way = "reply"
    await house.slack.open_home("U1MAYA")
    await house.face.background.drain()
    assert [message.channel for message in house.slack.messages] == [house.slack.direct_channel("U1MAYA")]


async def test_a_press_in_a_form_opens_the_next_over_it(house: House) -> None:
    buttons = (Actions((Button("More", "more", "1"),)),)
    house.inbox.way, house.inbox.form = "open", Form("One", "", blocks=buttons)
    await house.slack.command("U1MAYA", "insights", channel="C1")
    view = await house.slack.wait_for_view("One")
    house.inbox.form = Form("Two", "", (Words("deeper"),))
    await house.slack.press("U1MAYA", view, "More")
    await house.slack.wait_for_view("deeper")
    assert len(house.slack.called("views.push")) == 1
    house.inbox.way, house.inbox.card = "update", Card("Changed", (Text("now this"),))
    await house.slack.press("U1MAYA", view, "More")
    changed = await house.slack.wait_for_view("now this")
    assert changed["id"] == view["id"]


async def test_the_shortcut_names_the_files_and_is_answered_privately(house: House) -> None:
    message: Json = {"ts": "5.1", "user": "U2", "files": [{"id": "F1"}, {"id": "F2"}]}
    await house.slack.shortcut("U1MAYA", "analyse", "C1", message)
    shown = await house.slack.wait_for("I am here.")
    assert shown.ephemeral_to == "U1MAYA"
    assert house.inbox.events == [FileShortcut(MAYA, Place(TENANT, "C1", "5.1"), ("F1", "F2"))]


CANARY = "canary-of-a-session"


async def test_no_word_of_a_request_reaches_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bolt_level = logging.getLogger("slack_bolt.debrief").level
    slack = house.slack
    raw = json.dumps(slack.envelope(slack.message("U1MAYA", CANARY)))
    await slack.send(raw, headers=slack.signed(raw, at=1_700_000_000))
    for fault in (ChatFault("no_such_thing", transient=False), RuntimeError(CANARY)):
        house.inbox.faults.append(fault)
        await slack.say("U1MAYA", CANARY)
        await house.face.background.drain()
    house.inbox.faults.append(RuntimeError(CANARY))
    await slack.drop_file("U1MAYA", f"{CANARY}.txt", CANARY.encode(), comment=CANARY)
    await slack.send(json.dumps({"type": "event_callback", "team_id": "T", "event": [CANARY]}))
    await slack.send(json.dumps({"type": CANARY}))
    house.inbox.card = Card(CANARY, (Text(CANARY),))
    await slack.command("U1MAYA", "insights", CANARY)
    await slack.wait_for(CANARY)
    await house.face.background.drain()
    ours = [r for r in caplog.records if not r.name.startswith("asyncio")]
    assert len(ours) >= 4
    assert all(CANARY not in str(record.__dict__) + record.getMessage() for record in ours)
    assert bolt_level == logging.ERROR


async def test_a_store_that_hangs_is_not_waited_for_until_slack_gives_up(house: House) -> None:
    house.inbox.hang = True
    drop = await house.slack.drop_file("U1MAYA", "s.txt", b"x")
    assert drop.status == 503
    assert drop.seconds < 30


async def test_what_is_under_way_ends_before_the_face_closes() -> None:
    async with FakeSlack() as slack:
        async with connect(settings(slack), now=local.now) as face:

            async def work() -> None:
                await asyncio.sleep(0.05)
                await face.chat.direct(MAYA, HELLO)

            face.background.start(work())
        assert [message.text for message in slack.messages] == ["Hello"]


async def test_a_form_too_late_is_shown_as_a_message(house: House) -> None:
    house.inbox.way, house.inbox.form = "open", Form("A section", "", blocks=(Text("Its words."),))
    house.slack.fail("views.open", error="expired_trigger_id")
    await house.slack.command("U1MAYA", "insights", channel="C1")
    message = await house.slack.wait_for("Its words.")
    assert message.ephemeral_to == "U1MAYA"


async def test_answers_come_at_once(house: House) -> None:
    """Not a benchmark: a guard against a wait slipping in before the answer on a machine that may be busy."""
    house.inbox.way = "nothing"
    for _ in range(20):
        await house.slack.command("U1MAYA", "insights", channel="C1")
        await house.slack.drop_file("U1MAYA", "s.txt", b"x")
    seconds = [(await house.slack.command("U1MAYA", "insights", channel="C1")).seconds for _ in range(60)]
    assert statistics.median(seconds) < 1


class TestWhatDoesNotFit:
    async def test_the_rest_of_a_view_goes_to_the_direct_messages(self, house: House) -> None:
        blocks = tuple(Divider() if n % 2 else Text(f"Line {n}.") for n in range(300))
        house.inbox.way, house.inbox.form = "open", Form("Long", "", blocks=blocks)
        await house.slack.command("U1MAYA", "insights", channel="C1")
        rest = await house.slack.wait_for("Line 298.")
        view = await house.slack.wait_for_view("Line 0.")
        assert rest.channel == house.slack.direct_channel("U1MAYA")
        assert "Line 298." not in visible_text(view["blocks"])

    async def test_a_long_answer_that_only_they_see_comes_in_parts(self, house: House) -> None:
        house.inbox.card = Card(
            "Long", (Actions((Button("Again", "again"),)), *(Text("word " * 500) for _ in range(8)))
        )
        await house.slack.command("U1MAYA", "insights", channel="C1")
        await house.face.background.drain()
        first, second = house.slack.ephemerals("U1MAYA")
        house.inbox.way = "update"
        await house.slack.press("U1MAYA", first, "Again")
        await house.face.background.drain()
        assert [message.edits for message in house.slack.ephemerals("U1MAYA")] == [1, 0, 0]
        assert second.words

    async def test_errors_have_a_place_in_a_sent_form_alone(
        self, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        house.inbox.way, house.inbox.errors = "errors", {"a": "Choose another day.", "b": "Choose another day."}
        await house.slack.command("U1MAYA", "insights", channel="C1")
        await house.face.background.drain()
        (message,) = house.slack.ephemerals("U1MAYA")
        assert message.words.count("Choose another day.") == 1
        assert not caplog.records

    async def test_a_form_that_asks_is_asked_for_once_more(self, house: House) -> None:
        house.inbox.way, house.inbox.form = "open", Form("Ask", "ask", (TextField("a", "A"),), submit="Go")
        house.slack.fail("views.open", error="expired_trigger_id")
        await house.slack.command("U1MAYA", "insights", channel="C1")
        message = await house.slack.wait_for("Please try once more.")
        assert message.ephemeral_to == "U1MAYA"
        asked = house.inbox.events[-1]
        await house.slack.press("U1MAYA", message, "Try once more")
        view = await house.slack.wait_for_view("Ask")
        assert view["submit"]["text"] == "Go"
        assert house.inbox.events[-1] == asked
        assert len(house.inbox.events) == 2

    @pytest.mark.parametrize("submit", ["Share", ""])
    async def test_a_form_after_a_slow_form_is_not_lost(self, house: House, submit: str) -> None:
        """A preview has no fields, and yet leads on; what only shows is as good as a message."""
        house.inbox.way, house.inbox.form = "open", Form("One", "one", (TextField("a", "A"),), submit="Go")
        await house.face.chat.direct(MAYA, Card("A card", (Actions((Button("Open", "insight.open", "i1"),)),)))
        await house.slack.press("U1MAYA", await house.slack.wait_for("A card"), "Open")
        view = await house.slack.wait_for_view("One")
        house.inbox.slow, house.inbox.form = 3.2, Form("Two", "two", blocks=(Text("All of it."),), submit=submit)
        sent = await house.slack.submit("U1MAYA", view, {"a": "x"})
        assert (sent.status, sent.text) == (200, "")
        if not submit:
            await house.slack.wait_for("All of it.")
            return
        message = await house.slack.wait_for("Please try once more.")
        assert "All of it." not in message.words
        house.inbox.slow = 0.2
        await house.slack.press("U1MAYA", message, "Try once more")
        assert (await house.slack.wait_for_view("All of it."))["submit"]["text"] == "Share"
        assert house.inbox.events[-1] == house.inbox.events[-2]

    async def test_what_is_asked_again_is_given_to_who_asked_and_for_some_minutes(self, house: House) -> None:
        house.inbox.way, house.inbox.form = "open", Form("Ask", "ask", (TextField("a", "A"),), submit="Go")
        house.slack.fail("views.open", error="expired_trigger_id")
        await house.slack.command("U1MAYA", "insights")
        message = await house.slack.wait_for("Please try once more.")
        await house.slack.press("U2ADA", message, "Try once more")
        await house.slack.wait_for("Please begin again.")
        assert len(house.inbox.events) == 1
        assert not house.slack.views

    async def test_errors_that_come_too_late_are_said_in_a_message(self, house: House) -> None:
        house.inbox.way, house.inbox.form = "open", Form("One", "one", (TextField("a", "A"),), submit="Go")
        await house.slack.command("U1MAYA", "insights")
        view = await house.slack.wait_for_view("One")
        house.inbox.way, house.inbox.errors, house.inbox.slow = "errors", {"a": "This person left."}, 2.3
        await house.slack.submit("U1MAYA", view, {"a": "x"})
        message = await house.slack.wait_for("This person left.")
        assert message.channel == house.slack.direct_channel("U1MAYA")

    async def test_a_page_that_is_not_taken_goes_to_the_direct_messages_alone(self, house: House) -> None:
        house.inbox.card = Card("Long", tuple(Text(f"Part {n}. " + "word " * 500) for n in range(12)))
        house.slack.fail("response_url", status=200)
        house.slack.fail("response_url", status=404)
        await house.slack.command("U1MAYA", "insights", channel="C1")
        await house.face.background.drain()
        hidden = "".join(message.words for message in house.slack.ephemerals("U1MAYA"))
        direct = "".join(message.words for message in house.slack.in_channel(house.slack.direct_channel("U1MAYA")))
        for n in range(12):
            assert (hidden + direct).count(f"Part {n}. ") == 1
        assert "Part 0. " in hidden
        assert "Part 11. " in direct


class TestPressesInAView:
    """What is answered is shown where the person is looking."""

    async def _view(self, house: House) -> Json:
        house.inbox.way = "open"
        house.inbox.form = Form("One", "", blocks=(Actions((Button("Comments", "comments.open", "1"),)),))
        await house.slack.command("U1MAYA", "insights")
        view = await house.slack.wait_for_view("One")
        house.inbox.way, house.inbox.card = "reply", Card("Two", (Text("What others said."),))
        return view

    async def test_the_answer_opens_over_it(self, house: House) -> None:
        await house.slack.press("U1MAYA", await self._view(house), "Comments")
        await house.slack.wait_for_view("What others said.")
        assert len(house.slack.called("views.push")) == 1
        assert house.slack.messages == []

    async def test_with_no_room_for_one_more_it_takes_its_place(self, house: House) -> None:
        view = await self._view(house)
        house.slack.fail("views.push", error="push_limit_reached")
        await house.slack.press("U1MAYA", view, "Comments")
        shown = await house.slack.wait_for_view("What others said.")
        assert shown["id"] == view["id"]
        assert house.slack.messages == []

    @pytest.mark.parametrize("error", ["expired_trigger_id", "not_found"])
    async def test_too_late_it_is_a_message(self, house: House, error: str) -> None:
        view = await self._view(house)
        house.slack.fail("views.push", error=error)
        await house.slack.press("U1MAYA", view, "Comments")
        await house.slack.wait_for("What others said.", channel=house.slack.direct_channel("U1MAYA"))

    async def test_what_was_closed_meanwhile_is_answered_in_a_message(self, house: House) -> None:
        view = await self._view(house)
        house.inbox.way = "update"
        del house.slack.views[view["id"]]
        await house.slack.press("U1MAYA", view, "Comments")
        await house.slack.wait_for("What others said.", channel=house.slack.direct_channel("U1MAYA"))

    async def test_a_form_over_a_view_gives_way_to_its_answer(self, house: House) -> None:
        below = await self._view(house)
        house.inbox.way, house.inbox.form = "open", Form("Write", "write", (TextField("a", "A"),), submit="Send")
        await house.slack.press("U1MAYA", below, "Comments")
        form = await house.slack.wait_for_view("Write")
        house.inbox.way = "reply"
        sent = await house.slack.submit("U1MAYA", {**form, "previous_view_id": below["id"]}, {"a": "x"})
        assert sent.json["response_action"] == "update"
        assert (await house.slack.wait_for_view("What others said."))["id"] == form["id"]
        assert house.slack.messages == []


async def test_a_form_that_slack_puts_off_is_asked_for_once_more(house: House) -> None:
    house.inbox.way, house.inbox.form = "open", Form("Ask", "ask", (TextField("a", "A"),), submit="Go")
    house.slack.fail("views.open", status=429, retry_after=20, times=2)
    await house.slack.command("U1MAYA", "share", channel="C1")
    message = await house.slack.wait_for("Please try once more.")
    assert message.ephemeral_to == "U1MAYA"
