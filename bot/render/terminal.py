"""A card for a terminal: what can be folded elsewhere is open here, and nothing depends on colour.

Buttons are left out: printed words cannot be pressed. Everything else a card says is there.
"""

import io
import math
from collections.abc import Iterable
from itertools import zip_longest
from typing import assert_never

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.segment import Segment
from rich.style import Style as Look
from rich.table import Table as Grid
from rich.text import Text as Line

from bot.render.wording import figure, receipt, safe, typed
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
    Series,
    Step,
    StepState,
    Style,
    Table,
    Text,
    written,
)
from core.translation import quoted

READABLE = 96  # columns; a wider terminal gets a margin rather than longer lines
_BAR_COLUMNS = 24
_CELL_COLUMNS = 8  # below this a cell breaks every word, and a record reads better than a table

_LOOK = {Style.BODY: "", Style.STRONG: "bold", Style.HEADING: "bold cyan", Style.SMALL: "dim"}
_STEP = {
    StepState.PENDING: ("○", "dim"),
    StepState.RUNNING: ("●", "bold cyan"),
    StepState.DONE: ("✓", "green"),
    StepState.FAILED: ("✗", "bold red"),
}


class _Beside:
    """Draws a mark at the left of every line of what it holds, wrapped lines included."""

    def __init__(self, inner: RenderableType, first: str, rest: str, look: str = "") -> None:
        self.inner, self.first, self.rest, self.look = inner, first, rest, look

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.update_width(max(1, options.max_width - len(self.rest)))
        style = Look.parse(self.look)
        for number, line in enumerate(console.render_lines(self.inner, room, pad=False)):
            yield Segment(self.rest if number else self.first, style)
            yield from line
            yield Segment.line()


class _Pairs:
    """Facts side by side, as many on a line as fit whole."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines: list[Line] = []
        for label, value in self.facts.pairs:
            pair = Line.assemble((f"{safe(label)}: ", "dim"), safe(value), overflow="fold")
            joined = lines[-1].copy().append("  ·  ", "dim").append_text(pair) if lines else pair
            if lines and joined.cell_len <= options.max_width and "\n" not in joined.plain:
                lines[-1] = joined
            else:
                lines.append(pair)
        for line in lines:
            yield _Beside(line, "", "  ")


class _Records:
    """A table, or one record per row where the terminal is too narrow for its columns."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = self.table
        columns = max([len(table.header), *(len(row) for row in table.rows)], default=0)
        if columns == 0:
            return
        if columns * (_CELL_COLUMNS + 2) > options.max_width:
            yield from self._records()
            return
        grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for title, _ in zip_longest(table.header, range(columns), fillvalue=""):
            grid.add_column(_line(str(title)), overflow="fold", min_width=4)
        for row in table.rows:
            grid.add_row(*(_line(cell) for cell in row))
        yield grid

    def _records(self) -> Iterable[RenderableType]:
        if not self.table.rows:
            yield _line(" · ".join(self.table.header), "bold")
        for number, row in enumerate(self.table.rows):
            if number:
                yield Line()
            for title, cell in zip_longest(self.table.header, row, fillvalue=""):
                yield _line(f"{title}: ", "bold").append(safe(cell), "not bold") if title else _line(cell)


def _line(text: str, look: str = "") -> Line:
    return Line(safe(text), style=look, overflow="fold")


def _quote(quote: Quote) -> RenderableType:
    return _Beside(Group(_line(quoted(quote.text), "italic"), _line(receipt(quote), "dim")), "│ ", "│ ", "cyan")


def _series(series: Series, labels: tuple[str, ...]) -> RenderableType:
    known = [value for value in series.values if value is not None and math.isfinite(value)]
    top = max((abs(value) for value in known), default=0.0) or 1.0
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold", max_width=24)
    grid.add_column(overflow="fold")
    for label, value in zip_longest(labels, series.values):
        share = abs(value) / top if value is not None and math.isfinite(value) else 0.0
        bar = "█" * round(share * _BAR_COLUMNS)
        grid.add_row(
            _line(label or ""), _line(bar, "cyan").append(f" {figure(value)}" if bar else figure(value), "default")
        )
    return Group(_line(series.name, "bold"), grid)


def _chart(chart: Chart) -> RenderableType:
    return Group(_line(chart.title, "bold"), *(_series(series, chart.labels) for series in chart.series))


def _step(step: Step) -> RenderableType:
    mark, look = _STEP[step.state]
    return _Beside(_line(step.label, "dim" if step.state is StepState.PENDING else ""), f"{mark} ", "  ", look)


def _block(block: Block) -> RenderableType:  # noqa: C901, PLR0911 - one arm for each kind of block
    match block:
        case Text():
            return _line(block.text, _LOOK[block.style])
        case Quote():
            return _quote(block)
        case Facts():
            return _Pairs(block)
        case Bullets():
            return Group(*(_Beside(_line(item), "• ", "  ", "cyan") for item in block.items))
        case Table():
            return _Records(block)
        case Chart():
            return _chart(block)
        case Progress():
            return Group(*(_step(step) for step in block.steps))
        case Divider():
            return Rule(style="dim", characters="─")
        case Actions():
            return Group()
        case Fold():
            inner = Padding(Group(*_spaced(block.blocks)), (0, 0, 0, 2))
            return Group(_line(block.title, "bold cyan"), inner)
        case _:
            assert_never(block)


def _loose(block: Block) -> bool:
    """Whether the block stands apart from the one before it."""
    return isinstance(block, Fold | Table | Chart | Progress) or (
        isinstance(block, Text) and block.style is Style.HEADING
    )


def _ends(block: Block, *, top: bool) -> bool:
    """Whether what follows the block begins something new: a receipt ends a claim, and the card's own facts its head."""
    return isinstance(block, Quote | Fold) or (top and isinstance(block, Facts))


def _spaced(blocks: tuple[Block, ...], *, top: bool = False) -> Iterable[RenderableType]:
    before: Block | None = None
    for block in (block for block in blocks if not isinstance(block, Actions)):
        if before is not None and (_loose(block) or _ends(before, top=top)):
            yield Line()
        yield _block(block)
        before = block


def render(card: Card) -> RenderableType:
    """The card as something a rich Console prints, with every fold open."""
    card = written(card, typed)
    blocks = card.blocks or ((Text(card.summary),) if card.summary else ())
    body = Group(*_spaced(blocks, top=True))
    return Padding(Group(_line(card.title, "bold"), Rule(style="cyan", characters="━"), body), (1, 2))


def as_text(card: Card, width: int = READABLE) -> str:
    """The card as plain text without colour, `width` columns wide at most (never below 20)."""
    out = io.StringIO()
    columns = min(max(20, width), READABLE)
    Console(file=out, width=columns, no_color=True, color_system=None, legacy_windows=False).print(render(card))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def show(card: Card, console: Console | None = None) -> None:
    """Print the card on a console (standard output's by default), in lines no longer than are good to read; into a file or a
    pipe as plain text."""
    console = console or Console()
    if console.is_terminal:
        console.print(render(card), width=min(console.width, READABLE))
    else:
        console.file.write(as_text(card, console.width))
