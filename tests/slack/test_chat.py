"""Posting, editing and fetching against the fake workspace: what is sent, what is refused, what travels as a fault."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.slack.chat import Pace, SlackChat
from bot.slack.files import SlackFiles
from bot.slack.web import OneWorkspace, Web
from core.card import (
    Button,
    Card,
    Fold,
    Progress,
    Step,
    StepState,
    Text,
)
from core.faults import ChatFault
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Platform,
    Tenant,
)
from core.refusal import Reason, Refused
from tests.fakes.slack import FakeSlack

TENANT = Tenant(Platform.SLACK, FakeSlack.team)
MAYA = Person(TENANT, "U1MAYA")
LONG = Card("Long", tuple(Text(f"{n} " + "word " * 500) for n in range(8)))
FOLDED = Card("Folded", (Fold("More", (Text("inside"),), Button("Open", "open", "1")),))
SHORT = Card("Short", (Text("Just this."),))


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        yield slack


@pytest.fixture
async def api(slack: FakeSlack) -> AsyncIterator[Web]:
    async with aiohttp.ClientSession() as session:
        yield Web(slack.api_url, session, OneWorkspace(slack.api_url, session, slack.token))


@pytest.fixture
def chat(api: Web) -> SlackChat:
    return SlackChat(api, Pace(burst=100))


async def place(slack: FakeSlack) -> Place:
    return Place(TENANT, slack.direct_channel("U1MAYA"), "1.000001")


class TestMessages:
    async def test_a_message_neither_unfurls_nor_links(self, slack: FakeSlack, chat: SlackChat) -> None:
        await chat.direct(MAYA, SHORT)
        (sent,) = slack.called("chat.postMessage")
        quiet = {key: sent[key] for key in ("unfurl_links", "unfurl_media", "link_names", "parse")}
        assert quiet == {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}

    async def test_the_direct_channel_is_asked_for_once(self, slack: FakeSlack, chat: SlackChat) -> None:
        await chat.direct(MAYA, SHORT)
        await chat.direct(MAYA, SHORT)
        assert len(slack.called("conversations.open")) == 1

    async def test_a_long_card_goes_on_in_the_thread_and_shrinks_again(self, slack: FakeSlack, chat: SlackChat) -> None:
        at = await place(slack)
        message = await chat.post(at, LONG)
        parts = slack.in_channel(at.channel)
        assert len(parts) == 2
        assert {part.thread for part in parts} == {"1.000001"}
        assert all(f"{n} word" in "".join(part.words for part in parts) for n in range(8))
        await chat.update(message, LONG)
        assert len(slack.in_channel(at.channel)) == 2
        await chat.update(message, SHORT)
        (left,) = slack.in_channel(at.channel)
        assert "Just this." in left.words

    async def test_another_process_finds_the_parts_again(self, slack: FakeSlack, api: Web, chat: SlackChat) -> None:
        at = await place(slack)
        message = await chat.post(at, SHORT)
        await chat.update(message, LONG)
        await SlackChat(api, Pace(burst=100)).update(message, LONG)
        assert len(slack.in_channel(at.channel)) == 2

    async def test_a_workspace_without_the_newest_blocks_gets_plainer_ones(
        self, slack: FakeSlack, chat: SlackChat
    ) -> None:
        slack.do_without("container", "plan")
        at = await place(slack)
        message = await chat.post(at, FOLDED)
        assert "container" not in str(slack.in_channel(at.channel)[0].blocks)
        assert [block["type"] for block in slack.in_channel(at.channel)[0].blocks] == ["header", "section"]
        tried = len(slack.called("chat.postMessage"))
        await chat.post(at, FOLDED)
        assert len(slack.called("chat.postMessage")) == tried + 1  # what was refused once is not tried again
        await chat.update(message, Card("Working", (Progress((Step("Read", StepState.RUNNING),)),)))
        assert "Read" in slack.in_channel(at.channel)[0].words
        assert len(slack.in_channel(at.channel)) == 2

    async def test_a_long_card_in_plainer_blocks_is_not_posted_twice(self, slack: FakeSlack, chat: SlackChat) -> None:
        slack.do_without("container")
        at = await place(slack)
        card = Card("Long", (*LONG.blocks, *FOLDED.blocks))
        await chat.post(at, card)
        parts = slack.in_channel(at.channel)
        assert len(parts) == 2
        assert len({part.words for part in parts}) == 2
        assert all(f"{n} word" in "".join(part.words for part in parts) for n in range(8))

    async def test_blocks_that_are_wrong_in_any_form_stay_a_fault(self, slack: FakeSlack, chat: SlackChat) -> None:
        slack.do_without("header")
        with pytest.raises(ChatFault) as fault:
            await chat.post(await place(slack), FOLDED)
        assert (fault.value.kind, fault.value.transient) == ("invalid_blocks", False)

    async def test_what_is_wrong_in_any_form_says_nothing_of_the_workspace(
        self, slack: FakeSlack, chat: SlackChat
    ) -> None:
        slack.fail("chat.postMessage", error="invalid_blocks", times=2)
        at = await place(slack)
        with pytest.raises(ChatFault):
            await chat.post(at, FOLDED)
        await chat.post(at, FOLDED)
        assert "container" in str(slack.in_channel(at.channel)[-1].blocks)

    @pytest.mark.parametrize("how", ["a day", "removed"])
    async def test_plainer_blocks_are_not_for_ever(self, slack: FakeSlack, api: Web, how: str) -> None:
        now = 0.0
        chat = SlackChat(api, Pace(burst=100), clock=lambda: now)
        slack.fail("chat.postMessage", error="invalid_blocks")
        at = await place(slack)
        await chat.post(at, FOLDED)
        now = 86_000.0
        await chat.post(at, FOLDED)
        assert "container" not in str([message.blocks for message in slack.in_channel(at.channel)])
        if how == "a day":
            now = 86_401.0
        else:
            chat.forget(TENANT)
        await chat.post(at, FOLDED)
        assert "container" in str(slack.in_channel(at.channel)[-1].blocks)

    async def test_a_cut_between_the_parts_is_mended_by_repeating(
        self, slack: FakeSlack, api: Web, chat: SlackChat
    ) -> None:
        at = await place(slack)
        message = await chat.post(at, SHORT)
        slack.drop("chat.postMessage")
        with pytest.raises(ChatFault) as cut:
            await chat.update(message, LONG)
        assert (cut.value.transient, cut.value.lost) == (True, True)
        await SlackChat(api, Pace(burst=100)).update(message, LONG)
        assert len(slack.in_channel(at.channel)) == 2


class TestFaults:
    async def test_too_many_requests_say_when_to_come_again(self, slack: FakeSlack, chat: SlackChat) -> None:
        slack.fail("chat.postMessage", status=429, retry_after=7)
        with pytest.raises(ChatFault) as fault:
            await chat.post(await place(slack), SHORT)
        assert (fault.value.kind, fault.value.transient, fault.value.retry_after) == ("ratelimited", True, 7.0)
        assert slack.messages == []

    async def test_an_answer_that_is_lost_is_not_sent_again(self, slack: FakeSlack, chat: SlackChat) -> None:
        slack.drop("chat.postMessage")
        with pytest.raises(ChatFault) as fault:
            await chat.post(await place(slack), SHORT)
        assert (fault.value.transient, fault.value.lost) == (True, True)
        assert len(slack.messages) == 1

    @pytest.mark.parametrize(
        ("status", "error", "transient"),
        [
            (500, "", True),
            (503, "", True),
            (200, "channel_not_found", False),
            (200, "internal_error", True),
            (200, "invalid_auth", True),
        ],
    )
    async def test_what_is_worth_another_try(
        self, slack: FakeSlack, chat: SlackChat, status: int, error: str, transient: bool
    ) -> None:
        slack.fail("chat.postMessage", status=status, error=error)
        with pytest.raises(ChatFault) as fault:
            await chat.post(await place(slack), SHORT)
        assert (fault.value.kind, fault.value.transient) == (error or f"http_{status}", transient)

    async def test_nobody_there_is_a_fault_and_nothing_was_done(self) -> None:
        async with aiohttp.ClientSession() as session:
            url = "http://127.0.0.1:9/api/"
            chat = SlackChat(Web(url, session, OneWorkspace(url, session, "xoxb-1")))
            with pytest.raises(ChatFault) as fault:
                await chat.direct(MAYA, SHORT)
        assert (fault.value.kind, fault.value.transient, fault.value.lost) == ("unreachable", True, False)

    async def test_a_token_speaks_for_its_own_workspace_alone(self, slack: FakeSlack, chat: SlackChat) -> None:
        stranger = Place(Tenant(Platform.SLACK, "T9OTHER"), "C1")
        with pytest.raises(ChatFault, match="not_installed"):
            await chat.post(stranger, SHORT)
        with pytest.raises(ChatFault, match="not_installed"):
            await chat.update(MessageRef(stranger, "1.1"), SHORT)
        assert slack.called("chat.postMessage") == slack.called("chat.update") == []


def test_a_burst_passes_and_then_one_message_a_second() -> None:
    now = 100.0
    pace = Pace(burst=3, clock=lambda: now)
    assert [pace.reserve("C1") for _ in range(5)] == [0, 0, 0, 1, 2]
    assert pace.reserve("C2") == 0
    now = 106.0
    assert pace.reserve("C1") == 0


class TestFiles:
    @pytest.fixture
    def files(self, slack: FakeSlack, api: Web) -> SlackFiles:
        return SlackFiles(api, (slack.file_host,))

    async def read(self, files: SlackFiles, file_id: str, limit: int = 1_000_000) -> bytes:
        return b"".join([chunk async for chunk in files.fetch(TENANT, file_id, limit)])

    async def test_the_bytes_as_they_are(self, slack: FakeSlack, files: SlackFiles) -> None:
        data = bytes(range(256)) * 1000
        file = slack.add_file("U1", "session one.vtt", data)
        facts = await files.facts(TENANT, file.id)
        assert (facts.name, facts.size) == ("session one.vtt", len(data))
        assert await self.read(files, file.id) == data

    async def test_of_what_slack_says_no_word_of_the_file_is_remembered(
        self, slack: FakeSlack, files: SlackFiles
    ) -> None:
        file = slack.add_file("U1", "s.vtt", b"x", described={"preview": "Ana: I said no."})
        await files.facts(TENANT, file.id)
        assert "url_private" in str(vars(files))
        assert "Ana" not in str(vars(files))

    @pytest.mark.parametrize(
        ("mode", "reason"),
        [
            ("login_page", Reason.LOGIN_PAGE),
            ("redirect", Reason.LOGIN_PAGE),
            ("missing_scope", Reason.MISSING_SCOPE),
            ("gone", Reason.FILE_GONE),
            ("external", Reason.BAD_INPUT),
        ],
    )
    async def test_each_fault_has_its_own_words(
        self, slack: FakeSlack, files: SlackFiles, mode: str, reason: Reason
    ) -> None:
        file = slack.add_file("U1", "s.txt", b"x", mode=mode)
        with pytest.raises(Refused) as refused:
            await self.read(files, file.id)
        assert refused.value.reason is reason
        assert refused.value.message
        assert slack.foreign_bearers == []

    async def test_a_web_page_that_was_dropped_as_one_is_passed_on(self, slack: FakeSlack, files: SlackFiles) -> None:
        file = slack.add_file("U1", "s.html", b"<!doctype html>", mimetype="text/html")
        assert await self.read(files, file.id) == b"<!doctype html>"

    async def test_a_page_under_another_name_is_no_transcript(self, slack: FakeSlack, files: SlackFiles) -> None:
        file = slack.add_file("U1", "s.txt", b"\n <!DOCTYPE html><html>sign in</html>")
        with pytest.raises(Refused) as refused:
            await self.read(files, file.id)
        assert refused.value.reason is Reason.LOGIN_PAGE

    async def test_too_large_by_what_slack_says(self, slack: FakeSlack, files: SlackFiles) -> None:
        file = slack.add_file("U1", "s.txt", b"x", size=2_000)
        with pytest.raises(Refused) as refused:
            await self.read(files, file.id, 1_000)
        assert refused.value.reason is Reason.TOO_LARGE
        assert slack.downloads == []

    async def test_too_large_although_slack_said_otherwise(self, slack: FakeSlack, files: SlackFiles) -> None:
        file = slack.add_file("U1", "s.txt", b"x" * 200_000, size=10)
        with pytest.raises(Refused) as refused:
            await self.read(files, file.id, 100_000)
        assert refused.value.reason is Reason.TOO_LARGE

    async def test_a_download_that_breaks_may_be_tried_again(self, slack: FakeSlack, files: SlackFiles) -> None:
        file = slack.add_file("U1", "s.txt", b"x" * 100)
        slack.drop("download")
        with pytest.raises(ChatFault) as fault:
            await self.read(files, file.id)
        assert fault.value.transient
        slack.fail("download", status=429, retry_after=3)
        with pytest.raises(ChatFault) as fault:
            await self.read(files, file.id)
        assert fault.value.retry_after == 3.0
        assert await self.read(files, file.id) == b"x" * 100

    @pytest.mark.parametrize(
        "url",
        [
            "http://files.slack.com/x",
            "https://files.slack.com.evil.example/x",
            "https://evil.example/files.slack.com",
            "https://files.slack.com@evil.example/x",
            "https://user:pass@files.slack.com/x",
            "https://files.slack.com:8443/x",
            "https://files.slack.com\\@evil.example/x",
            "https://files.slack.com%2eevil.example/x",
            "https://FILES.SLACK.COM.evil.example/",
            "https://slack.com/x",
            "https://a.files.slack.com/x",
            "https://127.0.0.1/x",
            "http://127.0.0.1/x",
            "http://localhost/x",
            "http://169.254.169.254/latest/meta-data",
            "http://[::1]/x",
            "https://[::ffff:127.0.0.1]/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://files.slack.com:x/",
            "https://files.slack.com\n.evil.example/",
            " https://files.slack.com/x",
            "//files.slack.com/x",
            "ftp://files.slack.com/x",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https:///x",
            "https://",
            "",
        ],
    )
    def test_the_token_goes_nowhere_else(self, api: Web, url: str) -> None:
        assert not SlackFiles(api, ("files.slack.com",)).allowed(url)

    def test_slacks_own_host_is_allowed(self, api: Web) -> None:
        files = SlackFiles(api, ("files.slack.com",))
        assert files.allowed("https://files.slack.com/files-pri/T1-F1/download/s.txt")
        assert files.allowed("https://FILES.slack.com/x")

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8080", "http://127.0.0.1:8080/"])
    def test_this_machine_may_stand_in(self, api: Web, host: str) -> None:
        files = SlackFiles(api, (host,))
        assert files.allowed("http://127.0.0.1:8080/x")
        assert not files.allowed("http://127.0.0.2:8080/x")
        assert files.allowed("http://127.0.0.1:9090/x") == (host == "127.0.0.1")

    async def test_an_address_elsewhere_is_never_asked(self, slack: FakeSlack, files: SlackFiles) -> None:
        url = f"http://127.0.0.1:{slack.port + 1}/elsewhere"
        file = slack.add_file("U1", "s.txt", b"x", url=url)
        with pytest.raises(Refused):
            await self.read(files, file.id)
