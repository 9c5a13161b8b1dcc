"""The brief before a session, over the real handlers and a real database: both agree, the client sees it first."""

import asyncio
import io
import json
import zipfile
from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.briefs import acts, digest, lines, planning
from core.faults import ChatFault
from core.insight import holds
from core.jobs.job import Job, JobState
from core.nudges import acts as nudges
from core.nudges import record as records
from core.nudges.record import Note
from core.nudges.schedule import When, Window
from core.nudges.words import Said
from core.people import acts as people
from core.people import meetings
from core.people.person import Person
from core.ports.people import Kind
from core.promises.commitments import Plan
from core.promises.recording import record as recorded
from handlers.account import archive
from handlers.briefs.asked import AskedBrief
from handlers.nudges.sending import Nudge
from tests.briefs.stage import (
    ADA,
    GOAL,
    IVA,
    MEETS,
    PROMISE,
    QUESTION,
    bond_of,
    furnished,
    in_zone,
    lives,
    noon,
    settings,
    shown,
)
from tests.nudges.test_reminders import item
from tests.relationships.house import HERE, House, person

WEDNESDAY = date(2026, 3, 11)


async def seen_by_client(house: House) -> None:
    (card,) = await lives(house, ADA, noon(WEDNESDAY))
    assert "What Iva gets to see" in card.title


# --- consent ---


@pytest.mark.parametrize(("coach", "client"), [(False, False), (True, False), (False, True)])
async def test_without_the_yes_of_both_nothing_is_sent(house: House, coach: bool, client: bool) -> None:
    await furnished(house, coach=coach, client=client)
    assert await lives(house, ADA, noon(WEDNESDAY)) == []
    assert await lives(house, IVA, noon(MEETS)) == []
    await house.write(IVA, "coach", "prep", ADA)
    assert await lives(house, ADA, noon(MEETS)) == []
    assert all(GOAL not in shown(card) for card in house.chat.of(IVA))


async def test_with_both_the_client_sees_it_the_day_before_and_the_coach_gets_it_once(house: House) -> None:
    made = await furnished(house)
    assert await lives(house, ADA, noon(date(2026, 3, 10))) == []
    (card,) = await lives(house, ADA, noon(WEDNESDAY))
    said = shown(card)
    assert said.startswith("What Iva gets to see | Iva gets this before your next session.")
    assert f"Last words on the goal | {GOAL} | [Hide it] | Still open | {PROMISE}" in said
    assert f"A question left open | {QUESTION} | [Hide it]" in said
    assert "[Nothing this time] | [Show my plans as well] | [No briefs any more]" in said
    (brief,) = await lives(house, IVA, noon(MEETS))
    assert brief.title == "Before your next session with Ada"
    assert "You meet on Thu 12 Mar 2026, 15:00." in shown(brief)
    assert GOAL in shown(brief)
    assert PROMISE in shown(brief)
    assert QUESTION in shown(brief)
    assert "Hide" not in shown(brief)
    for days in range(5):
        assert await lives(house, IVA, noon(MEETS + timedelta(days=days), 50)) == []
        assert await lives(house, ADA, noon(MEETS + timedelta(days=days), 50)) == []
    assert ("iva", "deliver") in {(one.actor, one.operation) for one in await house.done_to(made)}


async def test_the_coach_gets_none_that_the_client_did_not_see_before(house: House) -> None:
    await furnished(house)
    assert await lives(house, IVA, noon(MEETS)) == []


@pytest.mark.parametrize("who", [ADA, IVA])
async def test_a_yes_taken_back_ends_it_also_where_it_stands_already(house: House, who: Person) -> None:
    await furnished(house)
    await seen_by_client(house)
    (_brief,) = await lives(house, IVA, noon(MEETS))
    assert GOAL in shown(house.chat.of(IVA)[-1])
    await house.press(who, "briefs.agree", f"{(await bond_of(house)).id}||")
    await house.settle()
    assert all(GOAL not in shown(card) and PROMISE not in shown(card) for card in house.chat.of(IVA))
    # A yes given anew is not one to what was shown before.
    await house.press(who, "briefs.agree", f"{(await bond_of(house)).id}|1|")
    assert all(GOAL not in shown(card) for card in house.chat.of(IVA))


