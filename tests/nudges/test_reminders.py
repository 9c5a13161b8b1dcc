"""Reminders over the real handlers and a real database: yes first, one message a day, and every button on it."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.card import Card, DateField, TextField
from core.changes import Change, Kind
from core.faults import ChatFault
from core.insight import acts as editing
from core.insight.model import Speakers
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.jobs.handler import Finished, Later, Outcome
from core.jobs.job import Job, JobState
from core.nudges import acts, forms
from core.nudges.record import Record
from core.nudges.schedule import When
from core.nudges.settings import Settings
from core.people import acts as people
from core.people.person import Person
from core.ports.people import Kind as MemberKind
from core.ports.sessions import Profile
from core.promises import acts as promises
from core.promises.recording import ASK, record
from core.translation import reading
from handlers.account import archive
from handlers.effects.lists import lists_as_they_are
from handlers.events import FieldAnswer
from handlers.nudges.asking import BEFORE, Appearances, AskWhichAreKept
from handlers.nudges.sending import Nudge
from tests.relationships.house import HERE, START, House, person, words_of

ADA, IVA = person("ada"), person("iva")
TODAY = START.date()
"""A Monday; it is noon in London."""


def item(action: str, due: date | None = None, **changes: object) -> ActionItem:
    said = Evidence(quote=f"I will {action}.", turn=3, speaker="Ada")
    return ActionItem.model_validate({"action": action, "due": due, "evidence": (said,), **changes})


ITEMS = (item("Call Noor.", TODAY + timedelta(days=2)), item("Find a mentor."), item("Send it.", owner="coach"))


async def session(house: House, *items: ActionItem, who: Person = ADA, n: int = 1) -> str:
    made = await house.session(who, n, action_items=items or ITEMS, completed_at=START)
    await record(house.services, HERE, made)
    return made


async def carried(house: House, kind: str, who: Person = ADA, **refs: str) -> Outcome:
    """The person's job of a kind, looking as often as it wants to at once."""
    name = {"nudge": f"nudge:{who.id}", ASK: f"{ASK}:{refs.get('insight')}", BEFORE: f"{BEFORE}:{who.id}"}[kind]
    job = next((job for job in await house.claimed() if job.id == name), None)
    assert job is not None, f"nobody has asked for {name}"
    handler = Nudge(house.services) if kind == "nudge" else AskWhichAreKept(house.services)
    for _look in range(10):
        outcome = await handler.run(job)
        if outcome != Later(timedelta()):
            break
    else:
        raise AssertionError("it looks for ever")
    if isinstance(outcome, Finished):
        await house.services.jobs.finish(job, outcome.state)
    elif isinstance(outcome, Later):
        await house.services.jobs.release(job, delay=outcome.delay, failed=False)
    return outcome


async def nudged(house: House, at: datetime) -> list[Card]:
    """What Ada is sent when her job looks at that moment."""
    before = len(house.chat.of(ADA))
    house.clock.time = at
    await carried(house, "nudge")
    return house.chat.of(ADA)[before:]


def noon(days: int, minutes: int = 35) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), time(12, minutes), UTC)


async def of(house: House) -> Record:
    found = await house.services.nudges.get(ADA)
    assert found is not None
    return found


def shown(card: Card) -> str:
    return words_of(card.title, card.blocks)


def newest(house: House) -> Card:
    return house.chat.of(ADA)[-1]


async def kept(house: House, *items: ActionItem) -> str:
    made = await session(house, *items)
    mine = [one for one in await house.services.commitments.of(HERE, made) if one.owner == "client"]
    await acts.keep(house.services, ADA, mine)
    return made


# --- yes first ---


async def test_after_a_session_its_client_is_asked_what_they_keep(house: House) -> None:
    made = await session(house)
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=made)
    said = shown(newest(house))
    assert "Call Noor. | by Wed 11 Mar 2026 | [Keep] | [Change] | [Not a promise]" in said
    assert "Find a mentor. | No day was said." in said
    assert "Send it." not in said  # the coach's
    assert "[Keep all of these]" in said
    assert await house.services.nudges.get(ADA) is None  # nothing is spoken of before


async def test_only_what_was_kept_is_spoken_of(house: House) -> None:
    made = await session(house)
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=made)
    answer = await house.press_on(ADA, newest(house), "Keep")
    assert "I come back to it on Wed 11 Mar 2026, 12:30." in answer.text
    assert [one.id for one in (await of(house)).kept] == [f"{made}-0"]
    (card,) = await nudged(house, noon(2))
    assert "Find a mentor." not in shown(card)


