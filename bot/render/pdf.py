"""A card as a PDF one would hand to a client. The one file that knows typst.

What was said reaches the template as data, never as its markup, so no word of a transcript can act in it. Letters of Latin,
Greek and Cyrillic scripts come with the library; other scripts are drawn where the machine has a font for them.
"""

import json
import math
from pathlib import Path
from typing import Any, assert_never

import typst

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
    StepState,
    Table,
    Text,
    written,
)
from core.translation import _, language, quoted

TEMPLATE = Path(__file__).with_name("document.typ")
MOST_LABELS = 8
_STEPS = {StepState.PENDING: "○", StepState.RUNNING: "…", StepState.DONE: "✓", StepState.FAILED: "✗"}


def render(card: Card) -> bytes:
    """The card as a tagged PDF on A4, every fold open, without buttons. Slow (0.1 to 1 s): call it in a thread."""
    card = written(card, typed)
    document = {
        "title": safe(card.title),
        "summary": safe(card.summary),
        "blocks": _blocks(card.blocks),
        "language": language(),
        "pages": _("{page} of {pages}"),
    }
    made = typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs={"document": json.dumps(document)})
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [drawn for block in blocks if (drawn := _block(block)) is not None]


def _block(block: Block) -> dict[str, Any] | None:  # noqa: C901, PLR0911 - one arm for each kind of block
    match block:
        case Text():
            return {"kind": block.style.value, "text": safe(block.text)}
        case Quote():
            return {"kind": "quote", "text": quoted(safe(block.text)), "receipt": receipt(block)}
        case Facts():
            return {"kind": "facts", "pairs": [[safe(label), safe(value)] for label, value in block.pairs]}
        case Bullets():
            return {"kind": "bullets", "items": [safe(item) for item in block.items]}
        case Table():
            return _table(block)
        case Chart():
            return _chart(block)
        case Progress():
            return {"kind": "bullets", "items": [f"{_STEPS[step.state]} {safe(step.label)}" for step in block.steps]}
        case Divider():
            return {"kind": "divider"}
        case Actions():
            return None  # nothing can be pressed in a file
        case Fold():
            return {"kind": "fold", "title": safe(block.title), "blocks": _blocks(block.blocks)}
        case _:
            assert_never(block)


def _table(table: Table) -> dict[str, Any] | None:
    width = max([len(table.header), *(len(row) for row in table.rows)], default=0)
    if width == 0:
        return None
    rows = [[safe(cell) for cell in (*row, *[""] * (width - len(row)))] for row in table.rows]
    header = [safe(cell) for cell in (*table.header, *[""] * (width - len(table.header)))]
    # A column of figures is short: it takes what it needs, and words share the rest.
    wide = [max((len(row[n]) for row in rows), default=0) > 16 for n in range(width)]
    return {
        "kind": "table",
        "header": header,
        "rows": rows,
        "wide": wide if any(wide) else [True, *[False] * (width - 1)],
    }


def _chart(chart: Chart) -> dict[str, Any] | None:
    """Positions as shares of the width and the height, so that the template only draws."""
    known = [v for series in chart.series for v in series.values if v is not None and math.isfinite(v)]
    if not known:
        return None
    low, high = min(0.0, *known), max(0.0, *known)
    low, high = 0.0 - _round_up(-low), _round_up(high)
    high = high if high > low else low + 1.0
    count = max([len(chart.labels), *(len(series.values) for series in chart.series)])
    step = max(1, math.ceil(len(chart.labels) / MOST_LABELS))
    ticks = (low, (low + high) / 2, high)
    return {
        "kind": "chart",
        "title": safe(chart.title),
        "ticks": [[1 - (tick - low) / (high - low), figure(tick)] for tick in ticks],
        "labels": [[_x(n, count), safe(label)] for n, label in enumerate(chart.labels) if n % step == 0],
        "series": [{"name": safe(series.name), "runs": _runs(series, count, low, high)} for series in chart.series],
    }


def _round_up(value: float) -> float:
    """The next round number (1, 2, 2.5 or 5 times a power of ten), so that an axis has figures one can read."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in (1, 2, 2.5, 5) if value <= step * power), 10 * power)


def _x(index: int, count: int) -> float:
    return 0.5 if count < 2 else index / (count - 1)


def _runs(series: Series, count: int, low: float, high: float) -> list[list[list[float]]]:
    """Stretches of known values as points; the line breaks where a value is missing."""
    runs: list[list[list[float]]] = [[]]
    for index, value in enumerate(series.values):
        if value is None or not math.isfinite(value):
            runs.append([])
        else:
            runs[-1].append([_x(index, count), 1 - (value - low) / (high - low)])
    return [run for run in runs if run]
