"""/actions: what is open and what is settled, done, another date, let go; what a coach sees; and what nobody is told."""

import asyncio
import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

from core.card import Button, Fold
from core.insight.model import Grant
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.ports.insights import Scope
from core.ports.people import Kind, Member
from core.ports.sessions import Profile
from core.promises.commitments import (
    Commitment,
    Proof,
    renegotiate,
    settle,
)
from core.promises.recording import record
from handlers.account import archive
from handlers.home import home
from handlers.promises import cards as action_cards
from handlers.promises.actions import PAGE
from handlers.promises.routes import View
from tests.relationships.house import HERE, START, Answer, House, buttons, person, words_of
from tests.storage.samples import change

ADA, IVA, BO, CY = person("ada"), person("iva"), person("bo"), person("cy")
TODAY = START.date()


def item(action: str, due: date | None = None, **changes: Any) -> ActionItem:
    said = Evidence(quote=f"I will {action}.", turn=3, speaker="Ada")
    return ActionItem(action=action, due=due, evidence=(said,), **changes)


ITEMS = (
    item("water the plants", recurring=True),
    item("find a mentor"),
    item("write the letter", TODAY + timedelta(days=20)),
    item("call the bank", TODAY + timedelta(days=2)),
    item("ask Noor", TODAY - timedelta(days=3)),
    item("send the list", TODAY + timedelta(days=1), owner="coach"),
)


async def promised(house: House, n: int = 1, *, together: bool = True, **changes: Any) -> str:
    """A session of Ada's with ITEMS, with Iva or alone."""
    values = {"action_items": ITEMS, **changes}
    if together:
        insight = await house.paired_session(IVA, ADA, n, **values)
    else:
        insight = await house.session(ADA, n, **values)
    await record(house.services, HERE, insight)
    return insight


async def one(house: House, insight: str, place: int) -> Commitment:
    rows = await house.services.commitments.of(HERE, insight)
    return next(row for row in rows if row.id == f"{insight}-{place}")


async def pressed(house: House, who: Any, what: str, insight: str, place: int) -> Answer:
    return await house.press(who, f"actions.{what}", f"{insight}-{place}|{View().packed()}")


def labels(answer: Answer) -> set[str]:
    return {one.label for card in answer.cards for one in buttons(card.blocks)}


async def test_open_ones_stand_in_order_under_plain_headings(house: House) -> None:
    await promised(house)
    said = (await house.write(ADA, "actions")).text
    expected = [
        "The day has passed",
        "ask Noor",
        "In the next seven days",
        "send the list",
        "Iva promised",
        "call the bank",
        "Later",
        "write the letter",
        "No date",
        "find a mentor",
        "Again and again",
        "water the plants",
    ]
    places = [said.index(words) for words in expected]
    assert places == sorted(places)
    assert "Letting go 1" in said
    assert (await house.write(BO, "actions")).text.startswith("Open promises | You have no open promises here.")


async def test_done_is_told_counted_and_recorded(house: House) -> None:
    insight = await promised(house)
    answer = await pressed(house, ADA, "done", insight, 1)
    assert "find a mentor" not in answer.text
    assert "call the bank" in answer.text
    settled = await house.write(ADA, "actions", "done")
    assert "find a mentor | Done on Mon 9 Mar 2026" in settled.text
    row = await one(house, insight, 1)
    assert (row.state, row.version) == ("done", 1)
    assert row.changed is not None
    assert (row.changed.by, row.changed.at) == (ADA.id, START)
    (told,) = [entry for entry in await house.done_to(insight) if entry.operation == "commitment done"]
    assert (told.actor, told.facts) == (ADA.id, {"place": 1})
    assert (await house.services.commitments.by_insight(HERE, [insight]))[insight].kept == 1
    assert "6 promises in all. Kept: 1. Not told yet:" in (await house.write(ADA, "timeline")).text
    assert "6 promises · 1 of them kept" in (await house.write(ADA, "insights")).text


async def test_a_double_press_has_one_effect(house: House) -> None:
    insight = await promised(house)
    answers = await asyncio.gather(*(pressed(house, ADA, what, insight, 1) for what in ("done", "done", "drop")))
    assert [answer.refused for answer in answers] == ["", "", ""]
    await pressed(house, ADA, "done", insight, 1)
    told = [e for e in await house.done_to(insight) if e.operation.startswith("commitment")]
    assert len(told) == 1
    row = await one(house, insight, 1)
    assert told[0].operation == f"commitment {row.state}"
    assert row.version == 1