async def test_all_of_these_keeps_all_and_offers_a_day_where_none_was_said(house: House) -> None:
    made = await session(house)
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=made)
    answer = await house.press_on(ADA, newest(house), "Keep all of these")
    assert {one.id for one in (await of(house)).kept} == {f"{made}-0", f"{made}-1"}
    assert "Kept. When shall I come back to it? | [Mon 16 Mar 2026]" in answer.text
    answer = await house.press_on(ADA, answer.cards[-1], "Mon 16 Mar 2026")
    assert "I come back to it on Mon 16 Mar 2026, 12:30." in answer.text


async def test_what_is_no_promise_is_left_out_of_the_session_as_well(house: House) -> None:
    made = await session(house)
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=made)
    answer = await house.press_on(ADA, newest(house), "Not a promise")
    assert "Call Noor." not in answer.text
    assert [one.action for one in await house.services.commitments.of(HERE, made)] == ["Find a mentor.", "Send it."]


async def test_words_and_date_can_be_changed_before_it_is_kept(house: House) -> None:
    made = await session(house)
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=made)
    (form,) = (await house.press_on(ADA, newest(house), "Change")).forms
    assert [type(field) for field in form.fields] == [TextField, DateField]
    answer = await house.send(ADA, form, action="Write to Noor", date="2026-03-12")
    assert "Write to Noor | I come back to it on Thu 12 Mar 2026, 12:30." in answer.text
    assert (await of(house)).kept[0].when == When(date(2026, 3, 12))
    assert "Write to Noor" in shown(newest(house))  # the message that asked follows


async def test_the_plan_is_kept_in_their_own_words_and_repeated(house: House) -> None:
    made = await session(house)
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=made)
    answer = await house.press_on(ADA, newest(house), "Keep")
    assert "When and where will you do it, and what might get in the way?" in answer.text
    (form,) = (await house.press_on(ADA, answer.cards[-1], "Make a plan")).forms
    line = "When I am back at my desk on Thursday at 10, I call Noor."
    answer = await house.send(ADA, form, line=line, obstacle="If she is out, I write.")
    assert "I come back to it on Thu 12 Mar 2026, 10:00." in answer.text
    assert "When and where will you do it" not in shown(newest(house))  # it is asked once
    (card,) = await nudged(house, datetime(2026, 3, 12, 10, 2, tzinfo=UTC))
    assert line.rstrip(".") in card.title
    raw = await house.storage.db.collection("commitments").find_one({"plan": {"$exists": True}})
    assert b"desk" not in str(raw).encode()  # sealed
    found = await house.services.commitments.of(HERE, made)
    assert found[0].plan is not None
    assert found[0].plan.obstacle == "If she is out, I write."


async def test_promises_of_before_are_asked_about_once_and_together(house: House) -> None:
    await session(house, n=1)
    await session(house, item("Read a book."), n=2)
    await house.storage.db.collection("jobs").delete_many({"kind": ASK})  # an earlier version asked about none
    seen = Appearances(house.services)
    await seen.seen(ADA)
    await carried(house, BEFORE)
    said = shown(newest(house))
    assert "Promises of before, still open" in said
    assert "Call Noor." in said
    assert "Read a book." in said
    assert (await of(house)).kept == ()
    house.clock.pass_(days=1)
    await seen.seen(ADA)
    jobs = [job for job in await house.claimed() if job.kind == BEFORE]
    assert jobs == []


async def test_a_session_that_is_asked_about_is_not_asked_about_with_those_of_before(house: House) -> None:
    await session(house)
    await Appearances(house.services).seen(ADA)
    assert BEFORE not in [job.kind for job in await house.claimed()]


async def test_after_the_next_session_it_says_what_became_of_each(house: House) -> None:
    items = (item("Call Noor.", TODAY + timedelta(days=2)), item("Read it."), item("Rest."), item("Write it."))
    first = await kept(house, *items)
    await nudged(house, noon(2))  # it speaks of the first
    for place in (0, 1, 3):
        await promises.done(house.services, ADA, f"{first}-{place}")
    await promises.drop(house.services, ADA, f"{first}-2")
    second = await session(house, item("Sleep."), n=2)
    house.clock.time = START + timedelta(days=7)
    await house.storage.db.collection("session_insights").update_many({}, {"$set": {"completed_at": house.clock.time}})
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=second)
    said = shown(newest(house))
    assert "What became of the last ones | Done on Wed 11 Mar 2026: Call Noor." in said
    assert "Let go on Wed 11 Mar 2026: Rest." in said
    assert "You did 2 of 3 without a reminder." in said


