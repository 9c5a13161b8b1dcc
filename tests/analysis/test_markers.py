"""PCC markers: heard with receipts, or not, and never a score."""

import re

import pytest

from core.analysis import coach_turns
from core.analysis.icf import competencies, markers
from core.insight.model import Marker
from core.transcript import Role, Transcript, Turn

PARTNER = (
    ("coach", "Hello. What would you like to leave with today?"),
    (
        "client",
        "I want to know whether I stay in this orchestra. I have played second horn for nine years and I am tired of waiting.",
    ),
    ("coach", "How will you know at the end that this hour was worth it?"),
    ("client", "If I can say one sentence to my wife tonight without shrugging, then it was worth it."),
    ("coach", "What makes that sentence so important to you?"),
    ("client", "Because she hears everything. She knows when I hide. I feel ashamed when I hide from her."),
    ("coach", "You feel ashamed when you hide. What is it you hide?"),
    ("client", "That I am frightened of the first chair. I always say that I never wanted it, and that is not true."),
    ("coach", "I notice your voice went quiet there. What happened?"),
    ("client", "I have never said it aloud. It is odd, I thought the ceiling would come down."),
    ("coach", "And it stayed up. Who would you be, in the first chair?"),
    ("client", "Somebody who counts out loud. Somebody who lets the others hear him count, mistakes and all."),
    ("coach", "What have you learned about yourself in this hour?"),
    ("client", "That I hide behind modesty. I'll tell my wife tonight, at supper, that I want the first chair."),
    ("coach", "What might get in the way tonight?"),
    ("client", "The dishes, the dog, me. I will send her a note first so that I cannot get out of it."),
    ("coach", "That took courage. How would you like to close?"),
    ("client", "With the sentence. I want the first chair. There, it is out and it stays out."),
)
TWICE = tuple(line for pair in zip(PARTNER[::2], PARTNER[1::2], strict=True) for line in (*pair, *pair))
"""The same with every exchange had again, so that each sign is heard more than once."""
LECTURE = (
    (
        "coach",
        "Right, we will work on your time management. You should get up at five, like I do, every single day.",
    ),
    ("client", "Okay."),
    (
        "coach",
        "You need to block your calendar, and you should use colours. Red for calls. Do you have a calendar? You should.",
    ),
    ("client", "I do have one."),
    (
        "coach",
        "Good. What I tell people is that they have to plan the evening before. You must try it for thirty days.",
    ),
    ("client", "I tried it once."),
    (
        "coach",
        "Then you did not do it right. You ought to write it down by hand. Buy a notebook, that is what you should do.",
    ),
    ("client", "Fine."),
)


def session(
    lines: tuple[tuple[str, str], ...], language: str = "en", *, timed: bool = False, pause: float = 0.5
) -> Transcript:
    made, at = [], 0.0
    for n, (role, text) in enumerate(lines, 1):
        end = at + len(text.split()) / 2.5
        made.append(Turn(n, role, text, at if timed else None, end if timed else None, Role(role)))
        at = end + pause
    return Transcript("test", tuple(made), language, {"coach": Role.COACH, "client": Role.CLIENT})


def observed(transcript: Transcript) -> dict[str, Marker]:
    found = markers.observe(transcript, coach_turns.classify(transcript), {})
    return {marker.id: marker for marker in found}


def test_there_are_thirty_seven_markers_in_order_of_the_six_competencies_they_belong_to() -> None:
    ids = [marker.id for marker in competencies.MARKERS]
    assert len(ids) == len(set(ids)) == 37
    assert ids == sorted(ids, key=lambda number: tuple(int(part) for part in number.split(".")))
    assert {marker.id[:2] for marker in competencies.MARKERS} == {f"{number}." for number in range(3, 9)}
    heard = list(observed(session(PARTNER)))
    assert heard == [number for number in ids if number in heard]


@pytest.mark.parametrize("number", ["3.1", "3.2", "3.3", "4.3", "5.1", "6.4", "7.1", "7.6", "7.7", "7.8", "8.2", "8.6"])
def test_what_a_partner_says_is_heard_with_receipts(number: str) -> None:
    marker = observed(session(TWICE))[number]
    assert marker.observed == "observed"
    assert marker.evidence


@pytest.mark.parametrize("number", ["3.3", "4.3", "6.4", "7.1", "8.2", "8.9"])
def test_one_phrase_alone_shows_nothing(number: str) -> None:
    assert number not in observed(session(PARTNER))


def test_what_is_broken_off_or_stuttered_is_no_receipt() -> None:
    stuttered = tuple((role, f"And, and {text[0].lower()}{text[1:]}") for role, text in TWICE)
    assert not [
        receipt
        for marker in observed(session(stuttered)).values()
        for receipt in marker.evidence
        if "And, and" in receipt.quote
    ]


def test_a_lecture_shows_next_to_nothing() -> None:
    assert observed(session(LECTURE)) == {}


@pytest.mark.parametrize("lines", [PARTNER, LECTURE])
@pytest.mark.parametrize("timed", [True, False])
def test_every_receipt_is_a_slice_of_its_turn(lines: tuple[tuple[str, str], ...], timed: bool) -> None:
    transcript = session(lines, timed=timed)
    for marker in observed(transcript).values():
        assert marker.observed == "observed"
        assert marker.evidence
        for receipt in marker.evidence:
            turn = transcript.turn(receipt.turn)
            assert turn is not None
            assert receipt.quote in turn.text
            assert receipt.speaker == turn.speaker


def test_silence_and_interruption_need_times() -> None:
    assert not {"5.5", "6.6"} & set(observed(session(PARTNER)))
    assert "5.5" in observed(session(PARTNER, timed=True, pause=4.0))
    assert "5.5" not in observed(session(PARTNER, timed=True, pause=0.5))
    assert "6.6" in observed(session(PARTNER, timed=True))


def test_sentences_broken_off_before_the_coach_speaks_are_interruptions() -> None:
    cut = tuple((role, text.rstrip(".") + " and then -" if role == "client" else text) for role, text in PARTNER)
    assert "6.6" not in observed(session(cut, timed=True))


def test_of_a_language_not_read_here_nothing_is_said() -> None:
    found = observed(
        session((("coach", "Hva vil du ha med deg herfra?"), ("client", "Jeg vil gjerne finne ut av det.")), "nb")
    )
    assert found == {}


def test_without_roles_nothing_is_said() -> None:
    bare = Transcript("test", tuple(Turn(n, "A", text) for n, (_, text) in enumerate(PARTNER, 1)), "en")
    assert markers.observe(bare, (), {}) == ()


def test_the_wording_scores_nobody() -> None:
    words = " ".join([competencies.NOTICE, *(marker.text for marker in competencies.MARKERS)]).lower()
    assert not re.search(r"\b(?:pass|fail|passed|failed|level|rating|grade|certified|points|percent)\b", words)
    assert "no score" in competencies.NOTICE