async def test_taken_back_between_the_two_messages_nothing_is_sent(house: House) -> None:
    await furnished(house)
    await seen_by_client(house)
    await house.press_on(ADA, house.chat.of(ADA)[-1], "No briefs any more")
    assert await lives(house, IVA, noon(MEETS)) == []


@pytest.mark.parametrize("move", [people.end, people.withdraw])
async def test_the_end_of_the_relationship_ends_briefs(house: House, move: object) -> None:
    await furnished(house)
    await seen_by_client(house)
    act = people.end if move is people.end else people.withdraw
    await act(house.services, ADA, (await bond_of(house)).id)
    await house.settle()
    before = len(house.chat.of(IVA))
    assert await lives(house, IVA, noon(MEETS)) == []
    assert len(house.chat.of(IVA)) == before


@pytest.mark.parametrize("who", [ADA, IVA])
async def test_once_one_of_them_has_left_nothing_is_sent(house: House, who: Person) -> None:
    await furnished(house)
    await seen_by_client(house)
    member = house.directory.members.pop(who)
    house.directory.add(who, member.name, Kind.DEACTIVATED)
    assert await lives(house, IVA, noon(MEETS)) == []


async def test_the_other_is_told_once_that_one_would_like_them(house: House) -> None:
    await furnished(house, client=False)
    wished = [card for card in house.chat.of(ADA) if card.title == "Briefs before your sessions?"]
    assert len(wished) == 1
    assert "Iva would like a brief before your sessions." in shown(wished[0])
    bond = await bond_of(house)
    for answer in ("", "1"):
        await house.press(IVA, "briefs.agree", f"{bond.id}|{answer}|")
    assert len([card for card in house.chat.of(ADA) if card.title == wished[0].title]) == 1
    await house.press_on(ADA, wished[0], "Yes to briefs")
    assert (await bond_of(house)).briefs.agreed


async def test_nobody_else_decides(house: House) -> None:
    await furnished(house)
    bond, eve = await bond_of(house), person("eve")
    for action in ("briefs.agree", "briefs.plans"):
        assert "I cannot find that" in (await house.press(eve, action, f"{bond.id}||")).text
    for who in (eve, IVA):  # what is in it is the client's alone
        assert "I cannot find that" in (await house.press(who, "briefs.hide", f"{bond.id}|goal:x:1|1|")).text
        assert "I cannot find that" in (await house.press(who, "briefs.skip", f"{bond.id}|")).text
        assert "I cannot find that" in (await house.press(who, "briefs.give", f"{bond.id}|")).text
    assert "I cannot find that" in (await house.press(IVA, "briefs.plans", f"{bond.id}|1|")).text
    assert (await bond_of(house)).briefs.hidden == ()


# --- what is in it ---


async def test_a_line_that_is_hidden_is_in_no_brief(house: House) -> None:
    await furnished(house)
    await seen_by_client(house)
    goal = next(one for one in house.pressables(house.chat.of(ADA)[-1]) if one[0] == "Hide it")
    answer = await house.press(ADA, goal[1], goal[2])
    assert f"{GOAL} | Hidden: it is not in the brief. | [Show it]" in answer.text
    (brief,) = await lives(house, IVA, noon(MEETS))
    assert GOAL not in shown(brief)
    assert PROMISE in shown(brief)


async def test_a_line_that_is_hidden_later_goes_from_where_it_stands(house: House) -> None:
    made = await furnished(house)
    await seen_by_client(house)
    await lives(house, IVA, noon(MEETS))
    await acts.hide(house.services, ADA, (await bond_of(house)).id, f"promise:{made}-0", hidden=True)
    await house.settle()
    assert PROMISE not in shown(house.chat.of(IVA)[-1])
    assert GOAL in shown(house.chat.of(IVA)[-1])


async def test_what_was_added_since_the_client_saw_it_is_not_in_it(house: House) -> None:
    await furnished(house)
    await seen_by_client(house)
    later = await house.paired_session(
        IVA, ADA, 2, session_date=house.clock.time, action_items=(item("Tell the board."),)
    )
    await recorded(house.services, HERE, later)
    assert "Tell the board." in str(await lines.of(house.services, await bond_of(house)))
    (brief,) = await lives(house, IVA, noon(MEETS))
    assert "Tell the board." not in shown(brief)


