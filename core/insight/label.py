"""What people say of a session besides giving it: its title and its day."""

import unicodedata
from datetime import date

from core.people.person import Person
from core.people.zones import latest_day
from core.refusal import Reason, Refused
from core.translation import _
from core.world import World

LONGEST_TITLE = 120
EARLIEST = date(1900, 1, 1)
"""No session is older; further back days are slips, such as a year of two digits."""
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the writing's direction, also of what stands after the title."""


def title_of(text: str) -> str:
    """A title as it is kept: one line, without what cannot be seen, cut at its longest."""
    seen = "".join(
        letter
        for letter in " ".join(text.split())
        if letter not in _TURNS and unicodedata.category(letter) not in {"Cc", "Cs"}
    )
    return " ".join(seen[:LONGEST_TITLE].split())


async def check_day(world: World, actor: Person, day: date | None) -> None:
    """Raises Refused, about `date`, for a day on which no session can have been."""
    if day is None:
        return
    if day > await latest_day(world, actor):
        said = _("This day is still to come. Give the day the session was on.")
        raise Refused(Reason.BAD_INPUT, said, about="date")
    if day < EARLIEST:
        raise Refused(Reason.BAD_INPUT, _("This day is too long ago. Give the day the session was on."), about="date")
