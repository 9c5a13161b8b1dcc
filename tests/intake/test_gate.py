"""The gate behind every reader: what nobody said is no speech, and times are given only where they can be. Words are our own."""

import pytest

from core.reading.formats.base import Reading
from core.reading.formats.gate import passed, unspoken
from core.transcript import Cue

ASKED = "What would you like to have in hand when we stop today?"
TOLD = "A list of three people I can ask about the boat, and the order."


def told(*cues: Cue) -> tuple[list[tuple[str | None, str]], str]:
    reading = passed(Reading("any", cues))
    assert not any(unspoken(cue.text) for cue in reading.cues)
    return [(cue.speaker, cue.text) for cue in reading.cues], " ".join(reading.warnings)


@pytest.mark.parametrize(
    "mark",
    [
        "12 00:00:08:000 --> 00:00:15:000",
        "00:01:08,250 --> 00:01:15,000",
        "1:08.2 → 1:15.0",
        "[00:07]",
        "#00:00:06-0#",
        "(00:01:02.500)",
        "00:12:09.120",
        "Page 5 of 8",
        "Seite 2 von 3",
        "(cid:17)",
        "(05/03/2026, 02:01 PM)",
        "14:03:11 From Uma Reyes to Everyone:",
    ],
)
def test_what_nobody_said_is_left_out_and_told(mark: str) -> None:
    cues, warnings = told(Cue("Uma Reyes", ASKED), Cue("Kai Lund", f"{TOLD} {mark}"))
    assert cues == [("Uma Reyes", ASKED), ("Kai Lund", TOLD)]
    assert "In one place something nobody said" in warnings


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("I <i>rea</i>lly do", "I really do"),
        ("one<br>two", "one two"),
        ("<v Uma>yes</v> &amp; no", "yes & no"),
        ("&lt;b&gt;yes", "yes"),
        ("**Well**, __yes__ >", "Well, yes"),
        ("> Well, yes", "Well, yes"),
        ("the /f_irst o/f_fer, a ﬁne one", "the first offer, a fine one"),
        (r"{\an8}Well", "Well"),
    ],
)
def test_what_can_be_put_right_is_put_right(written: str, said: str) -> None:
    cues, warnings = told(Cue("Uma Reyes", written))
    assert cues == [("Uma Reyes", said)]
    assert warnings == ""


@pytest.mark.parametrize(
    "speech",
    [
        "We meet at 10:30, and I was 45 minutes late.",
        "I told Kai: stop it.",
        "It is 3 > 2, isn't it?",
        "Page 5 of the plan says and/or.",
        "My marathon took 3:45:12 in all.",
        "a < b and b > c",
    ],
)
def test_speech_stays_as_it_is(speech: str) -> None:
    cues, warnings = told(Cue("Uma", speech), Cue("Kai", TOLD))
    assert cues == [("Uma", speech), ("Kai", TOLD)]
    assert warnings == ""


def test_another_voice_inside_the_words_gets_what_is_its_own() -> None:
    cues, warnings = told(
        Cue("Uma Reyes", f"{ASKED} Kai Lund: {TOLD} Uma Reyes (00:00:40.500) And who is first?", 1.0, 9.0),
        Cue("Kai Lund", "My brother."),
    )
    assert cues == [
        ("Uma Reyes", ASKED),
        ("Kai Lund", TOLD),
        ("Uma Reyes", "And who is first?"),
        ("Kai Lund", "My brother."),
    ]
    assert "In 2 places a speaker's name stood inside the words" in warnings


def test_numbers_of_captions_at_the_end_of_the_words_are_no_words() -> None:
    cues, warnings = told(*(Cue("Uma", f"{ASKED} {n}") for n in range(2, 8)), Cue("Uma", "Six."))
    assert [text for _, text in cues] == [ASKED] * 6 + ["Six."]
    assert warnings.startswith("In 6 places")
    chosen = told(*(Cue("Uma", f"I would give it a {n}.") for n in (7, 8, 9, 10)))[0]
    assert chosen[0] == ("Uma", "I would give it a 7.")