async def test_plans_are_in_it_only_if_the_client_says_so(house: House) -> None:
    made = await furnished(house)
    plan = Plan("When I am home on Friday, I call.", "If it is late, I write.")
    await house.services.commitments.plan(ADA, f"{made}-0", plan)
    await seen_by_client(house)
    assert plan.line not in shown(house.chat.of(ADA)[-1])
    answer = await house.press_on(ADA, house.chat.of(ADA)[-1], "Show my plans as well")
    assert f"Plan: {plan.line}" in answer.text
    (brief,) = await lives(house, IVA, noon(MEETS))
    assert f"Plan: {plan.line} | What may get in the way: {plan.obstacle}" in shown(brief)
    await acts.share_plans(house.services, ADA, (await bond_of(house)).id, wanted=False)
    await house.settle()
    assert plan.line not in shown(house.chat.of(IVA)[-1])


async def test_nothing_private_held_settled_or_of_another_coach_is_in_it(house: House) -> None:
    made = await furnished(house)
    bond = await bond_of(house)
    private = await house.session(ADA, 7, action_items=(item("Leave the job."),))
    other = await house.paired_session(person("bo"), ADA, 8, action_items=(item("Ask Bo."),))
    held = await house.paired_session(IVA, ADA, 9, action_items=(item("Think of me."),), visible_to_client=False)
    kept_back = await house.paired_session(IVA, ADA, 10, action_items=(item("Not yet."),), visible_to_coach=False)
    for each in (private, other, held, kept_back):
        await recorded(house.services, HERE, each)
    assert {line.insight.id for line in await lines.of(house.services, bond)} == {made}
    await holds.hold(house.services, IVA, made)
    assert await lines.of(house.services, bond) == ()


async def test_nothing_this_time_is_for_this_session_alone(house: House) -> None:
    await furnished(house)
    await seen_by_client(house)
    await house.press_on(ADA, house.chat.of(ADA)[-1], "Nothing this time")
    assert await lives(house, IVA, noon(MEETS)) == []
    await meetings.set_next_session(house.services, IVA, (await bond_of(house)).id, date(2026, 3, 19), time(15))
    await house.settle()
    (card,) = await lives(house, ADA, noon(date(2026, 3, 18)))
    assert "What Iva gets to see" in card.title
    (brief,) = await lives(house, IVA, noon(date(2026, 3, 19)))
    assert GOAL in shown(brief)


async def test_where_there_is_nothing_to_say_nobody_is_sent_anything(house: House) -> None:
    made = await furnished(house)
    await holds.hold(house.services, IVA, made)
    await house.settle()  # which tells its client that it is held
    assert await lives(house, ADA, noon(WEDNESDAY)) == []
    assert await lives(house, IVA, noon(MEETS)) == []


# --- when ---


async def test_it_joins_the_message_of_the_day(house: House) -> None:
    made = await furnished(house)
    await nudges.keep(house.services, ADA, await house.services.commitments.of(HERE, made))
    promise = (await house.services.commitments.of(HERE, made))[0]
    record = await nudges.of(house.services, ADA)
    said = Said(When(WEDNESDAY))
    await nudges.move(house.services, ADA, promise, said)
    assert record.kept
    (card,) = await lives(house, ADA, noon(WEDNESDAY))
    assert PROMISE.rstrip(".") in card.title  # the reminder
    assert "What Iva gets to see" in shown(card)
    answer = await house.press_on(ADA, card, "Hide it")
    assert "Hidden: it is not in the brief." in answer.text
    assert "[Done]" in answer.text  # the rest of the message is as it was


