"""The day that a title or a file's name states: exactly one, or none."""

from datetime import date

import pytest

from core.reading.formats.days import Order, named_day, order_of

TODAY = date(2026, 11, 29)
THAT_DAY = date(2026, 11, 14)


@pytest.mark.parametrize(
    "said",
    [
        "vom 14.11.2026",
        "14. 11. 2026",
        "Coaching 2026-11-14",
        "Coaching_2026-11-14_Anna.vtt",
        "2026_11_14",
        "GMT20261114-150000_Recording.vtt",
        "14_11_2026",
        "Anna-14-11-2026.docx",
        "11/14/2026",
        "Sitzung 14. November",
        "Session 14 November",
        "14_November_2026.txt",
        "November 14",
        "14th of November 2026",
        "Sat, Nov 14, 2026",
        "Sesión del 14 de noviembre de 2026",
        "Sesión 14 nov",
        "Coaching – 14. November",
    ],
)
def test_a_day_that_can_be_read_in_one_way_is_read(said: str) -> None:
    assert named_day(said, TODAY) == THAT_DAY


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Letting go",
        "3/4/2026",
        "03.04.2026",
        "14.11.26",
        "14-11-26",
        "1.2.3",
        "Session 3, April",
        "Session 3 May",
        "Coaching Jan 3",
        "Sitzung 31. Februar",
        "32.11.2026",
        "14.-16. November 2026",
        "14. – 16. November",
        "2026-11-14 und 2026-11-21",
        "Before the talk on 14 December 2026",
        "20. Dezember",
        "Anna 3-14-11-2026",
        "Version 14.11.2026.1",
    ],
)
def test_what_is_no_day_or_not_one_alone_is_none(said: str) -> None:
    assert named_day(said, TODAY) is None


@pytest.mark.parametrize(
    ("said", "language", "locale", "day"),
    [
        ("3/4/2026", "en", "en-US", date(2026, 3, 4)),
        ("3/4/2026", "en", "en-GB", date(2026, 4, 3)),
        ("3/4/2026", "en", "en", None),
        ("3/4/2026", "en", "", None),
        ("3/4/2026", "und", "de-DE", date(2026, 4, 3)),
        ("vom 3.4.2026", "de", "en-US", date(2026, 4, 3)),
        ("3.4.26", "de", "", date(2026, 4, 3)),
        ("3.4.2026", "en", "en-US", None),
        ("14/11/2026", "en", "en-US", THAT_DAY),
        ("3/4/2026", "ja", "", None),
    ],
)
def test_language_or_locale_decides_what_numbers_leave_open(
    said: str, language: str, locale: str, day: date | None
) -> None:
    order: Order | None = order_of(language, locale)
    assert named_day(said, TODAY, order) == day
