"""A session that another tool sent, as far as that tool says what it is, before anybody has read it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

from core.reading.formats.days import without_date

GENERIC = frozenset({"transcript", "recording", "session", "meeting", "untitled", "sitzung", "besprechung", "aufnahme"})
"""Titles that tools give by themselves: two sessions of such a title need have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """`source` is a vendor's name, or "inbox" and the id of the token that let it in; `through` how its person knows
    that. `title` and `name` (of the file) are content; empty, as `day` None, where nothing was said. `meeting` is the vendor's id
    of a meeting that recurs, empty where it has none."""

    source: str
    through: str = ""
    title: str = ""
    day: date | None = None
    name: str = ""
    meeting: str = ""

    @property
    def series(self) -> str:
        """The id of the sessions it is one of: those of the same source that have the same title, its dates and numbers left out,
        and the same recurring meeting where there is one. Empty where nothing tells it from others: a file's name does not, for
        tools name all alike."""
        words = " ".join(re.findall(r"[^\W\d_]+", without_date(self.title).casefold()))
        if not words or words in GENERIC:
            return ""
        return hashlib.sha256(f"{self.source}\n{self.meeting}\n{words}".encode()).hexdigest()[:32]


_STORED = TypeAdapter(Arrival)


def packed(arrival: Arrival) -> str:
    """As one text, to be sealed."""
    return _STORED.dump_json(arrival).decode()


def unpacked(text: str) -> Arrival:
    return _STORED.validate_json(text)
