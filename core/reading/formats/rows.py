"""Rows of cells as records: by their headings, by a column a speaker, or by what plainly stands in the columns."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from core.reading.formats import names
from core.reading.formats.base import squeeze
from core.reading.formats.fields import Kind, meaning, parts
from core.reading.formats.values import span
from core.transcript import is_generic

Rows = Sequence[Sequence[str]]
Records = list[dict[str, Any]]
_TOP = 6  # rows in which the headings may stand: titles and dates can stand above
_HEADING = 40


def records(rows: Rows, mark: str = "") -> tuple[Records, bool]:
    """Objects as JSON has them, and whether headings told the columns. Empty if the rows are no talk.

    `mark`: what parts the cells in a text. Where a row has more of them than the table, they stood among the words.
    """
    if len(rows) < 2:
        return [], False
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    width = max(widths, key=lambda size: widths[size], default=0)
    if width < 2:
        return [], False
    for place, row in enumerate(rows[:_TOP]):
        columns = _headed(row)
        if columns is not None:
            body = _whole(rows[place + 1 :], columns, len(row), mark)
            clocks = [[cell if ":" in cell else "" for cell in cells] for cells in body]
            return _filled(body, columns | _times(clocks, columns, len(row))), True
    voiced = _of_voices(rows)
    if voiced:
        return voiced, True
    plain = _by_content(rows, width)
    if plain is None:
        return [], False
    body = _whole(rows, plain, width, mark)
    return _filled(body[1:] if _heads_times(body, plain) else body, plain), False


def _whole(rows: Rows, columns: dict[int, str], width: int, mark: str) -> Rows:
    """The rows with words in one cell that held the mark between cells and were not quoted."""
    what = next(place for place, name in columns.items() if name == _FIELD[Kind.WHAT])
    join = f"{mark} " if mark.strip() else " "
    return [_rejoined(list(row), what, width, join) if mark and len(row) > width else row for row in rows]


def _rejoined(row: list[str], what: int, width: int, join: str) -> list[str]:
    while len(row) > width and not row[-1].strip():
        row.pop()
    more = len(row) - width + 1
    return [*row[:what], join.join(row[what : what + more]), *row[what + more :]]


def _heads_times(rows: Rows, columns: dict[int, str]) -> bool:
    """Whether the first row has a word where all others have a time: headings in words that are not known."""
    times = [place for place, name in columns.items() if name == "start"]
    return any(span(rows[0][place])[0] is None for place in times)


def _headed(row: Sequence[str]) -> dict[int, str] | None:
    """The columns by the names above them, the fields as records call them."""
    cells = [clean(cell).strip(":") for cell in row]
    if len(cells) < 2 or any(len(cell) > _HEADING or re.search(r"[.?!,;]", cell) for cell in cells):
        return None
    columns: dict[int, str] = {}
    for kind in (Kind.WHO, Kind.WHAT, Kind.START, Kind.END, Kind.LONG):
        ranked = [
            (found.rank, place)
            for place, cell in enumerate(cells)
            if place not in columns and len(parts(cell)) <= 4 and (found := meaning(cell, kind)) is not None
        ]
        if ranked:
            columns[min(ranked)[1]] = cells[min(ranked)[1]] if kind not in {Kind.WHO, Kind.WHAT} else _FIELD[kind]
    return columns if {_FIELD[Kind.WHO], _FIELD[Kind.WHAT]} <= set(columns.values()) else None


_FIELD = {Kind.WHO: "speaker", Kind.WHAT: "text"}


def clean(cell: str) -> str:
    """A cell without the emphasis of Markdown."""
    return squeeze(cell).strip("*_ ")


def _filled(rows: Rows, columns: dict[int, str]) -> Records:
    """A row a record. A cell left empty under the speaker means the one before; a row without words says nothing."""
    found: Records = []
    for row in rows:
        record = {name: row[place] for place, name in columns.items() if place < len(row)}
        if not record.get("text", "").strip():
            continue
        speaker = names.clean(record.get("speaker", ""))
        record["speaker"] = speaker or (found[-1]["speaker"] if found else "")
        found.append(record)
    return found


def _of_voices(rows: Rows) -> Records:
    """A column a speaker: names above, and below each row in one of the columns, or from left to right."""
    head, body = [clean(cell).strip(":") for cell in rows[0]], rows[1:]
    times = {place for place, cell in enumerate(head) if meaning(cell, Kind.START) or not cell}
    voices = {place: names.clean(cell) for place, cell in enumerate(head) if place not in times}
    if len(set(voices.values())) < 2 or len(voices) > 6 or not all(_names_somebody(name) for name in voices.values()):
        return []
    found: Records = []
    alone = 0
    for row in body:
        start = next((row[place] for place in times if place < len(row) and span(row[place])[0]), None)
        said = [(name, row[place]) for place, name in voices.items() if place < len(row) and row[place].strip()]
        alone += len(said) == 1
        found.extend({"speaker": name, "text": text, "start": start} for name, text in said)
    words = sum(len(record["text"].split()) + len(record["text"]) // 20 for record in found)
    lane = all(is_generic(name) or names.is_role(name) for name in voices.values())
    people = all(" " in name for name in voices.values()) and _sentences(found) * 10 >= 8 * len(found)
    fits = lane or people or alone * 10 >= 6 * len(body)
    return found if fits and len(found) >= 2 and words >= 3 * len(found) else []


def _sentences(found: Records) -> int:
    return sum(record["text"].rstrip().endswith((".", "?", "!", "…", "。", "？")) for record in found)


def _names_somebody(name: str) -> bool:
    return names.proper(name) or is_generic(name) or names.is_role(name)


def _by_content(rows: Rows, width: int) -> dict[int, str] | None:
    """The column of few, recurring, name-like cells speaks; the column with the most words is what was said."""
    even = [row for row in rows if len(row) == width]
    if len(even) * 2 < len(rows):
        return None
    lengths = [sum(len(row[place]) for row in even) for place in range(width)]
    what = lengths.index(max(lengths))
    for who in range(width):
        cells = Counter(names.clean(row[who]) for row in even if row[who].strip())
        if (
            who == what
            or not 2 <= len(cells) <= max(4, sum(cells.values()) // 2)
            or not all(map(names.possible, cells))
        ):
            continue
        columns = {who: _FIELD[Kind.WHO], what: _FIELD[Kind.WHAT]}
        return columns | _times(even[1:], columns, width)
    return None


def _times(rows: Rows, columns: dict[int, str], width: int) -> dict[int, str]:
    """The columns of times by what stands in them, where no heading told of one."""
    even = [row for row in rows if len(row) == width]
    if len(columns) > 2 or not even:
        return {}
    times = [
        place
        for place in range(width)
        if place not in columns and sum(span(row[place])[0] is not None for row in even) * 10 >= 9 * len(even)
    ]
    return dict(zip(_by_size(even, times), ("start", "end"), strict=False))


def _by_size(rows: Rows, times: Sequence[int]) -> list[int]:
    """The columns of times, not of running numbers: those written as clocks first."""
    return sorted(times, key=lambda place: (not any(":" in row[place] for row in rows[:20]), place))
