"""The app is removed: from a workspace, from an organisation, from one workspace of it; and what is told late of an earlier one.

The whole bot for many workspaces, or for one, on a real database; what Slack tells comes signed, as Slack tells it.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.app import App, Overrides, build
from bot.config import Config, SlackConfig
from core.card import Card, Text
from core.faults import ChatFault
from core.jobs.handler import Finished, Later
from core.jobs.job import Job, JobState
from core.jobs.refs import Refs
from core.people.installations import CLOCKS, Installation, Removal
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Platform,
    Tenant,
)
from core.sharing.acts import GRANT_ENDS
from handlers.account import workspace
from handlers.messages import posted, take_back
from handlers.sharing.grant_ends import GrantEnds
from storage import Storage, StorageConfig
from tests.fakes.slack import FakeSlack

ACME = Tenant(Platform.SLACK, "T0ACME")
OTHER = Tenant(Platform.SLACK, "T0OTHER")
ORG = Tenant(Platform.SLACK, "E0ORG")
CARD = Card("Hello", (Text("I am here."),))
REMOVED = {"type": "app_uninstalled"}
REVOKED = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}


@dataclass
class House:
    slack: FakeSlack
    app: App

    @property
    def storage(self) -> Storage:
        return self.app.storage

    async def told(self, event: dict[str, Any], **envelope: Any) -> None:
        """An event as Slack sends it; an item of the envelope that is ... is left out."""
        body = self.slack.envelope(event) | {"authorizations": []} | envelope
        body = {name: value for name, value in body.items() if value is not ...}
        assert (await self.slack.send(json.dumps(body))).status == 200

    async def removed(self, event: dict[str, Any] = REMOVED, team: Tenant = ACME, **envelope: Any) -> None:
        await self.told(event, **{"team_id": team.id, **envelope})

    async def organisation(self, event: dict[str, Any], **envelope: Any) -> None:
        """As Slack tells of an organisation: no workspace, and no authorization."""
        await self.told(event, **{"team_id": ..., "authorizations": ..., "enterprise_id": ORG.id, **envelope})

    async def spoken(self, team: Tenant, **envelope: Any) -> None:
        """Somebody in a workspace of the organisation says hello."""
        whose = {"enterprise_id": ORG.id, "team_id": None, "user_id": "U0BOT", "is_bot": True}
        whose["is_enterprise_install"] = True
        event = self.slack.message("U1", "hello")
        await self.told(event, **{"team_id": team.id, "enterprise_id": ORG.id, "authorizations": [whose], **envelope})

    async def install(self, tenant: Tenant, at: datetime | None = None) -> None:
        await self.storage.installations.save(Installation(tenant, f"xoxb-{tenant.id}", installed_at=at or now()))

    async def serves(self, tenant: Tenant) -> bool:
        return await self.storage.installations.get(tenant) is not None

    async def erasures(self) -> list[str]:
        rows = self.storage.db.collection("jobs").find({"kind": workspace.KIND})
        return sorted([row["tenant_id"] async for row in rows])

    async def work(self, tenant: Tenant, kind: str = "intake") -> Job:
        job = Job(f"slack:{tenant.id}:{kind}", kind, tenant, refs={"person": "U1"})
        await self.storage.jobs.enqueue(job, delay=timedelta(hours=1))
        return job

    async def state(self, job: Job) -> JobState:
        found = await self.storage.jobs.get(job.tenant, job.id)
        assert found is not None
        return found.state


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def stamp(at: datetime) -> int:
    return int(at.timestamp())


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        yield slack


@asynccontextmanager
async def opened(config: Config, slack: FakeSlack) -> AsyncIterator[House]:
    async with build(config, Overrides(storage_timeout=20.0)) as app:
        runner = web.AppRunner(app.web, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield House(slack, app)
        await runner.cleanup()


def bot(slack: FakeSlack, storage_config: StorageConfig, *, token: str) -> AbstractAsyncContextManager[House]:
    ids = ("", "") if token else (slack.client_id, slack.client_secret)
    config = Config(
        data=storage_config.data,
        mongodb_uri=storage_config.uri,
        mongodb_database=storage_config.database,
        slack=SlackConfig(token, slack.signing_secret, slack.api_url, (slack.file_host,), *ids),
    )
    return opened(config, slack)


@pytest.fixture
async def house(slack: FakeSlack, storage_config: StorageConfig) -> AsyncIterator[House]:
    """For many workspaces."""
    async with bot(slack, storage_config, token="") as house:
        yield house


@pytest.fixture
async def alone(slack: FakeSlack, storage_config: StorageConfig) -> AsyncIterator[House]:
    """For one, with its bot token."""
    async with bot(slack, storage_config, token=slack.token) as house:
        yield house


class TestAnEarlierInstallation:
    @pytest.mark.parametrize("event", [REMOVED, REVOKED])
    async def test_what_is_told_late_of_it_does_not_end_the_new_one(self, house: House, event: dict[str, Any]) -> None:
        before = now() - timedelta(minutes=4)
        await house.install(ACME, before - timedelta(days=9))
        await house.removed(event, event_time=stamp(before))
        assert not await house.serves(ACME)
        await house.install(ACME)
        job = await house.work(ACME)
        await house.removed(event, event_time=stamp(before))
        assert await house.serves(ACME)
        assert await house.storage.installations.removed_at(ACME) is None
        assert await house.state(job) is JobState.QUEUED
        assert await house.erasures() == [ACME.id]  # of the first removal; it finds that the app came back

    @pytest.mark.parametrize("seconds", [0, -1, -3, 60])
    async def test_a_removal_right_after_the_install_counts(self, house: House, seconds: int) -> None:
        """Also by a clock of Slack's that is a little behind the one that gave the token."""
        at = now()
        await house.install(ACME, at)
        await house.removed(event_time=stamp(at) + seconds)
        assert not await house.serves(ACME)
        assert await house.erasures() == [ACME.id]

    async def test_one_that_does_not_say_when_it_was_counts(self, house: House) -> None:
        await house.install(ACME, now() + timedelta(minutes=4))  # whatever the clocks show
        await house.removed(event_time=...)
        assert not await house.serves(ACME)

    async def test_one_of_which_it_is_not_known_when_it_was_installed_ends_by_any(self, house: House) -> None:
        await house.storage.installations.save(Installation(ACME, "xoxb-1"))
        await house.removed(event_time=stamp(now() - timedelta(days=1)))
        assert not await house.serves(ACME)

    async def test_the_same_removal_told_again_is_one_erasure(self, house: House) -> None:
        await house.install(ACME, now() - timedelta(days=1))
        at = stamp(now() - timedelta(minutes=5))
        for event in (REMOVED, REMOVED, REVOKED):
            await house.removed(event, event_time=at)
        assert await house.erasures() == [ACME.id]

    async def test_of_a_removal_and_an_installation_at_once_the_later_is_what_stays(self, storage: Storage) -> None:
        """The key that a removal destroys is never the new installation's."""
        for number in range(20):
            await storage.installations.save(Installation(ACME, "xoxb-old", installed_at=now() - timedelta(days=1)))
            old = Removal(ACME, now() - timedelta(hours=1))
            new = Installation(ACME, f"xoxb-{number}", installed_at=now())
            await asyncio.gather(storage.installations.remove(old, now()), storage.installations.save(new))
            found = await storage.installations.get(ACME)
            assert found is not None
            assert found.token == new.token

    async def test_a_refreshed_token_keeps_the_time_of_the_installation(self, storage: Storage) -> None:
        at = now()
        await storage.installations.save(Installation(ACME, "xoxb-1", installed_at=at))
        assert await storage.installations.lease(ACME, "one", timedelta(seconds=30))
        assert await storage.installations.refreshed(Installation(ACME, "xoxb-2"), "one")
        found = await storage.installations.get(ACME)
        assert found is not None
        assert (found.token, found.installed_at) == ("xoxb-2", at)
        assert await storage.installations.remove(Removal(ACME, at - timedelta(minutes=1)), now()) is None

    async def test_installing_anew_leaves_no_key_behind(self, storage: Storage) -> None:
        for number in range(3):
            await storage.installations.save(Installation(ACME, f"xoxb-{number}"))
        assert await storage.db.collection("keys").count_documents({}) == 1
        await storage.installations.remove(Removal(ACME), now())
        assert await storage.db.collection("keys").count_documents({}) == 0


