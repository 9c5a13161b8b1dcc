"""No text holds the keyless engine or the verification: their work grows with one thing said over and over, and no faster."""

from collections.abc import Callable

import pytest

from core.analysis import assessment, checkoff
from core.analysis.offline import drafting
from core.insight.engine import AnalysisRequest, OpenCommitment
from core.sandbox import tasks
from core.transcript import Role, Transcript, Turn
from tests.patterns.growth import SLOW, order

SIZES = (2_000, 8_000, 32_000)
SAID = (
    "I will call Tom and ", "I will call Tom. ", "ich rufe Tom an und ", "I sent it to Tom and ", "well, ", "- ", '"', "“I said ",
    ". ", "? ", "yes, ", "by Friday ", "I am proud and ", "he said that I will ",
)  # fmt: skip


def session(said: str) -> Transcript:
    return tasks.receive(
        (
            "Coach: What would you like to look at today?\nAna: I want to look at how I plan my week.\n"
            f"Coach: What have you tried so far?\nAna: {said}the plan was fine.\nCoach: What will you do next?\n"
            "Ana: I will write the plan by Friday.\nCoach: How will you know?\nAna: I will see it in my calendar.\n"
        ).encode()
    ).transcript


def analysed(transcript: Transcript) -> Callable[[], object]:
    request = AnalysisRequest(transcript)
    return lambda: assessment.assess(request, drafting.draft(request))


@pytest.mark.parametrize("said", SAID)
def test_one_thing_said_over_and_over_is_analysed_in_time_that_grows_with_it(said: str) -> None:
    assert order(lambda size: analysed(session(said * (size // len(said)))), SIZES) <= SLOW


@pytest.mark.parametrize("said", ["I did. ", "I called my aunt about it. ", "Yes, I did, on Monday. ", "i called and "])
def test_it_is_searched_for_what_was_promised_in_time_that_grows_with_it(said: str) -> None:
    promise = OpenCommitment("1", "Call the bank", "client", "I'll call the bank")

    def work(size: int) -> Callable[[], object]:
        asked = Turn(1, "Mara", "How so? " * (size // 8), role=Role.COACH)
        turns = (asked, Turn(2, "Ana", said * (size // len(said)), role=Role.CLIENT))
        return lambda: checkoff.propose(Transcript("test", turns, "en"), [promise])

    assert order(work, (1_000, 4_000, 16_000)) <= SLOW
