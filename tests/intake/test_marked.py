"""Names set off by other marks than a colon are read where they come again on most lines, and only there."""

import pytest

from core.reading.extraction import read
from core.refusal import Refused

TURNS = [
    ("Ana Oyelaran", "What would you like to leave with?"),
    ("Ben Falk", "A plan for the talk - and some sleep."),
    ("Ana Oyelaran", "(laughs) And then?"),
    ("Ben Falk", "Then I will sleep."),
]
FORMS = ["[{}] {}", "<{}> {}", "({}) {}", "{} - {}", "{} – {}", "{} — {}", "- {}: {}", "[{}]\n{}\n", "– {} –\n\n{}\n"]


@pytest.mark.parametrize("form", FORMS)
def test_names_behind_other_marks_are_read(form: str) -> None:
    transcript = read("\n".join(form.format(*turn) for turn in TURNS).encode())
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == TURNS


@pytest.mark.parametrize("form", ["[{}]\n{}", "({}) {}", "({})\n{}", "[{}] {}"])
def test_names_in_brackets_are_read_in_captions(form: str) -> None:
    text = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{form.format(*turn)}" for n, turn in enumerate(TURNS, 1)
    )
    assert [(turn.speaker, turn.text) for turn in read(text.encode()).turns] == TURNS


@pytest.mark.parametrize(
    "line", ["{} - what I wanted to say?", "[{}] it is hard?", "({}) it is hard?", "- {}: see below?", "– {} –\nIs it?"]
)
@pytest.mark.parametrize("words", ["I mean well|So it is|It was hard|He said|We left|They came|She knew|You see"])
def test_sentences_behind_such_marks_name_nobody(line: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read("\n".join(line.format(part) for part in words.split("|")).encode())
    assert "name and a colon" in refused.value.message


def test_dashes_in_few_lines_name_nobody() -> None:
    with pytest.raises(Refused) as refused:
        read(("Yes - I did.\nWhat else was there for you?\nNo - never.\nIt was late.\nWhy?\n" * 4).encode())
    assert "could not be told from the words" in refused.value.message
