"""Facts, tables and charts: a chart is a table with bars of characters beside its figures; a table too wide is said in words."""

import math
from collections.abc import Iterator, Sequence

from bot.render.wording import figures
from bot.teams import limits
from bot.teams.elements import Json, closer, escaped, paragraph, parts, rich, size
from core.card import Chart, Series, Table

Cell = list[Json]


def fact_sets(pairs: Sequence[tuple[str, str]]) -> Iterator[Json]:
    """As many facts together as may be."""
    facts: list[Json] = []
    used = 0
    for name, value in pairs:
        for number, part in enumerate(_short(value)):
            fact = {"title": escaped(name) if number == 0 else "", "value": escaped(part) or limits.EMPTY}
            if facts and used + size(fact) > limits.PART:
                yield {"type": "FactSet", "facts": facts}
                facts, used = [], 0
            facts.append(fact)
            used += size(fact)
    if facts:
        yield {"type": "FactSet", "facts": facts}


def _short(text: str) -> Iterator[str]:
    yield from list(parts(text)) or [""]


def table(table: Table) -> Iterator[Json]:
    width = max([len(table.header), *(len(row) for row in table.rows)], default=0)
    head, *rows = (_full(row, width) for row in (table.header, *table.rows))
    cells = [[_cell(text) for text in row] for row in rows]
    if not width:
        return
    if width > limits.COLUMNS or any(size(row) > limits.PART for row in cells):
        yield from (element for row in rows for element in _in_words(head, row))
        return
    yield from grids([_cell(text, weight="Bolder") for text in head], cells, _widths([head, *rows]))


def grids(head: Sequence[Cell], rows: Sequence[Sequence[Cell]], widths: Sequence[int]) -> Iterator[Json]:
    """One table, or several with the same header where one would be too large."""
    shown, used = [_row(head)], 0
    for row in map(_row, rows):
        if len(shown) > 1 and used + size(row) > limits.PART:
            yield _grid(shown, widths)
            shown, used = [_row(head)], 0
        shown.append(row)
        used += size(row)
    yield _grid(shown, widths)


def _grid(rows: list[Json], widths: Sequence[int]) -> Json:
    return {
        "type": "Table",
        "firstRowAsHeader": True,
        "showGridLines": True,
        "columns": [{"type": "TableColumnDefinition", "width": width} for width in widths],
        "rows": rows,
    }


def _in_words(head: Sequence[str], row: Sequence[str]) -> Iterator[Json]:
    """A row of a table that is too wide: what it is about, and under it whatever else it says."""
    told = [
        f"{name} {text}".strip() for name, text in zip(head[1:], row[1:], strict=True) if text not in ("", limits.EMPTY)
    ]
    yield from paragraph(row[0], weight="Bolder")
    yield from closer(paragraph(" · ".join(told)))


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Of each column, by its longest cell, as far as that is short."""
    columns = zip(*rows, strict=True)
    return [min(limits.WIDE, max(len(text) for text in column)) + 4 for column in columns]


def _row(cells: Sequence[Cell]) -> Json:
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": items} for items in cells]}


def _full(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _cell(text: str, **style: str) -> Cell:
    return list(paragraph(text, **style)) or [rich(limits.EMPTY)]


def chart(chart: Chart) -> Iterator[Json]:
    """Its figures as a table; where they are of one or two lines, each with a bar, which says nothing the figure does not."""
    head, rows = figures(chart)
    head = (chart.axis, *head[1:])
    if len(head) > limits.COLUMNS or len(chart.series) > limits.BARS:
        yield from table(Table(head, rows))
        return
    bars = [_bars(series) for series in chart.series]
    cells = [
        [_cell(row[0]), *(_measured(text, bar[at : at + 1]) for text, bar in zip(row[1:], bars, strict=False))]
        for at, row in enumerate(rows)
    ]
    yield from grids([_cell(text, weight="Bolder") for text in head], cells, [1, *[2] * len(bars)])


def _measured(text: str, bar: Sequence[int]) -> Cell:
    drawn = [{"type": "TextRun", "text": "■" * length, "color": "Accent"} for length in bar if length]
    return [{"type": "RichTextBlock", "inlines": [f"{text}  " if drawn else text, *drawn]}]


def _bars(series: Series) -> list[int]:
    """The length of each bar, from zero; none where a value is missing or any is negative."""
    known = [value for value in series.values if value is not None and math.isfinite(value)]
    most = max(known, default=0.0)
    if most <= 0 or min(known) < 0:
        return []
    share = [value / most if value is not None and math.isfinite(value) else 0.0 for value in series.values]
    return [math.ceil(each * limits.BAR) for each in share]
