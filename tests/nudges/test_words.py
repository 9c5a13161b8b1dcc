"""A day in somebody's own words: what it is, or a sentence that says what is the matter."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.nudges.schedule import When
from core.nudges.settings import Settings
from core.nudges.words import Said, of_plan, read
from core.refusal import Refused
from core.translation import reading

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("language", "text", "day", "at"),
    [
        ("en", "Friday", date(2026, 11, 27), None),
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


PASSED, FAR = "That day has passed", "more than a year away"


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
        ("en", "tomorrow 22:30", "22:30 is within your quiet hours. Name a time between 08:00 and 20:00."),
        ("en", "tomorrow 9:30 pm", "21:30 is within your quiet hours"),
        ("en", "at 25", "I do not know that time"),
        ("en", "31 February", "I do not know which day"),
        ("en", "bananas", "I do not know which day"),
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
    ("language", "text", "when"),
    [
        ("en", "When I am back at my desk on Thursday at 10, I call Noor.", When(date(2026, 11, 26), time(10))),
        ("en", "When I am back from lunch on Friday, I call Ann.", When(date(2026, 11, 27), time(13))),
        ("en", "When I have had my coffee at 9", When(date(2026, 12, 1), time(9))),  # on the day that it has
        ("de", "Wenn ich am Freitag vom Mittagessen zurück bin", When(date(2026, 11, 27), time(13))),
        ("en", "When I get home, I write it down.", None),
        ("en", "When I feel that I am about to say yes", None),
        ("en", "Each morning before work", When(date(2026, 12, 1), time(9))),
        ("en", "On Sunday after church", None),  # none of their days
        ("en", "Friday at 23:00", When(date(2026, 11, 27))),  # within quiet hours: at their hour
    ],
)
def test_a_plan_may_name_its_moment(language: str, text: str, when: When | None) -> None:
    with reading(language):
        assert of_plan(text, NOW, Settings(), date(2026, 12, 1)) == when