class TestASingleWorkspace:
    """Slack is asked whether the token still speaks; a store of installations there is not."""

    async def test_a_removal_told_late_changes_nothing_while_the_token_speaks(self, alone: House) -> None:
        mine = Tenant(Platform.SLACK, alone.slack.team)
        job = await alone.work(mine)
        await alone.removed(team=mine, event_time=stamp(now() - timedelta(minutes=5)))
        assert await alone.state(job) is JobState.QUEUED
        assert await alone.erasures() == []

    @pytest.mark.parametrize("error", ["account_inactive", "token_revoked", "invalid_auth"])
    async def test_a_removal_told_late_counts_if_it_does_not(self, alone: House, error: str) -> None:
        mine = Tenant(Platform.SLACK, alone.slack.team)
        job = await alone.work(mine)
        alone.slack.fail("auth.test", error=error)
        await alone.removed(team=mine, event_time=stamp(now() - timedelta(minutes=5)))
        assert await alone.state(job) is JobState.CANCELLED
        assert await alone.erasures() == [mine.id]

    @pytest.mark.parametrize("after", [timedelta(), CLOCKS - timedelta(seconds=2)])
    async def test_in_the_first_seconds_slack_is_not_asked(self, alone: House, after: timedelta) -> None:
        mine = Tenant(Platform.SLACK, alone.slack.team)
        await alone.removed(team=mine, event_time=stamp(now() - after))
        assert await alone.erasures() == [mine.id]
        assert alone.slack.called("auth.test") == []

    async def test_a_slack_that_does_not_answer_holds_nothing_up(self, alone: House) -> None:
        mine = Tenant(Platform.SLACK, alone.slack.team)
        alone.slack.slow("auth.test", 60.0)
        started = time.monotonic()
        await alone.removed(team=mine, event_time=stamp(now() - timedelta(minutes=5)))
        assert time.monotonic() - started < 30
        assert await alone.erasures() == [mine.id]