async def test_whoever_has_promised_nothing_is_asked_nothing(house: House) -> None:
    await Appearances(house.services).seen(ADA)
    assert [job for job in await house.claimed() if job.kind == BEFORE] == []


async def test_the_list_keeps_one_as_well(house: House) -> None:
    made = await session(house)
    listed = (await house.write(ADA, "actions")).cards[-1]
    answer = await house.press_on(ADA, listed, "Remind me")
    assert "I come back to it on Wed 11 Mar 2026, 12:30." in answer.text
    assert [one.id for one in (await of(house)).kept] == [f"{made}-0"]


async def test_another_date_said_elsewhere_moves_the_reminder(house: House) -> None:
    made = await kept(house)
    later = promises.Agreed("Call Noor.", TODAY + timedelta(days=8), "0")
    await promises.agree(house.services, ADA, f"{made}-0", later)
    await house.settle()
    assert (await of(house)).kept[0].when == When(TODAY + timedelta(days=8))
    assert await nudged(house, noon(2)) == []
    assert await nudged(house, noon(8)) != []


async def test_the_archive_has_settings_and_plans(house: House) -> None:
    made = await kept(house)
    promise = (await house.services.commitments.of(HERE, made))[0]
    await acts.plan(house.services, ADA, promise, "When it is Thursday, I call.", "")
    with zipfile.ZipFile(io.BytesIO(await archive.build(house.services, ADA))) as files:
        you = json.loads(files.read("you.json"))["reminders"]
    assert you["settings"]["at"] == "12:30:00"
    first = next(one for one in you["kept"] if one["promise"] == f"{made}-0")
    assert first["plan"]["line"] == "When it is Thursday, I call."
    assert first["day"]["day"] == "2026-03-12"


async def test_who_coached_in_a_session_of_their_own_is_reminded_of_what_they_promised(house: House) -> None:
    speakers = Speakers(client="Zoe", coach="Ada", owner="coach")
    made = await house.session(ADA, 1, action_items=ITEMS, completed_at=START, speakers=speakers)
    await record(house.services, HERE, made)
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=made)
    assert "Send it." in shown(newest(house))
    assert "Call Noor." not in shown(newest(house))
    assert "[Remind me]" in (await house.write(ADA, "actions")).text


# --- the message ---


async def test_a_reminder_is_a_whole_sentence_with_their_own_line(house: House) -> None:
    await kept(house)
    assert await nudged(house, noon(0)) == []
    assert await nudged(house, noon(2, 20)) == []
    (card,) = await nudged(house, noon(2))
    assert card.title in {forms.said(form, "Call Noor.") for form in range(len(forms.FORMS))}
    said = shown(card)
    assert "[Done] | [Tomorrow] | [Next week] | [Another day] | [Change it] | [Let it go]" in said
    assert "[Once a week instead] | [Pause for a week] | [Hour and days] | [Stop these]" in said
    assert "due" not in said.lower()
    assert await nudged(house, noon(2, 50)) == []


async def test_one_message_gathers_all_of_the_day(house: House) -> None:
    await kept(house, *(item(f"Thing {n}.", TODAY + timedelta(days=n)) for n in range(1, 4)))
    house.chat.down = True
    house.clock.time = noon(1)
    await carried(house, "nudge")
    house.chat.down = False
    (card,) = await nudged(house, noon(3))
    assert all(f"Thing {n}" in shown(card) for n in range(1, 4))
    assert card.summary == "2 more are below."


async def test_it_reads_german_to_whoever_reads_german(house: House) -> None:
    await kept(house)
    with reading("de"):
        (card,) = await nudged(house, noon(2))
    assert "„Call Noor“" in card.title
    assert "[Erledigt] | [Morgen] | [Nächste Woche] | [Ein anderer Tag]" in shown(card)


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Done", "Done on Wed 11 Mar 2026"),
        ("Let it go", "Let go on Wed 11 Mar 2026"),
        ("Tomorrow", "I come back to it on Thu 12 Mar 2026, 12:30."),
        ("Next week", "I come back to it on Mon 16 Mar 2026, 12:30."),
    ],
)
async def test_one_tap_answers_it(house: House, label: str, said: str) -> None:
    await kept(house)
    (card,) = await nudged(house, noon(2))
    answer = await house.press_on(ADA, card, label)
    assert said in answer.text
    again = await house.press_on(ADA, card, label)  # a second press changes nothing, or says how it stands
    assert said in again.text or "settled" in again.text


