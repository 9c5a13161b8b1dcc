"""When a message may come: clocks that change, people who travel, quiet hours, holidays, and what is late."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.nudges.schedule import When, Window, moment, next_window, open_at, window
from core.nudges.settings import Settings, checked, paused, weekly
from core.refusal import Refused

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NIGHTS = Settings(at=time(2, 30), quiet_from=time(12), quiet_until=time(12), days=frozenset(range(7)))
"""No quiet hours at all."""
WEDNESDAY = date(2026, 11, 25)


def found(settings: Settings, now: datetime, *due: When, zone: ZoneInfo = BERLIN, last: date | None = None) -> Window:
    made = next_window(settings, zone, now, due or (When(WEDNESDAY),), last_day=last)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # 2:30 is not there: it is 3:30
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # 2:30 is there twice: the first
        (date(2026, 10, 26), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_day_has_one_window_when_the_clocks_change(day: date, opens: datetime) -> None:
    made = window(NIGHTS, BERLIN, day)
    assert made is not None
    assert made.opens == opens


@pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "Africa/Casablanca", "Antarctica/Troll", "America/St_Johns"])
def test_no_day_of_a_year_has_no_window_or_two(zone: str) -> None:
    for at in (time(0), time(0, 30), time(1, 59), time(2, 30), time(23, 59)):
        days = [window(replace(NIGHTS, at=at), ZoneInfo(zone), date(2026, 1, 1) + timedelta(n)) for n in range(365)]
        opens = [each.opens for each in days if each]
        assert len(opens) == 365
        assert opens == sorted(set(opens))
        assert all(each.opens.astimezone(ZoneInfo(zone)).date() == each.day for each in days if each)


def test_a_day_that_a_zone_leaves_out_has_no_window() -> None:
    assert window(NIGHTS, ZoneInfo("Pacific/Apia"), date(2011, 12, 30)) is None


def test_it_is_sent_at_their_hour_on_their_days() -> None:
    saturday = date(2026, 11, 28)
    made = found(Settings(), moment(saturday, time(9), BERLIN), When(saturday))
    assert made.day == date(2026, 11, 30)
    assert made.opens == moment(date(2026, 11, 30), time(12, 30), BERLIN)
    assert made.closes - made.opens == timedelta(hours=6)


def test_the_moment_of_the_plan_comes_before_the_hour_and_gathers_what_else_is_due() -> None:
    made = found(Settings(), moment(WEDNESDAY, time(7), BERLIN), When(WEDNESDAY, time(9)), When(WEDNESDAY))
    assert made.opens == moment(WEDNESDAY, time(9), BERLIN)


def test_a_plan_at_night_is_told_at_their_hour() -> None:
    made = found(Settings(), moment(WEDNESDAY, time(7), BERLIN), When(WEDNESDAY, time(23)))
    assert made.opens == moment(WEDNESDAY, time(12, 30), BERLIN)


def test_what_is_more_than_six_hours_late_comes_with_the_next() -> None:
    late = moment(WEDNESDAY, time(18, 29), BERLIN)
    assert found(Settings(), late).day == WEDNESDAY
    assert found(Settings(), late + timedelta(minutes=1)).day == WEDNESDAY + timedelta(days=1)


def test_quiet_hours_close_a_window_early() -> None:
    made = found(Settings(at=time(18)), moment(WEDNESDAY, time(7), BERLIN))
    assert made.closes == moment(WEDNESDAY, time(20), BERLIN)
    assert not open_at(made, Settings(at=time(18)), BERLIN, made.closes)


def test_three_days_of_outage_end_in_one_message() -> None:
    due = [When(WEDNESDAY), When(WEDNESDAY + timedelta(days=1)), When(WEDNESDAY + timedelta(days=2))]
    back = moment(WEDNESDAY + timedelta(days=2), time(13), BERLIN)
    first = found(Settings(), back, *due)
    assert first.day == WEDNESDAY + timedelta(days=2)
    assert found(Settings(), back, *due, last=first.day).day == date(2026, 11, 30)


def test_a_clock_that_jumps_back_sends_nothing_twice() -> None:
    assert found(Settings(), moment(WEDNESDAY, time(12, 30), BERLIN), last=WEDNESDAY).day > WEDNESDAY


def test_who_travels_has_it_by_the_clock_where_they_are() -> None:
    now = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
    assert found(Settings(), now).opens == datetime(2026, 11, 25, 11, 30, tzinfo=UTC)
    assert found(Settings(), now, zone=NEW_YORK).opens == datetime(2026, 11, 25, 17, 30, tzinfo=UTC)


def test_two_messages_are_twelve_hours_apart_wherever_somebody_flies() -> None:
    there = ZoneInfo("Pacific/Auckland")
    sent = moment(WEDNESDAY, time(12, 30), ZoneInfo("Pacific/Honolulu"))
    made = next_window(
        Settings(), there, sent + timedelta(hours=1), [When(WEDNESDAY)], last_day=WEDNESDAY, last_at=sent
    )
    assert made is not None
    assert made.opens - sent >= timedelta(hours=12)


def test_holidays_and_a_pause_move_it_on() -> None:
    now = moment(WEDNESDAY, time(9), BERLIN)
    holiday = Settings(holidays=((WEDNESDAY, date(2026, 12, 4)),))
    assert found(holiday, now).day == date(2026, 12, 7)
    assert found(paused(Settings(), WEDNESDAY), now).day == WEDNESDAY + timedelta(days=7)


def test_weekly_is_one_day_of_the_week() -> None:
    settings = weekly(Settings(), WEDNESDAY)
    assert found(settings, moment(WEDNESDAY, time(9), BERLIN), When(date(2026, 11, 26))).day == date(2026, 12, 2)
    assert weekly(Settings(), date(2026, 11, 28)).weekly == 0  # a Saturday is none of theirs


def test_off_sends_nothing() -> None:
    assert next_window(Settings(off=True), BERLIN, moment(WEDNESDAY, time(9), BERLIN), [When(WEDNESDAY)]) is None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(days=frozenset()), "Choose at least one day"),
        (Settings(at=time(22)), "22:00 is within your quiet hours"),
        (Settings(weekly=6), "Sunday is not one of your days"),
        (Settings(holidays=((date(2026, 8, 2), date(2026, 8, 1)),)), "before its first"),
        (Settings(holidays=((date(2026, 8, 2), date(2029, 8, 1)),)), "a year long"),
    ],
)
def test_settings_by_which_nothing_would_come_are_refused_in_a_sentence(settings: Settings, said: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(settings)
    assert said in refused.value.message


def test_what_is_due_on_a_sunday_is_told_on_the_friday() -> None:
    sunday = date(2026, 11, 29)
    assert Settings().on_or_before(sunday, not_before=WEDNESDAY) == date(2026, 11, 27)
    assert Settings().on_or_before(sunday, not_before=date(2026, 11, 28)) == sunday
