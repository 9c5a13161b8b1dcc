"""/coach: from invitation to end, with everybody told, and whatever people press, write or race."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.changes import Kind
from core.people.person import Person
from core.people.relationships import (
    CONSENT_VERSION,
    State,
    accept,
    decline,
    end,
    request,
    withdraw,
)
from core.refusal import Reason, Refused
from core.transcript import Role
from tests.relationships.house import ELSEWHERE, START, House, person
from tests.storage.samples import change

ADA, IVA, BO = person("ada"), person("iva"), person("bo")


def told(house: House, who: Person) -> str:
    return " / ".join(card.title for card in house.chat.of(who))


async def test_invite_accept_end_withdraw(house: House) -> None:
    answer = await house.write(ADA, "coach", "invite coach", IVA)
    assert "asked Iva to be your coach" in answer.text
    assert told(house, IVA) == "An invitation"
    invitation = house.chat.of(IVA)[0]
    assert CONSENT_VERSION in str(invitation)
    accepted = await house.press_on(IVA, invitation, "Accept")
    assert "Ada as your client" in accepted.text
    assert told(house, ADA) == "You are working together"
    assert house.chat.of(IVA)[0].title == "Accepted"  # no old button to press
    found = await house.relationships.between(ADA.tenant, "ada", "iva")
    assert found is not None
    assert [(c.person_id, c.text_version, c.given) for c in found.consents] == [
        ("ada", CONSENT_VERSION, True),
        ("iva", CONSENT_VERSION, True),
    ]
    ended = await house.press(IVA, "coach.end", found.id)
    assert "You have ended it, and I have told Ada" in ended.text
    assert "Iva has ended it" in str(house.chat.of(ADA)[-1])
    withdrawn = await house.press_on(ADA, house.chat.of(ADA)[-1], "Withdraw consent")
    assert "Iva no longer sees any session of the two of you" in withdrawn.text
    assert house.chat.of(IVA)[-1].title == "Consent withdrawn"
    over = await house.relationships.get(ADA.tenant, found.id)
    assert over is not None
    assert (over.state, over.consents[-1].given) == (State.ENDED, False)
    assert [e.operation for e in await house.done_to(found.id)] == ["invite", "accept", "end", "withdraw consent"]


async def test_an_overview_says_that_there_are_others(house: House) -> None:
    """Ten are shown, and none is passed over in silence."""
    for number in range(11):
        asked = request(f"r{number}", ADA, person(f"c{number}"), Role.CLIENT, START + timedelta(minutes=number))
        assert await house.relationships.create(asked, change(Kind.INVITE, asked.id))
        if number >= 9:
            overview = (await house.write(ADA, "coach")).text
            assert ("with others as well" in overview) is (number == 10)


async def test_as_client_the_roles_are_the_other_way_round(house: House) -> None:
    await house.write(IVA, "coach", "invite client", ADA)
    found = await house.relationships.between(ADA.tenant, "ada", "iva")
    assert found is not None
    assert (found.coach, found.client, found.asked) == ("iva", "ada", "ada")


async def test_without_a_role_it_is_asked(house: House) -> None:
    answer = await house.write(ADA, "coach", "invite", IVA)
    asked = await house.press_on(ADA, answer.cards[0], "Iva is my coach")
    assert "asked Iva to be your coach" in asked.text


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (ADA, "That is you"),
        (person("robot"), "That is a bot"),
        (person("left"), "not active any more"),
        (person("guest"), "guest from outside"),
        (person("nobody"), "cannot find this person"),
        (person("C0CHANNEL"), "cannot find this person"),
        (person("iva", ELSEWHERE), "cannot find this person"),
    ],
    ids=lambda value: value.id if isinstance(value, Person) else "",
)
async def test_whom_one_cannot_work_with(house: House, other: Person, sentence: str) -> None:
    answer = await house.write(ADA, "coach", "invite coach", other)
    assert sentence in answer.refused
    tampered = await house.press(ADA, "coach.ask", f"client|{other.id}")
    if other.tenant == ADA.tenant:
        assert sentence in tampered.refused
        assert not await house.bonds(ADA)


@pytest.mark.parametrize("value", ["", "client|", "boss|iva", "iva", "coach|nobody"])
async def test_a_tampered_button_does_nothing(house: House, value: str) -> None:
    answer = await house.press(ADA, "coach.ask", value)
    assert answer.refused
    assert not await house.bonds(ADA)


async def test_nobody_named_and_unknown_verbs_get_a_sentence(house: House) -> None:
    assert "Name the person" in (await house.write(ADA, "coach", "invite")).refused
    assert "Name one person" in (await house.write(ADA, "coach", "invite coach", IVA, BO)).refused
    assert "I know /coach invite" in (await house.write(ADA, "coach", "marry", IVA)).refused
    assert "cannot find that" in (await house.write(ADA, "coach", "end", IVA)).refused


async def test_one_relationship_per_pair_whoever_asks(house: House) -> None:
    await house.write(ADA, "coach", "invite coach", IVA)
    again = await house.write(ADA, "coach", "invite coach", IVA)
    assert "I tell you when there is an answer" in again.text
    back = await house.write(IVA, "coach", "invite client", ADA)
    assert back.cards[0].title == "An invitation"
    await house.press_on(IVA, back.cards[0], "Accept")
    third = await house.write(IVA, "coach", "invite coach", ADA)
    assert "working together already" in third.refused
    assert len(await house.bonds(ADA)) == 1


async def test_a_pair_may_begin_again_after_the_end(house: House) -> None:
    first = await house.pair_up(IVA, ADA)
    await house.press(ADA, "coach.end", first)
    second = await house.pair_up(IVA, ADA)
    assert second != first


async def test_a_double_click_has_one_effect(house: House) -> None:
    await house.write(ADA, "coach", "invite coach", IVA)
    invitation = house.chat.of(IVA)[0]
    await house.press_on(IVA, invitation, "Accept")
    again = await house.press_on(IVA, invitation, "Accept")
    assert "settled meanwhile" in again.refused
    late = await house.press_on(IVA, invitation, "Decline")
    assert "settled meanwhile" in late.refused
    assert told(house, ADA) == "You are working together"


async def test_both_end_at_once(house: House) -> None:
    """Both have read it as active; the second write finds another version."""
    bond = await house.pair_up(IVA, ADA)
    seen = await house.relationships.get(ADA.tenant, bond)
    assert seen is not None
    assert await house.relationships.move(end(seen, ADA, START), change(Kind.END))
    assert not await house.relationships.move(end(seen, IVA, START), change(Kind.END))
    stored = await house.relationships.get(ADA.tenant, bond)
    assert stored is not None
    assert stored.ended_by == "ada"


async def test_others_can_press_nothing(house: House) -> None:
    bond = await house.pair_up(IVA, ADA)
    there = [(await house.press(BO, f"coach.{verb}", bond)).text for verb in ("accept", "decline", "end", "withdraw")]
    not_there = [
        (await house.press(BO, f"coach.{verb}", "x")).text for verb in ("accept", "decline", "end", "withdraw")
    ]
    stranger = [
        (await house.press(person("ada", ELSEWHERE), f"coach.{verb}", bond)).text for verb in ("end", "withdraw")
    ]
    assert set(there) == set(not_there) == set(stranger)
    stored = await house.relationships.get(ADA.tenant, bond)
    assert stored is not None
    assert stored.state is State.ACTIVE


async def test_the_coach_cannot_withdraw_the_clients_consent(house: House) -> None:
    bond = await house.pair_up(IVA, ADA)
    assert "Only the client" in (await house.press(IVA, "coach.withdraw", bond)).refused


async def test_declining_and_taking_back_are_told(house: House) -> None:
    await house.write(ADA, "coach", "invite coach", IVA)
    await house.press_on(IVA, house.chat.of(IVA)[0], "Decline")
    assert "does not want to do this" in str(house.chat.of(ADA)[-1])
    sent = await house.write(ADA, "coach", "invite coach", BO)
    await house.press_on(ADA, sent.cards[0], "Take it back")
    assert "taken the invitation back" in str(house.chat.of(BO)[-1])
    assert house.chat.of(BO)[0].title == "Settled"


async def test_the_overview_offers_what_can_be_done(house: House) -> None:
    empty = await house.write(ADA, "coach")
    assert "You work with nobody here yet" in empty.text
    await house.write(ADA, "coach", "invite coach", IVA)
    assert "[Take it back]" in (await house.write(ADA, "coach")).text
    theirs = await house.write(IVA, "coach")
    assert "[Accept]" in theirs.text
    await house.press_on(IVA, theirs.cards[0], "Accept")
    assert "[Withdraw consent]" in (await house.write(ADA, "coach")).text
    assert "[Withdraw consent]" not in (await house.write(IVA, "coach")).text
    channel = await house.write(ADA, "coach", "", in_channel=True)
    assert "Iva" not in channel.text
    assert "Iva" in str(house.chat.of(ADA)[-1])


# --- the moves themselves ---


def test_moves_only_from_where_they_may() -> None:
    pending = request("r", ADA, IVA, Role.CLIENT, START)
    active = accept(pending, IVA, START)
    over = end(active, ADA, START)
    gone = withdraw(over, ADA, START)
    assert withdraw(active, ADA, START).ended_by == "ada"
    assert [r.version for r in (pending, active, over, gone)] == [1, 2, 3, 4]
    for move, relationship, actor in (
        (accept, pending, ADA),  # one's own invitation
        (accept, active, IVA),
        (accept, decline(pending, IVA, START), IVA),
        (decline, active, IVA),
        (end, pending, ADA),
        (end, over, ADA),
        (withdraw, pending, ADA),
        (withdraw, gone, ADA),
        (withdraw, active, IVA),
    ):
        with pytest.raises(Refused) as refusal:
            move(relationship, actor, START)
        assert refusal.value.reason is Reason.NOT_ALLOWED
    for move in (accept, decline, end, withdraw):
        with pytest.raises(Refused) as refusal:
            move(replace(active, state=State.PENDING), BO, START)
        assert refusal.value.reason is Reason.NOT_FOUND