async def test_letting_go_is_asked_twice_and_can_be_undone(house: House) -> None:
    insight = await promised(house)
    card = (await house.write(ADA, "actions")).cards[0]
    drop = next(each for each in buttons(card.blocks) if each.label == "Drop")
    assert isinstance(drop, Button)
    assert drop.confirm is not None
    await house.press(ADA, drop.action, drop.value)
    dropped = await one(house, insight, 4)  # the first of the list: its day has passed
    assert dropped.state == "dropped"
    settled = await house.write(ADA, "actions", "done")
    assert "ask Noor | Let go on" in settled.text
    await house.press_on(ADA, settled.cards[0], "Open it again")
    assert (await one(house, insight, 4)).state == "open"
    assert [e.operation for e in await house.done_to(insight)][-3:].count("commitment reopened") == 1


async def test_another_date_and_other_words_outlive_what_the_session_says(house: House) -> None:
    insight = await promised(house)
    (form,) = (await pressed(house, ADA, "move", insight, 4)).forms
    assert "ask Noor" in str(form.fields)
    later = TODAY + timedelta(days=4)
    answer = await house.send(ADA, form, action="ask Noor by mail", date=later.isoformat())
    assert "Changed" in answer.text
    again = await house.send(ADA, form, action="ask Noor by mail", date=later.isoformat())
    assert again.refused == ""  # sent twice
    await record(house.services, HERE, insight)
    row = await one(house, insight, 4)
    assert (row.state, row.action, row.due, row.version) == ("renegotiated", "ask Noor by mail", later, 1)
    listed = (await house.write(ADA, "actions")).text
    assert "The day has passed" not in listed
    assert "ask Noor by mail | Changed on Mon 9 Mar 2026 · by Fri 13 Mar 2026" in listed
    told = [e for e in await house.done_to(insight) if e.operation == "commitment renegotiated"]
    assert len(told) == 1
    counted = (await house.services.commitments.by_insight(HERE, [insight]))[insight]
    assert counted.made == 6
    card = await house.press(ADA, "insight.open", insight)
    assert "ask Noor by mail" in card.text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"action": "go", "date": "2026-03-01"}, "Pick a day from today on."),
        ({"action": "go", "date": "soon"}, "Pick a day, or leave it empty."),
        ({"action": " ", "date": None}, "Write what you will do."),
    ],
)
async def test_what_cannot_be_agreed_is_said_beside_the_field(house: House, fields: Any, wrong: str) -> None:
    insight = await promised(house)
    (form,) = (await pressed(house, ADA, "move", insight, 1)).forms
    answer = await house.send(ADA, form, **fields)
    assert answer.text.strip() == wrong
    assert (await one(house, insight, 1)).state == "open"


async def test_a_form_that_was_overtaken_changes_nothing(house: House) -> None:
    insight = await promised(house)
    (form,) = (await pressed(house, ADA, "move", insight, 1)).forms
    await pressed(house, ADA, "done", insight, 1)
    answer = await house.send(ADA, form, action="find two mentors", date=None)
    assert "changed just now" in answer.refused
    assert (await one(house, insight, 1)).action == "find a mentor"
    assert "settled" in (await pressed(house, ADA, "move", insight, 1)).refused


async def test_what_is_settled_outlives_the_session_told_again(house: House) -> None:
    insight = await promised(house)
    await asyncio.gather(
        *(record(house.services, HERE, insight) for _ in range(4)),
        pressed(house, ADA, "done", insight, 0),
        pressed(house, ADA, "drop", insight, 1),
    )
    await record(house.services, HERE, insight)
    assert [(await one(house, insight, place)).state for place in range(3)] == ["done", "dropped", "open"]
    assert "find a mentor" not in (await house.write(ADA, "actions")).text


async def test_open_again_and_the_same_proof_does_not_settle_it_twice(house: House) -> None:
    insight = await promised(house)
    store = house.services.commitments
    proof = Proof("f" * 24, 7, START)
    assert await store.settle(ADA, f"{insight}-1", proof)
    assert (
        "find a mentor | Done, as the session of Mon 9 Mar 2026 shows"
        in (await house.write(ADA, "actions", "done")).text
    )
    await house.press(ADA, "actions.reopen", f"{insight}-1|{View(settled=True).packed()}")
    assert (await one(house, insight, 1)).state == "open"
    assert not await store.settle(ADA, f"{insight}-1", proof)
    assert await store.settle(ADA, f"{insight}-1", Proof("e" * 24, 2, START))


