"""When somebody's next session is: from certain words, or asked once; kept on the relationship; and what hangs on it."""

from datetime import date, timedelta

from core.nudges import acts
from core.nudges.schedule import When
from core.people import meetings
from core.promises.recording import ASK, record
from tests.nudges.test_reminders import ADA, IVA, TODAY, carried, item, newest, of, shown
from tests.relationships.house import HERE, START, House, person

BY_THEN = item("Bring the letter.", timeline="by next time")


async def paired(house: House, *, words: str = "", n: int = 1) -> str:
    made = await house.paired_session(
        IVA, ADA, n, action_items=(BY_THEN,), session_date=START, completed_at=START, next_session_words=words
    )
    await record(house.services, HERE, made)
    house.clock.pass_(minutes=5)
    await carried(house, ASK, insight=made)
    return made


async def test_certain_words_say_the_day(house: House) -> None:
    await paired(house, words="next Thursday at ten")
    assert "You meet next on Thu 19 Mar 2026." in shown(newest(house))
    bond = await house.bond(ADA, IVA)
    assert bond.next_session == date(2026, 3, 19)
    assert await meetings.next_session(house.services, IVA, bond.id) == date(2026, 3, 19)
    assert await meetings.next_session(house.services, person("bo"), bond.id) is None


async def test_else_it_is_asked_once_and_what_hangs_on_it_follows(house: House) -> None:
    made = await paired(house)
    card = newest(house)
    assert "When do you meet next? | [Say the day]" in shown(card)
    await house.press_on(ADA, card, "Keep")
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
    assert (await house.bond(ADA, IVA)).next_session == date(2026, 3, 20)
    stranger = await house.send(person("bo"), form, date="2026-03-21")
    assert "I cannot find that" in stranger.text
    assert (await house.bond(ADA, IVA)).next_session == date(2026, 3, 20)


async def test_who_works_alone_has_it_on_their_profile(house: House) -> None:
    made = await house.session(ADA, 1, action_items=(BY_THEN,), completed_at=START)
    await record(house.services, HERE, made)
    await acts.keep(house.services, ADA, await house.services.commitments.of(HERE, made))
    house.clock.pass_(minutes=5)
    (form,) = (await house.press(ADA, "nudges.meeting", "|")).forms
    await house.send(ADA, form, date=(TODAY + timedelta(days=4)).isoformat())
    assert await meetings.next_session(house.services, ADA, None) == TODAY + timedelta(days=4)
    assert await meetings.soonest(house.services, ADA) == TODAY + timedelta(days=4)
    assert (await of(house)).kept[0].when == When(TODAY + timedelta(days=3))
    house.clock.pass_(days=5)
    assert await meetings.next_session(house.services, ADA, None) is None  # it is over
