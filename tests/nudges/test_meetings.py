"""When somebody's next session is: from certain words, or asked once; kept on the relationship; and what hangs on it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.changes import Change, Kind
from core.insight import acts as deleting
from core.nudges import acts
from core.nudges.schedule import When
from core.people import meetings
from core.people.appointments import begins, stored
from core.people.privacy import Retention
from core.people.relationships import Meeting
from core.ports.insights import Scope
from core.promises.recording import ASK, record
from handlers.effects.lists import lists_as_they_are
from handlers.home import home
from handlers.insight import view
from tests.answers.test_answers import say
from tests.briefs.stage import furnished, lives
from tests.nudges.test_reminders import ADA, IVA, TODAY, carried, item, newest, of, shown
from tests.relationships.house import HERE, START, House, person, sample

BY_THEN = item("Bring the letter.", timeline="by next time")


async def paired(house: House, *, words: str = "", n: int = 1) -> str:
    made = await house.paired_session(
        IVA, ADA, n, action_items=(BY_THEN,), session_date=START, completed_at=START, next_session_words=words
    )
    await record(house.services, HERE, made)
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=made)
    return made


async def day_of(house: House) -> date | None:
    meeting = (await house.bond(ADA, IVA)).next_session
    return meeting.day if meeting else None


async def test_certain_words_say_the_day(house: House) -> None:
    made = await paired(house, words="next Thursday at ten")
    assert "You meet next on Thu 19 Mar 2026." in shown(newest(house))
    bond = await house.bond(ADA, IVA)
    assert bond.next_session == Meeting(date(2026, 3, 19), time(10), "UTC", "", made, TODAY)
    assert await meetings.next_session(house.services, IVA, bond.id) == date(2026, 3, 19)
    assert await meetings.next_session(house.services, person("bo"), bond.id) is None


async def test_else_it_is_asked_once_and_what_hangs_on_it_follows(house: House) -> None:
    made = await paired(house)
    await house.press_on(ADA, newest(house), "Keep")
    card = await view.drawn(house.services, ADA, made)
    assert "When do you meet next? | [Say the day] | [Do not ask]" in shown(card)
    assert (await of(house)).kept[0].when is None
    (form,) = (await house.press_on(ADA, card, "Say the day")).forms
    wrong = await house.send(ADA, form, date="2026-03-01")
    assert wrong.wrong == {"date": "Pick a day from today on, within a year."}
    assert (await house.send(ADA, form, date="2099-03-01")).wrong == wrong.wrong
    answer = await house.send(ADA, form, date="2026-03-16")
    assert "You meet next on Mon 16 Mar 2026." in answer.text
    await house.settle()
    assert (await of(house)).kept[0].when == When(date(2026, 3, 13))  # the Friday before that Monday
    assert (await of(house)).kept[0].id == f"{made}-0"
    assert "You meet next on Mon 16 Mar 2026." in shown(newest(house))


async def test_either_of_the_two_changes_it(house: House) -> None:
    await paired(house, words="next Thursday at ten")
    card = (await house.write(IVA, "coach")).cards[-1]
    (form,) = (await house.press_on(IVA, card, "Next session")).forms
    await house.send(IVA, form, date="2026-03-20")
    assert await day_of(house) == date(2026, 3, 20)
    stranger = await house.send(person("bo"), form, date="2026-03-21")
    assert "I cannot find that" in stranger.text
    assert await day_of(house) == date(2026, 3, 20)


async def test_who_works_alone_has_it_on_their_profile(house: House) -> None:
    made = await house.session(ADA, 1, action_items=(BY_THEN,), completed_at=START)
    await record(house.services, HERE, made)
    await acts.keep(house.services, ADA, await house.services.commitments.of(HERE, made))
    house.clock.pass_(minutes=5)
    (form,) = (await house.press(ADA, "nudges.meeting", "|")).forms
    await house.send(ADA, form, date=(TODAY + timedelta(days=4)).isoformat())
    assert await meetings.next_session(house.services, ADA, None) == TODAY + timedelta(days=4)
    assert [each.day for each, _bond in await meetings.all_coming(house.services, ADA)] == [TODAY + timedelta(days=4)]
    assert (await of(house)).kept[0].when == When(TODAY + timedelta(days=3))
    house.clock.pass_(days=5)
    assert await meetings.next_session(house.services, ADA, None) is None  # it is over


@pytest.mark.parametrize(
    ("words", "day", "at"),
    [
        ("next Thursday at ten", date(2026, 3, 19), time(10)),
        ("same time in two weeks", date(2026, 3, 23), None),
        ("on the 24th of March at half past", date(2026, 3, 24), None),
        ("on the 24th of March at ten to nine", date(2026, 3, 24), None),
        ("Thursday at 3pm", date(2026, 3, 12), time(15)),
        ("nächsten Donnerstag um zehn", date(2026, 3, 19), time(10)),
        ("next week", None, None),
        ("in a month", None, None),
        ("some time in April", None, None),
        ("maybe next Thursday", None, None),
        ("Thursday or Friday", None, None),
        ("vielleicht am Donnerstag", None, None),
        ("in two weeks, on Tuesday at ten", None, None),
        ("on Friday at ten o'clock", date(2026, 3, 13), time(10)),
        ("in two weeks, on Monday at ten", date(2026, 3, 23), time(10)),
        ("on Thursday, no, sorry, on Friday", None, None),
        ("I cannot do next Thursday, so see you Friday at 4 pm", None, None),
        ("on Thursday, actually on Friday", None, None),
        ("on Thursday at ten, or at eleven", None, None),
        ("on Thursday at ten, at eleven for you", None, None),
        ("next week on Tuesday", date(2026, 3, 17), None),
        ("on Friday, 19 March", None, None),
        ("on Thursday, 19 March", date(2026, 3, 19), None),
        ("am Donnerstag, nein, am Freitag", None, None),
        ("nächsten Donnerstag geht nicht, also am Freitag", None, None),
        ("Montag in zwei Wochen um 15 Uhr", None, None),  # the 23rd, or the 30th
        ("", None, None),
    ],
)
def test_what_is_open_about_the_words_is_no_day(words: str, day: date | None, at: time | None) -> None:
    language = "de" if any(word in words for word in ("nächsten", "vielleicht", "Uhr", "nein")) else "en"
    said = sample(ADA, session_date=START, next_session_words=words)
    said = said.model_copy(update={"metadata": said.metadata.model_copy(update={"language": language})})
    assert meetings.certain(said) == ((day, at) if day else None)


async def test_words_of_a_later_session_count_and_what_one_of_them_said_stands_until_they_meet(house: House) -> None:
    await paired(house, words="next Thursday at ten")
    bond = await house.bond(ADA, IVA)
    await meetings.set_next_session(house.services, IVA, bond.id, date(2026, 3, 20), time(9))
    house.clock.pass_(days=2)
    extra = await house.paired_session(
        IVA, ADA, 2, session_date=house.clock.time, next_session_words="on the 25th of March"
    )
    await meetings.as_said(house.services, await house.insight(extra))
    assert await day_of(house) == date(2026, 3, 20)  # they have not met there yet
    house.clock.pass_(days=9)
    met = await house.paired_session(
        IVA, ADA, 3, session_date=house.clock.time, next_session_words="on the 27th of March"
    )
    await meetings.as_said(house.services, await house.insight(met))
    await meetings.as_said(house.services, await house.insight(extra))  # looked at anew
    assert await day_of(house) == date(2026, 3, 27)


async def test_nothing_is_taken_from_a_session_that_is_held(house: House) -> None:
    await house.pair_up(IVA, ADA)
    held = await house.paired_session(
        IVA, ADA, 1, session_date=START, next_session_words="next Thursday", visible_to_client=False
    )
    await meetings.as_said(house.services, await house.insight(held))
    assert await day_of(house) is None


async def test_who_lets_it_go_is_not_asked_again(house: House) -> None:
    made = await paired(house)
    card = await view.drawn(house.services, ADA, made)
    await house.press_on(ADA, card, "Do not ask")
    assert "When do you meet next?" not in shown(await view.drawn(house.services, ADA, made))
    later = await house.paired_session(IVA, ADA, 2, session_date=house.clock.time)
    assert "When do you meet next?" not in shown(await view.drawn(house.services, ADA, later))
    assert "When do you meet next?" in shown(await view.drawn(house.services, IVA, later))  # she has not


async def test_nobody_is_asked_once_it_is_answered_nor_after_an_old_session(house: House) -> None:
    old = await house.paired_session(IVA, ADA, 1)
    assert "When do you meet next?" not in shown(await view.drawn(house.services, ADA, old))
    made = await paired(house, n=2)
    await meetings.set_next_session(house.services, IVA, (await house.bond(ADA, IVA)).id, date(2026, 3, 12))
    for days in (0, 7):  # though that day is over
        house.clock.pass_(days=days)
        for who in (ADA, IVA):
            assert "When do you meet next?" not in shown(await view.drawn(house.services, who, made))


async def test_by_next_time_is_due_on_its_day_and_stays_so_when_another_follows(house: House) -> None:
    made = await paired(house)
    assert [one.due for one in await house.services.commitments.of(HERE, made)] == [None]
    bond = await house.bond(ADA, IVA)
    await meetings.set_next_session(house.services, IVA, bond.id, date(2026, 3, 17))
    await house.settle()
    assert [one.due for one in await house.services.commitments.of(HERE, made)] == [date(2026, 3, 17)]
    house.clock.pass_(days=8)
    await house.paired_session(IVA, ADA, 2, session_date=house.clock.time)
    await meetings.set_next_session(house.services, IVA, bond.id, date(2026, 3, 31))
    await house.settle()
    await record(house.services, HERE, made)
    assert [one.due for one in await house.services.commitments.of(HERE, made)] == [date(2026, 3, 17)]


async def test_the_answer_says_it_with_its_time_and_whom_one_meets(house: House) -> None:
    house.directory.add(IVA, "Iva")
    house.directory.add(ADA, "Ada")
    await paired(house)

    (form,) = (await house.press(IVA, "nudges.meeting", (await house.bond(ADA, IVA)).id)).forms
    wrong = await house.send(IVA, form, date="2026-03-17", time="half past soon")
    assert list(wrong.wrong) == ["time"]
    await house.send(IVA, form, date="2026-03-17", time="9:30")
    said = await say(house, ADA, "When is my next session?")
    assert "The next session | Tue 17 Mar 2026, 09:30 | With Iva." in said.text
    assert "Next session: Tue 17 Mar 2026, 09:30" in shown(await home.home(house.services, ADA, Scope.ALL))


@pytest.mark.parametrize(
    ("meeting", "moment"),
    [
        (Meeting(date(2026, 3, 29), time(2, 30), "Europe/Berlin"), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # skipped
        (Meeting(date(2026, 10, 25), time(2, 30), "Europe/Berlin"), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice
        (Meeting(date(2026, 3, 30), time(9), "Europe/Berlin"), datetime(2026, 3, 30, 7, tzinfo=UTC)),
        (Meeting(date(2026, 3, 27), time(9), "Europe/Berlin"), datetime(2026, 3, 27, 8, tzinfo=UTC)),
        (Meeting(date(2026, 3, 27), None, "Nowhere/Here"), datetime(2026, 3, 27, tzinfo=UTC)),
    ],
)
def test_the_moment_follows_from_wall_time_and_zone(meeting: Meeting, moment: datetime) -> None:
    assert begins(meeting) == moment


async def test_it_is_erased_with_either(house: House) -> None:
    await paired(house)
    bond = await house.bond(ADA, IVA)
    await meetings.set_next_session(house.services, IVA, bond.id, date(2026, 3, 17))
    await meetings.set_next_session(house.services, ADA, None, date(2026, 3, 18))
    await house.services.privacy.erase(IVA, house.clock.time)
    row = await house.storage.db.collection("coaching_relationships").find_one({"parties": "ada"})
    assert row is not None
    assert not {"next_session", "briefs"} & set(row)
    assert await stored(house.services, ADA, None) is not None
    await house.services.privacy.erase(ADA, house.clock.time)
    assert await stored(house.services, ADA, None) is None


async def test_what_a_deleted_session_said_of_it_goes_with_it_and_what_was_told_stays(house: House) -> None:
    made = await paired(house, words="next Thursday at ten")
    alone = await house.session(ADA, 5, session_date=START, next_session_words="next Friday")
    await meetings.as_said(house.services, await house.insight(alone))
    assert await meetings.next_session(house.services, ADA, None) == date(2026, 3, 20)
    for each in (made, alone):
        await deleting.delete(house.services, ADA, each)
    await house.settle()
    assert await day_of(house) is None
    assert await meetings.next_session(house.services, ADA, None) is None
    told = await paired(house, words="next Thursday at ten", n=2)
    await meetings.set_next_session(house.services, IVA, (await house.bond(ADA, IVA)).id, date(2026, 3, 20))
    await deleting.delete(house.services, ADA, told)
    await house.settle()
    assert await day_of(house) == date(2026, 3, 20)


async def test_what_retention_deletes_takes_with_it_what_it_said_of_the_next_session(house: House) -> None:
    await paired(house, words="next Thursday at ten")
    alone = await house.session(ADA, 5, session_date=START, completed_at=START, next_session_words="next Friday")
    await meetings.as_said(house.services, await house.insight(alone))
    assert await meetings.next_session(house.services, ADA, None) == date(2026, 3, 20)
    await house.services.tenants.set_retention(HERE, Retention(1, 7))
    await house.storage.tenants.sweep(START + timedelta(days=8))
    assert await day_of(house) is None
    assert await stored(house.services, ADA, None) is None
    await paired(house, words="next Thursday at ten", n=2)
    bond = await house.bond(ADA, IVA)
    await meetings.set_next_session(house.services, IVA, bond.id, date(2026, 3, 20))
    await house.storage.tenants.sweep(START + timedelta(days=8))
    assert await day_of(house) == date(2026, 3, 20)  # told by one of the two


async def test_a_session_whose_day_is_over_is_shown_nowhere_as_the_next(house: House) -> None:
    await furnished(house)  # with a session on Thursday
    await lives(house, ADA, datetime(2026, 3, 11, 12, 35, tzinfo=UTC))
    assert len(await lives(house, IVA, datetime(2026, 3, 12, 12, 35, tzinfo=UTC))) == 1
    bond = (await house.bond(ADA, IVA)).id

    async def said() -> list[str]:
        await house.write(IVA, "coach", "prep", ADA)
        cards = [(await house.press(who, "briefs.open", bond)).cards[-1] for who in (ADA, IVA)]
        cards += [(await house.write(ADA, "settings")).cards[-1], house.chat.of(IVA)[-1]]
        return [shown(card) for card in [*cards, await home.home(house.services, ADA, Scope.ALL)]]

    assert all("12 Mar 2026, 15:00" in card for card in await said())
    house.clock.pass_(days=1)
    await lists_as_they_are(house.services, Change(Kind.BRIEFS, HERE, bond, IVA.id, house.clock.time))
    assert not any("12 Mar 2026, 15:00" in card for card in await said())