async def test_a_coach_sees_what_is_shared_and_nothing_of_the_rest(house: House) -> None:
    await promised(house, 1, action_items=(item("read the book"),))
    for n in range(2, 2 + 2 * PAGE):
        await promised(house, n, together=False, action_items=(item(f"a private thing {n}"),))
    await promised(house, 30, action_items=(item("held back"),), visible_to_coach=False)
    answer = await house.write(IVA, "actions", "", ADA)
    (card,) = [card for card in house.chat.of(IVA) if card.title.startswith("Open promises")]
    said = words_of(card.title, card.blocks)
    assert answer.text.strip() == ""  # it lies in the conversation, where it can be taken back
    assert "read the book" in said
    assert "private thing" not in said
    assert "held back" not in said
    shown = {each.label for each in buttons(card.blocks)}
    assert shown == {"Open the session", "What is settled"}
    assert (await house.write(BO, "actions", "", ADA)).text.strip() == (
        "Open promises, with Ada | I have no open promises of Ada to show you here. |  | [What is settled]"
    )


async def test_only_the_client_changes_one_and_to_strangers_it_is_not_there(house: House) -> None:
    insight = await promised(house)
    for what in ("done", "drop", "reopen", "move"):
        coach = await pressed(house, IVA, what, insight, 5)  # not the coach's own either
        assert "not yours to do" in coach.refused
        stranger = await pressed(house, BO, what, insight, 0)
        nowhere = await pressed(house, BO, what, "0" * 24, 0)
        odd = await pressed(house, ADA, what, insight, 99)
        assert stranger.refused == nowhere.refused == odd.refused
        assert "It may have been deleted, or it is not yours" in stranger.refused
    assert {(await one(house, insight, place)).state for place in range(6)} == {"open"}


async def test_a_held_session_is_not_told_through_its_promises(house: House) -> None:
    insight = await promised(house, visible_to_client=False)
    assert "call the bank" not in (await house.write(ADA, "actions")).text
    assert "It may have been deleted" in (await pressed(house, ADA, "done", insight, 3)).refused


async def test_what_a_coach_was_shown_is_taken_back_with_consent(house: House) -> None:
    await promised(house)
    await house.write(IVA, "actions", "", ADA)
    assert any("call the bank" in words_of(card.title, card.blocks) for card in house.chat.of(IVA))
    bond = await house.bond(ADA, IVA)
    await house.press(ADA, "coach.withdraw", bond.id)
    assert not any("call the bank" in words_of(card.title, card.blocks) for card in house.chat.of(IVA))


async def test_the_client_sees_that_the_coach_looked(house: House) -> None:
    insight = await promised(house)
    await house.write(IVA, "actions", "", ADA)
    looks = [e for e in await house.done_to(insight) if e.actor == IVA.id and e.operation == "view section"]
    assert [entry.facts for entry in looks] == [{"section": "action_items"}]


async def test_with_my_coach_alone(house: House) -> None:
    await promised(house, 1, action_items=(item("ours"),))
    await promised(house, 2, together=False, action_items=(item("mine alone"),))
    both = (await house.write(ADA, "actions")).text
    ours = (await house.write(ADA, "actions", "", IVA)).text
    assert "mine alone" in both
    assert "mine alone" not in ours
    assert "[Done]" in ours


async def test_pages_go_both_ways_and_hold_everything_once(house: House) -> None:
    days = [TODAY + timedelta(days=n % 5) if n % 3 else None for n in range(20)]
    items = tuple(item(f"thing {n:02}", day, recurring=n % 6 == 0) for n, day in enumerate(days))
    await promised(house, together=False, action_items=items)
    seen: list[list[str]] = []
    card = (await house.write(ADA, "actions")).cards[0]
    while True:
        seen.append([word for word in words_of(card.title, card.blocks).split(" | ") if word.startswith("thing")])
        if "More" not in {label for label, _, _ in house.pressables(card)}:
            break
        card = (await house.press_on(ADA, card, "More")).cards[0]
    assert sorted(name for page in seen for name in page) == [f"thing {n:02}" for n in range(20)]
    assert [len(page) for page in seen] == [PAGE, PAGE, PAGE, 2]
    for page in reversed(seen[:-1]):
        card = (await house.press_on(ADA, card, "Back")).cards[0]
        assert [word for word in words_of(card.title, card.blocks).split(" | ") if word.startswith("thing")] == page
    assert "Back" not in {label for label, _, _ in house.pressables(card)}


