"""A card as a Word file one would edit and hand on. The one file that knows python-docx, which writes here and never reads."""

import io
from collections.abc import Iterable
from typing import assert_never

from docx import Document
from docx.document import Document as Written
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from bot.render.wording import figures, receipt, safe, typed
from core.card import (
    Actions,
    Block,
    Bullets,
    Card,
    Chart,
    Divider,
    Facts,
    Fold,
    Progress,
    Quote,
    StepState,
    Style,
    Table,
    Text,
    written,
)
from core.translation import quoted

DEEPEST = 9
"""Levels of headings that Word has."""
GREY = RGBColor(0x59, 0x59, 0x59)
_STEPS = {StepState.PENDING: "○", StepState.RUNNING: "…", StepState.DONE: "✓", StepState.FAILED: "✗"}


def render(card: Card) -> bytes:
    """The card as .docx on A4, every fold open under a heading of its own, without buttons. A thousand paragraphs take a tenth of
    a second: call it in a thread."""
    card = written(card, typed)
    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(25)
    normal = made.styles["Normal"]
    normal.font.name, normal.paragraph_format.space_after = "Calibri", Pt(4)
    _describe(made, safe(card.title))
    made.add_heading(safe(card.title), 0)
    if card.summary:
        _small(made, card.summary)
    _blocks(made, card.blocks, 1)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _describe(made: Written, title: str) -> None:
    """Who made it, in place of what python-docx's template says of itself; its dates are those of the template, too."""
    about = made.core_properties
    about.title, about.author, about.comments = title[:255], "Debrief", ""
    core = made.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element
    for date in core.findall(qn("dcterms:created")) + core.findall(qn("dcterms:modified")):
        core.remove(date)


def _blocks(made: Written, blocks: Iterable[Block], level: int) -> None:
    for block in blocks:
        _block(made, block, level)


def _block(made: Written, block: Block, level: int) -> None:  # noqa: C901 - one arm for each kind of block
    match block:
        case Text():
            _text(made, block, level)
        case Quote():
            made.add_paragraph(quoted(safe(block.text)), "Quote").paragraph_format.keep_with_next = True
            _small(made, receipt(block))
        case Facts():
            for label, value in block.pairs:
                _run(made.add_paragraph(), f"{label}: ", bold=True).add_run(safe(value))
        case Bullets():
            _list(made, block.items)
        case Table():
            _table(made, block.header, block.rows)
        case Chart():
            _run(made.add_paragraph(), block.title, bold=True).paragraph_format.keep_with_next = True
            _table(made, *figures(block))
        case Progress():
            _list(made, (f"{_STEPS[step.state]} {step.label}" for step in block.steps))
        case Divider():
            _rule(made.add_paragraph())
        case Actions():
            pass  # nothing can be pressed in a file
        case Fold():
            made.add_heading(safe(block.title), min(level, DEEPEST))
            _blocks(made, block.blocks, level + 1)
        case _:
            assert_never(block)


def _text(made: Written, block: Text, level: int) -> None:
    match block.style:
        case Style.HEADING:
            made.add_heading(safe(block.text), min(level, DEEPEST))
        case Style.STRONG:
            _run(made.add_paragraph(), block.text, bold=True).paragraph_format.keep_with_next = True
        case Style.BODY:
            made.add_paragraph(safe(block.text))
        case Style.SMALL:
            _small(made, block.text)
        case _:
            assert_never(block.style)


def _run(paragraph: Paragraph, text: str, *, bold: bool) -> Paragraph:
    paragraph.add_run(safe(text)).bold = bold
    return paragraph


def _small(made: Written, text: str) -> None:
    run = made.add_paragraph().add_run(safe(text))
    run.font.size, run.font.color.rgb = Pt(9), GREY


def _list(made: Written, items: Iterable[str]) -> None:
    for item in items:
        made.add_paragraph(safe(item), "List Bullet")


def _table(made: Written, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    width = max([len(header), *(len(row) for row in rows)], default=0)
    if width == 0:
        return
    grid = made.add_table(0, width, "Table Grid")
    for n, cells in enumerate((header, *rows)):
        line = grid.add_row()
        for cell, text in zip(line.cells, cells, strict=False):
            _run(cell.paragraphs[0], text, bold=n == 0)
        if n == 0:
            line._tr.get_or_add_trPr().append(_element("w:tblHeader"))  # noqa: SLF001 - python-docx has no name for it
    made.add_paragraph()


def _rule(paragraph: Paragraph) -> None:
    edges = _element("w:pBdr")
    edges.append(_element("w:bottom", val="single", sz="4", space="1", color="A6A6A6"))
    paragraph._p.get_or_add_pPr().append(edges)  # noqa: SLF001 - python-docx has no borders


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    made: BaseOxmlElement = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