@pytest.mark.parametrize(
    ("at", "coach", "brief"),
    [
        (time(15), "UTC", MEETS),  # their hour comes before it
        (time(10), "UTC", WEDNESDAY),  # it would come too late
        (time(13), "UTC", WEDNESDAY),  # within the hour before it
        (None, "UTC", WEDNESDAY),  # at any hour of the day
        (time(15), "America/Los_Angeles", WEDNESDAY),  # said there as 15:00 in London: 8:00
        (time(3), "Asia/Tokyo", WEDNESDAY),  # 12:00 in Tokyo
        (time(5), "Asia/Tokyo", MEETS),  # 14:00 in Tokyo
    ],
)
async def test_the_coachs_last_own_hour_before_the_session(
    house: House, at: time | None, coach: str, brief: date
) -> None:
    await furnished(house, at=at)
    await in_zone(house, IVA, coach)
    bond = await bond_of(house)
    await planning.plan(house.services, bond)
    notes = (await nudges.of(house.services, IVA)).notes
    assert [(one.id, one.when.day) for one in notes] == [(f"brief:{bond.id}", brief)]


async def test_days_off_and_clock_changes_are_kept_to(house: House) -> None:
    for who in (ADA, IVA):
        await in_zone(house, who, "Europe/Berlin")
    await furnished(house)
    bond = await bond_of(house)
    await meetings.set_next_session(
        house.services, IVA, bond.id, date(2026, 3, 30), time(9)
    )  # a Monday, after the change
    await house.settle()
    (brief,) = (await nudges.of(house.services, IVA)).notes
    (preview,) = (await nudges.of(house.services, ADA)).notes
    assert brief.when.day == date(2026, 3, 27)  # the Friday before
    assert preview.when.day == date(2026, 3, 26)
    assert await lives(house, ADA, datetime(2026, 3, 26, 11, 20, tzinfo=UTC)) == []
    assert len(await lives(house, ADA, datetime(2026, 3, 26, 11, 35, tzinfo=UTC))) == 1  # 12:35 in Berlin
    assert len(await lives(house, IVA, datetime(2026, 3, 27, 11, 35, tzinfo=UTC))) == 1
    await meetings.set_next_session(house.services, IVA, bond.id, date(2026, 3, 31), time(15))
    await house.settle()
    (preview,) = (await nudges.of(house.services, ADA)).notes
    assert preview.when.day == date(2026, 3, 30)
    assert await lives(house, ADA, datetime(2026, 3, 30, 10, 20, tzinfo=UTC)) == []
    assert len(await lives(house, ADA, datetime(2026, 3, 30, 10, 35, tzinfo=UTC))) == 1  # still 12:35 there


async def test_another_hour_moves_it(house: House) -> None:
    await furnished(house)
    assert [one.when.day for one in (await nudges.of(house.services, IVA)).notes] == [MEETS]
    await settings(house, IVA, at=time(16))
    assert [one.when.day for one in (await nudges.of(house.services, IVA)).notes] == [WEDNESDAY]


async def test_a_session_that_has_begun_gets_no_brief_any_more(house: House) -> None:
    await furnished(house)
    await seen_by_client(house)
    assert await lives(house, IVA, datetime(2026, 3, 12, 15, 5, tzinfo=UTC)) == []
    assert await lives(house, IVA, noon(date(2026, 3, 13))) == []


async def test_who_wants_no_messages_gets_none(house: House) -> None:
    await furnished(house)
    await settings(house, ADA, off=True)
    assert await lives(house, ADA, noon(WEDNESDAY)) == []
    assert await lives(house, IVA, noon(MEETS)) == []


# --- exactly once ---


async def test_two_processes_send_one(house: House) -> None:
    await furnished(house)
    await seen_by_client(house)
    house.clock.time = noon(MEETS)
    jobs = [job for job in await house.claimed() if job.id == "nudge:iva"]
    before = len(house.chat.of(IVA))
    (job,) = jobs
    await asyncio.gather(*(Nudge(house.services).run(job) for _process in range(6)))
    assert len(house.chat.of(IVA)) == before + 1
    for _again in range(2):
        await Nudge(house.services).run(job)
    assert len(house.chat.of(IVA)) == before + 1


@pytest.mark.parametrize("lost", [False, True])
async def test_what_the_platform_did_not_take_is_tried_again_and_what_it_may_have_taken_is_not(
    house: House, lost: bool
) -> None:
    await furnished(house)
    await seen_by_client(house)
    house.chat.fault = ChatFault("unreachable", transient=True, lost=lost)
    assert await lives(house, IVA, noon(MEETS)) == []
    house.chat.fault = None
    assert len(await lives(house, IVA, noon(MEETS, 50))) == (0 if lost else 1)
    assert await lives(house, IVA, noon(MEETS, 55)) == []


