"""Dates that are counted anew when the session's day changes."""

from datetime import UTC, date, datetime

import pytest

from bot.engines.offline import Offline
from core.analysis import analyse
from core.analysis.verification import appointment
from core.dates import phrases
from core.insight.engine import AnalysisRequest
from core.insight.model import SessionInsight, Status
from core.people.person import Platform
from core.promises import due_dates
from core.transcript import Role, Transcript, Turn
from tests.fakes.in_process import InProcess

MONDAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "language", "due"),
    [
        ("for half an hour on Monday", "en", date(2026, 3, 16)),
        ("within an hour on Monday", "en", date(2026, 3, 16)),
        ("over half an hour on Thursday", "en", date(2026, 3, 12)),
        ("in half an hour", "en", MONDAY),
        ("within two hours", "en", MONDAY),
        ("in einer Stunde am Freitag", "de", date(2026, 3, 13)),
        ("in einer Stunde", "de", MONDAY),
        ("in two weeks", "en", date(2026, 3, 23)),
    ],
)
def test_a_length_of_hours_leaves_the_day_to_the_day_that_is_named(text: str, language: str, due: date) -> None:
    assert phrases.parse(text, MONDAY, language=language).due == due


async def analysed(lines: tuple[tuple[str, str], ...], language: str, day: date | None) -> SessionInsight:
    turns = tuple(Turn(n, who, text, role=Role(who)) for n, (who, text) in enumerate(lines, 1))
    result = await analyse.analyse(
        Offline(InProcess()), AnalysisRequest(Transcript("test", turns, language), day), InProcess()
    )
    at = datetime(2026, 3, 9, tzinfo=UTC)
    return SessionInsight(
        **dict(result.findings),
        metadata=result.metadata,
        id="0" * 24,
        platform=Platform.SLACK,
        tenant_id="T1",
        client_user_id="U1",
        created_by="U1",
        status=Status.COMPLETED,
        created_at=at,
        updated_at=at,
    )


GERMAN = (
    ("coach", "Was nehmen Sie sich vor?"),
    ("client", "Ich werde am Freitag meine Lehrerin anrufen."),
)
ENGLISH = (
    ("coach", "What will you do about it?"),
    ("client", "I'll write the outline before our next session."),
    ("coach", "Good. Then we speak again in two weeks."),
)


@pytest.mark.parametrize("first", [None, date(2026, 1, 5)])
async def test_german_words_stay_german_when_the_date_comes_later(first: date | None) -> None:
    insight = await analysed(GERMAN, "de", first)
    assert insight.metadata.language == "de"
    assert [item.due for item in due_dates.count(insight, MONDAY).action_items] == [date(2026, 3, 13)]


@pytest.mark.parametrize("first", [None, date(2026, 1, 5)])
async def test_the_next_session_moves_with_the_session(first: date | None) -> None:
    insight = await analysed(ENGLISH, "en", first)
    assert "two weeks" in insight.next_session_words
    assert [item.due for item in insight.action_items] == [date(2026, 1, 19) if first else None]
    assert [item.due for item in due_dates.count(insight, MONDAY).action_items] == [date(2026, 3, 23)]
    assert [item.due for item in due_dates.count(insight, None).action_items] == [None]


@pytest.mark.parametrize(
    ("closing", "words"),
    [
        ("Good. Then we speak again next Thursday at three.", "next Thursday at three"),
        ("Good. See you on Monday, ten o'clock.", "on Monday, ten o'clock"),
        ("Good. We meet at 10:30 on Friday.", "at 10:30 on Friday"),
        ("Good. Then we speak again in two weeks.", "in two weeks"),
    ],
)
async def test_the_time_of_the_next_session_is_kept_with_its_day(closing: str, words: str) -> None:
    insight = await analysed((*ENGLISH[:-1], ("coach", closing)), "en", date(2026, 1, 5))
    assert insight.next_session_words == words


@pytest.mark.parametrize(
    ("closing", "language", "words"),
    [
        (("See you in two weeks, on Tuesday at ten.",), "en", ""),
        (("See you on Thursday, no, sorry, on Friday.",), "en", ""),
        (("I cannot do next Thursday, so see you Friday at 4 pm.",), "en", ""),
        (("See you next Thursday at ten.", "No, that day I am away, Friday please."), "en", ""),
        (("See you next Thursday at ten?", "Friday would be good."), "en", ""),
        (("See you next Thursday at ten.", "I can't."), "en", ""),
        (("See you next Thursday at ten.", "I can't wait, thank you."), "en", "next Thursday at ten"),
        (
            ("That is it for today, see you next Thursday at ten.",),
            "en",
            "That is it for today, see you next Thursday at ten.",
        ),
        (("Perhaps we meet next Thursday.",), "en", "Perhaps we meet next Thursday."),
        (("Bis Dienstag in zwei Wochen um 15 Uhr.",), "de", ""),
        (("Gut, bis Dienstag um 15 Uhr.",), "de", "bis Dienstag um 15 Uhr"),
        (("Bis Dienstag um 15 Uhr rufe ich meine Schwester an.",), "de", ""),
    ],
)
def test_words_that_leave_open_when_they_meet_are_none_and_the_time_stays_with_the_day(
    closing: tuple[str, ...], language: str, words: str
) -> None:
    said = ("Hello.",) * 14 + closing
    turns = tuple(
        Turn(n, role.value, text, role=role)
        for n, (text, role) in enumerate(zip(said, (Role.COACH, Role.CLIENT) * 8, strict=False), 1)
    )
    transcript = Transcript("test", turns, language)
    assert appointment.words(transcript, date(2026, 11, 28)) == words
