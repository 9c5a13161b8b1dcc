"""A file given to a person: Slack's three steps, and every way they can fail."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.slack.chat import Pace, SlackChat
from bot.slack.files import SlackFiles
from bot.slack.sender import COMMENT, SlackSender, in_words
from bot.slack.web import OneWorkspace, Web
from core.card import Bullets, Card, Text
from core.faults import ChatFault
from core.people.person import Person, Platform, Tenant
from core.refusal import Reason, Refused
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_web import Message

TENANT = Tenant(Platform.SLACK, FakeSlack.team)
MAYA = Person(TENANT, "U1MAYA")
NOTE = Card("Your file", (Text("It holds what was said; keep it safe."),))
DATA = b"%PDF-1.7 " + bytes(range(256)) * 40


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        yield slack


@pytest.fixture
async def sender(slack: FakeSlack) -> AsyncIterator[SlackSender]:
    async with aiohttp.ClientSession() as session:
        api = Web(slack.api_url, session, OneWorkspace(slack.api_url, session, slack.token))
        allowed = SlackFiles(api, (slack.file_host,)).allowed
        yield SlackSender(api, SlackChat(api, Pace(burst=100)), allowed, looks=(0.05, 0.1, 0.2))


async def arrived(slack: FakeSlack) -> Message:
    message = await slack.wait_for("Your file", channel=slack.direct_channel("U1MAYA"))
    assert len([each for each in slack.messages if each.files]) == 1
    return message


class TestAFile:
    async def test_comes_as_one_message_with_its_note(self, slack: FakeSlack, sender: SlackSender) -> None:
        await sender.send(MAYA, "debrief.pdf", DATA, NOTE)
        message = await arrived(slack)
        assert message.words == "*Your file*\nIt holds what was said; keep it safe."
        (file_id,) = message.files
        assert (slack.files[file_id].name, slack.files[file_id].data) == ("debrief.pdf", DATA)
        assert slack.foreign_bearers == []  # the address is proof enough; the token stays here

    def test_what_the_note_says_cannot_ping_or_link(self) -> None:
        words = in_words(Card("<!channel>", (Text("<@U1> & <https://x|y>"),)))
        assert words == "*&lt;!channel&gt;*\n&lt;@U1&gt; &amp; &lt;https://x|y&gt;"

    @pytest.mark.parametrize(
        "note", [Card("Your file", (Bullets(("one", "two")),)), Card("Your file", (Text("long " * COMMENT),))]
    )
    async def test_a_note_that_is_more_than_words_goes_before_it(
        self, slack: FakeSlack, sender: SlackSender, note: Card
    ) -> None:
        await sender.send(MAYA, "debrief.pdf", DATA, note)
        assert "Your file" in slack.in_channel(slack.direct_channel("U1MAYA"))[0].words
        (done,) = slack.called("files.completeUploadExternal")
        assert "initial_comment" not in done


class TestWhatCanGoWrong:
    @pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
    async def test_a_missing_permission_says_what_to_do(
        self, slack: FakeSlack, sender: SlackSender, method: str
    ) -> None:
        slack.fail(method, error="missing_scope")
        with pytest.raises(Refused) as raised:
            await sender.send(MAYA, "debrief.pdf", DATA, NOTE)
        assert raised.value.reason is Reason.MISSING_SCOPE
        assert "files:write" in raised.value.message

    async def test_a_full_workspace_says_so(self, slack: FakeSlack, sender: SlackSender) -> None:
        slack.fail("files.completeUploadExternal", error="storage_limit_reached")
        with pytest.raises(Refused) as raised:
            await sender.send(MAYA, "debrief.pdf", DATA, NOTE)
        assert raised.value.reason is Reason.LIMIT_REACHED

    @pytest.mark.parametrize("status", [429, 503])
    async def test_a_host_that_is_busy_is_asked_again_later(
        self, slack: FakeSlack, sender: SlackSender, status: int
    ) -> None:
        slack.fail("upload", status=status, retry_after=7)
        with pytest.raises(ChatFault) as raised:
            await sender.send(MAYA, "debrief.pdf", DATA, NOTE)
        assert raised.value.transient
        assert raised.value.retry_after == (7.0 if status == 429 else None)
        assert slack.called("files.completeUploadExternal") == []

    async def test_a_lost_answer_is_looked_up_rather_than_sent_twice(
        self, slack: FakeSlack, sender: SlackSender
    ) -> None:
        slack.drop("files.completeUploadExternal")
        await sender.send(MAYA, "debrief.pdf", DATA, NOTE)
        await arrived(slack)

    async def test_a_file_that_never_arrives_is_a_fault(self, slack: FakeSlack, sender: SlackSender) -> None:
        slack.fail("files.completeUploadExternal", status=503)
        with pytest.raises(ChatFault) as raised:
            await sender.send(MAYA, "debrief.pdf", DATA, NOTE)
        assert raised.value.transient

    async def test_the_bytes_go_to_slacks_own_hosts_alone(self, slack: FakeSlack, sender: SlackSender) -> None:
        slack.upload_host = "files.example.net"
        with pytest.raises(ChatFault) as raised:
            await sender.send(MAYA, "debrief.pdf", DATA, NOTE)
        assert (raised.value.kind, raised.value.transient) == ("upload_host", False)

    async def test_somebody_who_cannot_be_written_to(self, slack: FakeSlack, sender: SlackSender) -> None:
        slack.member("U1MAYA", deleted=True)
        with pytest.raises(ChatFault) as raised:
            await sender.send(MAYA, "debrief.pdf", DATA, NOTE)
        assert raised.value.kind == "user_disabled"
        assert slack.called("files.getUploadURLExternal") == []