async def test_whether_there_is_more_tells_nothing_of_what_is_private(house: House) -> None:
    soon = tuple(item(f"ours {n}", TODAY) for n in range(PAGE))
    late = tuple(item(f"private {n}", TODAY + timedelta(days=9)) for n in range(PAGE))
    await promised(house, 1, action_items=soon)
    await promised(house, 2, together=False, action_items=late)
    await house.write(IVA, "actions", "", ADA)
    (card,) = [card for card in house.chat.of(IVA) if card.title.startswith("Open promises")]
    assert "More" not in {label for label, _, _ in house.pressables(card)}


async def test_the_card_of_a_session_has_states_and_a_check_off(house: House) -> None:
    insight = await promised(house)
    card = (await house.press(ADA, "insight.open", insight)).cards[0]
    fold = next(block for block in card.blocks if isinstance(block, Fold) and block.title.startswith("Promised"))
    checks = [each for each in buttons(fold.blocks) if each.label == "Done"]
    assert len(checks) == len(ITEMS)
    first = checks[3]
    assert isinstance(first, Button)
    changed = await house.press(ADA, first.action, first.value)
    assert "Done on Mon 9 Mar 2026" in changed.text
    assert (await one(house, insight, 3)).state == "done"
    coach = (await house.press(IVA, "insight.open", insight)).cards[0]
    assert "Done" not in {each.label for each in buttons(coach.blocks)}
    part = await house.press(IVA, "insight.section", f"{insight}|action_items")
    assert "Done on Mon 9 Mar 2026" in part.text
    assert "[Done]" not in part.text
    assert "not yours to do" in (await house.press(IVA, "insight.done", f"{insight}-1")).refused


async def test_the_card_tells_a_day_once_and_who_promised(house: House) -> None:
    day = TODAY + timedelta(days=1)
    said = Evidence(quote="I will send you the list.", turn=4, speaker="Iva")
    mine, coachs = item("call Noor", day), ActionItem(action=said.quote, due=day, owner="coach", evidence=(said,))
    insight = await promised(house, action_items=(mine, coachs))
    coach = (await house.press(IVA, "insight.section", f"{insight}|action_items")).text
    assert coach.count("Tue 10 Mar 2026") == 2
    assert "By Tue 10 Mar" not in coach
    client = (await house.press(ADA, "insight.open", insight)).text
    assert "Coach · By Tue 10 Mar 2026" in client
    assert client.count("Coach ·") == 1
    await pressed(house, ADA, "done", insight, 0)
    assert "Done on Mon 9 Mar 2026" in (await house.press(IVA, "insight.section", f"{insight}|action_items")).text


async def test_many_promises_have_states_but_no_check_off(house: House) -> None:
    many = tuple(item(f"thing {n}") for n in range(action_cards.MOST_CHECKED + 1))
    insight = await promised(house, action_items=many)
    card = (await house.press(ADA, "insight.open", insight)).cards[0]
    assert "Done" not in {each.label for each in buttons(card.blocks)}
    assert words_of(card.title, card.blocks).count("| Still open") >= len(many)


async def test_the_home_tab_has_the_first_few_and_a_check_off(house: House) -> None:
    insight = await promised(house)
    card = await home.home(house.services, ADA, Scope.ALL)
    said = words_of(card.title, card.blocks)
    assert "Open promises" in said
    assert "ask Noor" in said
    assert "water the plants" not in said  # the sixth
    done = [each for each in buttons(card.blocks) if isinstance(each, Button) and each.action == "home.done"]
    assert len(done) == 5
    answer = await house.press(ADA, done[0].action, done[0].value)
    assert "ask Noor" not in answer.text
    assert "water the plants" in answer.text
    assert (await one(house, insight, 4)).state == "done"
    everything = await house.press_on(ADA, card, "All of them")
    assert "Again and again" in everything.text
    stranger = await home.home(house.services, BO, Scope.ALL)
    assert "Open promises" not in words_of(stranger.title, stranger.blocks)


