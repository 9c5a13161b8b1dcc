"""When: the examples in the files of words, said on a Wednesday, and what reads them."""

from datetime import date

import pytest

from core.dates import phrases
from core.dates.phrases import find, parse
from core.dates.words import LANGUAGES, SAID_ON

EXPRESSIONS = [(text, language, due) for language, words in LANGUAGES.items() for text, due in words.examples]


@pytest.mark.parametrize(("text", "language", "due"), EXPRESSIONS)
def test_expression(text: str, language: str, due: str) -> None:
    assert parse(text, SAID_ON, language=language).due == (date.fromisoformat(due) if due else None)


def test_there_are_enough_expressions_to_mean_something() -> None:
    assert len(EXPRESSIONS) >= 60


def test_without_a_session_date_there_is_no_due_date() -> None:
    for text, language, _ in EXPRESSIONS:
        assert parse(text, None, language=language).due is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("every morning", "en"),
        ("twice a week", "en"),
        ("on Mondays", "en"),
        ("jeden Abend", "de"),
        ("zweimal die Woche", "de"),
    ],
)
def test_habits_recur(text: str, language: str) -> None:
    found = parse(text, SAID_ON, language=language)
    assert (found.recurring, found.due) == (True, None)


def test_a_habit_with_an_end_is_due_on_its_last_day() -> None:
    found = parse("every evening until Friday", SAID_ON)
    assert (found.recurring, found.due) == (True, date(2026, 11, 20))


def test_the_next_session_is_an_event_and_has_a_date_where_it_is_known() -> None:
    unknown = parse("before our next session", SAID_ON)
    assert (unknown.event, unknown.due) == (True, None)
    assert parse("before our next session", SAID_ON, next_session=date(2026, 12, 2)).due == date(2026, 12, 2)


def test_an_event_without_a_date_has_none() -> None:
    found = parse("after the audit", SAID_ON)
    assert (found.event, found.due, found.recurring) == (True, None, False)


def test_what_is_ruled_out_is_not_due() -> None:
    assert parse("not on Sunday", SAID_ON).due is None


@pytest.mark.parametrize(
    ("said_on", "text", "due"),
    [
        (date(2026, 11, 20), "on Friday", date(2026, 11, 27)),
        (date(2026, 12, 30), "in three days", date(2027, 1, 2)),
        (date(2027, 1, 31), "in a month", date(2027, 2, 28)),
        (date(2027, 2, 27), "tomorrow", date(2027, 2, 28)),
        (date(2026, 12, 28), "by Christmas", date(2027, 12, 25)),
        (date(2026, 11, 21), "by the end of the week", date(2026, 11, 22)),
        (date(2026, 11, 30), "on the 30th", date(2026, 12, 30)),
    ],
)
def test_ends_of_weeks_months_and_years(said_on: date, text: str, due: date) -> None:
    assert parse(text, said_on).due == due


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5))]
)
def test_easter_against_the_calendar(year: int, day: date) -> None:
    assert phrases.easter(year) == day


@pytest.mark.parametrize(
    ("sentence", "language", "words"),
    [
        ("I'll call the landlord by Friday.", "en", "by Friday"),
        ("I'll water them twice a week, I think.", "en", "twice a week"),
        ("I'll ring her before our next session, I think.", "en", "before our next session"),
        ("Ich rufe sie morgen früh an.", "de", "morgen früh"),
        ("Nothing here says when.", "en", None),
    ],
)
def test_the_words_that_say_when_are_found_in_a_sentence(sentence: str, language: str, words: str | None) -> None:
    place = find(sentence, language=language)
    assert (sentence[place[0] : place[1]] if place else None) == words


def test_any_text_is_survived() -> None:
    for text in (
        "",
        "31/02/2027",
        "2027-02-31",
        "the 31st of February",
        "in 999 years",
        "Ende",
        "the end of",
        "🦊" * 50,
    ):
        parse(text, SAID_ON)
        parse(text, SAID_ON, language="de")
        find(text)


@pytest.mark.parametrize(
    ("text", "language", "due", "words"),
    [
        ("I'll read last month's figures on Monday.", "en", date(2026, 3, 16), "on Monday"),
        ("I'll write up two ideas from last week tonight.", "en", date(2026, 3, 10), "tonight"),
        ("I'll bring it to the weekly team call on Thursday.", "en", date(2026, 3, 12), "on Thursday"),
        ("I'll sort out this quarter's goals by Friday.", "en", date(2026, 3, 13), "by Friday"),
        ("I'll draft the plan for next month tomorrow.", "en", date(2026, 3, 11), "tomorrow"),
        ("I'll have it ready for next week.", "en", date(2026, 3, 22), "next week"),
        ("I'll raise it at Monday's meeting.", "en", date(2026, 3, 16), "at Monday"),
        ("I'll write down two wins from this year.", "en", None, None),
        ("Ich schicke die Notizen von letzter Woche morgen.", "de", date(2026, 3, 11), "morgen"),
        ("Am Freitag sage ich es in der wöchentlichen Runde.", "de", date(2026, 3, 13), "Am Freitag"),
    ],
)
def test_a_time_that_says_which_thing_is_meant_is_no_due_date(
    text: str, language: str, due: date | None, words: str | None
) -> None:
    said_on = date(2026, 3, 10)
    assert parse(text, said_on, language=language).due == due
    assert not parse(text, said_on, language=language).recurring
    place = phrases.find(text, language=language)
    assert (text[place[0] : place[1]] if place else None) == words


@pytest.mark.parametrize(
    ("text", "language", "due"),
    [
        ("within 48 hours", "en", date(2026, 3, 12)),
        ("in 24 hours", "en", date(2026, 3, 11)),
        ("in an hour", "en", date(2026, 3, 10)),
        ("in three days from now", "en", date(2026, 3, 13)),
        ("innerhalb von 48 Stunden", "de", date(2026, 3, 12)),
    ],
)
def test_hours_are_hours(text: str, language: str, due: date) -> None:
    assert parse(text, date(2026, 3, 10), language=language).due == due
