"""The sentences a nudge can be: each says the client's own line. None comes again within six messages to a person."""

from collections.abc import Sequence
from datetime import date
from zlib import crc32

from core.people.person import Person
from core.translation import N_, _

FORMS = (
    N_("You kept this: “{line}”. Is now a good moment?"),
    N_("“{line}”: how does it stand?"),
    N_("For today: “{line}”."),
    N_("“{line}”. What would be a first small step?"),
    N_("A moment for “{line}”?"),
    N_("You wanted to come back to this: “{line}”."),
    N_("“{line}”. Does that still fit into today?"),
    N_("As you kept it: “{line}”."),
    N_("“{line}”: what would help you with it now?"),
    N_("This is still open, and still yours: “{line}”."),
)
APART = 6
"""Messages within which no form comes again."""
LONGEST = 240
"""Characters of a line within a sentence."""


def choose(used: Sequence[int], person: Person, day: date) -> int:
    """One that is not among the last of `used` (the oldest first), the same for the same person and day.

    `~form` stands for a form of which nobody knows whether it was seen: it is left out, too, but is none of the six.
    """
    seen: list[int] = []
    doubtful: list[int] = []
    for form in reversed(used):
        (seen if form >= 0 else doubtful).append(form if form >= 0 else ~form)
        if len(seen) == APART:
            break
    free = [form for form in range(len(FORMS)) if form not in seen]
    best = [form for form in free if form not in doubtful] or free
    return best[crc32(f"{person.id} {day}".encode()) % len(best)]


def said(form: int, line: str) -> str:
    """The whole sentence. A form of another version is the first."""
    return _(FORMS[form if 0 <= form < len(FORMS) else 0], line=shortened(line))


def shortened(line: str) -> str:
    """One line, without the full stop that the sentence has of its own, cut at a word where it is long."""
    text = " ".join(line.split()).rstrip(".")
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rpartition(' ')[0] or text[:LONGEST]} …"
