"""A name on a line of its own above the words: as a heading, in bold, or plain behind a blank line."""

import re
from collections import Counter
from dataclasses import replace

from core.reading.formats import names
from core.reading.formats.base import (
    HEADING_SPAN,
    TEXTUAL,
    Container,
    Document,
    Format,
    Heading,
    Reading,
)
from core.reading.formats.sections import is_notes_heading
from core.reading.formats.stamped import stamped

_MARKED = re.compile(
    r"^\s{0,8}(?:#{1,6}\s{1,8}(?:\*\*|__)?|\*\*|__)(?P<name>[^*_\s][^*\n]{0,80}?)(?:\*\*|__)?\s{0,8}:?(?:\*\*|__)?\s*$"
)


def _find(line: str) -> Heading | None:
    match = _MARKED.match(line) if len(line) <= HEADING_SPAN else None
    name = names.clean(match["name"]) if match else ""
    heading = is_notes_heading(line) or names.fold(name) in names.NOT_SPEAKERS
    return Heading(name) if name and not heading else None


def _marked(document: Document) -> Document:
    """Plain lines that are names above a block, each coming again, marked as a heading would be.

    A blank line stands before each; in a PDF, which keeps no blank lines, the end of a sentence before some of each.
    """
    lines = document.lines
    bare = [line.strip() if len(line) <= names.MAX_NAME else "" for line in lines]
    places = [
        place
        for place, line in enumerate(bare[:-1])
        if line and lines[place + 1].strip() and (not place or _ends(lines[place - 1], document)) and names.proper(line)
    ]
    again = {
        name for name, number in Counter(bare[place] for place in places).items() if number >= 2 and names.placed(name)
    }
    if document.container is Container.PDF:
        places = [place for place, line in enumerate(bare) if line in again]
    told = set(places)
    return replace(
        document,
        lines=tuple(f"**{bare[i]}**" if i in told and bare[i] in again else line for i, line in enumerate(lines)),
    )


def _ends(line: str, document: Document) -> bool:
    return not line.strip() or (document.container is Container.PDF and line.rstrip()[-1] in '.!?…。？！"”»)')


_FORMAT = stamped("plain", _find, again=True, timeless=True)


def _recognise(document: Document) -> int:
    return _FORMAT.recognise(_marked(document))


def _read(document: Document) -> Reading:
    return _FORMAT.read(_marked(document))


FORMAT = Format("above", TEXTUAL, _recognise, _read)
