"""A card as Markdown (CommonMark with tables), for files: what was said is shown as it is, and means nothing."""

import re
from collections.abc import Iterable
from typing import assert_never

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

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&$])")
_LINE_START = re.compile(r"^([^\S\n]*+)([-+=]|\d++(?=[.)](?:\s|$)))", re.MULTILINE)
_LINKS = re.compile(r"(?i)(://|\bwww\.|@)")
_STEPS = {StepState.PENDING: " ", StepState.RUNNING: "…", StepState.DONE: "x", StepState.FAILED: "!"}


def escaped(text: str) -> str:
    """The text as Markdown that shows exactly it: no emphasis, heading, list, link or tag can come of it."""
    said = _MARKS.sub(r"\\\1", safe(text).replace("\t", " "))
    said = _LINKS.sub(_unlinked, said)
    return _LINE_START.sub(_unlisted, said)


def _unlinked(found: re.Match[str]) -> str:
    return {"://": "\\://", "@": "\\@"}.get(found[0], found[0][:-1] + "\\.")


def _unlisted(found: re.Match[str]) -> str:
    # A number is kept from starting a list by escaping what follows it, which is always . or ) here.
    return f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"


def _inline(text: str) -> str:
    return " ".join(escaped(text).split())


def _paragraph(text: str) -> str:
    """Line breaks are kept."""
    return "\\\n".join(line.strip() for line in escaped(text).splitlines() if line.strip())


def _text(block: Text, level: int) -> str:
    match block.style:
        case Style.HEADING:
            return f"{'#' * min(level, 6)} {_inline(block.text)}"
        case Style.STRONG:
            return f"**{_inline(block.text)}**" if block.text.strip() else ""
        case Style.BODY | Style.SMALL:
            return _paragraph(block.text)
        case _:
            assert_never(block.style)


def _quote(quote: Quote) -> str:
    return f"> {quoted(_inline(quote.text))}\n>\n> — {_inline(receipt(quote))}"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_inline(cell) for cell in cells) + " |"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = list(rows)
    width = max([len(header), *(len(row) for row in lines)], default=0)
    if width == 0:
        return ""
    full = [(*row, *[""] * (width - len(row))) for row in (header, *lines)]
    return "\n".join([_row(full[0]), "|" + " --- |" * width, *(_row(row) for row in full[1:])])


def _chart(chart: Chart) -> str:
    return f"**{_inline(chart.title)}**\n\n{_table(*figures(chart))}"


def _block(block: Block, level: int) -> str:  # noqa: C901, PLR0911 - one arm for each kind of block
    match block:
        case Text():
            return _text(block, level)
        case Quote():
            return _quote(block)
        case Facts():
            return "\n".join(f"- {_inline(label)}: {_inline(value)}" for label, value in block.pairs)
        case Bullets():
            return "\n".join(f"- {_inline(item)}" for item in block.items)
        case Table():
            return _table(block.header, block.rows)
        case Chart():
            return _chart(block)
        case Progress():
            return "\n".join(f"- [{_STEPS[step.state]}] {_inline(step.label)}" for step in block.steps)
        case Divider():
            return "---"
        case Actions():
            return ""  # nothing can be pressed in a file
        case Fold():
            inner = _blocks(block.blocks, level + 1)
            return f"{'#' * min(level, 6)} {_inline(block.title)}\n\n{inner}".rstrip()
        case _:
            assert_never(block)


def _blocks(blocks: Iterable[Block], level: int) -> str:
    return "\n\n".join(part for block in blocks if (part := _block(block, level)))


def render(card: Card) -> bytes:
    """The card as a Markdown file in UTF-8, every fold open, without buttons."""
    card = written(card, typed)
    head = [f"# {_inline(card.title)}", *([_paragraph(card.summary)] if card.summary else [])]
    return ("\n\n".join((*head, _blocks(card.blocks, 2))).rstrip() + "\n").encode()
