"""Many workspaces: installing, looking up, refreshing and removing, with the real flow of the SDK and a real database."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from bot import local
from bot.config import SlackConfig
from bot.local import LocalChat, LocalFiles
from bot.slack.app import SlackFace, connect
from bot.slack.installations import SlackInstallations, SlackStates
from bot.slack.oauth import SCOPES, Installing
from bot.slack.web import client
from core.card import Card, Text
from core.faults import ChatFault
from core.jobs.job import Job, JobState
from core.people.installations import Installation, Removal
from core.people.person import Person, Platform, Tenant
from core.ports.sessions import AuditEntry
from handlers.account import workspace
from storage import Storage
from tests.fakes.face import Face
from tests.fakes.slack import FakeSlack
from tests.slack.test_face import FakeInbox

ACME = Tenant(Platform.SLACK, "T0ACME")
OTHER = Tenant(Platform.SLACK, "T0OTHER")
# The SDK's own oauth.v2.access builds its header that way; aiohttp 4 will take another SDK.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
CARD = Card("Hello", (Text("I am here."),))


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()


@dataclass
class House:
    slack: FakeSlack
    face: SlackFace
    storage: Storage
    browser: aiohttp.ClientSession
    base: str
    inbox: FakeInbox
    removed: list[Tenant]

    async def begin(self, query: str = "") -> tuple[str, str]:
        """Go to the install page; the state Slack is sent, and the cookie."""
        async with self.browser.get(f"{self.base}/slack/install{query}", allow_redirects=False) as page:
            assert page.status == 302
            state = URL(page.headers["Location"]).query["state"]
            cookie = SimpleCookie(page.headers["Set-Cookie"])
            return state, "; ".join(f"{name}={morsel.value}" for name, morsel in cookie.items())

    async def come_back(self, state: str, code: str, cookie: str = "") -> tuple[int, str]:
        query = {"state": state} | ({"code": code} if code else {})
        headers = {"Cookie": cookie} if cookie else {}
        async with self.browser.get(f"{self.base}/slack/oauth_redirect", params=query, headers=headers) as page:
            return page.status, await page.text()

    async def install(self, team: str | None = ACME.id, enterprise: str | None = None) -> None:
        state, cookie = await self.begin()
        status, _ = await self.come_back(state, self.slack.code(team, enterprise), cookie)
        assert status == 200


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        yield slack


def settings(slack: FakeSlack) -> SlackConfig:
    return SlackConfig(
        "", slack.signing_secret, slack.api_url, (slack.file_host,), slack.client_id, slack.client_secret
    )


@pytest.fixture
async def house(slack: FakeSlack, storage: Storage) -> AsyncIterator[House]:
    async with (
        connect(settings(slack), storage.installations, now=local.now) as face,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser,
    ):
        inbox, removed, server = FakeInbox(), list[Tenant](), web.Application()

        async def leave(removal: Removal) -> None:
            if await storage.installations.remove(removal, datetime.now(UTC)):
                removed.append(removal.tenant)

        face.mount(server, inbox, removed=leave)
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        slack.app_url = base + "/slack/events"
        yield House(slack, face, storage, browser, base, inbox, removed)
        await runner.cleanup()


class TestInstalling:
    async def test_the_page_leads_to_slack_with_all_permissions(self, house: House) -> None:
        async with house.browser.get(f"{house.base}/slack/install", allow_redirects=False) as page:
            to = URL(page.headers["Location"])
            cookie = page.headers["Set-Cookie"]
        assert to.host == "slack.com"
        assert to.query["scope"].split(",") == list(SCOPES)
        assert to.query["client_id"] == house.slack.client_id
        assert "HttpOnly" in cookie
        assert "Secure" in cookie

    async def test_two_workspaces_each_with_a_token_of_its_own(self, house: House) -> None:
        await house.install(ACME.id)
        await house.install(OTHER.id)
        tokens = [await house.face.installation.token(tenant) for tenant in (ACME, OTHER)]
        assert tokens == [house.slack.of_team(tenant.id)[0].token for tenant in (ACME, OTHER)]
        await house.face.chat.direct(Person(ACME, "U1"), CARD)
        assert set(house.slack.tokens_used[-2:]) == {tokens[0]}

    async def test_tokens_are_sealed_where_they_are_stored(self, house: House) -> None:
        house.slack.rotating = True
        await house.install()
        (sold,) = house.slack.of_team(ACME.id)
        row = await house.storage.db.collection("installations").find_one({})
        assert row is not None
        assert sold.token not in str(row)
        assert str(sold.refresh) not in str(row)

    async def test_installing_anew_takes_the_new_token_at_once(self, house: House) -> None:
        await house.install()
        before = await house.face.installation.token(ACME)
        await house.install()
        assert await house.face.installation.token(ACME) != before

    async def test_a_state_is_good_once(self, house: House) -> None:
        state, cookie = await house.begin()
        pages = await asyncio.gather(*(house.come_back(state, house.slack.code(ACME.id), cookie) for _ in range(5)))
        assert sorted(status for status, _ in pages) == [200, 400, 400, 400, 400]

    async def test_a_state_of_another_browser_is_not_taken(self, house: House) -> None:
        state, _ = await house.begin()
        _, other = await house.begin()
        for cookie in ("", other):
            status, _ = await house.come_back(state, house.slack.code(ACME.id), cookie)
            assert status == 400
        assert await house.storage.installations.get(ACME) is None

    async def test_an_old_state_is_not_taken(self, house: House) -> None:
        states = house.storage.installations
        await states.issue("late", timedelta(seconds=0))
        assert not await states.consume("late")
        await states.issue("soon", timedelta(minutes=10))
        assert await states.consume("soon")

    @pytest.mark.parametrize(("status", "error"), [(503, ""), (500, "internal_error"), (429, "ratelimited")])
    async def test_a_slack_that_does_not_answer_is_not_taken_for_a_wrong_code(
        self, house: House, status: int, error: str
    ) -> None:
        state, cookie = await house.begin()
        house.slack.fail("oauth.v2.access", status=status, error=error)
        answered, words = await house.come_back(state, house.slack.code(ACME.id), cookie)
        assert answered == 503
        assert "did not answer just now" in words
        await house.install()

    async def test_keys_slack_does_not_know_are_the_operators_to_mend(self, house: House) -> None:
        state, cookie = await house.begin()
        house.slack.fail("oauth.v2.access", error="bad_client_secret")
        answered, words = await house.come_back(state, house.slack.code(ACME.id), cookie)
        assert (answered, "tell whoever runs Debrief" in words) == (500, True)

    async def test_the_exchange_is_one_call(self, house: House) -> None:
        """A second one could fail, and the code is spent by then."""
        house.slack.fail("auth.test", status=503)
        await house.install()
        assert await house.face.installation.token(ACME)

    async def test_whoever_says_no_at_slack_gets_a_page(self, house: House) -> None:
        async with house.browser.get(f"{house.base}/slack/oauth_redirect", params={"error": "access_denied"}) as page:
            assert page.status == 200
            words = await page.text()
        assert "You said no at Slack" in words
        assert "access_denied" not in words
        assert await house.storage.installations.get(ACME) is None

    async def test_words_from_the_address_are_not_on_the_page(self, house: House) -> None:
        bad = {"error": "<script>call 555-0100 now</script>"}
        async with house.browser.get(f"{house.base}/slack/oauth_redirect", params=bad) as page:
            assert page.status == 400
            words = await page.text()
        assert "555" not in words

    @pytest.mark.parametrize(
        ("what", "status", "said"),
        [
            ("used state", 400, "works once, and for ten minutes"),
            ("other browser", 400, "in the browser in which the installation began"),
            ("no code", 400, "in the browser in which the installation began"),
            ("used code", 400, "works once, and only for a short time"),
        ],
    )
    async def test_each_failure_says_what_to_do(self, house: House, what: str, status: int, said: str) -> None:
        state, cookie = await house.begin()
        code = house.slack.code(ACME.id)
        match what:
            case "used state":
                await house.come_back(state, code, cookie)
            case "other browser":
                cookie = ""
            case "no code":
                code = ""
            case _:
                code = "code.spent"
        answered, words = await house.come_back(state, code, cookie)
        assert (answered, said in words) == (status, True)
        assert '<a class="go" href="install">Begin again</a>' in words

    async def test_pages_load_nothing_and_keep_to_themselves(self, house: House) -> None:
        state, cookie = await house.begin()
        query = {"state": state, "code": house.slack.code(ACME.id)}
        for headers in ({"Cookie": cookie}, {"Cookie": cookie}):  # installed, and the state used
            where = f"{house.base}/slack/oauth_redirect"
            async with house.browser.get(where, params=query, headers=headers) as page:
                words, head = await page.text(), page.headers
            assert head["Content-Type"] == "text/html; charset=utf-8"
            assert head["Cache-Control"] == "no-store"
            assert head["Referrer-Policy"] == "no-referrer"
            assert head["X-Content-Type-Options"] == "nosniff"
            assert head["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
            assert "deleted" in head["Set-Cookie"]
            assert words.startswith('<!doctype html>\n<html lang="en">')
            assert words.count("<h1>") == words.count("<main>") == 1
            assert "<script" not in words
            assert "src=" not in words
            assert "!" not in words.partition("<main>")[2]

    async def test_the_last_page_says_what_comes_next(self, house: House) -> None:
        state, cookie = await house.begin()
        _, words = await house.come_back(state, house.slack.code(ACME.id), cookie)
        assert "Debrief is installed" in words
        assert "drop the transcript" in words
        assert f"https://slack.com/app_redirect?app=A0APP&amp;team={ACME.id}" in words

    async def test_an_organisation_is_told_to_choose_its_workspaces(self, house: House) -> None:
        state, cookie = await house.begin()
        _, words = await house.come_back(state, house.slack.code(None, "E0ORG"), cookie)
        assert "https://app.slack.com/manage/E0ORG/integrations/profile/A0APP/workspaces/add" in words

    async def test_when_slack_gave_the_token_is_stored_by_slacks_clock(self, house: House) -> None:
        await house.install()
        found = await house.storage.installations.get(ACME)
        assert found is not None
        assert found.installed_at is not None
        assert found.installed_at.microsecond == 0  # of the answer's Date, not of a clock of ours
        assert abs(found.installed_at - datetime.now(UTC)) < timedelta(seconds=10)

    async def test_when_the_token_ends_is_reckoned_by_the_one_clock(self, slack: FakeSlack, storage: Storage) -> None:
        hand, slack.rotating = Hand(), True
        async with aiohttp.ClientSession() as session:
            bare = client(slack.api_url, session, "")
            states = SlackStates(storage.installations)
            store = SlackInstallations(storage.installations, bare, slack.client_id, slack.client_secret, now=hand.now)
            flow = Installing(settings(slack), bare, store, states, hand.now)._flow
            made = await flow.run_installation(slack.code(ACME.id))
            assert made is not None
            await store.async_save(made)
        kept = await storage.installations.get(ACME)
        assert kept is not None
        assert kept.expires_at == hand.at + timedelta(hours=12)

    async def test_neither_code_nor_token_is_logged(self, house: House, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        state, cookie = await house.begin()
        await house.come_back(state, "not-a-code-of-slack", cookie)
        await house.install()
        (sold,) = house.slack.of_team(ACME.id)
        ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("bot", "slack_")))
        assert "not-a-code-of-slack" not in ours
        assert sold.token not in ours


class TestAnOrganisation:
    async def test_serves_every_workspace_that_slack_tells_of(self, house: House) -> None:
        await house.install(None, "E0ORG")
        with pytest.raises(ChatFault):
            await house.face.installation.token(ACME)
        event = house.slack.message("U1", "hello")
        told = house.slack.envelope(event)
        told["team_id"] = told["context_team_id"] = ACME.id
        told["enterprise_id"] = "E0ORG"
        told["authorizations"] = [{"enterprise_id": "E0ORG", "team_id": ACME.id, "is_enterprise_install": True}]
        assert (await house.slack.send(json.dumps(told))).status == 200
        whole = await house.storage.installations.get(Tenant(Platform.SLACK, "E0ORG"))
        assert whole is not None
        assert await house.face.installation.token(ACME) == whole.token

    async def test_a_workspace_with_an_installation_of_its_own_keeps_it(self, house: House) -> None:
        await house.install(ACME.id)
        await house.install(None, "E0ORG")
        assert not await house.storage.installations.join(ACME, "E0ORG", after=datetime.now(UTC))
        found = await house.storage.installations.get(ACME)
        assert found is not None
        assert found.tenant == ACME


class TestNamedWorkspaces:
    """DEBRIEF_WORKSPACES: who is not on the list installs nothing, stores nothing and is told nothing."""

    async def narrowed(self, house: House, *only: str) -> House:
        """The same, for these workspaces alone from now on."""
        object.__setattr__(house.face.config, "workspaces", frozenset(only))  # who asks it anew hears of it
        house.face.installation.forget(ACME)
        return house

    async def test_only_those_on_the_list_can_install(self, house: House) -> None:
        await self.narrowed(house, OTHER.id)
        state, cookie = await house.begin()
        status, page = await house.come_back(state, house.slack.code(ACME.id), cookie)
        assert status == 403
        assert "not open to this workspace" in page
        assert await house.storage.db.collection("installations").count_documents({}) == 0
        await house.install(OTHER.id)

    async def test_an_organisation_is_named_by_its_own_id(self, house: House) -> None:
        await self.narrowed(house, "E0ORG")
        state, cookie = await house.begin()
        status, _ = await house.come_back(state, house.slack.code(ACME.id, "E0ORG"), cookie)
        assert status == 403  # a workspace of it that installs for itself is named by its own
        await house.install(None, "E0ORG")

    async def test_an_event_of_another_is_taken_and_forgotten(self, house: House) -> None:
        await house.install(ACME.id)
        house.slack.team = ACME.id
        file = house.slack.add_file("U1MAYA", "session.txt", b"Coach: Hello")
        event = house.slack.message("U1MAYA", subtype="file_share", files=[house.slack.describe(file)])
        for only, heard in ((OTHER.id, 0), (ACME.id, 1)):
            await self.narrowed(house, only)
            assert (await house.slack.event(event)).status == 200
            assert len(house.inbox.files) == heard

    async def test_an_installation_from_before_the_list_is_not_used(self, house: House) -> None:
        await house.install(ACME.id)
        await self.narrowed(house, OTHER.id)
        with pytest.raises(ChatFault) as caught:
            await house.face.installation.token(ACME)
        assert (caught.value.kind, caught.value.transient) == ("not_installed", False)

    async def test_it_can_still_be_removed(self, house: House) -> None:
        await house.install(ACME.id)
        await self.narrowed(house, OTHER.id)
        house.slack.team = ACME.id
        await house.slack.event({"type": "app_uninstalled"})
        assert house.removed == [ACME]


async def test_a_flood_of_installations_is_turned_away(house: House) -> None:
    statuses = []
    for _ in range(140):
        async with house.browser.get(f"{house.base}/slack/install", allow_redirects=False) as page:
            statuses.append(page.status)
    assert statuses == [302] * 120 + [503] * 20
    assert await house.storage.db.collection("oauth_states").count_documents({}) == 120
    async with house.browser.head(f"{house.base}/slack/install", allow_redirects=False) as page:
        assert page.status == 405


class TestRemoving:
    @pytest.mark.parametrize(
        "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}]
    )
    async def test_the_token_is_gone_at_once(self, house: House, event: dict[str, object]) -> None:
        await house.install()
        await house.face.installation.token(ACME)
        told = house.slack.envelope(event) | {"team_id": ACME.id, "authorizations": []}
        assert (await house.slack.send(json.dumps(told))).status == 200
        assert house.removed == [ACME]
        with pytest.raises(ChatFault) as raised:
            await house.face.installation.token(ACME)
        assert (raised.value.kind, raised.value.transient) == ("not_installed", False)
        row = await house.storage.db.collection("installations").find_one({})
        assert row is not None
        assert "sealed" not in row

    async def test_a_users_own_token_revoked_is_not_the_bots(self, house: House) -> None:
        await house.install()
        event = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
        told = house.slack.envelope(event) | {"team_id": ACME.id, "authorizations": []}
        assert (await house.slack.send(json.dumps(told))).status == 200
        assert house.removed == []

    async def test_a_token_slack_takes_no_more_is_a_lasting_fault_and_said_clearly(
        self, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        await house.install()
        house.slack.of_team(ACME.id)[0].revoked = True
        with pytest.raises(ChatFault) as raised:
            await house.face.chat.direct(Person(ACME, "U1"), CARD)
        assert (raised.value.kind, raised.value.transient) == ("token_revoked", False)
        assert len(house.slack.called("conversations.open")) == 1  # no storm
        assert "has to be installed anew" in caplog.text

    async def test_a_token_another_process_has_replaced_is_used_instead(self, house: House) -> None:
        await house.install()
        await house.face.installation.token(ACME)
        house.slack.of_team(ACME.id)[0].revoked = True
        newer = house.slack.sell(ACME.id)
        await house.storage.installations.save(Installation(ACME, newer.token))
        await house.face.chat.direct(Person(ACME, "U1"), CARD)
        assert house.slack.tokens_used[-1] == newer.token


class TestRefreshing:
    """Several processes are several SlackInstallations on one database."""

    async def several(
        self, slack: FakeSlack, storage: Storage, session: aiohttp.ClientSession, clock: Hand, number: int = 5
    ) -> list[SlackInstallations]:
        bare = client(slack.api_url, session, "")
        return [
            SlackInstallations(
                storage.installations, bare, slack.client_id, slack.client_secret, clock=clock.seconds, now=clock.now
            )
            for _ in range(number)
        ]

    async def sold(self, slack: FakeSlack, storage: Storage, ends: datetime) -> str:
        sold = slack.sell(ACME.id, rotating=True)
        await storage.installations.save(
            Installation(ACME, sold.token, refresh_token=sold.refresh, expires_at=ends, scopes=("chat:write",))
        )
        return sold.token

    @pytest.mark.parametrize("left", [timedelta(hours=1), timedelta(hours=-1)])
    async def test_five_at_once_are_one_refresh(self, slack: FakeSlack, storage: Storage, left: timedelta) -> None:
        clock = Hand()
        old = await self.sold(slack, storage, clock.at + left)
        async with aiohttp.ClientSession() as session:
            processes = await self.several(slack, storage, session, clock)
            tokens = await asyncio.gather(*(process.token(ACME) for process in processes for _ in range(3)))
            assert slack.refreshes == 1
            newest = slack.of_team(ACME.id)[-1].token
            assert set(tokens) <= {old, newest}
            if left < timedelta():  # one that has ended must not be used
                assert set(tokens) == {newest}
            clock.at += timedelta(seconds=90)
            assert {await process.token(ACME) for process in processes} == {newest}
        assert slack.refreshes == 1
        kept = await storage.installations.get(ACME)
        assert kept is not None
        assert kept.expires_at == datetime(2026, 3, 1, 21, 0, tzinfo=UTC)  # twelve hours on by the clock that was given

    async def test_a_fresh_token_is_not_refreshed(self, slack: FakeSlack, storage: Storage) -> None:
        clock = Hand()
        old = await self.sold(slack, storage, clock.at + timedelta(hours=12))
        async with aiohttp.ClientSession() as session:
            (process,) = await self.several(slack, storage, session, clock, 1)
            assert await process.token(ACME) == old
        assert slack.refreshes == 0

    async def test_while_slack_does_not_answer_the_old_one_serves_as_long_as_it_lives(
        self, slack: FakeSlack, storage: Storage
    ) -> None:
        clock = Hand()
        old = await self.sold(slack, storage, clock.at + timedelta(hours=1))
        async with aiohttp.ClientSession() as session:
            (process,) = await self.several(slack, storage, session, clock, 1)
            slack.fail("oauth.v2.access", status=503, times=2)
            assert await process.token(ACME) == old
            clock.at += timedelta(hours=2)
            with pytest.raises(ChatFault) as raised:
                await process.token(ACME)
            assert raised.value.transient
            assert await process.token(ACME) == slack.of_team(ACME.id)[-1].token

    async def test_a_refresh_token_slack_takes_no_more_ends_it(self, slack: FakeSlack, storage: Storage) -> None:
        clock = Hand()
        await self.sold(slack, storage, clock.at - timedelta(minutes=1))
        slack.of_team(ACME.id)[0].refresh = None
        async with aiohttp.ClientSession() as session:
            (process,) = await self.several(slack, storage, session, clock, 1)
            with pytest.raises(ChatFault) as raised:
                await process.token(ACME)
        assert (raised.value.kind, raised.value.transient) == ("token_expired", False)

    async def test_a_holder_that_died_does_not_hold_for_ever(self, storage: Storage) -> None:
        await storage.installations.save(Installation(ACME, "xoxb-1"))
        assert await storage.installations.lease(ACME, "dead", timedelta(milliseconds=50))
        assert not await storage.installations.lease(ACME, "alive", timedelta(seconds=5))
        await asyncio.sleep(0.1)
        assert await storage.installations.lease(ACME, "alive", timedelta(seconds=5))
        assert not await storage.installations.refreshed(Installation(ACME, "xoxb-late"), "dead")

    async def test_what_is_remembered_is_bounded(self, slack: FakeSlack, storage: Storage) -> None:
        async with aiohttp.ClientSession() as session:
            process = SlackInstallations(
                storage.installations, client(slack.api_url, session, ""), "i", "s", now=local.now, most=2
            )
            for number in range(4):
                tenant = Tenant(Platform.SLACK, f"T{number}")
                await storage.installations.save(Installation(tenant, f"xoxb-{number}"))
                await process.token(tenant)
            assert len(process._known) == 2


class TestTheWorkspaceThatLeft:
    """Its work ends at once; all that is held of it is erased after the time of grace, unless it came back."""

    async def fill(self, storage: Storage, tenant: Tenant) -> None:
        await storage.jobs.enqueue(Job(f"slack:{tenant.id}:F1", "intake", tenant, refs={"person": "U1"}))
        await storage.uploads.put(Person(tenant, "U1"), f"slack:{tenant.id}:F1", b"bytes", "name.txt")
        await storage.audit.append(AuditEntry(tenant, "U1", "view", "x", datetime.now(UTC)))
        await storage.installations.save(Installation(tenant, f"xoxb-{tenant.id}"))

    async def counts(self, storage: Storage, tenant: Tenant) -> int:
        rows = {"platform": tenant.platform.value, "tenant_id": tenant.id}
        names = await storage.db.database.list_collection_names()
        return sum([await storage.db.collection(name).count_documents(rows) for name in names])

    def eraser(self, storage: Storage, *, installed: bool = False) -> workspace.EraseWorkspace:
        slack = Face(LocalChat(), LocalFiles(), still=installed)
        return workspace.EraseWorkspace(storage.installations, storage.workspaces, {Platform.SLACK: slack})

    async def leave(self, storage: Storage, tenant: Tenant) -> Job:
        """As the service does it, with no grace; the job that erases."""
        at = datetime.now(UTC)
        await storage.installations.remove(Removal(tenant), at)
        await storage.workspaces.cancel_jobs(tenant)
        job = Job(f"slack:{tenant.id}:erase", workspace.KIND, tenant, refs={"at": at.isoformat()})
        await storage.jobs.enqueue(job)
        claimed = await storage.jobs.claim(timedelta(seconds=30))
        assert claimed is not None
        return claimed

    async def test_its_jobs_are_cancelled_and_nobody_elses(self, storage: Storage) -> None:
        await self.fill(storage, ACME)
        await self.fill(storage, OTHER)
        assert await storage.workspaces.cancel_jobs(ACME) == 1
        states = [await storage.jobs.get(tenant, f"slack:{tenant.id}:F1") for tenant in (ACME, OTHER)]
        assert [job.state for job in states if job] == [JobState.CANCELLED, JobState.QUEUED]

    async def test_all_of_it_is_erased_and_nothing_of_others(self, storage: Storage) -> None:
        await self.fill(storage, ACME)
        await self.fill(storage, OTHER)
        others = await self.counts(storage, OTHER)
        await storage.workspaces.cancel_jobs(OTHER)
        job = await self.leave(storage, ACME)
        await self.eraser(storage).run(job)
        assert await self.counts(storage, ACME) == 1  # the job that asked
        assert await self.counts(storage, OTHER) == others
        assert await storage.uploads.get(OTHER, "slack:T0OTHER:F1") == (b"bytes", "name.txt")

    async def test_an_erasure_cut_short_goes_on(self, storage: Storage) -> None:
        await self.fill(storage, ACME)
        job = await self.leave(storage, ACME)
        await storage.vault.forget_all(ACME)  # the first thing it does, and then a crash
        await self.eraser(storage).run(job)
        assert await self.counts(storage, ACME) == 1

    async def test_whoever_came_back_keeps_everything(self, storage: Storage) -> None:
        await self.fill(storage, ACME)
        job = await self.leave(storage, ACME)
        await storage.installations.save(Installation(ACME, "xoxb-again"))
        before = await self.counts(storage, ACME)
        await self.eraser(storage).run(job)
        assert await self.counts(storage, ACME) == before

    async def test_a_bot_token_that_still_speaks_keeps_everything(self, storage: Storage) -> None:
        await self.fill(storage, ACME)
        job = await self.leave(storage, ACME)
        before = await self.counts(storage, ACME)
        await self.eraser(storage, installed=True).run(job)
        assert await self.counts(storage, ACME) == before

    async def test_a_later_removal_has_its_own_time_of_grace(self, storage: Storage) -> None:
        await self.fill(storage, ACME)
        job = await self.leave(storage, ACME)
        await storage.installations.remove(Removal(ACME), datetime.now(UTC) + timedelta(days=10))
        before = await self.counts(storage, ACME)
        await self.eraser(storage).run(job)
        assert await self.counts(storage, ACME) == before
