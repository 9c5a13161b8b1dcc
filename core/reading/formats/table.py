"""A transcript laid out as a table: in a Word file, or in a text file as Markdown, CSV or tab-separated."""

import csv
from collections.abc import Sequence

from core.reading.formats.base import Container, Document, Format, Reading, spoken
from core.reading.formats.head import read_head
from core.reading.formats.pieces import pieces, timed
from core.reading.formats.rows import Records, records
from core.reading.formats.tree import Node
from core.transcript import Cue


def _cues(found: Records) -> list[Cue]:
    return timed([[piece] for piece in pieces([Node(record, None, lone=False, home=0) for record in found], {})])


def _of_word(document: Document) -> list[Cue]:
    return [cue for table in document.tables for cue in _cues(records(table)[0])]


def _recognise_word(document: Document) -> int:
    return max((2 * len(records(table)[0]) for table in document.tables), default=0)


def _read_word(document: Document) -> Reading:
    head = read_head(document.lines)
    return Reading(
        "docx-table", spoken(_of_word(document)), session_date=head.session_date, title=head.title, roster=head.roster
    )


def _table(lines: Sequence[str]) -> tuple[str, Records, bool]:
    """(kind, records, whether it has headings) of the table in the lines; no records if there is none."""
    piped = [line.strip() for line in lines if line.strip().startswith("|") and line.count("|") >= 3]
    if len(piped) >= 3:
        rows = _unruled([[cell.strip() for cell in line.strip("|").split("|")] for line in piped])
        return "md", *records(rows)
    filled = [f"{line}\n" for line in lines if line.strip()]
    best: tuple[str, Records, bool] = "", [], False
    for mark, name in (("\t", "tsv"), (";", "csv"), (",", "csv"), ("|", "md")):
        if sum(mark in line for line in filled[:20]) * 2 > min(20, len(filled)):
            try:
                rows = _unruled([row for row in csv.reader(filled, delimiter=mark, skipinitialspace=True) if row])
            except csv.Error:
                continue
            told, headed = records(rows, mark)
            # Prose with commas is no table: without headings every row must have the same cells.
            if len(told) * (1 + headed) > len(best[1]) * (1 + best[2]) and (headed or len({*map(len, rows)}) == 1):
                best = name, told, headed
    return best


def _unruled(rows: list[list[str]]) -> list[list[str]]:
    return [row for row in rows if not all(set(cell.strip()) <= set("-: ") for cell in row)]


def _recognise_text(document: Document) -> int:
    _, told, headed = _table(document.lines)
    return len(told) * (1 + headed)


def _read_text(document: Document) -> Reading:
    kind, told, _ = _table(document.lines)
    return Reading(f"table-{kind or 'txt'}", spoken(_cues(told)))


WORD = Format("table", frozenset({Container.DOCX}), _recognise_word, _read_word)
TEXT = Format("grid", frozenset({Container.TEXT}), _recognise_text, _read_text)
