"""Socket Mode: the same way as http, stored before it is acknowledged, and alive again after every kind of death."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.response import BoltResponse

from bot import local
from bot.config import SlackConfig
from bot.slack.app import connect
from bot.slack.socket import Socket
from core.people.person import (
    Person,
    Place,
    Platform,
    Tenant,
)
from tests.fakes.slack import FakeSlack
from tests.slack.test_face import FakeInbox

TENANT = Tenant(Platform.SLACK, FakeSlack.team)


@dataclass
class House:
    slack: FakeSlack
    inbox: FakeInbox


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        yield slack


@pytest.fixture
async def house(slack: FakeSlack) -> AsyncIterator[House]:
    config = SlackConfig(slack.token, "", slack.api_url, (slack.file_host,), app_token=slack.app_token)
    async with connect(config, now=local.now) as face:
        inbox, server = FakeInbox(), web.Application()
        face.mount(server, inbox, forms={"share"})
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await slack.connected()
        yield House(slack, inbox)
        await runner.cleanup()


async def dropped(slack: FakeSlack, text: str = "") -> dict[str, Any]:
    file = slack.add_file("U1MAYA", "session.txt", b"Coach: Hello")
    event = slack.message("U1MAYA", text, subtype="file_share", files=[slack.describe(file)])
    return slack.envelope(event)


class TestTheSameWay:
    async def test_a_file_is_stored_and_then_acknowledged(self, house: House) -> None:
        payload = await dropped(house.slack)
        assert await house.slack.over_socket(payload) is not None
        (event,) = house.inbox.files
        assert event.person == Person(TENANT, "U1MAYA")
        assert event.place == Place(TENANT, house.slack.direct_channel("U1MAYA"), payload["event"]["ts"])

    async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(self, house: House) -> None:
        payload = await dropped(house.slack)
        house.inbox.faults.append(RuntimeError("no database"))
        assert await house.slack.over_socket(payload, seconds=0.3) is None
        assert await house.slack.over_socket(payload) is not None
        assert len(house.inbox.files) == 1

    async def test_a_command_is_answered(self, house: House) -> None:
        form = {
            "command": "/debrief",
            "text": "help",
            "user_id": "U1MAYA",
            "team_id": FakeSlack.team,
            "channel_id": "C0GENERAL",
            "trigger_id": house.slack.trigger(),
            "response_url": house.slack.response_url("C0GENERAL", "U1MAYA"),
        }
        assert await house.slack.over_socket(form, kind="slash_commands") is not None
        await house.slack.wait_for("I am here")

    async def test_a_sent_form_gets_its_errors_in_the_same_breath(self, house: House) -> None:
        house.inbox.way, house.inbox.errors = "errors", {"title": "Write something."}
        view = {
            "id": "V1",
            "callback_id": "note",
            "private_metadata": "",
            "state": {"values": {"title": {"title": {"type": "plain_text_input", "value": None}}}},
        }
        payload = {
            "type": "view_submission",
            "team": {"id": FakeSlack.team},
            "user": {"id": "U1MAYA", "team_id": FakeSlack.team},
            "trigger_id": house.slack.trigger(),
            "view": view,
        }
        told = await house.slack.over_socket(payload, kind="interactive")
        assert told is not None
        assert told["payload"] == {"response_action": "errors", "errors": {"title": "Write something."}}

    async def test_without_a_signing_secret_there_is_no_way_in_over_http(self, slack: FakeSlack) -> None:
        config = SlackConfig(slack.token, "", slack.api_url, (slack.file_host,), app_token=slack.app_token)
        async with connect(config, now=local.now) as face:
            server = web.Application()
            face.mount(server, FakeInbox())
            assert [route.method for route in server.router.routes()] == []


@dataclass
class Taken:
    """A dispatch that remembers."""

    bodies: list[dict[str, Any]]

    async def __call__(self, body: dict[str, Any]) -> BoltResponse:
        self.bodies.append(body)
        return BoltResponse(status=200)


class TestTheWatchdog:
    @pytest.fixture
    async def socket(self, slack: FakeSlack) -> AsyncIterator[tuple[Socket, Taken]]:
        taken = Taken([])
        async with aiohttp.ClientSession() as session:
            socket = Socket(session, slack.api_url, slack.app_token, taken, heartbeat=0.2, pauses=(0.02,))
            running = asyncio.create_task(socket.run())
            yield socket, taken
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def until(self, socket: Socket, connections: int) -> None:
        deadline = time.monotonic() + 120
        while socket.connections < connections:
            assert time.monotonic() < deadline, f"{socket.connections} connections, not {connections}"
            await asyncio.sleep(0.01)

    async def test_a_connection_that_died_in_silence_is_opened_anew(
        self, slack: FakeSlack, socket: tuple[Socket, Taken]
    ) -> None:
        slack.mute = True  # answers no ping from now on
        await slack.connected()
        await self.until(socket[0], 2)
        slack.mute = False
        await self.until(socket[0], 3)
        await slack.connected()
        assert await slack.over_socket({"type": "x"}) is not None

    async def test_slack_asking_to_come_again_is_followed(self, slack: FakeSlack, socket: tuple[Socket, Taken]) -> None:
        await slack.connected()
        await slack.sockets[0].send_json({"type": "disconnect", "reason": "refresh_requested"})
        await self.until(socket[0], 2)

    async def test_a_closed_connection_is_opened_anew(self, slack: FakeSlack, socket: tuple[Socket, Taken]) -> None:
        await slack.connected()
        await slack.sockets[0].close()
        await self.until(socket[0], 2)

    async def test_no_connection_is_tried_again(self, slack: FakeSlack) -> None:
        slack.fail("apps.connections.open", status=503, times=2)
        slack.fail("apps.connections.open", error="internal_error")
        async with aiohttp.ClientSession() as session:
            socket = Socket(session, slack.api_url, slack.app_token, Taken([]), pauses=(0.02,))
            running = asyncio.create_task(socket.run())
            await self.until(socket, 1)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def test_a_wrong_token_is_said_clearly(self, slack: FakeSlack, caplog: pytest.LogCaptureFixture) -> None:
        async with aiohttp.ClientSession() as session:
            socket = Socket(session, slack.api_url, "xapp-wrong", Taken([]), pauses=(0.02,))
            running = asyncio.create_task(socket.run())
            deadline = time.monotonic() + 120
            while "does not take SLACK_APP_TOKEN" not in caplog.text:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.01)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert "xapp-wrong" not in caplog.text
