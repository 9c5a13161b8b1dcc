"""What Slack asks us to wait is kept to, by workspace, method and channel; nobody sleeps on a job."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.slack.chat import Pace, SlackChat
from bot.slack.pacing import LONGEST, Limits, patiently
from bot.slack.web import OneWorkspace, Web
from core.faults import ChatFault
from core.people.person import Platform, Tenant
from tests.fakes.slack import FakeSlack

ACME = Tenant(Platform.SLACK, FakeSlack.team)
OTHER = Tenant(Platform.SLACK, "T0OTHER")


class Hand:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


class TestLimits:
    def test_one_channel_is_held_back_and_the_others_are_not(self) -> None:
        limits = Limits(Hand())
        limits.asked(ACME, "chat.postMessage", "D1", 5)
        assert limits.wait(ACME, "chat.postMessage", "D1") == 5
        assert limits.wait(ACME, "chat.postMessage", "D2") == 0
        assert limits.wait(ACME, "chat.update", "D1") == 0
        assert limits.wait(OTHER, "chat.postMessage", "D1") == 0

    def test_two_channels_at_once_are_the_workspace(self) -> None:
        limits = Limits(Hand())
        limits.asked(ACME, "chat.postMessage", "D1", 5)
        limits.asked(ACME, "chat.postMessage", "D2", 7)
        assert limits.wait(ACME, "chat.postMessage", "D3") == 7
        assert limits.wait(OTHER, "chat.postMessage", "D3") == 0

    def test_other_methods_are_held_back_for_the_whole_workspace(self) -> None:
        limits = Limits(Hand())
        limits.asked(ACME, "chat.update", "D1", 5)
        assert limits.wait(ACME, "chat.update", "D2") == 5
        assert limits.wait(ACME, "views.publish", "") == 0

    def test_a_wait_ends_and_is_never_shortened(self) -> None:
        clock = Hand()
        limits = Limits(clock)
        limits.asked(ACME, "chat.update", "", 30)
        limits.asked(ACME, "chat.update", "", 1)
        assert limits.wait(ACME, "chat.update", "") == 30
        clock.at += 30
        assert limits.wait(ACME, "chat.update", "") == 0

    def test_an_absurd_wait_is_asked_again(self) -> None:
        limits = Limits(Hand())
        limits.asked(ACME, "chat.update", "", 1e9)
        assert limits.wait(ACME, "chat.update", "") == LONGEST


class TestTurnsInAChannel:
    def test_a_burst_and_then_one_a_second(self) -> None:
        clock = Hand()
        pace = Pace(burst=2, clock=clock)
        assert [pace.reserve("D1") for _ in range(4)] == [0, 0, 1, 2]
        assert pace.wait("D1") == 3
        assert pace.wait("D2") == 0
        clock.at += 10
        assert pace.wait("D1") == 0

    async def test_a_long_queue_goes_back_to_the_caller(self) -> None:
        pace = Pace(burst=1, clock=Hand())
        for _ in range(9):
            pace.reserve("D1")
        async with aiohttp.ClientSession() as session:
            chat = SlackChat(
                Web("http://127.0.0.1:9/api/", session, OneWorkspace("http://127.0.0.1:9/", session, "x")), pace
            )
            with pytest.raises(ChatFault) as raised:
                await chat.turn("D1")
            assert (raised.value.kind, raised.value.transient, raised.value.retry_after) == ("ratelimited", True, 9)
            assert pace.wait("D1") == 9, "the turn was not taken"
            with patiently(), pytest.raises(TimeoutError):  # somebody waits for the answer
                async with asyncio.timeout(0.05):
                    await chat.turn("D1")
            with patiently(8), pytest.raises(ChatFault):
                await chat.turn("D1")


class TestCalls:
    @pytest.fixture
    async def slack(self) -> AsyncIterator[FakeSlack]:
        async with FakeSlack() as slack:
            yield slack

    @pytest.fixture
    async def api(self, slack: FakeSlack) -> AsyncIterator[Web]:
        async with aiohttp.ClientSession() as session:
            yield Web(slack.api_url, session, OneWorkspace(slack.api_url, session, slack.token))

    async def test_after_a_429_nothing_is_sent_until_it_is_over(self, slack: FakeSlack, api: Web) -> None:
        slack.fail("users.info", status=429, retry_after=30)
        started = time.monotonic()
        for _ in range(5):
            with pytest.raises(ChatFault) as raised:
                await api.call(ACME, "users.info", user="U1")
            assert raised.value.kind == "ratelimited"
            assert raised.value.transient
            assert 25 < (raised.value.retry_after or 0) <= 30
        assert len(slack.called("users.info")) == 1
        assert time.monotonic() - started < 25

    async def test_a_short_wait_is_slept_out(self, slack: FakeSlack, api: Web) -> None:
        slack.fail("users.info", status=429, retry_after=1)
        with pytest.raises(ChatFault):
            await api.call(ACME, "users.info", user="U1")
        started = time.monotonic()
        await api.call(ACME, "users.info", user="U1")
        assert time.monotonic() - started > 0.5

    async def test_an_answer_to_a_person_waits_and_is_sent_once(self, slack: FakeSlack, api: Web) -> None:
        slack.fail("chat.postMessage", status=429, retry_after=2)
        started = time.monotonic()
        with patiently():
            await api.call(ACME, "chat.postMessage", channel=slack.direct_channel("U1"), text="Here it is.")
        assert time.monotonic() - started > 1.5
        assert [message.text for message in slack.messages] == ["Here it is."]
        assert len(slack.called("chat.postMessage")) == 2

    async def test_no_answer_waits_for_ever_and_no_view_waits_at_all(self, slack: FakeSlack, api: Web) -> None:
        with patiently():
            slack.fail("chat.update", status=429, retry_after=61)
            slack.fail("views.open", status=429, retry_after=2)
            for method in ("chat.update", "views.open"):
                with pytest.raises(ChatFault, match="ratelimited"):
                    await api.call(ACME, method, channel="D1")
        assert [len(slack.called(method)) for method in ("chat.update", "views.open")] == [1, 1]
        with pytest.raises(ChatFault, match="ratelimited"):
            await api.call(ACME, "chat.update", channel="D1")

    async def test_a_wrong_token_of_the_operator_is_tried_again_a_minute_later(
        self, slack: FakeSlack, api: Web, caplog: pytest.LogCaptureFixture
    ) -> None:
        for _ in range(3):
            slack.fail("users.info", error="invalid_auth")
            with pytest.raises(ChatFault) as raised:
                await api.call(ACME, "users.info", user="U1")
            assert (raised.value.transient, raised.value.retry_after) == (True, 60.0)
        assert caplog.text.count("does not take SLACK_BOT_TOKEN") == 1
