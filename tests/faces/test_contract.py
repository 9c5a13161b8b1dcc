"""What every face keeps to: core.ports.chat.Face, and the way in and out (handlers.events). Each test is one promise."""

import pytest

from core.card import Card, Say, Text
from core.faults import ChatFault
from core.people.person import MessageRef, Place
from core.ports.people import Kind
from core.refusal import Reason, Refused
from tests.faces.conftest import Staged
from tests.faces.stage import ANA, CORA, GUEST, NOBODY, person, strings
from tests.render.cards import EVERYTHING, INSIGHT
from tests.scenario.conftest import SAMPLES

SHORT = (SAMPLES / "short.txt").read_bytes()
CARDS = {"a session": INSIGHT, "every kind of block": EVERYTHING}


def words(text: str) -> set[str]:
    return {"".join(filter(str.isalpha, word)) for word in text.split()} - {""}


class TestChat:
    async def test_a_message_is_posted_edited_and_edited_to_the_same_once_more(self, staged: Staged) -> None:
        chat = staged.app.services.chat(staged.stage.tenant)
        message = await chat.direct(person(staged.stage, ANA), Card("At first", (Text("one"),)))
        assert "At first" in await staged.stage.sees(ANA)
        for _ in range(2):
            await chat.update(message, Card("Then", (Text("two"),)))
        seen = await staged.stage.sees(ANA)
        assert (seen.count("Then"), "At first" in seen) == (1, False)

    async def test_an_answer_is_posted_where_the_first_one_was(self, staged: Staged) -> None:
        chat = staged.app.services.chat(staged.stage.tenant)
        first = await chat.direct(person(staged.stage, ANA), Card("First"))
        second = await chat.post(Place(first.place.tenant, first.place.channel, first.id), Card("Second"))
        assert second != first
        assert {"First", "Second"} <= words(await staged.stage.sees(ANA))

    @pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
    async def test_no_word_of_a_card_is_dropped(self, staged: Staged, card: Card) -> None:
        await staged.app.services.chat(staged.stage.tenant).direct(person(staged.stage, ANA), card)
        shown = Card(card.title, card.blocks)  # the summary is for a notification
        assert words(" ".join(strings(shown))) <= words(await staged.stage.sees(ANA))

    async def test_a_message_that_is_not_there_is_a_fault_that_lasts(self, staged: Staged) -> None:
        if staged.stage.platform == "local":
            pytest.skip("whoever runs a command is always there")
        nowhere = MessageRef(Place(staged.stage.tenant, "D0NOWHERE"), "1.000001")
        with pytest.raises(ChatFault) as raised:
            await staged.app.services.chat(nowhere).update(nowhere, Card("Nobody reads this"))
        assert not raised.value.transient

    async def test_a_marked_message_is_found_again_and_removed(self, staged: Staged) -> None:
        face = staged.app.services.face(staged.stage.tenant)
        if face.marks is None:
            pytest.skip("it has no marks")
        root = await face.chat.direct(person(staged.stage, ANA), Card("A thread"))
        place = Place(root.place.tenant, root.place.channel, root.id)
        message = await face.marks.post_marked(place, Card("Marked"), "job/status")
        assert await face.marks.marked(place, "job/status") == (message,)
        assert await face.marks.marked(place, "job/other") == ()
        for _ in range(2):  # one that is gone is no fault
            await face.marks.remove(message)
        assert "Marked" not in await staged.stage.sees(ANA)

    async def test_a_home_screen_is_drawn_and_its_note_given_back(self, staged: Staged) -> None:
        home = staged.app.services.face(staged.stage.tenant).home
        if home is None:
            pytest.skip("it has no home screen")
        await home.draw_home(person(staged.stage, ANA), Card("At home"), "mine")
        assert "At home" in await staged.stage.sees(ANA)
        assert home.home_note(person(staged.stage, ANA)) == "mine"
        assert home.home_note(person(staged.stage, CORA)) is None


