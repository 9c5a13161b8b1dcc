"""Disclosures are set aside, idioms are not. All sentences are written for this test."""

import pytest

from core.analysis import care, safety
from core.analysis.care import Kind
from core.transcript import Role, Transcript, Turn

DISCLOSURES: list[tuple[str, Kind]] = [
    ("I have been thinking about killing myself.", "self_harm"),
    ("Honestly, some nights I just don't want to wake up anymore.", "self_harm"),
    ("I've been cutting myself again since March.", "self_harm"),
    ("They would all be better off without me.", "self_harm"),
    ("I had suicidal thoughts most of last week.", "self_harm"),
    ("My daughter is suicidal and I don't know what to do.", "self_harm"),
    ("I wanted to end my life in the spring.", "self_harm"),
    ("Ich denke manchmal daran, mich umzubringen.", "self_harm"),
    ("Ich will einfach nicht mehr leben.", "self_harm"),
    ("Ohne mich wären alle besser dran.", "self_harm"),
    ("My husband hits me when he has been drinking.", "abuse"),
    ("My dad used to beat me with a belt.", "abuse"),
    ("He slapped me in front of the kids.", "abuse"),
    ("I was sexually assaulted by a colleague last year.", "abuse"),
    ("I am in an abusive relationship, I think.", "abuse"),
    ("I hit my son yesterday and I hate myself for it.", "abuse"),
    ("Mein Mann schlägt mich, wenn er trinkt.", "abuse"),
    ("Ich wurde als Kind jahrelang missbraucht.", "abuse"),
    ("He threatened to kill me if I leave.", "danger"),
    ("I'm scared he'll hurt the kids.", "danger"),
    ("I don't feel safe at home.", "danger"),
    ("My ex has been stalking me since June.", "danger"),
    ("Mein Ex hat gedroht, mich umzubringen.", "self_harm"),
    ("Ich habe Angst, dass er den Kindern etwas antut.", "danger"),
]

FIGURES_OF_SPEECH = [
    "This project is killing me.",
    "I could have died of embarrassment.",
    "I wanted to die when he read my name out on stage.",
    "I nearly killed myself laughing.",
    "I'd kill myself if I had to sit through that deck again.",
    "I've been killing myself over this budget for weeks.",
    "Saying that to the board would be career suicide.",
    "He beat me by four minutes in the marathon.",
    "My brother always beats me at chess.",
    "She hit me with three new requirements on Friday.",
    "It hit me that I never asked.",
    "My boss is going to kill me for this.",
    "I'm going to kill him if he forgets the slides again, kidding.",
    "I need to cut myself some slack.",
    "I cut myself off from the rest of the team.",
    "I cut myself shaving this morning.",
    "I burned myself out in two years.",
    "I don't want to live in London any more.",
    "I don't want to be here at eight every night.",
    "I would rather die than present that.",
    "The team would be better off without me micromanaging them.",
    "We ran a workshop on domestic violence for the police.",
    "The deadline is brutal and I am dying here.",
    "He stabbed me in the back in that meeting.",
    "They shot down my proposal.",
    "I took my life into my own hands.",
    "It was a suicide mission from day one.",
    "Dieses Projekt bringt mich um.",
    "Ich wäre am liebsten im Boden versunken.",
    "Er schlägt mich für die Stelle vor.",
    "Er schlägt mich beim Schach jedes Mal.",
    "Ich habe mich totgelacht.",
    "I'm not suicidal, I am just tired of spreadsheets.",
    "My fear kills my ideas before I say them.",
]


@pytest.mark.parametrize(("sentence", "kind"), DISCLOSURES)
def test_a_disclosure_is_found_whatever_stands_around_it(sentence: str, kind: Kind) -> None:
    found = safety.find(_session(f"It was an odd week. {sentence} Anyway, about the budget."))
    assert found == care.SafetyFinding(kind, 2)


@pytest.mark.parametrize("sentence", FIGURES_OF_SPEECH)
def test_a_figure_of_speech_is_none(sentence: str) -> None:
    assert safety.find(_session(sentence)) is None


def test_a_coach_who_asks_discloses_nothing_but_the_answer_may() -> None:
    assert safety.find(_session("No, never that.", coach="Have you thought about suicide?")) is None
    found = safety.find(_session("Yes, I have thought about suicide.", coach="Have you thought about suicide?"))
    assert found == care.SafetyFinding("self_harm", 2)
    assert safety.find(_session("What, like suicidal?", coach="How bad does it get?")) is None


def test_typographic_apostrophes_hide_nothing() -> None:
    assert safety.find(_session("I don’t want to be alive anymore.")) == care.SafetyFinding("self_harm", 2)


def test_a_finding_carries_no_words() -> None:
    assert "alive" not in repr(safety.find(_session("I don't want to be alive anymore.")))


def test_the_note_names_help_and_assesses_nobody() -> None:
    assert "emergency number" in care.NOTE
    assert not any(word in care.NOTE.lower() for word in ("suicid", "risk", "abuse", "you are"))


def _session(client: str, coach: str = "How was your week?") -> Transcript:
    turns = (Turn(1, "Coach", coach, role=Role.COACH), Turn(2, "Client", client, role=Role.CLIENT))
    return Transcript("txt", turns, "en", {"Coach": Role.COACH, "Client": Role.CLIENT})
