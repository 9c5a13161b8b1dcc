"""A table in a text file: Markdown, CSV or tab-separated, with a header row that names a speaker's and a text's column."""

import csv
from collections.abc import Sequence

from core.formats.base import Container, Document, Format, Reading, spoken
from core.formats.table import Rows, cues_of


def _rows(lines: Sequence[str]) -> tuple[str, Rows]:
    """(kind, rows) of the table in the lines; no rows if there is none."""
    piped = [line.strip() for line in lines if line.strip().startswith("|") and line.count("|") >= 3]
    if len(piped) >= 3:
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in piped]
        return "md", [row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]
    filled = [line for line in lines if line.strip()]
    if len(filled) < 3 or len(filled[0]) > 300:
        return "", ()
    for mark, kind in (("\t", "tsv"), (",", "csv"), (";", "csv")):
        if mark in filled[0]:
            try:
                return kind, [row for row in csv.reader(filled, delimiter=mark) if row]
            except csv.Error:
                return "", ()
    return "", ()


def _recognise(document: Document) -> int:
    # Prose with commas is no table: without a header row that names its columns nothing is read.
    return 2 * len(cues_of(_rows(document.lines)[1], header_only=True))


def _read(document: Document) -> Reading:
    kind, rows = _rows(document.lines)
    return Reading(f"table-{kind or 'txt'}", spoken(cues_of(rows, header_only=True)))


FORMAT = Format("grid", frozenset({Container.TEXT}), _recognise, _read)