class TestFiles:
    async def test_a_file_is_told_of_and_fetched(self, staged: Staged) -> None:
        files, source = (
            staged.app.services.face(staged.stage.tenant).files,
            await staged.stage.give(ANA, "a.txt", SHORT),
        )
        facts = await files.facts(staged.stage.tenant, source)
        assert (facts.name, facts.size in (None, len(SHORT))) == ("a.txt", True)
        assert b"".join([chunk async for chunk in files.fetch(staged.stage.tenant, source, len(SHORT))]) == SHORT

    async def test_no_more_is_fetched_than_allowed(self, staged: Staged) -> None:
        files, source = (
            staged.app.services.face(staged.stage.tenant).files,
            await staged.stage.give(ANA, "a.txt", SHORT),
        )
        with pytest.raises(Refused) as raised:
            [chunk async for chunk in files.fetch(staged.stage.tenant, source, len(SHORT) - 1)]
        assert raised.value.reason is Reason.TOO_LARGE

    async def test_one_that_is_gone_is_refused(self, staged: Staged) -> None:
        files, source = (
            staged.app.services.face(staged.stage.tenant).files,
            await staged.stage.give(ANA, "a.txt", SHORT),
        )
        await staged.stage.take_back(source)
        with pytest.raises(Refused) as raised:
            [chunk async for chunk in files.fetch(staged.stage.tenant, source, len(SHORT))]
        assert raised.value.reason is Reason.FILE_GONE

    async def test_a_file_is_given_with_its_note(self, staged: Staged) -> None:
        sender = staged.app.services.face(staged.stage.tenant).sender
        if sender is None:
            pytest.skip("it gives no files")
        await sender.send(person(staged.stage, ANA), "debrief.txt", SHORT, Card("Your file"))
        await staged.until(ANA, "Your file")
        assert await staged.stage.has(ANA) == {"debrief.txt": SHORT}


async def test_members_guests_and_strangers_are_told_apart(staged: Staged) -> None:
    directory = staged.app.services.face(staged.stage.tenant).directory
    if directory is None:
        pytest.skip("it has no list of members")
    found = {who: await directory.look_up(person(staged.stage, who)) for who in (ANA, GUEST, NOBODY)}
    assert {who: member and (member.kind, member.name) for who, member in found.items()} == {
        ANA: (Kind.PERSON, "Ana"),
        GUEST: (Kind.GUEST, "Gil"),
        NOBODY: None,
    }


class TestRespond:
    async def test_a_command_is_answered_where_it_was_given(self, staged: Staged) -> None:
        await staged.stage.command(ANA, "insights")
        await staged.until(ANA, "Search")

    async def test_a_command_in_a_text_is_written_as_one_writes_it_there(self, staged: Staged) -> None:
        chat = staged.app.services.chat(staged.stage.tenant)
        await chat.direct(person(staged.stage, ANA), Card(f"Try {Say('share', 'list')}", (Text(f"{Say('privacy')}"),)))
        await staged.stage.command(ANA, "share", "everything")  # refused with what to write
        await staged.until(ANA, "I do not know “everything”")
        seen = await staged.stage.sees(ANA)
        assert "share list" in seen
        assert "privacy" in seen
        assert "\ue000" not in seen

    async def test_a_form_is_opened_and_stays_with_what_is_wrong(self, staged: Staged) -> None:
        await staged.stage.command(ANA, "insights", "new")
        await staged.until(ANA, "Paste a session")
        await staged.stage.send(ANA, "Paste a session", {"part1": "Nobody says who speaks."})
        await staged.until(ANA, "I need turns that say who speaks")

    async def test_a_sent_form_does_what_it_says(self, staged: Staged) -> None:
        await staged.stage.command(ANA, "insights", "new")
        await staged.until(ANA, "Paste a session")
        await staged.stage.send(ANA, "Paste a session", {"part1": SHORT.decode()[:2900]})
        await staged.until(ANA, "Your insights are ready")


async def test_a_dropped_file_becomes_a_card_and_is_shared_and_taken_back(staged: Staged) -> None:
    """The main job, from the file to the end of its sharing, with nothing between but the face."""
    stage = staged.stage
    await stage.drop(ANA, "short.txt", SHORT)
    await staged.until(ANA, "Your insights are ready")
    if staged.app.services.face(stage.tenant).directory is None:
        pytest.skip("one person alone")
    await staged.until(ANA, "Only you see this")
    await stage.command(ANA, "share", about=CORA)
    (row,) = (await staged.app.services.insights.mine(person(stage, ANA), limit=5)).rows
    await stage.send(ANA, "Share a session", {"sessions": (row.id,), "coach": CORA, "permissions": (), "until": ""})
    await stage.send(ANA, "Share with Cora", {})
    await staged.until(CORA, "A session was shared with you")
    await staged.until(ANA, "You share this with 1 person")
    await stage.press(CORA, "A session was shared with you", "Open")
    await staged.until(CORA, "Every quote was found")
    await stage.command(ANA, "share", "list")
    await staged.until(ANA, "What you share")
    await stage.press(ANA, "What you share", "Take it back")
    await staged.until(CORA, "A session is no longer shared")
    await staged.until(CORA, "Every quote was found", gone=True)
    await staged.until(ANA, "Only you see this")