async def test_what_is_done_is_not_spoken_of_again_wherever_it_was_said(house: House) -> None:
    made = await kept(house)
    await promises.done(house.services, ADA, f"{made}-0")
    assert await nudged(house, noon(2)) == []
    assert [one.id for one in (await of(house)).kept] == [f"{made}-1"]


async def test_a_reminder_before_somebody_says_so_after_it_was_done_elsewhere(house: House) -> None:
    made = await kept(house)
    await nudged(house, noon(2))
    await promises.done(house.services, ADA, f"{made}-0")
    await lists_as_they_are(house.services, Change(Kind.PROMISE_DONE, HERE, made, ADA.id, noon(2)))
    assert "Done on Wed 11 Mar 2026" in shown(newest(house))
    assert "[Tomorrow]" not in shown(newest(house))


async def test_another_day_in_words(house: House) -> None:
    await kept(house)
    (card,) = await nudged(house, noon(2))
    (form,) = (await house.press_on(ADA, card, "Another day")).forms
    wrong = await house.send(ADA, form, day="yesterday")
    assert wrong.wrong == {"day": "That day has passed. Write one from today on."}
    answer = await house.send(ADA, form, day="Friday at nine")
    assert "I come back to it on Fri 13 Mar 2026, 09:00." in answer.text
    assert "I come back to it on Fri 13 Mar 2026, 09:00." in shown(newest(house))
    assert (await nudged(house, datetime(2026, 3, 13, 9, 3, tzinfo=UTC))) != []


async def test_three_moves_to_one_hour_offer_it_for_good(house: House) -> None:
    made = await kept(house)
    (promise, *_rest) = await house.services.commitments.of(HERE, made)
    (card,) = await nudged(house, noon(2))
    (form,) = (await house.press_on(ADA, card, "Another day")).forms
    for day in ("Friday at 9", "Thursday at 9", "Friday at 9"):
        await house.send(ADA, form, day=day)
    offered = newest(house)
    assert "You have moved this to 09:00 three times. Shall I write at 09:00 from now on?" in shown(offered)
    answer = await house.press_on(ADA, offered, "Yes, at 09:00")
    assert "three times" not in answer.text
    assert (await of(house)).settings.at == time(9)
    assert promise.id == f"{made}-0"


async def test_three_without_an_answer_then_one_question_then_silence(house: House) -> None:
    await kept(house, ITEMS[0])
    cards: list[Card] = []
    for days in range(2, 60):
        cards += await nudged(house, noon(days)) if (await of(house)).look_at else []
    assert len(cards) == 4
    assert ["I have come back to this three times" in shown(card) for card in cards] == [False] * 3 + [True]
    answer = await house.press_on(ADA, cards[-1], "Keep it")
    assert "I come back to it on" in answer.text
    assert (await of(house)).kept[0].unanswered == 0


async def test_stop_and_once_a_week_from_the_message(house: House) -> None:
    await kept(house)
    (card,) = await nudged(house, noon(2))
    answer = await house.press_on(ADA, card, "Once a week instead")
    assert "[Once a week instead]" not in answer.text
    assert (await of(house)).settings.weekly == 2
    answer = await house.press_on(ADA, answer.cards[-1], "Stop these")
    assert "I remind you of nothing any more." in answer.text
    assert await nudged(house, noon(30)) == []
    await house.press_on(ADA, answer.cards[-1], "Turn on again")
    assert not (await of(house)).settings.off


async def test_what_comes_again_each_week_is_done_this_time(house: House) -> None:
    made = await kept(house, item("Walk on Mondays.", recurring=True))
    (card,) = await nudged(house, noon(7))
    answer = await house.press_on(ADA, card, "Done this time")
    assert "I come back to it every Monday, next on Mon 23 Mar 2026" in answer.text
    assert (await house.services.commitments.of(HERE, made))[0].state == "open"


# --- whom nothing is sent ---


async def test_nothing_is_sent_after_a_relationship_ended(house: House) -> None:
    made = await house.paired_session(IVA, ADA, 1, action_items=ITEMS, completed_at=START)
    await record(house.services, HERE, made)
    await acts.keep(house.services, ADA, await house.services.commitments.of(HERE, made))
    await people.end(house.services, ADA, (await house.bond(ADA, IVA)).id)
    assert await nudged(house, noon(2)) == []