class TestAnOrganisation:
    async def joined(self, house: House) -> None:
        """Installed for the organisation two hours ago, and two workspaces spoken in since; a third is not of it."""
        then = now() - timedelta(hours=2)
        await house.install(ORG, then)
        await house.install(Tenant(Platform.SLACK, "T0AWAY"), then)
        for team in (ACME, OTHER):
            await house.spoken(team, event_time=stamp(then) + 60)
            assert await house.serves(team)

    @pytest.mark.parametrize("event", [REMOVED, REVOKED])
    @pytest.mark.parametrize("way", ["no workspace", "a workspace beside"])
    async def test_its_uninstall_ends_it_and_every_workspace_of_it(
        self, house: House, event: dict[str, Any], way: str
    ) -> None:
        await self.joined(house)
        jobs = [await house.work(team) for team in (ACME, OTHER)]
        if way == "no workspace":
            await house.organisation(event)
        else:
            whose = {"enterprise_id": ORG.id, "team_id": None, "user_id": "U0BOT", "is_bot": True}
            whose["is_enterprise_install"] = True
            await house.removed(event, enterprise_id=ORG.id, authorizations=[whose])
        assert [await house.serves(tenant) for tenant in (ORG, ACME, OTHER)] == [False] * 3
        assert await house.erasures() == [ORG.id, ACME.id, OTHER.id]
        assert [await house.state(job) for job in jobs] == [JobState.CANCELLED] * 2
        assert await house.serves(Tenant(Platform.SLACK, "T0AWAY"))
        rows = house.storage.db.collection("installations").find({"sealed": {"$exists": True}})
        assert [row["tenant_id"] async for row in rows] == ["T0AWAY"]

    async def test_told_late_of_an_earlier_installation_it_ends_nothing(self, house: House) -> None:
        await self.joined(house)
        await house.organisation(REMOVED, event_time=stamp(now() - timedelta(hours=3)))
        assert [await house.serves(tenant) for tenant in (ORG, ACME, OTHER)] == [True] * 3
        assert await house.erasures() == []

    async def test_a_workspace_with_an_installation_of_its_own_keeps_it(self, house: House) -> None:
        await self.joined(house)
        await house.install(ACME)
        await house.organisation(REMOVED)
        assert [await house.serves(tenant) for tenant in (ORG, ACME, OTHER)] == [False, True, False]
        assert await house.erasures() == [ORG.id, OTHER.id]

    async def test_a_workspace_of_a_grid_that_installed_by_itself_ends_alone(self, house: House) -> None:
        await self.joined(house)
        await house.install(ACME)
        own = {"enterprise_id": ORG.id, "team_id": ACME.id, "user_id": "U0BOT", "is_enterprise_install": False}
        await house.removed(enterprise_id=ORG.id, authorizations=[own])
        assert [await house.serves(tenant) for tenant in (ORG, ACME, OTHER)] == [True, False, True]
        assert await house.erasures() == [ACME.id]

    async def test_access_taken_back_ends_that_workspace_alone_and_given_again_brings_it_back(
        self, house: House
    ) -> None:
        await self.joined(house)
        job = await house.work(OTHER)
        await house.organisation({"type": "team_access_revoked", "team_ids": [ACME.id, "T0NEVER"]})
        assert [await house.serves(tenant) for tenant in (ORG, ACME, OTHER)] == [True, False, True]
        assert await house.erasures() == [ACME.id, "T0NEVER"]
        assert await house.state(job) is JobState.QUEUED
        await house.organisation({"type": "team_access_granted", "team_ids": [ACME.id]})
        assert await house.serves(ACME)
        assert await house.storage.installations.removed_at(ACME) is None

    async def test_access_taken_back_leaves_an_installation_of_its_own(self, house: House) -> None:
        await self.joined(house)
        await house.install(ACME)
        await house.organisation({"type": "team_access_revoked", "team_ids": [ACME.id]})
        assert await house.serves(ACME)
        assert await house.erasures() == []

    async def test_access_given_serves_a_workspace_before_it_has_said_anything(self, house: House) -> None:
        await house.install(ORG)
        await house.organisation({"type": "team_access_granted", "team_ids": [ACME.id, OTHER.id]})
        assert [await house.serves(tenant) for tenant in (ACME, OTHER)] == [True, True]

    async def test_what_is_told_late_neither_takes_nor_gives(self, house: House) -> None:
        await self.joined(house)
        first, second = now() - timedelta(minutes=30), now() - timedelta(minutes=20)
        taken, given = ({"type": f"team_access_{word}", "team_ids": [ACME.id]} for word in ("revoked", "granted"))
        await house.organisation(taken, event_time=stamp(first))
        await house.spoken(ACME, event_time=stamp(first) - 5)  # said before, and delivered after
        assert not await house.serves(ACME)
        await house.organisation(given, event_time=stamp(first) - 60)
        assert not await house.serves(ACME)
        await house.organisation(given, event_time=stamp(second))
        await house.organisation(taken, event_time=stamp(first))
        assert await house.serves(ACME)

    async def test_a_workspace_that_speaks_again_is_of_it_again(self, house: House) -> None:
        """Whether or not Slack's word of it arrived."""
        await self.joined(house)
        taken = {"type": "team_access_revoked", "team_ids": [ACME.id]}
        await house.organisation(taken, event_time=stamp(now() - timedelta(minutes=30)))
        await house.spoken(ACME)
        assert await house.serves(ACME)

    async def test_an_uninstall_cut_short_goes_on_when_slack_tells_it_again(self, house: House) -> None:
        await self.joined(house)
        at = now() - timedelta(minutes=1)
        await house.storage.installations.remove(Removal(ORG, at), now())  # and then a crash
        await house.organisation(REMOVED, event_time=stamp(at))
        assert await house.erasures() == [ORG.id, ACME.id, OTHER.id]