async def test_a_process_that_dies_while_it_posts_leaves_none_rather_than_two(house: House) -> None:
    await furnished(house)
    await seen_by_client(house)
    record = await nudges.of(house.services, IVA)
    window = Window(MEETS, noon(MEETS, 30), noon(MEETS, 59))
    begun = records.begin(records.Look(record, window, notes=tuple(one.id for one in record.notes)), noon(MEETS))
    await nudges.put(house.services, IVA, lambda _record: begun)
    assert await lives(house, IVA, noon(MEETS, 50)) == []
    assert (await nudges.of(house.services, IVA)).notes == ()
    # What the client is shown is no harm twice, and without it there is no brief.
    theirs = records.cut_short(
        records.begin(
            records.Look(
                records.note(await nudges.of(house.services, ADA), "preview:x", Note("preview:x", When(MEETS))),
                window,
                notes=("preview:x",),
            ),
            noon(MEETS),
        )
    )
    assert [one.when.day for one in theirs.notes] == [MEETS + timedelta(days=1)]


# --- asked for ---


async def test_prep_shows_it_to_the_client_first_and_gives_it_with_their_yes(house: House) -> None:
    await furnished(house)
    answer = await house.write(IVA, "coach", "prep", ADA)
    assert "I show it to Ada first." in answer.text
    assert "Ada has it and has not answered yet." in (await house.write(IVA, "coach", "prep", ADA)).text
    (card,) = await lives(house, ADA, noon(date(2026, 3, 9), 10))
    said = shown(card)
    assert "Iva would like a brief. This would be in it. Nothing is sent without your yes." in said
    assert await lives(house, IVA, noon(date(2026, 3, 9), 20)) == []
    answer = await house.press_on(ADA, card, "Hide it")
    await house.press_on(ADA, answer.cards[-1], "Send it to Iva")
    (brief,) = await lives(house, IVA, noon(date(2026, 3, 9), 30))
    assert GOAL not in shown(brief)
    assert PROMISE in shown(brief)
    await house.press_on(ADA, card, "Send it to Iva")
    assert await lives(house, IVA, noon(date(2026, 3, 9), 40)) == []


async def test_a_no_to_prep_is_a_no(house: House) -> None:
    await furnished(house)
    await house.write(IVA, "coach", "prep", ADA)
    (card,) = await lives(house, ADA, noon(date(2026, 3, 9), 10))
    answer = await house.press_on(ADA, card, "Nothing this time")
    assert "Iva gets no brief this time." in answer.text
    await house.press_on(ADA, card, "Send it to Iva")
    assert await lives(house, IVA, noon(date(2026, 3, 9), 20)) == []
    assert await lives(house, ADA, noon(WEDNESDAY)) == []
    assert await lives(house, IVA, noon(MEETS)) == []


async def test_what_waits_for_a_yes_stands_in_no_earlier_brief(house: House) -> None:
    await furnished(house)
    await seen_by_client(house)
    await lives(house, IVA, noon(MEETS))
    later = await house.paired_session(IVA, ADA, 70, session_date=noon(MEETS), action_items=(item("Tell the board."),))
    await recorded(house.services, HERE, later)
    house.clock.time = noon(date(2026, 3, 13))
    await house.write(IVA, "coach", "prep", ADA)
    (card,) = await lives(house, ADA, noon(date(2026, 3, 13)))
    assert "Tell the board." in shown(card)
    await house.press_on(ADA, card, "Hide it")  # which draws the coach's anew
    assert all("Tell the board." not in shown(one) for one in house.chat.of(IVA))


async def test_prep_gives_at_once_what_the_client_saw_the_day_before_and_none_comes_besides(house: House) -> None:
    await furnished(house)
    await seen_by_client(house)
    house.clock.time = datetime(2026, 3, 12, 9, tzinfo=UTC)
    answer = await house.write(IVA, "coach", "prep", ADA)
    assert "The brief about Ada is in our private chat" in answer.text
    assert GOAL in shown(house.chat.of(IVA)[-1])
    assert await lives(house, IVA, noon(MEETS)) == []


