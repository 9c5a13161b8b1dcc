"""PDF pages: what the printer put there beside the words. All words are our own."""

import io
from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from core.extraction import read
from core.formats.margins import without_line_numbers

NAMES = ("Amara Abbott", "Bjorn Brandt")
SAID = (
    "What would you like to look at today?", "My week. I keep saying yes to all.", "What does yes cost you now?",
    "Sleep, mostly. And my evenings.", "What would you rather have?", "An evening a week that is mine.",
)  # fmt: skip
TURNS = [(NAMES[n % 2], text) for n, text in enumerate(SAID)]
LINES = [f"{name}: {text}" for name, text in TURNS]
Draw = Callable[[Canvas, float, str], None]


def overprinted(canvas: Canvas, y: float, line: str) -> None:
    for shift in (0.0, 0.4):
        canvas.drawString(60 + shift, y, line)


def name_overprinted(canvas: Canvas, y: float, line: str) -> None:
    name, words = line.split(": ", 1)
    for shift in (0.0, 0.3):
        canvas.drawString(60 + shift, y, f"{name}:")
    canvas.drawString(160, y, words)


def word_by_word(canvas: Canvas, y: float, line: str) -> None:
    x = 60.0
    for word in line.split():
        for shift in (0.0, 0.3):
            canvas.drawString(x + shift, y, word)
        x += canvas.stringWidth(f"{word} ", "Helvetica", 12)


def letter_by_letter(canvas: Canvas, y: float, line: str) -> None:
    x = 60.0
    for letter in line:
        for shift in (0.0, 0.3):
            canvas.drawString(x + shift, y, letter)
        x += canvas.stringWidth(letter, "Helvetica", 12)


def numbered_before(canvas: Canvas, y: float, line: str) -> None:
    canvas.drawString(30, y, f"{_number(y)} {line}")


def numbered_aside(canvas: Canvas, y: float, line: str) -> None:
    canvas.drawString(60, y, line)
    canvas.drawString(500, y, str(_number(y)))


def _number(y: float) -> int:
    return round((720 - y) / 20)


@pytest.mark.parametrize(
    "draw", [overprinted, name_overprinted, word_by_word, letter_by_letter, numbered_before, numbered_aside]
)
@pytest.mark.parametrize("times", [1, 2])
def test_what_the_printer_drew_is_read_once_and_without_its_marks(draw: Draw, times: int) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for page in range(times):
        for n, line in enumerate(LINES):
            draw(canvas, 700 - 20 * n, line + " Well." * page)
        canvas.drawString(280, 30, f"Page {page + 1} of {times}")
        canvas.showPage()
    canvas.save()
    transcript = read(stream.getvalue(), "a.pdf")
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        (name, text + " Well." * page) for page in range(times) for name, text in TURNS
    ]


def test_numbers_of_each_fifth_line_and_numbers_anew_on_each_page() -> None:
    words = [f"and these are words of line number {n} in it" for n in range(40)]
    fifth = [f"{n} {line}" if n % 5 == 0 else line for n, line in enumerate(words, start=1)]
    assert without_line_numbers(fifth) == words
    anew = [f"{n % 20 + 1} {line}" for n, line in enumerate(words)]
    assert without_line_numbers(anew) == words
    behind = [f"{line} {n}" for n, line in enumerate(words, start=1)]
    assert without_line_numbers(behind) == words


def test_numbers_that_are_said_stay() -> None:
    lines = [
        "2 of us went, then",
        "3 more came, and",
        "said nothing at all",
        "in 2024",
        "and 2025",
        "it was",
        "40 people",
    ]
    assert without_line_numbers(lines) == lines
