"""Cards as files: Markdown that means nothing but what it shows, PDF and Word that a reader opens and that hold every word."""

import io
import re
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.render import markdown, page, pdf, word
from bot.render.wording import safe
from core.card import (
    Actions,
    Button,
    Card,
    Chart,
    Fold,
    Quote,
    Series,
    Style,
    Table,
    Text,
)
from core.translation import reading
from tests.render.cards import EVERYTHING, INSIGHT
from tests.render.test_renderers import REPEATABLE, cards

NASTY = (
    "# no heading\n- no list\n1. no list\n*no* _emphasis_ `code` [link](http://a.b) <b>tag</b> www.a.b a@b.c ![x](y) | cell\n"
    "+ no list\n= no rule\n> no quote"
)


def words(data: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return re.sub(r"\s+", " ", text)


def test_markdown_shows_every_word_and_receipt() -> None:
    text = markdown.render(INSIGHT).decode()
    assert text.startswith("# Your session of 9 March 2026\n")
    assert "## Discoveries" in text
    assert "> — Leila Nassiri · turn 84 · 1:02:05" in text
    assert "- Due: Wed 11 Mar 2026" in text
    assert "Share" not in text  # nothing to press


def test_markdown_words_do_nothing() -> None:
    text = markdown.render(Card("T", (Text(NASTY),))).decode().split("\n\n", 1)[1]
    for line in text.splitlines():
        assert not re.match(r"\s*([#>+=-]|\d+[.)] )", line), line
    assert not re.search(r"(?<!\\)[*_`\[\]<>|]", text)
    assert "http\\://" in text
    assert "www\\." in text
    assert "a\\@b" in text


def test_a_table_cell_cannot_break_its_table() -> None:
    text = markdown.render(Card("T", (Table(("a|b", "c"), (("x\ny", "z|"), ("short",))),))).decode()
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert rows == ["| a\\|b | c |", "| --- | --- |", "| x y | z\\| |", "| short |  |"]


def test_figures_of_a_chart_are_a_table_in_markdown() -> None:
    text = markdown.render(EVERYTHING).decode()
    assert "| 23 Feb | 66.25 | – |" in text


def test_a_pdf_holds_every_word() -> None:
    data = pdf.render(INSIGHT)
    reader = PdfReader(io.BytesIO(data))
    assert data.startswith(b"%PDF-")
    assert reader.metadata is not None
    assert reader.metadata.title == "Your session of 9 March 2026"
    text = words(data)
    for wanted in ("Tell Noor that the supplier mails are hers", "turn 84", "1:02:05", "To celebrate", "1 of 2"):
        assert wanted in text, wanted
    assert "Export" not in text


def test_a_pdf_is_drawn_from_data_and_never_from_markup() -> None:
    hostile = '#panic("no") #import "@preview/x:1.0.0" = head $x$ \\ " // */ #sys.inputs @ref <label>'
    text = words(
        pdf.render(Card(hostile, (Text(hostile), Quote(hostile, hostile, 1), Fold(hostile, (Text(hostile),)))))
    )
    assert text.count("#panic(") >= 4


def test_german_and_other_letters_are_there() -> None:
    said = "Übergänge, Größe, Straße; café; zażółć; Ελλάδα; Привет"
    assert said in words(pdf.render(Card("Übung", (Text(said),))))


@pytest.mark.parametrize(
    "values", [(), (None,), (0.0,), (float("nan"), 1.0), (1e300, -1e300), (5.0, None, 7.0)], ids=str
)
def test_odd_charts_do_not_break_a_pdf(values: tuple[float | None, ...]) -> None:
    labels = tuple(str(n) for n in range(len(values)))
    assert pdf.render(Card("T", (Chart("C", labels, (Series("s", values),)),))).startswith(b"%PDF-")


@given(st.text(max_size=80), st.sampled_from(list(Style)))
def test_any_text_leaves_markdown_in_one_block(text: str, style: Style) -> None:
    """Whatever is said, what comes after it is still there and no heading is added."""
    made = markdown.render(Card("T", (Text(text, style), Text("after", Style.HEADING)))).decode()
    assert made.endswith("## after\n")
    assert sum(line.startswith("#") for line in made.splitlines()) <= (3 if style is Style.HEADING else 2)


def test_buttons_are_left_out_of_files() -> None:
    card = Card("T", (Text("x"), Actions((Button("Press me", "a"),))))
    assert b"Press me" not in markdown.render(card)
    assert "Press me" not in words(pdf.render(card))


def test_axes_have_figures_one_can_read() -> None:
    text = words(pdf.render(Card("T", (Chart("C", ("a", "b"), (Series("s", (31.0, 71.0)),)),))))
    for tick in ("100", "50", "0"):
        assert f" {tick} " in f" {text} "
    assert "-0" not in text


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    """(style, text) of what Word would show, tables first."""
    document = Document(io.BytesIO(data))
    cells = [("Cell", cell.text) for table in document.tables for row in table.rows for cell in row.cells]
    return [
        *cells,
        *((paragraph.style.name or "", paragraph.text) for paragraph in document.paragraphs if paragraph.style),
    ]


def test_a_word_file_holds_every_word_under_headings() -> None:
    data = word.render(INSIGHT)
    assert Document(io.BytesIO(data)).core_properties.title == "Your session of 9 March 2026"
    found = paragraphs(data)
    assert found[0] == ("Title", "Your session of 9 March 2026")
    assert ("Heading 1", "Discoveries") in found
    assert ("Normal", "Leila Nassiri · turn 84 · 1:02:05") in found
    assert not any("Export" in text for _, text in found)


def test_a_word_file_says_nothing_of_another_time_or_author() -> None:
    with zipfile.ZipFile(io.BytesIO(word.render(INSIGHT))) as parts:
        about = parts.read("docProps/core.xml").decode()
    assert "python-docx" not in about
    assert "2013" not in about


def test_figures_of_a_chart_are_a_table_in_word() -> None:
    cells = [text for style, text in paragraphs(word.render(EVERYTHING)) if style == "Cell"]
    row = cells.index("23 Feb")
    assert cells[row : row + 3] == ["23 Feb", "66.25", "–"]


@REPEATABLE
@given(cards)
def test_a_word_file_can_be_read_back_whatever_a_card_holds(card: Card) -> None:
    Document(io.BytesIO(word.render(card)))


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_whatever_was_said_is_in_word_as_it_was_said(said: str) -> None:
    shown = [text for _, text in paragraphs(word.render(Card("T", (Text(said),))))]
    assert shown[1] == safe(said)


def test_files_are_in_the_readers_language() -> None:
    card = Card("Session", (Text("word " * 3000),))
    with reading("de-AT"):
        assert '<html lang="de">' in page.render(card)
        assert str(PdfReader(io.BytesIO(pdf.render(card))).root_object["/Lang"]) == "de"
    numbered = words(pdf.render(card))
    assert "1 of 4" in numbered
    assert "4 of 4" in numbered