async def test_nobody_is_asked_in_the_night(house: House) -> None:
    await furnished(house)
    house.clock.time = datetime(2026, 3, 9, 22, tzinfo=UTC)
    await house.write(IVA, "coach", "prep", ADA)
    assert await lives(house, ADA, datetime(2026, 3, 9, 22, 1, tzinfo=UTC)) == []
    assert len(await lives(house, ADA, datetime(2026, 3, 10, 8, 1, tzinfo=UTC))) == 1


async def test_only_ones_coach_asks(house: House) -> None:
    await furnished(house)
    assert "I cannot find that" in (await house.write(ADA, "coach", "prep", IVA)).text
    assert "I cannot find that" in (await house.write(person("eve"), "coach", "prep", ADA)).text


async def test_an_asked_brief_is_posted_once_whatever_happens(house: House) -> None:
    await furnished(house)
    await house.write(IVA, "coach", "prep", ADA)
    (card,) = await lives(house, ADA, noon(date(2026, 3, 9), 10))
    await house.press_on(ADA, card, "Send it to Iva")
    job = await _claimed(house)
    house.chat.fault = ChatFault("unreachable", transient=True)
    await AskedBrief(house.services).run(job)
    house.chat.fault = None
    for _process in range(3):
        again = await house.services.jobs.get(HERE, job.id)
        assert again is not None
        await AskedBrief(house.services).run(again)
    assert len([one for one in house.chat.of(IVA) if one.title == "Before your next session with Ada"]) == 1


async def _claimed(house: House) -> Job:
    (job,) = [job for job in await house.claimed() if job.kind == acts.KIND and job.refs["person"] == "iva"]
    assert job.state is JobState.RUNNING
    return job


# --- erasure and archive ---


async def test_it_is_erased_with_either_and_is_in_the_archive(house: House) -> None:
    await furnished(house)
    await seen_by_client(house)
    await house.press_on(ADA, house.chat.of(ADA)[-1], "Hide it")
    with zipfile.ZipFile(io.BytesIO(await archive.build(house.services, ADA))) as files:
        (mine,) = json.loads(files.read("you.json"))["relationships"]
    assert mine["next_session"]["day"] == "2026-03-12"
    assert mine["briefs"]["you_agreed"] is not None
    assert len(mine["briefs"]["hidden"]) == 1
    with zipfile.ZipFile(io.BytesIO(await archive.build(house.services, IVA))) as files:
        (hers,) = json.loads(files.read("you.json"))["relationships"]
    assert set(hers["briefs"]) == {"you_agreed"}
    await house.services.privacy.erase(ADA, house.clock.time)
    assert await lives(house, IVA, noon(MEETS)) == []
    row = await house.storage.db.collection("coaching_relationships").find_one({"parties": "iva"})
    assert row is not None
    assert "briefs" not in row


# --- the digest ---


async def test_the_digest_is_off_until_it_is_wanted_and_comes_once_a_week(house: House) -> None:
    made = await furnished(house, coach=False, client=False)
    assert await lives(house, IVA, noon(date(2026, 3, 16))) == []
    answer = await house.write(IVA, "settings")
    assert "A weekly overview over your clients: off." in answer.text
    assert "[Weekly overview]" not in (await house.write(ADA, "settings")).text  # she coaches nobody
    await house.press_on(IVA, answer.cards[-1], "Weekly overview")
    (card,) = await lives(house, IVA, noon(date(2026, 3, 23)))
    said = shown(card)
    assert said.startswith(f"Your clients this week | Ada | One promise is open. | {PROMISE}")
    assert GOAL not in said
    for days in range(1, 7):
        assert await lives(house, IVA, noon(date(2026, 3, 23) + timedelta(days=days))) == []
    (again,) = await lives(house, IVA, noon(date(2026, 3, 30)))
    await house.press_on(IVA, again, "No weekly overview any more")
    assert await lives(house, IVA, noon(date(2026, 4, 6))) == []
    assert ("iva", "deliver") in {(one.actor, one.operation) for one in await house.done_to(made)}


