"""When a promise falls due, by the words in it and beside it. All sentences are written for this test, said on a Wednesday."""

from datetime import date

import pytest

from core.analysis.promises.judging import best, judge
from core.analysis.promises.talk import Talk
from core.analysis.promises.when import timed
from core.dates import phrases, words
from core.transcript import Role, Transcript, Turn
from tests.patterns.written import without

SAID_ON = date(2026, 11, 18)
THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)


def due(language: str, *turns: str) -> date | None:
    """Of the first sentence of the second turn; the first and third are the other's."""
    roles = (Role.COACH, Role.CLIENT)
    spoken = tuple(Turn(n, "AB"[n % 2], text, role=roles[1 - n % 2]) for n, text in enumerate(turns, 1))
    talk = Talk(Transcript("test", spoken, language, {"A": Role.CLIENT, "B": Role.COACH}))
    made = best(judge(talk, talk.lines(spoken[1])[0]))
    assert made.kind, made.reason
    said = timed(talk, made)
    return phrases.parse(said, SAID_ON, language=language).due if said else None


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("en", "I'll do that on Friday.", FRIDAY),
        ("en", "I'll get you that by Friday.", FRIDAY),
        ("en", "I'll tell her that Ann arrives on Friday.", None),
        ("en", "I'll put it on the list before I leave on Friday.", FRIDAY),
        ("en", "I'll write to the landlord. I'll do that on Friday.", FRIDAY),
        ("en", "I'll send it tomorrow. No, on Friday.", FRIDAY),
        ("en", "I'll send it on Friday. I'll be in town then, so we could all have dinner on Monday.", FRIDAY),
        ("en", "I'll send it over the holidays.", None),
        ("de", "Ich schicke es morgen. Nein, am Freitag.", FRIDAY),
        ("de", "Ich schicke es bis zum ersten Advent.", date(2026, 11, 29)),
    ],
)
def test_in_the_words_of_the_promise_or_beside_it(language: str, said: str, day: date | None) -> None:
    assert due(language, "And?", said) == day


@pytest.mark.parametrize(
    ("turns", "day"),
    [
        (("Would you drop me a line on Friday?", "I'll text you."), FRIDAY),
        (("And?", "I'll call the landlord.", "When?", "On Friday."), FRIDAY),
        (("And?", "I'll call the landlord.", "When's your next rent due?", "On Friday."), None),
        (("And?", "I'll call her tonight.", "Good.", "No, not tonight, it's late. Tomorrow."), THURSDAY),
    ],
)
def test_in_what_is_said_around_it(turns: tuple[str, ...], day: date | None) -> None:
    assert due("en", *turns) == day


def test_the_hour_of_an_appointment_beside_it_is_not_when_it_falls_due() -> None:
    spoken = (
        Turn(1, "B", "Friday at four, then?", role=Role.CLIENT),
        Turn(2, "A", "Four o'clock on Friday. I'll send the link.", role=Role.COACH),
    )
    talk = Talk(Transcript("test", spoken, "en", {"A": Role.COACH, "B": Role.CLIENT}))
    assert timed(talk, best(judge(talk, talk.lines(spoken[1])[1]))) is None


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_rule_finds_what_has_none_of_the_signs_in_it(language: str) -> None:
    told = words.of(language)
    for pattern in (*(rule for _, rule in told.rules), told["recurring"], told["clock"]):
        assert not without(told.signs, pattern.pattern)
