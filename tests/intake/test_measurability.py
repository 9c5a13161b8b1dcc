"""What a file lets us measure, format by format."""

from collections.abc import Sequence

import pytest

from core.reading.extraction import read
from core.reading.measurability import report
from core.transcript import Cue
from tests.intake.writers import WRITERS

SPACED = [
    Cue("Uma Reyes", "What is on your mind?", 1.0, 3.0),
    Cue("Kai Lund", "The boat, still.", 6.5, 8.0),
    Cue("Uma Reyes", "What about it?", 8.2, 9.0),
    Cue("Kai Lund", "It leaks.", 12.0, 13.0),
]
END_TO_END = [Cue(c.speaker, c.text, float(n), float(n + 1)) for n, c in enumerate(SPACED)]
CROSSING = [Cue(c.speaker, c.text, float(n), n + 1.4) for n, c in enumerate(SPACED)]


def measured(kind: str, cues: Sequence[Cue]) -> dict[str, bool]:
    writer = WRITERS[kind]
    facts = report(read(writer.write(cues), writer.name))
    return {
        name: bool(getattr(facts, name))
        for name in ("times", "talk_time", "pauses", "overlaps", "response_latency", "words_per_minute")
    }


@pytest.mark.parametrize(
    ("kind", "cues", "possible"),
    [
        ("plain_txt", SPACED, set()),
        ("meet_md", SPACED, set()),
        ("otter_txt", SPACED, {"times", "talk_time", "words_per_minute"}),
        ("zoom_vtt", SPACED, {"times", "talk_time", "pauses", "response_latency", "words_per_minute"}),
        ("srt", END_TO_END, {"times", "talk_time", "words_per_minute"}),
        (
            "fireflies_json",
            CROSSING,
            {"times", "talk_time", "overlaps", "words_per_minute"},
        ),
    ],
)
def test_what_can_be_measured(kind: str, cues: Sequence[Cue], possible: set[str]) -> None:
    assert {name for name, yes in measured(kind, cues).items() if yes} == possible


def test_every_no_says_why() -> None:
    facts = report(read(WRITERS["plain_txt"].write(SPACED)))
    verdicts = (
        facts.times,
        facts.talk_time,
        facts.pauses,
        facts.overlaps,
        facts.response_latency,
        facts.words_per_minute,
        facts.interruptions,
    )
    assert all(not verdict and verdict.reason.endswith(".") for verdict in verdicts)
    assert facts.duration is None
    assert facts.words == 13
    assert facts.speakers == ("Uma Reyes", "Kai Lund")


def test_duration_runs_from_the_first_word_to_the_last() -> None:
    assert report(read(WRITERS["zoom_vtt"].write(SPACED))).duration == 12.0
