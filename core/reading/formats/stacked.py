"""The time, the name and the words, each on a line of its own, as subtitle editors and meeting pages copy them."""

from collections import Counter
from dataclasses import replace

from core.reading.formats import behind, names
from core.reading.formats.base import TEXTUAL, Document, Format, Reading
from core.reading.formats.layouts import TIME_AND_NAME
from core.reading.formats.stamped import may_pair


def _joined(document: Document) -> Document:
    """Time and name brought onto one line, where the names come again."""
    filled = [line.strip() for line in document.lines if line.strip()]
    under = {
        place + 1: line
        for place, line in enumerate(filled[:-1])
        if behind.alone(line) is not None and names.proper(filled[place + 1].rstrip(":"))
    }
    seen = Counter(filled[place] for place in under)
    told = {place for place in under if seen[filled[place]] >= 2}
    if not told or len(told) * 5 < 4 * len(under):
        return replace(document, lines=())
    return replace(
        document,
        lines=tuple(
            f"{under[place]} {line}" if place in told else line
            for place, line in enumerate(filled)
            if place + 1 not in told
        ),
    )


def _recognise(document: Document) -> int:
    return 2 * TIME_AND_NAME.recognise(_joined(document))


def _read(document: Document) -> Reading:
    return TIME_AND_NAME.read(_joined(document))


FORMAT = Format("stacked", TEXTUAL, _recognise, _read, may_pair)
