"""What people say of a session besides giving it: its title and its day."""

from datetime import date

from core.people.person import Person
from core.people.zones import latest_day
from core.refusal import Reason, Refused
from core.text import one_line
from core.translation import _
from core.world import World

LONGEST_TITLE = 120
EARLIEST = date(1900, 1, 1)
"""No session is older; further back days are slips, such as a year of two digits."""


def title_of(text: str) -> str:
    """A title as it is kept: one line, without what cannot be seen, cut at its longest."""
    return one_line(text)[:LONGEST_TITLE].rstrip()


async def check_day(world: World, actor: Person, day: date | None) -> None:
    """Raises Refused, about `date`, for a day on which no session can have been."""
    if day is None:
        return
    if day > await latest_day(world, actor):
        said = _("This day is still to come. Give the day the session was on.")
        raise Refused(Reason.BAD_INPUT, said, about="date")
    if day < EARLIEST:
        raise Refused(Reason.BAD_INPUT, _("This day is too long ago. Give the day the session was on."), about="date")
