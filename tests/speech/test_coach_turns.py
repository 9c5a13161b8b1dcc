"""Reflections, advice and the classification of whole turns; figures and the label derived from them."""

import pytest

from core.analysis.coach_turns import classify
from core.analysis.metrics import measure
from core.analysis.quality import derive
from core.insight.model import CoachTurn, Metric, Quality
from core.transcript import (
    Cue,
    Role,
    Transcript,
    Turn,
)
from tests.speech.dialogues import Spoken, session

HEARD = "I keep the shed locked because my brother would only laugh at the boat."


def coach_turn(text: str, heard: str = HEARD, language: str = "en") -> CoachTurn:
    (turn,) = classify(session(("client", heard), ("coach", text), language=language))
    return turn


@pytest.mark.parametrize(
    "text",
    [
        "You keep the shed locked.",
        "The shed stays locked because of your brother.",
        "It sounds like his laugh would hurt.",
        "You're protecting the boat.",
        "I notice your voice got quieter.",
    ],
)
def test_giving_back_is_a_reflection(text: str) -> None:
    assert coach_turn(text).reflection != "none"


@pytest.mark.parametrize(
    "text",
    [
        "On the one hand you want the boat seen, and on the other you keep it locked away.",
        "So locking the shed is a way of looking after the boat.",
        "It sounds like his laugh would hurt.",
    ],
)
def test_a_reflection_that_adds_a_link_or_a_feeling_is_complex(text: str) -> None:
    assert coach_turn(text).reflection == "complex"


@pytest.mark.parametrize("text", ["You keep the shed locked.", "You said your brother would laugh.", "You're smiling."])
def test_the_words_again_or_what_can_be_seen_is_simple_at_most(text: str) -> None:
    assert coach_turn(text).reflection in {"simple", "none"}


@pytest.mark.parametrize(
    "text",
    [
        "Great work, well done.",
        "Mm-hm.",
        "I had a boat once, on a lake in the north.",
        "What colour is the boat?",
        "See you next week.",
        "Yes, of course.",
    ],
)
def test_praise_own_stories_questions_and_farewells_are_none(text: str) -> None:
    assert coach_turn(text).reflection == "none"


def test_an_added_meaning_is_complex_and_the_same_words_are_simple() -> None:
    assert coach_turn("You keep the shed locked.").reflection == "simple"
    assert coach_turn("You're afraid to be seen wanting something.").reflection == "complex"


@pytest.mark.parametrize(
    "text",
    [
        "You should show him the boat.",
        "I'd suggest you start with a small part of it.",
        "Why don't you invite him on Sunday?",
        "Have you thought about selling it?",
        "Just call him and tell him the truth.",
        "What I would do is leave the door open one evening.",
    ],
)
def test_telling_and_proposing_are_advice_in_any_form(text: str) -> None:
    assert coach_turn(text).advice


@pytest.mark.parametrize(
    "text",
    [
        "What would you like him to see?",
        "Take your time.",
        "You keep the shed locked.",
        "Tell me about the boat.",
        "Stay with that for a moment.",
    ],
)
def test_questions_reflections_and_invitations_are_no_advice(text: str) -> None:
    assert not coach_turn(text).advice


def test_german_turns_are_read_too() -> None:
    heard = "Ich schließe den Schuppen ab, weil mein Bruder über das Boot lachen würde."
    assert coach_turn("Sie schließen den Schuppen ab.", heard, "de").reflection != "none"
    assert coach_turn("Sie sollten ihm das Boot zeigen.", heard, "de").advice


def test_other_languages_are_not_judged() -> None:
    turn = coach_turn("Vous fermez la porte à clé.", "Je ferme la porte à clé parce que mon frère rirait.", "fr")
    assert (turn.reflection, turn.advice) == ("none", False)


def test_one_entry_for_every_coach_turn_in_order() -> None:
    spoken: list[Spoken] = [("coach", "Hello?"), ("client", "Hello."), ("coach", "Mm."), ("client", "So.")]
    assert [t.n for t in classify(session(*spoken))] == [1, 3]


# --- figures ---


def figures(transcript: Transcript) -> dict[str, Metric]:
    return {m.name: m for m in measure(transcript, classify(transcript))}


DIALOGUE: tuple[Spoken, ...] = (
    ("coach", "What would you like to look at?"),
    ("client", "The boat and my brother and the long winter evenings out there."),
    ("coach", "Did you talk to him, did you show him the shed?"),
    ("client", "No, I did not."),
    ("coach", "You should show him."),
    ("client", "Maybe one day I will."),
)