async def test_who_left_is_left_in_peace_and_goes_on_when_they_appear(house: House) -> None:
    await kept(house)
    house.directory.add(ADA, "Ada", MemberKind.DEACTIVATED)
    assert await nudged(house, noon(2)) == []
    found = await of(house)
    assert (found.unreachable, found.look_at) == ("no_member", None)
    house.directory.add(ADA, "Ada")
    house.clock.time = noon(3, 40)
    await Appearances(house.services).seen(ADA)
    assert await nudged(house, noon(3, 41)) != []


async def test_a_closed_conversation_rests_and_is_not_tried_for_ever(house: House) -> None:
    await kept(house)
    house.chat.fault = ChatFault("channel_not_found", transient=False)
    house.clock.time = noon(2)
    assert await carried(house, "nudge") == Finished(JobState.CANCELLED)
    found = await of(house)
    assert (found.unreachable, found.look_at, found.sending) == ("channel_not_found", None, None)
    assert await house.services.nudges.left(limit=10) == []


async def test_a_platform_that_does_not_answer_is_asked_again_the_same_day(house: House) -> None:
    await kept(house)
    house.chat.fault = ChatFault("ratelimited", transient=True, retry_after=90.0)
    house.clock.time = noon(2)
    assert await carried(house, "nudge") == Later(timedelta(seconds=90))
    assert (await of(house)).sending is None
    house.chat.fault = None
    assert await nudged(house, noon(2, 40)) != []


async def test_one_of_which_nobody_knows_comes_the_next_day_and_never_twice_on_one(house: House) -> None:
    await kept(house)
    house.chat.fault = ChatFault("timeout", transient=True, lost=True)
    house.clock.time = noon(2)
    await carried(house, "nudge")
    house.chat.fault = None
    assert await nudged(house, noon(2, 50)) == []
    assert await nudged(house, noon(3)) != []


async def test_an_erased_person_has_no_reminders(house: House) -> None:
    await kept(house)
    assert (await house.services.privacy.holdings(ADA)).counts["nudges"] == 1
    erased = await house.services.privacy.erase(ADA, START)
    assert erased.deleted["nudges"] == 1
    assert await house.services.nudges.get(ADA) is None
    assert await Nudge(house.services).run(Job("nudge:ada", "nudge", HERE, refs={"person": "ada"})) == Finished(
        JobState.CANCELLED
    )


# --- what is stored ---


async def test_a_record_is_what_was_saved_and_moves_by_compare_and_set(house: House) -> None:
    full = Record(
        ADA,
        Settings(at=time(9, 15), holidays=((date(2026, 8, 1), date(2026, 8, 9)),), weekly=2, off=True),
        forms=(1, ~2),
        last_day=TODAY,
        last_at=START,
        look_at=START,
        asked_before=True,
        hour_declined=time(8),
        version=1,
    )
    assert await house.services.nudges.save(full)
    assert await house.services.nudges.get(ADA) == full
    assert not await house.services.nudges.save(full)  # two that began from nothing


async def test_what_a_newer_version_keeps_besides_stays(house: House) -> None:
    await kept(house)
    await house.storage.db.collection("nudges").update_one({}, {"$set": {"state.newer": 1, "state.settings.newer": 2}})
    await acts.rest(house.services, ADA, (await of(house)).kept[0].id)
    row = await house.storage.db.collection("nudges").find_one({})
    assert row is not None
    assert row["state"]["newer"] == 1


async def test_whose_job_was_not_told_is_found(house: House) -> None:
    made = await session(house)
    promise = (await house.services.commitments.of(HERE, made))[0]
    await acts.keep(house.services, ADA, [promise])
    house.clock.pass_(days=3650)  # past the database's own, by which jobs are due
    assert await acts.tell_left(house.services) == 0  # it is due, and waits for a slot
    await house.storage.db.collection("jobs").delete_many({"kind": "nudge"})  # a crash between the two
    assert await acts.tell_left(house.services) == 1
    assert [job.id for job in await house.claimed() if job.kind == "nudge"] == ["nudge:ada"]


async def test_the_day_is_theirs_wherever_they_are(house: House) -> None:
    await house.services.people.put(Profile(ADA, time_zone="America/New_York"))
    await kept(house)
    assert await nudged(house, noon(2)) == []
    assert await nudged(house, datetime(2026, 3, 11, 16, 35, tzinfo=UTC)) != []  # 12:35 in New York


# --- settings ---