class TestWhatWasShown:
    """Cards that have ended are taken back after a removal by mistake, too."""

    async def test_what_takes_back_is_not_cancelled(self, house: House) -> None:
        await house.install(ACME, now() - timedelta(days=1))
        kinds = (GRANT_ENDS, posted.CLOSE, "intake")
        jobs = [await house.work(ACME, kind) for kind in kinds]
        await house.removed()
        assert [await house.state(job) for job in jobs] == [JobState.QUEUED, JobState.QUEUED, JobState.CANCELLED]

    async def test_a_message_waits_while_the_app_is_away_and_is_taken_back_then(self, house: House) -> None:
        refs: Refs = {"channel": "D0U1", "thread": "", "message": "1.1"}
        closing = take_back.CloseMessage(house.app.services)
        job = Job("close", posted.CLOSE, ACME, refs=refs)
        assert await closing.run(job) == Later(timedelta(days=1))
        sold = house.slack.sell(ACME.id)
        await house.storage.installations.save(Installation(ACME, sold.token))
        message = await house.app.services.chat(Person(ACME, "U1")).direct(Person(ACME, "U1"), CARD)
        job = Job("close", posted.CLOSE, ACME, refs={"channel": message.place.channel, "message": message.id})
        assert await closing.run(job) == Finished()
        assert len(house.slack.called("chat.update")) == 1

    async def test_a_grant_that_ends_meanwhile_leaves_the_taking_back_to_be_done(self, house: House) -> None:
        coach = Person(ACME, "U2")
        message = MessageRef(Place(ACME, "D0U2"), "1.1")
        await house.storage.posted.remember("insight-1", coach, message)
        job = Job("ends", GRANT_ENDS, ACME, refs={"person": coach.id, "insight": "insight-1"})
        with pytest.raises(ChatFault, match="not_installed"):
            await house.app.services.chat(coach).direct(coach, CARD)
        assert await GrantEnds(house.app.services).run(job) == Finished()
        row = await house.storage.db.collection("jobs").find_one({"kind": posted.CLOSE})
        assert row is not None
        assert row["refs"]["message"] == "1.1"
