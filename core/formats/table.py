"""A transcript laid out as a table in a Word file: Speaker | Text, often with a time, with or without a header row."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.formats import names
from core.formats.base import Container, Document, Format, Reading, seconds, spoken, squeeze
from core.formats.head import read_head
from core.formats.names import word_set
from core.transcript import Cue

_WHO = word_set("speaker name who participant sprecher sprecherin wer locuteur nom hablante nombre orador 話者 发言人")
_WHAT = word_set(
    """
    text transcript words speech what said content utterance dialogue transkript texte texto inhalt wortlaut 内容
    発言
    """
)
_WHEN = word_set("time timestamp start when zeit temps tiempo hora 時間 时间")
_STAMP = re.compile(
    r"[\[(]?((?:[0-9]{1,2}:)?[0-9]{1,3}:[0-9]{2}(?:[.,][0-9]{1,3})?)(?:\s*(?:-|–|-->)\s*((?:[0-9]{1,2}:)?[0-9]{1,3}:[0-9]{2}(?:[.,][0-9]{1,3})?))?[\])]?$"
)

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Columns:
    who: int
    what: int
    when: int | None
    header: bool


def _columns(rows: Rows, *, header_only: bool) -> _Columns | None:
    width = min((len(row) for row in rows if any(row)), default=0)
    if width < 2 or len(rows) < 2:
        return None
    return _by_header(rows[0]) or (None if header_only else _by_content(rows, width))


def _by_header(row: Sequence[str]) -> _Columns | None:
    titles = [cell.strip().casefold().strip(":") for cell in row]
    who = next((i for i, title in enumerate(titles) if title in _WHO), None)
    what = next((i for i, title in enumerate(titles) if title in _WHAT), None)
    if who is None or what is None:
        return None
    return _Columns(who, what, next((i for i, title in enumerate(titles) if title in _WHEN), None), header=True)


def _by_content(rows: Rows, width: int) -> _Columns | None:
    """The column of few, recurring, name-like cells speaks; the column with the most words is what was said."""
    lengths = [sum(len(row[i]) for row in rows if len(row) > i) for i in range(width)]
    what = lengths.index(max(lengths))
    for who in range(width):
        cells = Counter(names.clean(row[who]) for row in rows if len(row) > who and row[who].strip())
        if (
            who != what
            and 2 <= len(cells) <= max(4, sum(cells.values()) // 2)
            and all(names.possible(cell) for cell in cells)
        ):
            times = (
                i
                for i in range(width)
                if i not in {who, what}
                and sum(bool(_STAMP.match(row[i].strip())) for row in rows if len(row) > i) * 2 >= len(rows)
            )
            return _Columns(who, what, next(times, None), header=False)
    return None


def cues_of(rows: Rows, *, header_only: bool = False) -> list[Cue]:
    """The cues in the rows of a table, none if its columns are not a speaker's and a text's."""
    columns = _columns(rows, header_only=header_only)
    if columns is None:
        return []
    cues: list[Cue] = []
    for row in rows[1:] if columns.header else rows:
        if len(row) <= max(columns.who, columns.what):
            continue
        match = (
            _STAMP.match(row[columns.when].strip()) if columns.when is not None and len(row) > columns.when else None
        )
        start = seconds(match[1]) if match else _plain_seconds(row, columns.when)
        end = seconds(match[2]) if match and match[2] else None
        name = names.clean(row[columns.who]) or None
        cues.append(Cue(name or (cues[-1].speaker if cues else None), squeeze(row[columns.what]), start, end))
    return cues


def _plain_seconds(row: Sequence[str], column: int | None) -> float | None:
    """A time written as a plain number of seconds."""
    cell = row[column].strip() if column is not None and len(row) > column else ""
    return float(cell) if re.fullmatch(r"[0-9]{1,6}\.?[0-9]{0,6}", cell) else None


def _recognise(document: Document) -> int:
    return max((2 * len(cues_of(table)) for table in document.tables), default=0)


def _read(document: Document) -> Reading:
    head = read_head(document.lines)
    cues = [cue for table in document.tables for cue in cues_of(table)]
    return Reading("docx-table", spoken(cues), session_date=head.session_date, title=head.title, roster=head.roster)


FORMAT = Format("table", frozenset({Container.DOCX}), _recognise, _read)