async def test_settings_show_and_change_them(house: House) -> None:
    answer = await house.write(ADA, "settings")
    assert "Reminders | Hour: 12:30 | Days: Monday, Tuesday, Wednesday, Thursday and Friday" in answer.text
    (form,) = (await house.press_on(ADA, answer.cards[-1], "Hour and days")).forms
    fields: dict[str, FieldAnswer] = {
        "at": "9",
        "days": ("0", "2"),
        "weekly": "due",
        "quiet": "18:00 - 7:30",
        "away": "1 April – 9 April\n2026-05-01",
    }
    answer = await house.send(ADA, form, **fields)
    assert "I write at 09:00, from Mon 9 Mar 2026 on" in answer.text
    settings = (await of(house)).settings
    assert settings == Settings(
        time(9),
        frozenset({0, 2}),
        time(18),
        time(7, 30),
        ((date(2026, 4, 1), date(2026, 4, 9)), (date(2026, 5, 1), date(2026, 5, 1))),
    )
    form = (await house.press_on(ADA, (await house.write(ADA, "settings")).cards[-1], "Hour and days")).forms[0]
    away = next(field for field in form.fields if isinstance(field, TextField) and field.name == "away")
    again = await house.send(ADA, form, **{**fields, "away": away.value})  # what the form shows, it reads
    assert not again.wrong
    assert (await of(house)).settings == settings


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("at", "quarter", "I do not know that time. Write one such as 9:30."),
        ("at", "23:00", "23:00 is within your quiet hours. Choose an hour outside of them."),
        ("days", (), "Choose at least one day of the week, or turn reminders off."),
        ("weekly", "6", "Sunday is not one of your days, so nothing would ever come."),
        ("quiet", "late", "Write them from when until when, such as 20:00–8:00."),
        ("away", "sometime", "I do not know the days in “sometime”. Write them such as 3 August – 14 August."),
        ("away", "2026-08-09 - 2026-08-01", "The last day of a holiday comes before its first."),
    ],
)
async def test_settings_that_cannot_be_are_said_beside_their_field(
    house: House, field: str, value: str | tuple[str, ...], said: str
) -> None:
    (form,) = (await house.press(ADA, "nudges.settings")).forms
    fields: dict[str, FieldAnswer] = {
        "at": "12:30",
        "days": ("0",),
        "weekly": "due",
        "quiet": "20:00–8:00",
        "away": "",
    }
    answer = await house.send(ADA, form, **{**fields, field: value})
    assert answer.wrong == {field: said}


async def test_a_pause_of_a_week_and_off_from_the_settings(house: House) -> None:
    await kept(house)
    card = (await house.write(ADA, "settings")).cards[-1]
    assert "from Mon 16 Mar 2026 on" in (await house.press_on(ADA, card, "Pause for a week")).text
    assert await nudged(house, noon(2)) == []
    card = (await house.write(ADA, "settings")).cards[-1]
    await house.press_on(ADA, card, "End the pause")
    assert await nudged(house, noon(3)) != []
    card = (await house.write(ADA, "settings")).cards[-1]
    assert "Reminders are off" in (await house.press_on(ADA, card, "Turn off")).text


async def test_of_very_many_open_promises_five_are_spoken_of_and_a_sentence_says_where_all_are(house: House) -> None:
    items = tuple(item(f"Thing {n}.", TODAY + timedelta(days=1)) for n in range(100))
    made = await session(house, *items)
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=made)
    assert shown(newest(house)).endswith("/actions lists all of them.")
    await acts.keep(house.services, ADA, await house.services.commitments.of(HERE, made))
    (card,) = await nudged(house, noon(1))
    assert shown(card).count("[Let it go]") == 5
    assert "/actions lists all that is open." in shown(card)
    assert await nudged(house, noon(1, 50)) == []
    assert len((await of(house)).kept) == 100


# --- what comes again each week ---


async def say_day(house: House, made: str, place: int, day: str) -> str:
    (form,) = (await house.press(ADA, "nudges.another", f"{made}-{place}|")).forms
    answer = await house.send(ADA, form, day=day)
    assert not answer.wrong
    return answer.text


async def test_every_friday_ends_with_another_day(house: House) -> None:
    made = await kept(house)
    assert "I come back to it every Friday, next on Fri 13 Mar 2026" in await say_day(house, made, 0, "every Friday")
    assert "I come back to it on Wed 11 Mar 2026" in await say_day(house, made, 0, "Wednesday")
    (card,) = await nudged(house, noon(2))
    assert "[Done for good]" not in shown(card)
    first = (await of(house)).kept[0]
    assert (first.weekly, first.when) == (False, When(date(2026, 3, 13)))


