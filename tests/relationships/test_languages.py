"""Two people of one session, each of whom reads their own language: on the card, at home, and in what they are told."""

import asyncio
from dataclasses import dataclass

import pytest

from core.faults import ChatFault, StorageFault
from core.people.locales import locale
from core.people.person import Person
from core.ports.people import Kind, Member
from core.refusal import Reason, Refused
from tests.fakes.face import exchanged
from tests.relationships.house import House, person, words_of
from tests.relationships.test_homes import Street, street
from tests.relationships.test_keeping_up import opened, redrawn, shown

ADA, IVA = person("ada"), person("iva")

__all__ = ["street"]


@pytest.fixture(autouse=True)
def _german_coach(house: House) -> None:
    house.directory.add(IVA, "Iva", locale="de-AT")
    house.directory.add(ADA, "Ada", locale="en-GB")


def newest(house: House, reader: Person) -> str:
    card = house.chat.of(reader)[-1]
    return words_of(card.title, card.blocks)


async def test_each_home_is_in_its_persons_language(street: Street) -> None:
    await street.house.paired_session(IVA, ADA)
    await street.open(ADA)
    assert "Sessions" in street.chat.text(ADA)
    assert "coacht dich" not in street.chat.text(ADA)
    await street.open(IVA)
    assert "Sitzungen" in street.chat.text(IVA)
    assert "bei dir im Coaching seit" in street.chat.text(IVA)


async def test_what_one_does_redraws_the_other_home_in_its_own_language(street: Street) -> None:
    await street.write(IVA, "coach", "invite client", ADA)
    assert "would be your coach" in street.chat.text(ADA)
    assert "noch keine Antwort" in street.chat.text(IVA)
    await street.press(ADA, "coach.accept", (await street.house.bond(ADA, IVA)).id)
    assert "your coach since" in street.chat.text(ADA)
    assert "bei dir im Coaching seit" in street.chat.text(IVA)


async def test_a_share_and_its_end_are_told_in_the_readers_language(house: House) -> None:
    insight = await house.session(ADA)
    form = (await house.press(ADA, "share.one", insight)).forms[0]
    chosen = await house.send(ADA, form, sessions=(insight,), coach=IVA.id, permissions=("comment",), until=None)
    shared = await house.send(ADA, chosen.forms[0])
    assert "Iva may see it and write comments. I have told Iva." in shared.text
    assert "Ada teilt eine Sitzung vom" in newest(house, IVA)
    assert "Das kannst du damit tun: sehen und kommentieren." in newest(house, IVA)
    await house.press(ADA, "share.revoke", f"{insight}|{IVA.id}")
    assert "Ada teilt eine Sitzung nicht mehr mit dir." in newest(house, IVA)
    assert house.chat.of(IVA)[0].title == "Nicht mehr für dich offen"


async def test_a_comment_is_told_in_the_readers_language(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    for author in (ADA, IVA):
        form = (await house.press(author, "comments.write", insight)).forms[0]
        assert form.submit == ("Send" if author == ADA else "Senden")
        await house.send(author, form, text="It held all week.")
    assert "Ada hat etwas zur Sitzung vom Mo., 20. Jan. 2025 geschrieben." in newest(house, IVA)
    assert "Iva wrote a comment on the session of Mon 20 Jan 2025." in newest(house, ADA)


async def test_a_card_stays_in_its_readers_language_when_the_other_changes_it(house: House) -> None:
    insight = await house.paired_session(IVA, ADA)
    english, german = [await opened(house, reader, "insight.open", insight) for reader in (ADA, IVA)]
    (form,) = (await house.press(IVA, "insight.edit", insight)).forms
    assert form.title == "Titel und Datum"
    await house.send(IVA, form, title="A new name", date="2026-02-03")
    await redrawn(house, insight)
    for message, words, day in (
        (english, "To celebrate", "Tue 3 Feb 2026"),
        (german, "Das ist gelungen", "Di., 3. Feb"),
    ):
        assert "A new name" in shown(house, message)
        assert words in shown(house, message)
        assert day in shown(house, message)


async def test_what_is_taken_back_from_both_says_so_to_each(street: Street) -> None:
    house = street.house
    insight = await house.paired_session(IVA, ADA)
    english, german = [await opened(house, reader, "insight.open", insight) for reader in (ADA, IVA)]
    form = (await street.press(ADA, "privacy.erase")).forms[0]
    await street.send(ADA, form, word="ERASE")
    await street.work()
    assert [house.chat.messages[each.id][1].title for each in (english, german)] == ["Deleted", "Gelöscht"]
    assert "Ada hat hier die eigenen Daten gelöscht." in str(house.chat.of(IVA))
    assert "Everything is erased" in str(house.chat.of(ADA))


@pytest.mark.parametrize(("said", "title"), [("Hilfe", "Was ich kann"), ("Meine Sitzungen", "Sitzungen")])
async def test_what_is_said_is_understood_in_the_persons_language(street: Street, said: str, title: str) -> None:
    assert [card.title for card in (await street.say(IVA, said)).cards] == [title]


@dataclass
class Unsure:
    """A list of members that does not say, or not yet."""

    fault: Exception | None = None

    async def look_up(self, person: Person) -> Member | None:
        if self.fault:
            raise self.fault
        await asyncio.Event().wait()
        return Member(person, Kind.PERSON, locale="de-DE")


@pytest.mark.parametrize(
    "fault",
    [
        None,
        ChatFault("unanswered", transient=True),
        Refused(Reason.MISSING_SCOPE, ""),
        StorageFault("down", transient=True),
    ],
    ids=["not yet", "not answered", "no permission", "no database"],
)
async def test_a_platform_that_does_not_say_is_no_reason_to_fail(house: House, fault: Exception | None) -> None:
    services = exchanged(house.services, directory=Unsure(fault))
    assert await locale(services, IVA, within=0.01) == ""
