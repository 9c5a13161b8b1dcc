"""Who somebody is, as Slack says it: every kind of account, and what is remembered."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.slack import directory
from bot.slack.directory import SlackDirectory
from bot.slack.web import OneWorkspace, Web
from core.faults import ChatFault
from core.people.person import Person, Platform, Tenant
from core.ports.people import Kind, Member
from core.refusal import Reason, Refused
from tests.fakes.slack import FakeSlack

TENANT = Tenant(Platform.SLACK, FakeSlack.team)
MAYA = Person(TENANT, "U1MAYA")


class Hand:
    """A clock that a test moves; seconds."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        yield slack


@pytest.fixture
async def api(slack: FakeSlack) -> AsyncIterator[Web]:
    async with aiohttp.ClientSession() as session:
        yield Web(slack.api_url, session, OneWorkspace(slack.api_url, session, slack.token))


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def people(api: Web, clock: Hand) -> SlackDirectory:
    return SlackDirectory(api, clock=clock)


class TestWhoSomebodyIs:
    async def test_a_member_with_name_and_time_zone(self, slack: FakeSlack, people: SlackDirectory) -> None:
        slack.member("U1MAYA", name="Maya", tz="America/Chicago", locale="de-DE")
        assert people.remembered(MAYA) is None
        maya = Member(MAYA, Kind.PERSON, "Maya", "America/Chicago", "de-DE")
        assert await people.look_up(MAYA) == maya
        assert people.remembered(MAYA) == maya

    @pytest.mark.parametrize("role", ["is_admin", "is_owner", "is_primary_owner"])
    async def test_those_who_run_the_workspace(self, slack: FakeSlack, people: SlackDirectory, role: str) -> None:
        slack.member("U1MAYA", **{role: True})
        found = await people.look_up(MAYA)
        assert found is not None
        assert found.admin

    @pytest.mark.parametrize(
        ("facts", "kind"),
        [
            ({"is_restricted": True}, Kind.GUEST),
            ({"is_restricted": True, "is_ultra_restricted": True}, Kind.GUEST),
            ({"is_stranger": True}, Kind.GUEST),
            ({"team_id": "T0ELSEWHERE"}, Kind.GUEST),
            ({"is_bot": True}, Kind.BOT),
            ({"is_bot": True, "deleted": True}, Kind.BOT),
            ({"is_workflow_bot": True}, Kind.BOT),
            ({"deleted": True}, Kind.DEACTIVATED),
            ({"deleted": True, "is_restricted": True}, Kind.DEACTIVATED),
            ({"is_app_user": True}, Kind.PERSON),
            (
                {"team_id": "T0OTHER", "enterprise_user": {"enterprise_id": "E1", "teams": [FakeSlack.team]}},
                Kind.PERSON,
            ),
            ({"team_id": "T0OTHER", "enterprise_user": {"enterprise_id": "E1", "teams": ["T0OTHER"]}}, Kind.GUEST),
        ],
    )
    async def test_every_kind_of_account(
        self, slack: FakeSlack, people: SlackDirectory, facts: dict[str, Any], kind: Kind
    ) -> None:
        slack.member("U1MAYA", **facts)
        found = await people.look_up(MAYA)
        assert found is not None
        assert found.kind is kind

    def test_a_member_of_the_organisation_where_the_whole_organisation_is_the_tenant(self) -> None:
        person = Person(Tenant(Platform.SLACK, "E1"), "U1MAYA")
        user = {"id": "U1MAYA", "team_id": "T7", "enterprise_user": {"enterprise_id": "E1", "teams": ["T7"]}}
        assert directory.member(person, user).kind is Kind.PERSON

    async def test_slackbot_is_a_bot_although_slack_does_not_say_so(self, people: SlackDirectory) -> None:
        found = await people.look_up(Person(TENANT, "USLACKBOT"))
        assert found is not None
        assert found.kind is Kind.BOT

    async def test_nobody_by_that_id(self, slack: FakeSlack, people: SlackDirectory) -> None:
        slack.member("U9", unknown=True)
        assert await people.look_up(Person(TENANT, "U9")) is None

    @pytest.mark.parametrize("id", ["C0GENERAL", "D1", "", "u1maya", "U1;drop", "U" + "1" * 90, "@maya"])
    async def test_what_is_no_person_is_not_even_asked_for(
        self, slack: FakeSlack, people: SlackDirectory, id: str
    ) -> None:
        assert await people.look_up(Person(TENANT, id)) is None
        assert slack.called("users.info") == []

    async def test_another_workspace_is_not_asked_with_this_ones_token(
        self, slack: FakeSlack, people: SlackDirectory
    ) -> None:
        with pytest.raises(ChatFault) as raised:
            await people.look_up(Person(Tenant(Platform.SLACK, "T0ELSEWHERE"), "U1MAYA"))
        assert raised.value.kind == "not_installed"
        assert slack.called("users.info") == []

    async def test_a_missing_permission_says_what_to_do(self, slack: FakeSlack, people: SlackDirectory) -> None:
        slack.fail("users.info", error="missing_scope")
        with pytest.raises(Refused) as raised:
            await people.look_up(MAYA)
        assert raised.value.reason is Reason.MISSING_SCOPE
        assert "users:read" in raised.value.message


class TestWhatIsRemembered:
    async def test_an_answer_holds_for_some_minutes(
        self, slack: FakeSlack, people: SlackDirectory, clock: Hand
    ) -> None:
        await people.look_up(MAYA)
        clock.at += directory.FRESH - 1
        slack.member("U1MAYA", deleted=True)
        before = await people.look_up(MAYA)
        clock.at += 2
        after = await people.look_up(MAYA)
        assert before is not None
        assert after is not None
        assert (before.kind, after.kind) == (Kind.PERSON, Kind.DEACTIVATED)
        assert len(slack.called("users.info")) == 2

    async def test_questions_at_the_same_time_are_one_call(self, slack: FakeSlack, people: SlackDirectory) -> None:
        slack.slow("users.info", 0.05)
        found = await asyncio.gather(*(people.look_up(MAYA) for _ in range(20)))
        assert len(set(found)) == 1
        assert len(slack.called("users.info")) == 1

    async def test_a_fault_is_not_remembered(self, slack: FakeSlack, people: SlackDirectory) -> None:
        slack.fail("users.info", status=503)
        with pytest.raises(ChatFault):
            await people.look_up(MAYA)
        assert await people.look_up(MAYA) is not None

    async def test_who_gives_up_waiting_does_not_take_the_answer_from_others(
        self, slack: FakeSlack, people: SlackDirectory
    ) -> None:
        slack.slow("users.info", 0.1)
        hasty = asyncio.create_task(people.look_up(MAYA))
        patient = asyncio.create_task(people.look_up(MAYA))
        await asyncio.sleep(0.02)
        hasty.cancel()
        assert await patient is not None

    async def test_nothing_is_remembered_of_a_workspace_that_has_gone(
        self, slack: FakeSlack, people: SlackDirectory
    ) -> None:
        await people.look_up(MAYA)
        people.forget(TENANT)
        await people.look_up(MAYA)
        assert len(slack.called("users.info")) == 2

    async def test_memory_is_bounded(self, api: Web) -> None:
        people = SlackDirectory(api, most=3)
        for number in range(6):
            await people.look_up(Person(TENANT, f"U{number}"))
        assert len(people._known) == 3