async def test_every_friday_ends_with_another_date_of_the_promise_and_stays_with_other_words(house: House) -> None:
    made = await kept(house)
    await say_day(house, made, 0, "every Friday")
    for fields, weekly in (({"action": "Write to Noor.", "date": "2026-03-11"}, True), ({"date": "2026-03-18"}, False)):
        (form,) = (await house.press(ADA, "nudges.change", f"{made}-0|")).forms
        assert not (await house.send(ADA, form, **{"action": "Write to Noor.", **fields})).wrong
        assert (await of(house)).kept[0].weekly is weekly


async def test_a_habit_that_is_moved_this_time_comes_on_its_own_day_after(house: House) -> None:
    made = await kept(house, item("Walk.", recurring=True, timeline="every Friday"))
    assert (await of(house)).kept[0].when == When(date(2026, 3, 13))
    assert "every Friday, next on Mon 16 Mar 2026" in await say_day(house, made, 0, "Monday")
    (card,) = await nudged(house, noon(7))
    assert "[Done this time] | [Done for good] | [Tomorrow] | [Another day]" in shown(card)
    assert (await of(house)).kept[0].when == When(date(2026, 3, 20))
    house.clock.time = noon(8)
    answer = await house.press_on(ADA, card, "Done this time")
    assert "I come back to it every Friday, next on Fri 20 Mar 2026" in answer.text
    await house.press_on(ADA, card, "Done for good")
    assert (await house.services.commitments.of(HERE, made))[0].state == "done"


async def test_a_weekday_stays_though_a_holiday_made_one_late(house: House) -> None:
    await kept(house, item("Walk.", recurring=True, timeline="every Friday"))
    away = ((date(2026, 3, 13), date(2026, 3, 13)),)
    await acts.set_settings(house.services, ADA, lambda settings: replace(settings, holidays=away))
    assert await nudged(house, noon(4)) == []
    assert await nudged(house, noon(7)) != []  # the Monday after
    assert (await of(house)).kept[0].when == When(date(2026, 3, 20))


async def test_a_habit_on_a_day_that_is_none_of_theirs_is_spoken_of_before_and_says_so(house: House) -> None:
    made = await session(house, item("Walk.", recurring=True, timeline="every Sunday"))
    answer = await house.press(ADA, "nudges.keep", f"{made}-0|nudges.found|{made}")
    assert "I come back to it every Friday, next on Fri 13 Mar 2026, 12:30." in answer.text


# --- plans ---


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("On Sunday after church I call Noor.", "Sun 15 Mar 2026 is not one of your days."),
        ("Every Sunday after church.", "Sunday is not one of your days"),
        ("On 31 February I call Noor.", "I do not know which day that is."),
        ("On 1 January 1970 I call Noor.", "That day has passed."),
        ("On 1 January 2099 I call Noor.", "That is more than a year away."),
        ("Yesterday.", "That day has passed."),
        ("On Friday at ten to nine.", "I do not know that time."),
        ("On Friday at 23:00.", "23:00 is within your quiet hours."),
        ("Today at 11.", "11:00 has passed today."),
        ("Every morning I call Noor.", "I come back to a promise once a week at most."),
    ],
)
@pytest.mark.parametrize(("place", "comes"), [(0, "I come back to it on"), (1, "When shall I come back to it?")])
async def test_a_plan_is_kept_and_what_it_names_that_cannot_be_is_said(
    house: House, line: str, said: str, place: int, comes: str
) -> None:
    made = await kept(house)
    house.clock.pass_(minutes=10)
    before = (await of(house)).kept[place].when
    (form,) = (await house.press(ADA, "nudges.plan", f"{made}-{place}|")).forms
    answer = await house.send(ADA, form, line=line, obstacle="")
    assert said in answer.text
    assert line in answer.text
    if "Friday" in line and "23:00" in line:
        assert (await of(house)).kept[place].when == When(date(2026, 3, 13))  # at their hour
    elif "morning" not in line:
        assert comes in answer.text
        assert (await of(house)).kept[place].when == before
    (promise, *_others) = [
        one for one in await house.services.commitments.of(HERE, made) if one.id == f"{made}-{place}"
    ]
    assert promise.plan is not None
    assert promise.plan.line == line


