"""PDF pages: what the printer put there beside the words. All words are our own."""

import io
import textwrap
from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from core.reading.extraction import read
from core.reading.formats.margins import without_line_numbers, without_numbers_of_text
from core.refusal import Refused

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


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for page in pages:
        for n, line in enumerate(page):
            canvas.drawString(60, 760 - 20 * n, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


PAGES = ("Well.", "Yes.", "Right.", "Then.")
HEADINGS: dict[str, Callable[[int], str]] = {
    "time behind": lambda n: f"{NAMES[n % 2]}   00:{n + 10}",
    "time before": lambda n: f"00:{n + 10} {NAMES[n % 2]}",
    "time in brackets": lambda n: f"{NAMES[n % 2]} (0:{n + 10})",
    "colon": lambda n: f"{NAMES[n % 2]}:",
    "lane": lambda n: f"Speaker {n % 2 + 1}   00:{n + 10}",
    "name": lambda n: NAMES[n % 2],
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize("number", [2, 3, 4])
@pytest.mark.parametrize("turns", [4, 6])
@pytest.mark.parametrize("framed", [False, True])
def test_a_speaker_s_line_at_the_edge_of_every_page_is_speech(
    heading: Callable[[int], str], number: int, turns: int, framed: bool
) -> None:
    said = [f"{SAID[n % 6]} That is number {n} of them." for n in range(number * turns)]
    pages = [
        [line for n in range(page * turns, (page + 1) * turns) for line in (heading(n), said[n])]
        for page in range(number)
    ]
    if framed:
        pages = [
            [f"Coaching session - printed 10:30 - {n} of {number}", *page, f"Page {n}"]
            for n, page in enumerate(pages, 1)
        ]
    transcript = read(pdf(pages), "a.pdf")
    assert [turn.text for turn in transcript.turns] == said
    assert (
        len({turn.speaker for turn in transcript.turns[::2]} | {turn.speaker for turn in transcript.turns[1::2]}) == 2
    )


@pytest.mark.parametrize(
    "header", ["Confidential - Amara Abbott, PCC", "Leap Coaching session notes", "Vertraulich | A. Abbott"]
)
@pytest.mark.parametrize("heading", [HEADINGS["time behind"], HEADINGS["colon"], HEADINGS["name"]])
def test_a_title_that_opens_both_of_two_pages_is_not_speech(header: str, heading: Callable[[int], str]) -> None:
    pages = [
        [header, *(line for n in range(6) for line in (heading(n + 6 * page), f"{SAID[n]} {PAGES[page]}"))]
        for page in (0, 1)
    ]
    assert [turn.text for turn in read(pdf(pages), "a.pdf").turns] == [
        f"{SAID[n]} {PAGES[page]}" for page in (0, 1) for n in range(6)
    ]


@pytest.mark.parametrize("number", [3, 4])
@pytest.mark.parametrize("form", ["{}:", "{} :", "{}", "**{}**"])
@pytest.mark.parametrize("opens", [lambda page: 0, lambda page: page % 2], ids=["the same", "by turns"])
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_name_alone_at_the_edge_of_very_short_pages(
    number: int, form: str, opens: Callable[[int], int], turns: int
) -> None:
    """It is speech; or, where a name stands as a header would, that is told: words never change their speaker silently."""
    said = iter(f"{SAID[n % 6]} That is number {n} of them." for n in range(number * turns))
    pages: list[list[str]] = []
    expected: list[tuple[str, str]] = []
    for page in range(number):
        pages.append([])
        for n in range(turns):
            name, words = NAMES[(opens(page) + n) % 2], next(said)
            pages[-1].extend((form.format(name), words))
            expected.append((name, words))
    merged: list[tuple[str, str]] = []
    for name, words in expected:
        if merged and merged[-1][0] == name:
            merged[-1] = (name, f"{merged[-1][1]} {words}")
        else:
            merged.append((name, words))
    try:
        transcript = read(pdf(pages), "a.pdf")
    except Refused:
        return  # a voice too few, which is told
    right = [(turn.speaker, turn.text) for turn in transcript.turns] == merged
    assert right or any("could be a name" in warning for warning in transcript.warnings)
    assert right or ":" not in form


def test_a_turn_that_opens_many_pages_is_speech_where_it_is_said_within_them_too() -> None:
    pages = [
        [f"{NAMES[0]}: Go on.", *(f"{NAMES[n % 2]}: {SAID[n]} {PAGES[page]}" for n in (1, 2, 3, 4, 5))]
        for page in range(3)
    ]
    pages.append([f"{NAMES[0]}: And now?", *pages[0][1:]])
    assert sum(turn.text == "Go on." for turn in read(pdf(pages), "a.pdf").turns) == 3


@pytest.mark.parametrize("header", ["Amara Abbott Coaching", "Amara Abbott", "Coach: Amara Abbott", "Session 4, 10:30"])
def test_a_line_that_stands_above_every_page_is_not_speech(header: str) -> None:
    pages = [
        [
            header,
            f"Page {page}",
            *(line for n in range(6) for line in (f"{NAMES[n % 2]}   0{page}:1{n}", f"{SAID[n]} {PAGES[page]}")),
        ]
        for page in (1, 2, 3)
    ]
    transcript = read(pdf(pages), "a.pdf")
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        (NAMES[n % 2], f"{SAID[n]} {PAGES[page]}") for page in (1, 2, 3) for n in range(6)
    ]


NUMBERED: dict[str, Callable[[int, str], str]] = {
    "space": lambda n, line: f"{n} {line}",
    "tab": lambda n, line: f"{n}\t{line}",
    "zeros": lambda n, line: f"{n:03}  {line}",
    "aligned": lambda n, line: f"{n:4}  {line}",
    "fifth": lambda n, line: f"{n:3}  {line}" if n % 5 == 0 else f"     {line}",
    "behind": lambda n, line: f"{line:60}{n}",
}


@pytest.mark.parametrize("numbered", NUMBERED.values(), ids=NUMBERED)
def test_numbers_of_lines_in_plain_text_are_not_said(numbered: Callable[[int, str], str]) -> None:
    lines = [part for line in LINES * 3 for part in textwrap.wrap(line, 36)]
    text = "\n".join(numbered(n, line) for n, line in enumerate(lines, start=1))
    assert [(turn.speaker, turn.text) for turn in read(text.encode(), "a.txt").turns] == TURNS * 3


def test_a_column_of_numbers_is_not_a_margin() -> None:
    rows = ["id\tspeaker\ttext", *(f"{n}\t{name}\t{text}" for n, (name, text) in enumerate(TURNS, start=1))]
    assert without_numbers_of_text(rows) == rows
    cues = [
        line for n, text in enumerate(LINES, 1) for line in (str(n), f"00:00:0{n},000 --> 00:00:0{n},900", text, "")
    ]
    assert without_numbers_of_text(cues) == cues