async def test_words_it_does_not_know_and_buttons_of_nobody(house: House) -> None:
    assert "/actions done" in (await house.write(ADA, "actions", "nonsense")).refused
    for value in ("", "|", "x", f"{'0' * 24}-1", "||sideways|"):
        assert (await house.press(ADA, "actions.page", value)).refused


async def test_in_a_channel_it_answers_in_private(house: House) -> None:
    await promised(house)
    answer = await house.write(ADA, "actions", in_channel=True)
    assert "call the bank" not in answer.text
    assert any("call the bank" in words_of(card.title, card.blocks) for card in house.chat.of(ADA))


def test_the_rules_of_a_change() -> None:
    made = Commitment("i-0", HERE, "i", ADA.id, "client", "go", "I will go", 3, START)
    done = settle(made, "done", ADA.id, START)
    assert done is not None
    assert settle(done, "dropped", ADA.id, START) is None
    assert renegotiate(done, "go later", None, ADA.id, START) is None
    assert renegotiate(made, made.action, made.due, ADA.id, START) is None


async def test_files_and_previews_tell_how_promises_stand(house: House) -> None:
    insight = await promised(house, together=False)
    await pressed(house, ADA, "done", insight, 1)
    (form,) = (await pressed(house, ADA, "move", insight, 3)).forms
    await house.send(ADA, form, action="call the bank twice", date="2026-04-01")
    await house.press(ADA, "insight.export", f"{insight}|json")
    _, _, data = house.sender.files[-1]
    told = json.loads(data)["insight"]["action_items"]
    assert [each["state"] for each in told] == ["open", "done", "open", "renegotiated", "open", "open"]
    assert (told[3]["action"], told[3]["due"]) == ("call the bank twice", "2026-04-01")
    await house.press(ADA, "insight.export", f"{insight}|md")
    _, _, text = house.sender.files[-1]
    assert "call the bank twice" in text.decode()
    (asked,) = (await house.press(ADA, "share.one", insight)).forms
    preview = await house.send(ADA, asked, coach=BO.id, sessions=(insight,), permissions=(), until=None)
    assert "call the bank twice" in preview.text
    zipped = zipfile.ZipFile(io.BytesIO(await archive.build(house.services, ADA)))
    (name,) = [name for name in zipped.namelist() if name.startswith("insights/")]
    assert json.loads(zipped.read(name))["insight"]["action_items"] == told


async def test_somebody_it_is_shared_with_sees_the_states_and_changes_nothing(house: House) -> None:
    insight = await promised(house, together=False)
    await pressed(house, ADA, "done", insight, 1)
    assert await house.insights.share(ADA, insight, BO.id, Grant(granted_at=START, view=True), change(at=START))
    await house.write(BO, "actions", "done", ADA)
    (card,) = [card for card in house.chat.of(BO) if card.title.startswith("Promises that are settled")]
    assert "find a mentor" in words_of(card.title, card.blocks)
    assert {each.label for each in buttons(card.blocks)} == {"Open the session", "What is open"}
    await house.press(ADA, "share.revoke", f"{insight}|{BO.id}")
    assert not any("find a mentor" in words_of(card.title, card.blocks) for card in house.chat.of(BO))
    assert "no settled promises" in (await house.write(BO, "actions", "done", ADA)).text


@pytest.mark.parametrize(
    ("own", "told", "passed"),
    [
        (None, None, False),
        (None, "Pacific/Kiritimati", True),  # there it is the next day already
        ("America/Lima", "Pacific/Kiritimati", False),
        ("Pacific/Kiritimati", None, True),
        ("Nowhere/At_All", "Pacific/Kiritimati", True),
    ],
)
async def test_a_day_passes_where_the_person_lives(
    house: House, own: str | None, told: str | None, passed: bool
) -> None:
    """START is noon in UTC; what is due on that day is late only where the next day has begun."""
    await promised(house, together=False, action_items=(item("call the bank", TODAY),))
    house.directory.members[ADA] = Member(ADA, Kind.PERSON, "Ada", time_zone=told)
    await house.services.people.put(Profile(ADA, time_zone=own))
    answer = await house.write(ADA, "actions")
    assert ("The day has passed" in answer.text) is passed
