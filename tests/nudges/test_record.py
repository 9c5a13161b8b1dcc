"""What one person's nudges know: what is gathered, what an answer does, when it is silent, and what a crash leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.nudges import forms
from core.nudges import record as records
from core.nudges.record import Record, Why
from core.nudges.schedule import When
from core.nudges.settings import Settings
from core.people.person import Person, Platform, Tenant

BERLIN = ZoneInfo("Europe/Berlin")
ANA = Person(Tenant(Platform.LOCAL, "T1"), "U1")
MONDAY = date(2026, 11, 23)
ALL = Settings(days=frozenset(range(7)))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12, 40), BERLIN).astimezone(UTC)


def kept(*ids: str, settings: Settings = ALL) -> Record:
    record = Record(ANA, settings)
    for name in ids:
        record = records.keep(record, name, When(MONDAY), "Europe/Berlin")
    return record


def look(record: Record, day: date, **stands: Why) -> records.Look:
    return records.look(record, noon(day), BERLIN, stands)


def told(record: Record, day: date) -> Record:
    found = look(record, day)
    assert found.window is not None
    assert found.window.day == day
    return records.sent(records.begin(found, noon(day)))


def test_three_without_an_answer_then_one_question_then_silence() -> None:
    record, days = kept("a"), []
    for _time in range(4):
        found = look(record, MONDAY)
        when = record.kept[0].when
        assert found.window
        assert when
        days.append(when.day)
        assert record.kept[0].is_question == (len(days) == 4)
        record = told(record, when.day)
    assert [(day - MONDAY).days for day in days] == [0, 2, 6, 13]
    assert look(record, MONDAY + timedelta(days=400)).window is None
    moved = records.move(record, "a", When(MONDAY + timedelta(days=30)), "Europe/Berlin")
    assert (moved.kept[0].unanswered, moved.kept[0].asked) == (0, False)


def test_what_is_done_gone_or_closed_is_not_spoken_of_and_says_why() -> None:
    found = look(kept("a", "b", "c"), MONDAY, a=Why.DONE, b=Why.CLOSED)
    assert found.ids == ("c",)
    assert found.suppressed == {"a": Why.DONE, "b": Why.CLOSED}
    assert [one.id for one in found.record.kept] == ["b", "c"]  # what is closed may be opened again


def test_off_is_a_reason_too() -> None:
    found = look(kept("a", settings=replace(ALL, off=True)), MONDAY)
    assert found.window is None
    assert found.suppressed == {"a": Why.OFF}


def test_a_message_holds_five_and_the_rest_comes_a_week_later() -> None:
    found = look(kept(*(f"{n:03}" for n in range(500))), MONDAY)
    assert (len(found.ids), len(found.left)) == (5, 495)
    after = records.sent(records.begin(found, noon(MONDAY)))
    assert {one.when for one in after.kept[5:]} == {When(MONDAY + timedelta(days=7))}


def test_one_cut_short_is_not_sent_twice_and_comes_with_the_next() -> None:
    begun = records.begin(look(kept("a"), MONDAY), noon(MONDAY))
    after = records.cut_short(begun)
    found = look(after, MONDAY)
    assert found.window is not None
    assert found.window.day == MONDAY + timedelta(days=1)
    assert after.kept[0].unanswered == 0


def test_one_surely_not_sent_is_sent_the_same_day() -> None:
    record = kept("a")
    found = look(record, MONDAY)
    assert records.not_sent(records.begin(found, noon(MONDAY))) == found.record


def test_an_answer_while_it_is_being_sent_counts() -> None:
    begun = records.begin(look(kept("a"), MONDAY), noon(MONDAY))
    moved = records.move(begun, "a", When(date(2026, 12, 1)), "Europe/Berlin")
    assert records.sent(moved).kept[0].when == When(date(2026, 12, 1))


def test_no_form_comes_again_within_six() -> None:
    record, used = kept("a"), list[int]()
    for n in range(40):
        day = MONDAY + timedelta(days=n)
        record = told(records.move(record, "a", When(day), "Europe/Berlin"), day)
        assert record.forms[-1] not in used[-6:]
        used.append(record.forms[-1])
    assert len(forms.FORMS) >= 8
    assert len(set(used)) >= 8


def test_three_moves_to_the_same_hour_offer_it() -> None:
    record = kept("a")
    for n in range(3):
        assert records.hour_to_offer(record, "a") is None
        record = records.move(record, "a", When(MONDAY + timedelta(days=n), time(9)), "Europe/Berlin")
    assert records.hour_to_offer(record, "a") == time(9)
    assert records.hour_to_offer(replace(record, hour_declined=time(9)), "a") is None
    assert records.hour_to_offer(replace(record, settings=replace(ALL, at=time(9))), "a") is None
    other = records.move(record, "a", When(MONDAY, time(10)), "Europe/Berlin")
    assert records.hour_to_offer(other, "a") is None


def test_what_comes_again_is_told_each_week() -> None:
    record = records.keep(Record(ANA, ALL), "w", When(MONDAY), "Europe/Berlin", weekly=True)
    after = told(record, MONDAY)
    assert after.kept[0].when == When(MONDAY + timedelta(days=7))
    assert records.done_this_time(after, "w", MONDAY).kept[0].unanswered == 0


def test_a_long_line_is_cut_at_a_word_and_has_one_full_stop() -> None:
    said = forms.said(2, "call Ann " * 60)
    assert "call …”." in said or "Ann …”." in said
    assert forms.said(2, "Call Ann.").endswith("“Call Ann”.")


def test_what_comes_again_does_so_on_its_weekday_wherever_one_time_was_moved_to() -> None:
    friday = MONDAY + timedelta(days=4)
    for moved in range(-3, 5):
        day = friday + timedelta(days=moved)
        record = records.keep(Record(ANA, ALL), "w", When(friday), "Europe/Berlin", weekly=True)
        record = told(records.move(record, "w", When(day), "Europe/Berlin"), day)
        again = record.kept[0].when
        assert again is not None
        assert again.day.weekday() == 4
        assert 3 <= (again.day - day).days <= 9
        done = records.done_this_time(record, "w", day)
        assert done.kept[0].when == again
        assert records.done_this_time(done, "w", day) == done


def test_a_day_that_follows_from_another_is_no_answer_and_wakes_nothing_that_rests() -> None:
    record = told(kept("a"), MONDAY)
    later = When(MONDAY + timedelta(days=20))
    followed = records.follow(record, "a", later, later.day)
    assert (followed.kept[0].when, followed.kept[0].unanswered) == (later, 1)
    rests = replace(record, kept=(replace(record.kept[0], asked=True, when=None),))
    assert records.follow(rests, "a", later, later.day) == rests


def test_no_promise_waits_behind_what_is_said_again() -> None:
    """With one more each day and no answers, four are due on a day; after each message that is cut short, eight."""
    record, first = Record(ANA, ALL), dict[str, int]()
    for n in range(20):
        record = records.keep(record, f"{n}", When(MONDAY + timedelta(days=n)), "Europe/Berlin")
    for n in range(28):
        day = MONDAY + timedelta(days=n)
        begun = records.begin(look(record, day), noon(day))
        assert begun.sending is not None
        lost = n % 4 == 3
        record = records.cut_short(begun) if lost else records.sent(begun)
        for name in () if lost else begun.sending.ids:
            first.setdefault(name, n)
    assert max(first[f"{n}"] - n for n in range(20)) <= 1
