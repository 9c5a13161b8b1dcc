"""What follows a command: nothing of it is left out of account, and whoever wrote it is told what to write."""

import pytest

from core.people.person import Person
from core.people.relationships import UNKNOWN
from tests.relationships.house import House, person

ADA, IVA, BO, NOBODY = person("ada"), person("iva"), person("bo"), person("nobody")
NAMED = (
    "I do not know “@cora”. Pick the name from the list that opens when you type @; where none opens, it has to be somebody you "
    "work with here."
)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        *((name, "@cora", NAMED) for name in ("insights", "share", "timeline", "actions")),
        *(("coach", f"{verb} @cora", NAMED) for verb in ("invite", "accept", "decline", "end", "withdraw")),
        ("insights", "nwe", "I do not know “nwe”. Did you mean new?"),
        ("insights", "unpared", "I do not know “unpared”. Did you mean unpaired?"),
        ("insights", "zebra", "I do not know “zebra”. Write /insights, /insights @name or /insights new."),
        ("timeline", "blah", "I do not know “blah”. Write /timeline or /timeline @name."),
        ("share", "lsit", "I do not know “lsit”. Did you mean list?"),
        ("actions", "dnoe", "I do not know “dnoe”. Did you mean done?"),
        ("coach", "invit", "I do not know “invit”. Did you mean invite?"),
        ("coach", "marry", "I do not know “marry”. I know /coach invite, accept, decline, end, withdraw and prep"),
        ("privacy", "@cora", "I do not know “@cora”. Write /debrief privacy alone."),
        ("insights", "x" * 500, f"I do not know “{'x' * 40}”."),
    ],
)
async def test_what_is_not_known_is_said_with_what_to_write(house: House, name: str, text: str, sentence: str) -> None:
    answer = await house.write(ADA, name, text)
    assert sentence in answer.refused
    assert not answer.cards
    assert not answer.forms


@pytest.mark.parametrize(
    ("name", "text"),
    [("insights", ""), ("share", ""), ("timeline", ""), ("actions", "done"), ("coach", "invite"), ("coach", "end")],
)
async def test_a_second_person_is_not_dropped(house: House, name: str, text: str) -> None:
    answer = await house.write(ADA, name, text, IVA, BO)
    assert "Name one person at a time" in answer.refused
    assert not answer.cards


@pytest.mark.parametrize(
    ("name", "text", "about", "sentence"),
    [
        ("insights", "paired private", (), "Write either paired or private, not both"),
        ("insights", "new", (IVA,), "Write /insights new alone"),
        ("actions", "done open", (), "Write either done or open, not both"),
        ("share", "list", (IVA,), "Write /share list alone"),
        ("privacy", "", (IVA,), "about you alone"),
        ("coach", "", (IVA,), "I know /coach invite"),
        ("coach", "list", (IVA,), "I know /coach invite"),
        ("coach", "coach", (IVA,), "I know /coach invite"),
        ("coach", "end client", (IVA,), "I know /coach invite"),
        ("coach", "invite end", (IVA,), "I know /coach invite"),
        ("coach", "invite", (), "Name the person: type /coach invite @ and pick the name from the list that opens."),
        ("coach", "accept", (), "type /coach accept @"),
    ],
)
async def test_what_does_not_go_together(
    house: House, name: str, text: str, about: tuple[Person, ...], sentence: str
) -> None:
    answer = await house.write(ADA, name, text, *about)
    assert sentence in answer.refused
    assert not answer.cards
    assert not answer.forms


@pytest.mark.parametrize("name", ["insights", "timeline", "actions", "share"])
async def test_somebody_the_platform_does_not_know(house: House, name: str) -> None:
    assert UNKNOWN in (await house.write(ADA, name, "", NOBODY)).refused


@pytest.mark.parametrize("name", ["insights", "timeline", "actions"])
async def test_who_has_sessions_and_who_has_none_read_the_same(house: House, name: str) -> None:
    """Bo has sessions that are none of Ada's, Cy has none at all."""
    await house.session(BO, 1)
    await house.paired_session(IVA, BO, 2)
    with_some = (await house.write(ADA, name, "", BO)).text
    assert with_some.replace("Bo", "Cy") == (await house.write(ADA, name, "", person("cy"))).text


async def test_a_person_one_cannot_share_with_is_told_before_the_form(house: House) -> None:
    await house.session(ADA)
    assert "That is a bot" in (await house.write(ADA, "share", "", person("robot"))).refused
    assert "That is you" in (await house.write(ADA, "share", "", ADA)).refused


@pytest.mark.parametrize("text", ["invite as my coach", "Invite, coach.", "invite my coach"])
async def test_an_invitation_in_a_persons_own_words(house: House, text: str) -> None:
    await house.write(ADA, "coach", text, IVA)
    bond = await house.bond(ADA, IVA)
    assert (bond.coach, bond.client) == ("iva", "ada")


@pytest.mark.parametrize("text", ["invite", "invite coach client"])
async def test_an_invitation_without_one_role_asks_for_it(house: House, text: str) -> None:
    answer = await house.write(ADA, "coach", text, IVA)
    assert "[Iva is my coach]" in answer.text
    assert not await house.bonds(ADA)