def test_an_echo_is_counted_once_and_two_people_who_agree_are_two() -> None:
    cues, warnings = told(Cue("Uma", ASKED, 1.0, 4.0), Cue("Kai", ASKED.upper(), 1.4, 4.3), Cue("Kai", TOLD, 5.0, 9.0))
    assert cues == [("Uma", ASKED), ("Kai", TOLD)]
    assert "counted once" in warnings
    agreed = [Cue("Uma", "Yes.", 1.0, 2.0), Cue("Kai", "Yes.", 1.2, 2.0)]
    assert told(*agreed)[0] == [("Uma", "Yes."), ("Kai", "Yes.")]
    later = [Cue("Uma", ASKED, 1.0, 4.0), Cue("Kai", ASKED, 9.0, 12.0)]
    assert len(told(*later)[0]) == 2


def test_a_text_drawn_twice_is_read_once() -> None:
    drawn = [Cue("Uma" if n % 2 else "Kai", f"{TOLD} {ASKED} {n}{n}.", n) for n in range(6)]
    twice = [cue for cue in drawn for _ in range(2)]
    assert told(*twice)[0] == told(*drawn)[0]
    halves = [Cue(cue.speaker, f"{cue.text} {cue.text}", cue.start) for cue in drawn]
    assert told(*halves)[0] == told(*drawn)[0]


def test_cues_out_of_order_are_put_in_order_and_it_is_told() -> None:
    inside = [Cue("Uma" if n % 2 else "Kai", f"Sentence {chr(97 + n)}.", n * 5.0, n * 5.0 + 4) for n in range(8)]
    moved = [*inside[:2], inside[6], *inside[3:6], inside[2], inside[7]]
    cues, warnings = told(*moved)
    assert [text for _, text in cues] == [cue.text for cue in inside]
    assert "order of their times" in warnings


def test_a_second_recording_behind_the_first_goes_on_where_it_ended() -> None:
    part = [Cue("Uma" if n % 2 else "Kai", f"Sentence {chr(97 + n)}.", n * 5.0, n * 5.0 + 4) for n in range(6)]
    reading = passed(Reading("any", (*part, *part)))
    assert [cue.start for cue in reading.cues] == [n * 5.0 for n in range(6)] + [29.0 + n * 5.0 for n in range(6)]
    assert "begin again" in reading.warnings[0]


def spread(by: float, first: float = 2.0, *, ends: bool = False) -> Reading:
    """Forty turns of six seconds each, their times in another unit or from another zero."""
    cues = [
        Cue("Uma" if n % 2 else "Kai", f"{TOLD} {n}{n}.", by * at, by * (at + 5) if ends else None)
        for n, at in enumerate(first + 6 * n for n in range(40))
    ]
    return passed(Reading("any", tuple(cues)))


@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("by", [1.0, 1e3, 1e6, 1e7, 1e9])
def test_another_unit_is_understood(by: float, *, ends: bool) -> None:
    reading = spread(by, ends=ends)
    assert [cue.start for cue in reading.cues] == pytest.approx([2 + 6 * n for n in range(40)])
    assert reading.warnings == ()


def test_frames_are_understood_by_the_rate_of_the_words() -> None:
    starts = [cue.start for cue in spread(25.0).cues]
    assert starts[-1] is not None
    assert 150 <= starts[-1] <= 350


@pytest.mark.parametrize("first", [50_400.0, 86_300.0])
def test_the_clock_of_the_day_is_counted_from_the_first_over_midnight_too(first: float) -> None:
    cues = [Cue("Uma" if n % 2 else "Kai", f"{TOLD} {n}{n}.", (first + 6 * n) % 86_400) for n in range(40)]
    reading = passed(Reading("any", tuple(cues)))
    assert [cue.start for cue in reading.cues] == [6.0 * n for n in range(40)]
    assert reading.warnings == ()


@pytest.mark.parametrize("by", [1e-3, 4e4])
def test_times_that_cannot_be_are_no_times(by: float) -> None:
    cues = [Cue(None, "One. Two. Three. Four. Five.", by * n, by * n + by / 2) for n in range(40)]
    reading = passed(Reading("any", tuple(cues)))
    assert all(cue.start is None and cue.end is None for cue in reading.cues)
    assert "cannot be right" in reading.warnings[0]
