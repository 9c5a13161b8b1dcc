"""A day in somebody's own words: what it is, or a sentence that says what is the matter."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.nudges import hours
from core.nudges.schedule import When
from core.nudges.settings import Settings
from core.nudges.words import Planned, Said, of_plan, read
from core.refusal import Refused
from core.translation import reading

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("language", "text", "day", "at"),
    [
        ("en", "Friday", date(2026, 11, 27), None),
        ("en", "last Friday of the month", date(2026, 11, 27), None),
        ("en", "next Thursday at ten", date(2026, 12, 3), time(10)),
        ("en", "tomorrow at 3", date(2026, 11, 26), time(15)),
        ("en", "Monday at 14:15", date(2026, 11, 30), time(14, 15)),
        ("en", "tomorrow 4 pm", date(2026, 11, 26), time(16)),
        ("en", "tomorrow morning", date(2026, 11, 26), time(9)),
        ("en", "at 9", date(2026, 11, 26), time(9)),
        ("en", "at noon", date(2026, 11, 25), time(12)),
        ("en", "3 December", date(2026, 12, 3), None),
        ("de", "Freitag um neun", date(2026, 11, 27), time(9)),
        ("de", "Freitag um halb zehn", date(2026, 11, 27), time(9, 30)),
        ("en", "Friday at half past two", date(2026, 11, 27), time(14, 30)),
        ("en", "Friday morning at nine", date(2026, 11, 27), time(9)),
        ("de", "übermorgen um 9 Uhr", date(2026, 11, 27), time(9)),
        ("de", "am Freitag 9.30 Uhr", date(2026, 11, 27), time(9, 30)),
        ("en", "Friday at quarter past nine", date(2026, 11, 27), time(9, 15)),
        ("en", "Friday at quarter to three", date(2026, 11, 27), time(14, 45)),
        ("en", "Friday, ten past nine", date(2026, 11, 27), time(9, 10)),
        ("de", "Freitag um Viertel vor zehn", date(2026, 11, 27), time(9, 45)),
        ("de", "Freitag um dreiviertel zehn", date(2026, 11, 27), time(9, 45)),
        ("de", "Freitag zehn vor neun", date(2026, 11, 27), time(8, 50)),
        ("en", "Friday at nine.", date(2026, 11, 27), time(9)),
        ("en", "Friday, 9:30.", date(2026, 11, 27), time(9, 30)),
        ("en", "today at 11", date(2026, 11, 25), time(11)),
        ("en", "today", date(2026, 11, 25), None),
        ("de", "next Friday", date(2026, 12, 4), None),  # whoever reads German may write English
        ("en", "am 3. Dezember", date(2026, 12, 3), None),
    ],
)
def test_words_name_a_day(language: str, text: str, day: date, at: time | None) -> None:
    with reading(language):
        assert read(text, NOW, Settings()) == Said(When(day, at))


@pytest.mark.parametrize(("language", "text"), [("en", "every Monday"), ("de", "jeden Montag"), ("en", "on Mondays")])
def test_a_weekday_of_every_week(language: str, text: str) -> None:
    with reading(language):
        assert read(text, NOW, Settings()) == Said(When(date(2026, 11, 30)), weekly=True)


PASSED, FAR, RARER = "That day has passed", "more than a year away", "I can come back every week on one day, or once."


@pytest.mark.parametrize(
    ("language", "text", "sentence"),
    [
        ("en", "remind me yesterday", PASSED),
        ("en", "last week", PASSED),
        ("en", "two days ago", PASSED),
        ("de", "gestern", "vorbei"),
        ("de", "vor zwei Tagen", "vorbei"),
        ("de", "letzte Woche", "vorbei"),
        ("en", "Friday morning at seven", "quiet hours"),
        ("de", "Freitag um 7 Uhr", "Ruhezeit"),
        ("en", "tomorrow at 3 in the morning", "quiet hours"),
        ("de", "am 30. Februar", "nicht"),
        ("en", "1970-01-01", PASSED),
        ("en", "1 January 1970", PASSED),
        ("en", "1 January 2099", FAR),
        ("en", "2099-01-01", FAR),
        ("en", "in 5 years", FAR),
        ("en", "Sunday", "Sun 29 Nov 2026 is not one of your days. Mon 30 Nov 2026 would be one."),
        ("en", "every Sunday", "Sunday is not one of your days, so nothing would ever come"),
        ("en", "every day", "once a week at most"),
        ("en", "every other Monday", RARER),
        ("en", "every 2 weeks on Monday", RARER),
        ("en", "the first Monday of the month", RARER),
        ("en", "second Tuesday of each month", RARER),
        ("en", "monthly", RARER),
        ("en", "fortnightly on Monday", RARER),
        ("de", "jeden zweiten Montag", "jede Woche"),
        ("de", "am ersten Montag im Monat", "jede Woche"),
        ("de", "alle zwei Wochen montags", "jede Woche"),
        ("en", "99999999999999 days", "I do not know which day"),
        ("en", f"{'9' * 150} weeks", "I do not know which day"),
        ("en", "tomorrow 22:30", "22:30 is within your quiet hours. Name a time between 08:00 and 20:00."),
        ("en", "tomorrow 9:30 pm", "21:30 is within your quiet hours"),
        ("en", "at 25", "I do not know that time"),
        ("en", "Friday at ten to nine", "I do not know that time"),  # or from ten to nine?
        ("de", "Freitag um fünf vor halb zehn", "9:30"),
        ("en", "today at 9", "09:00 has passed today. Name a later time or another day."),
        ("de", "heute um 9 Uhr", "09:00"),
        ("en", "31 February", "I do not know which day"),
        ("en", "bananas", "I do not know which day"),
        ("en", "every Monday until Christmas", "do not stop at a day by myself"),
        ("en", "every Monday for four weeks", "do not stop at a day by myself"),
        ("de", "jeden Montag bis Weihnachten", "höre nicht von selbst"),
        ("en", "Monday or Tuesday", "I can come back on one day"),
        ("en", "Mondays and/or Tuesdays", "I can come back on one day"),
        ("de", "Montag oder Dienstag um neun", "an einem Tag"),
        ("en", "", "I do not know which day"),
        ("en", "\x00" * 5000, "I do not know which day"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(language: str, text: str, sentence: str) -> None:
    with reading(language), pytest.raises(Refused) as refused:
        read(text, NOW, Settings())
    assert sentence in refused.value.message


def test_a_holiday_is_named_with_the_first_day_after_it() -> None:
    away = Settings(holidays=((date(2026, 11, 26), date(2026, 12, 1)),))
    with pytest.raises(Refused) as refused:
        read("Friday", NOW, away)
    assert refused.value.message.startswith("You are away then. Wed 2 Dec 2026")


@pytest.mark.parametrize(
    ("hour", "text", "sentence"),
    [
        (time(12, 10), "today at 11", "11:00 has passed today"),
        (time(12, 10), "today at 12:10", "12:10 has passed today"),
        (time(16), "today at 3", "15:00 has passed today"),
        (time(18, 30), "today", "It is too late for today"),  # their hour is half past twelve
        (time(18, 30), "heute", "It is too late for today"),
    ],
)
def test_an_hour_of_today_that_is_over_is_said_to_be(hour: time, text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text, datetime.combine(NOW.date(), hour, NOW.tzinfo), Settings())
    assert sentence in refused.value.message


ALREADY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        (
            "en",
            "When I am back at my desk on Thursday at 10, I call Noor.",
            Said(When(date(2026, 11, 26), time(10))),
        ),
        ("en", "When I am back from lunch on Friday, I call Ann.", Said(When(date(2026, 11, 27), time(13)))),
        ("en", "When I have had my coffee at 9", Said(When(ALREADY, time(9)))),
        ("de", "Wenn ich am Freitag vom Mittagessen zurück bin", Said(When(date(2026, 11, 27), time(13)))),
        ("en", "When I get home, I write it down.", None),
        ("en", "When I feel that I am about to say yes", None),
        ("en", "Whenever I sit down to eat with them", None),
        ("en", "After work, when I walk from two to three in the garden", None),
        ("en", "Every Friday after lunch, I write it down.", Said(When(date(2026, 11, 27), time(13)), weekly=True)),
        ("de", "Jeden Freitag um neun", Said(When(date(2026, 11, 27), time(9)), weekly=True)),
        ("en", "On Friday at nine, before the monthly report is sent", Said(When(date(2026, 11, 27), time(9)))),
        ("en", "On Friday, after our fortnightly call", Said(When(date(2026, 11, 27)))),
        ("de", "Am Freitag um neun, vor dem monatlichen Treffen", Said(When(date(2026, 11, 27), time(9)))),
    ],
)
def test_a_plan_may_name_its_moment(language: str, text: str, said: Said | None) -> None:
    with reading(language):
        assert of_plan(text, NOW, Settings(), ALREADY) == Planned(said)


@pytest.mark.parametrize(
    ("language", "text", "said", "trouble"),
    [
        ("en", "On Sunday after church", None, "Sun 29 Nov 2026 is not one of your days. Mon 30 Nov 2026 would be"),
        ("en", "Every Sunday after church", None, "Sunday is not one of your days, so nothing would ever come"),
        ("de", "Jeden Sonntag nach der Kirche", None, "Sonntag"),
        ("en", "Friday at 23:00", When(date(2026, 11, 27)), "23:00 is within your quiet hours"),
        ("en", "Each morning before work", When(ALREADY, time(9)), "once a week at most"),
        ("en", "On 31 February I call Ann.", None, "I do not know which day"),
        ("de", "Am 30. Februar rufe ich an.", None, "Tag"),
        ("en", "On 1 January 1970 at nine", None, PASSED),
        ("en", "On 1 January 2099", None, FAR),
        ("en", "Yesterday", None, PASSED),
        ("en", "In five years", None, FAR),
        ("en", "Every Monday until Christmas, at my desk", None, "do not stop at a day by myself"),
        ("en", "On Monday or on Tuesday, when I am at my desk", None, "I can come back on one day"),
        ("en", "Monthly, when the bill comes", None, "every week on one day, or once"),
        ("en", "At 25:00 on Friday", None, "I do not know that time"),
        ("en", "On Friday at ten to nine", None, "I do not know that time"),
        ("en", "Today at 9, when the coffee is there", None, "09:00 has passed today"),
    ],
)
def test_a_moment_of_a_plan_that_cannot_be_is_said_in_a_sentence(
    language: str, text: str, said: When | None, trouble: str
) -> None:
    with reading(language):
        planned = of_plan(text, NOW, Settings(), ALREADY)
    assert planned.said == (Said(said) if said else None)
    assert trouble in planned.trouble


def test_a_time_without_a_day_is_one_of_the_day_that_a_promise_has() -> None:
    assert of_plan("When I have had my coffee at 9", NOW, Settings(), None) == Planned()
    assert "09:00 has passed today" in of_plan("At 9", NOW, Settings(), NOW.date()).trouble


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("half past two", time(14, 30)),
        ("half past nine pm", time(21, 30)),
        ("quarter past 9 am", time(9, 15)),
        ("viertel nach neun", time(9, 15)),
        ("halb eins", time(12, 30)),
        ("at half past", None),
        ("at ten to nine", None),
        ("zehn nach halb neun", None),
        ("at the end of the quarter", None),
        ("halb fertig um neun", time(9)),
    ],
)
def test_a_time_is_known_where_it_is_sure(text: str, at: time | None) -> None:
    assert hours.sure(text) == at