async def test_the_digest_holds_nothing_the_coach_may_not_see(house: House) -> None:
    made = await furnished(house, coach=False, client=False)
    await digest.want_digest(house.services, IVA, wanted=True)
    private = await house.session(ADA, 7, action_items=(item("Leave the job."),))
    await recorded(house.services, HERE, private)
    (card,) = await lives(house, IVA, noon(date(2026, 3, 16)))
    assert "Leave the job." not in shown(card)
    await holds.hold(house.services, ADA, private)
    await people.withdraw(house.services, ADA, (await bond_of(house)).id)
    await house.settle()
    assert PROMISE not in shown(house.chat.of(IVA)[-1])
    assert made
    assert await lives(house, IVA, noon(date(2026, 3, 23))) == []


async def test_the_digest_joins_the_brief(house: House) -> None:
    await furnished(house)
    await digest.want_digest(house.services, IVA, wanted=True)
    await meetings.set_next_session(house.services, IVA, (await bond_of(house)).id, date(2026, 3, 16), time(15))
    await house.settle()
    assert len(await lives(house, ADA, noon(date(2026, 3, 13)))) == 1
    (card,) = await lives(house, IVA, noon(date(2026, 3, 16)))
    assert "Before your next session with Ada" in shown(card)
    assert "Your clients this week" in shown(card)


async def test_what_is_hidden_from_briefs_is_not_in_the_weekly_overview(house: House) -> None:
    made = await furnished(house)
    await digest.want_digest(house.services, IVA, wanted=True)
    (before,) = await digest.of(house.services, IVA)
    assert [one.action for one in before.open] == [PROMISE]
    await acts.hide(house.services, ADA, (await bond_of(house)).id, f"promise:{made}-0", hidden=True)
    (after,) = await digest.of(house.services, IVA)
    assert after.open == ()


async def test_who_said_yes_first_is_told_once_that_both_did_and_nobody_of_a_yes_taken_back(house: House) -> None:
    await furnished(house)
    bond = await bond_of(house)

    def told(who: Person) -> int:
        return [card.title for card in house.chat.of(who)].count("Briefs are on")

    assert "Ada said yes to briefs. One comes before each session" in shown(house.chat.of(IVA)[-1])
    assert (told(IVA), told(ADA)) == (1, 0)
    before = len(house.chat.of(IVA))
    for answer in ("", "1", "", "1", ""):
        await house.press(ADA, "briefs.agree", f"{bond.id}|{answer}|")
    assert len(house.chat.of(IVA)) == before
    card = (await house.write(IVA, "coach", "prep", ADA)).text
    assert "They come once Ada says yes, too." in card


async def test_a_client_who_said_yes_first_is_told_that_the_coach_did(house: House) -> None:
    await furnished(house, coach=False)
    await house.press(IVA, "briefs.agree", f"{(await bond_of(house)).id}|1|")
    assert "You see each one first, and can hide any line." in shown(house.chat.of(ADA)[-1])


async def test_a_brief_that_was_looked_at_before_its_client_saw_it_comes_once_they_have(house: House) -> None:
    await furnished(house)
    assert await lives(house, IVA, noon(WEDNESDAY)) == []
    bond = await bond_of(house)
    await nudges.put(house.services, IVA, lambda record: records.note(record, f"brief:{bond.id}", None))  # as not due
    await seen_by_client(house)
    (card,) = await lives(house, IVA, noon(MEETS))
    assert card.title == "Before your next session with Ada"


@pytest.mark.parametrize(
    ("zone", "comes"),
    [("Europe/London", WEDNESDAY), ("America/Los_Angeles", WEDNESDAY), ("Pacific/Kiritimati", MEETS)],
)
async def test_a_session_of_which_the_day_alone_is_known_begins_with_it_wherever_the_coach_is(
    house: House, zone: str, comes: date
) -> None:
    await furnished(house, coach=False, at=None)  # said in London
    await in_zone(house, IVA, zone)
    await house.press(IVA, "briefs.agree", f"{(await bond_of(house)).id}|1|")
    (note,) = (await nudges.of(house.services, IVA)).notes
    assert note.when.day == comes