async def test_a_day_can_be_said_from_the_answer_to_a_plan_without_one(house: House) -> None:
    made = await kept(house)
    (form,) = (await house.press(ADA, "nudges.plan", f"{made}-1|")).forms
    answer = await house.send(ADA, form, line="When I am home, I write.", obstacle="")
    assert "When shall I come back to it? | [Mon 16 Mar 2026]" in answer.text
    answer = await house.press_on(ADA, answer.cards[-1], "Mon 16 Mar 2026")
    assert "I come back to it on Mon 16 Mar 2026, 12:30." in answer.text


# --- what is off stays off ---


@pytest.mark.parametrize("label", ["Pause for a week", "End the pause", "Once a week instead", "Save"])
async def test_what_was_pressed_late_turns_nothing_on(house: House, label: str) -> None:
    await kept(house)
    (card,) = await nudged(house, noon(2))
    if label == "Pause for a week":
        paused = (await house.press_on(ADA, card, label)).cards[-1]
        assert "Paused until Wed 18 Mar 2026." in shown(paused)
        assert "[Pause for a week]" in (await house.press_on(ADA, paused, "End the pause")).text
    if label == "End the pause":
        await house.press_on(ADA, (await house.write(ADA, "settings")).cards[-1], "Pause for a week")
    before = (await house.write(ADA, "settings")).cards[-1]
    (form,) = (await house.press_on(ADA, before, "Hour and days")).forms
    await house.press_on(ADA, before, "Turn off")
    if label == "Save":
        fields: dict[str, FieldAnswer] = {"at": "9", "days": ("0",), "weekly": "due", "quiet": "20:00–8:00"}
        answer = await house.send(ADA, form, **fields)
    else:
        answer = await house.press_on(ADA, card if label == "Once a week instead" else before, label)
    assert "I remind you of nothing any more." in answer.text
    assert (await of(house)).settings.off
    await house.press_on(ADA, answer.cards[-1], "Turn on again")
    assert not (await of(house)).settings.off


async def test_once_a_week_is_said_and_ends_in_the_settings(house: House) -> None:
    await kept(house)
    (card,) = await nudged(house, noon(2))
    answer = await house.press_on(ADA, card, "Once a week instead")
    assert "I write once a week, on Wednesday." in answer.text
    assert "Days: once a week, on Wednesday" in (await house.write(ADA, "settings")).text
    (form,) = (await house.press(ADA, "nudges.settings")).forms
    fields: dict[str, FieldAnswer] = {"at": "9", "days": ("0", "2"), "quiet": "20:00–8:00"}
    answer = await house.send(ADA, form, **{**fields, "weekly": "2"})
    assert "I write at 09:00, from Wed 18 Mar 2026 on" in answer.text
    assert "I write once a week, on Wednesday." in answer.text
    answer = await house.send(ADA, form, **{**fields, "weekly": "due"})
    assert "once a week" not in answer.text


# --- the session's date is put right ---


async def test_a_corrected_date_of_the_session_moves_what_was_worked_out_from_it(house: House) -> None:
    items = (
        item("Call Noor.", date(2026, 3, 13), timeline="by Friday"),
        item("Write.", date(2026, 3, 13), timeline="by Friday"),
        item("Walk.", date(2026, 3, 12), timeline="by Thursday"),
    )
    made = await house.session(ADA, 1, action_items=items, completed_at=START, session_date=START)
    await record(house.services, HERE, made)
    await acts.keep(house.services, ADA, await house.services.commitments.of(HERE, made))
    await say_day(house, made, 1, "Wednesday")
    await editing.edit(house.services, ADA, made, "", TODAY - timedelta(days=7))
    await house.settle()
    kept = (await of(house)).kept
    assert [one.due for one in kept] == [date(2026, 3, 6), None, date(2026, 3, 5)]
    today, moved = When(TODAY), When(date(2026, 3, 11))
    assert [one.when for one in kept] == [today, moved, today], (
        "what is past is spoken of now, what its client moved when they said"
    )
    await editing.edit(house.services, ADA, made, "", TODAY)
    await house.settle()
    assert [one.when for one in (await of(house)).kept] == [When(date(2026, 3, 13)), moved, When(date(2026, 3, 12))]


async def test_other_words_leave_the_day_that_its_client_chose(house: House) -> None:
    made = await kept(house)
    await say_day(house, made, 0, "Friday")
    await promises.agree(house.services, ADA, f"{made}-0", promises.Agreed("Write.", TODAY + timedelta(days=2), "0"))
    await house.settle()
    assert (await of(house)).kept[0].when == When(date(2026, 3, 13))
