"""Tables and charts as Slack's own, within its rules; in words where those leave too little."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from math import isfinite

from bot.render.cutting import shorten, units
from bot.render.wording import safe
from bot.slack import limits
from bot.slack.elements import Json, label
from bot.slack.rich_text import facts, rich, section
from core.card import Chart, Series, Table


def table_blocks(table: Table, *, tables: bool) -> Iterator[Json]:
    """The table as Slack's own, over several where one is too small; in words where it is too wide or not `tables`."""
    width = max([len(table.header), *(len(row) for row in table.rows)], default=0)
    rows = [[safe(cell).strip() or limits.EMPTY for cell in (*row, *[""] * (width - len(row)))] for row in table.rows]
    head = [safe(cell).strip() or limits.EMPTY for cell in (*table.header, *[""] * (width - len(table.header)))]
    longest = max((sum(units(cell) for cell in row) for row in [head, *rows]), default=0)
    if not width:
        return
    if not tables or width > limits.TABLE_COLUMNS or longest > limits.TEXT:
        yield from _table_in_words(head, rows)
        return
    page, used = [head], sum(map(units, head))
    for row in rows:
        size = sum(map(units, row))
        if len(page) == limits.TABLE_ROWS or used + size > limits.TABLE_TEXT:
            yield _table_block(page)
            page, used = [head], sum(map(units, head))
        page.append(row)
        used += size
    yield _table_block(page)


def _table_block(rows: Sequence[Sequence[str]]) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]}


def _table_in_words(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Json]:
    """Each row as a line of `column value` pairs, for where a table cannot stand; a row of two is such a pair itself."""
    for row in rows:
        first, *rest = row
        if len(rest) == 1:
            pairs = [(first, rest[0])]
        else:
            pairs = [("" if head[0] == limits.EMPTY else head[0], first), *zip(head[1:], rest, strict=True)]
        yield from (rich(section(line), starts=number == 0) for number, line in enumerate(facts(pairs)))


def chart_block(chart: Chart) -> Json | None:
    """Slack's own chart; None where its rules leave too little of this one."""
    labels = _distinct([label(name, limits.CHART_LABEL) for name in chart.labels], limits.CHART_LABEL)
    whole = [series for series in chart.series if without_gaps(series, chart)]
    if not 2 <= len(labels) <= limits.CHART_POINTS or not 1 <= len(whole) <= limits.CHART_SERIES:
        return None
    names = _distinct([label(series.name, limits.CHART_TITLE) for series in whole], limits.CHART_TITLE)
    rows = [
        {"name": name, "data": [{"label": at, "value": value} for at, value in zip(labels, series.values, strict=True)]}
        for name, series in zip(names, whole, strict=True)
    ]
    return {
        "type": "data_visualization",
        "title": label(chart.title, limits.CHART_TITLE),
        "chart": {"type": "line", "series": rows, "axis_config": {"categories": labels}},
    }


def without_gaps(series: Series, chart: Chart) -> bool:
    known = [value for value in series.values if value is not None and isfinite(value)]
    return len(known) == len(series.values) == len(chart.labels)


def _distinct(names: Sequence[str], limit: int) -> list[str]:
    """The names, told apart by a number where two are the same."""
    seen: dict[str, None] = {}
    for name in names:
        numbers = (f" ({number})" for number in count(2))
        other = name
        while other in seen:
            tail = next(numbers)
            other = shorten(name, limit - units(tail)) + tail
        seen[other] = None
    return list(seen)