def test_counts_and_shares() -> None:
    found = figures(session(*DIALOGUE))
    assert found["client_talk_share_words"].value == pytest.approx(21 / 43, abs=1e-3)
    assert found["open_questions"].value == 1
    assert found["closed_questions"].value == 2
    assert found["stacked_questions"].value == 1
    assert found["open_question_share"].value == pytest.approx(1 / 3, abs=1e-3)
    assert found["advice"].value == 1
    assert found["client_longest_monologue_words"].value == 12


def test_every_figure_is_measured_or_says_why_not() -> None:
    for metric in figures(session(*DIALOGUE)).values():
        assert (metric.value is None) == bool(metric.why_not), metric.name


def test_without_times_nothing_is_timed() -> None:
    found = figures(session(*DIALOGUE))
    for name in ("client_talk_share_time", "coach_words_per_minute", "pauses_after_questions", "overlaps"):
        assert found[name].value is None
        assert found[name].why_not


def test_times_give_pauses_rates_and_shares() -> None:
    found = figures(session(*DIALOGUE, gap=4.0))
    assert found["client_talk_share_time"].value == pytest.approx(0.5)
    assert found["client_words_per_minute"].value == pytest.approx(21 / 30 * 60, abs=0.1)
    assert found["pauses_after_questions"].value == 2
    assert found["longest_pause_seconds"].value == pytest.approx(4.0)
    assert found["client_response_latency_seconds"].value == pytest.approx(4.0)
    assert found["duration_minutes"].value == pytest.approx(80 / 60, abs=0.01)


def test_overlapping_cues_are_counted() -> None:
    spoken = [("Nora", "What is it?", 0.0, 4.0), ("Ben", "Well, I think", 3.0, 9.0), ("Nora", "Yes.", 8.0, 9.5)]
    roles = {"Nora": Role.COACH, "Ben": Role.CLIENT}
    turns = tuple(
        Turn(n, who, text, start, end, roles[who], (Cue(who, text, start, end),))
        for n, (who, text, start, end) in enumerate(spoken, 1)
    )
    found = figures(Transcript("test", turns, "en", roles))
    assert found["overlaps"].value == 2
    assert found["coach_interruptions"].value == 1


# --- the label ---


def coached(reflections: int, advice: int, turns: int = 20) -> tuple[CoachTurn, ...]:
    return tuple(
        CoachTurn(n=n, reflection="simple" if n <= reflections else "none", advice=turns - advice < n)
        for n in range(1, turns + 1)
    )


def label(reflections: int, advice: int, client: float, found: dict[str, int]) -> Quality | None:
    turns = coached(reflections, advice)
    metrics = (
        Metric(name="client_talk_share_words", value=client),
        Metric(name="reflections", value=float(reflections)),
        Metric(name="advice", value=float(advice)),
    )
    return derive(turns, metrics, found)[0]


def test_reflection_and_listening_lead_advice_and_talking_lower_the_label() -> None:
    rich = {"client_discoveries": 3, "action_items": 2, "emotional_shifts": 1}
    assert label(8, 0, 0.75, rich) is Quality.EXCELLENT
    assert label(2, 6, 0.55, rich) is Quality.AVERAGE
    assert label(0, 14, 0.2, {}) is Quality.NEEDS_IMPROVEMENT


def test_no_label_where_too_little_was_said_or_nothing_can_be_told() -> None:
    label_, evidence = derive(coached(1, 0, turns=5), (), {})
    assert label_ is None
    assert len(evidence) == 1
    label_, evidence = derive(coached(0, 0), (Metric(name="client_talk_share_words", value=0.6),), {})
    assert label_ is None
    assert len(evidence) == 1


@pytest.mark.parametrize(
    "text",
    ["You could paint it over the weekend.", "What about a lock with a number?", "Could you invite him one Sunday?"],
)
def test_a_proposal_in_any_verb_is_advice(text: str) -> None:
    assert coach_turn(text).advice


@pytest.mark.parametrize(
    "text", ["Could you feel that in the shed?", "You could see it in his face.", "What about the boat?"]
)
def test_asking_about_what_was_is_no_advice(text: str) -> None:
    assert not coach_turn(text).advice


def test_a_condition_that_went_well_is_no_quotation() -> None:
    assert [q.kind for q in coach_turn("And if today went well, what would you leave with?").questions] == ["open"]


def test_a_question_without_marks_keeps_its_question_word() -> None:
    run_on = "lovely and what would you like to get out of today"
    (turn,) = classify(session(("client", "i keep the shed locked these days"), ("coach", run_on)))
    assert [(q.text.removeprefix("lovely and "), q.kind) for q in turn.questions] == [
        ("what would you like to get out of today", "open")
    ]
