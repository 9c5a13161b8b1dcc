"""Random transcripts, written in every format and read back."""

from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.reading.extraction import read
from core.reading.formats.names import word_set
from core.transcript import Cue
from tests.intake.writers import WRITERS, merged

FIRST = ("Amara", "Björn", "Chidi", "Dunja", "Élodie", "Farid", "Gwen", "Hana", "Ibrahim", "Jörg", "Zoë", "Linh")
LAST = (
    "Abbott",
    "Brandt",
    "Castillo",
    "Dupré",
    "Eriksen",
    "Fontana",
    "Galli",
    "Haddad",
    "O'Neill",
    "Özdemir",
    "Suzuki",
)
WORDS = sorted(
    word_set("""
and but when there work week team quiet morning maybe really something think feel want said would after before
because I you we my your it's don't Monday garden letter train 2026 naïve café straße größer señor
""")
)
ENDS = (".", "?", ".", "…", "")

sentence = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=14),
    st.sampled_from(ENDS),
)


@st.composite
def conversations(draw: st.DrawFn) -> list[Cue]:
    firsts = draw(st.lists(st.sampled_from(FIRST), min_size=2, max_size=3, unique=True))
    lasts = draw(st.lists(st.sampled_from(LAST), min_size=3, max_size=3, unique=True))
    names = [f"{first} {last}" for first, last in zip(firsts, lasts, strict=False)]
    # Every voice speaks twice: a name that stands once before a colon may be no name at all.
    order = draw(st.permutations(names * 2)) + draw(st.lists(st.sampled_from(names), max_size=14))
    at = draw(st.integers(0, 400_000)) / 1000
    cues = []
    # A sentence said again right away is an echo or a rolling caption, which is read once: their own tests say so.
    said = draw(st.lists(sentence, min_size=len(order), max_size=4 * len(order), unique=True))
    for place, name in enumerate(order):
        words = " ".join(said[place :: len(order)])
        gap = draw(st.integers(0, 5_000)) / 1000
        length = len(words.split()) * draw(st.integers(200, 1_500)) / 1000  # what can be spoken, or it is no time
        cues.append(Cue(name, words, round(at, 3), round(at + length, 3)))
        at += length + gap
    return cues


def examples(most: int) -> settings:
    return settings(max_examples=most, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("kind", WRITERS)
@examples(10)
@given(cues=conversations())
def test_what_is_written_is_read_back(kind: str, cues: list[Cue]) -> None:
    comes_back(kind, cues)


@pytest.mark.long
@pytest.mark.parametrize("kind", WRITERS)
@examples(100)
@given(cues=conversations())
def test_much_of_what_is_written_is_read_back(kind: str, cues: list[Cue]) -> None:
    comes_back(kind, cues)


def comes_back(kind: str, cues: list[Cue]) -> None:
    writer = WRITERS[kind]
    transcript = read(writer.write(cues), writer.name)
    assert transcript.format == writer.format
    names = list(dict.fromkeys(cue.speaker for cue in cues))
    shown = {name: writer.lanes.format(n) if writer.lanes else name for n, name in enumerate(names)}
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        (shown[who], said) for who, said in merged(cues)
    ]
    for turn, (_, group) in zip(transcript.turns, groupby(cues, key=lambda cue: cue.speaker), strict=True):
        run = list(group)
        if writer.starts is None:
            assert turn.start is None
        else:
            assert turn.start is not None
            assert abs(turn.start - (run[0].start or 0)) <= writer.starts
        if writer.ends:
            assert turn.end is not None
            assert abs(turn.end - (run[-1].end or 0)) <= 0.002
        else:
            assert turn.end is None
    assert transcript.warnings == ()
