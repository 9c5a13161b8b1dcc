"""What coach and client write to each other beneath an insight."""

from dataclasses import dataclass
from datetime import datetime

from core.people.person import Tenant
from core.refusal import Reason, Refused
from core.text import visible
from core.translation import _

LONGEST = 2000
"""Characters of one comment."""


@dataclass(frozen=True, slots=True)
class Comment:
    """`id` is given by whoever writes it first, so that a second delivery changes nothing. `text` is content."""

    id: str
    tenant: Tenant
    insight_id: str
    author: str
    text: str
    at: datetime


def checked(text: str) -> str:
    """The text trimmed, without what cannot be seen. Raises Refused if it is empty or too long."""
    said = visible(text).strip()
    if not said:
        raise Refused(Reason.EMPTY, _("Write a few words first."), about="text")
    if len(said) > LONGEST:
        raise Refused(
            Reason.TOO_LARGE,
            _("That is longer than {most} characters. Make it shorter, or send it in two parts.", most=LONGEST),
            about="text",
        )
    return said
