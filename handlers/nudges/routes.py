"""What can be pressed and sent about reminders."""

from dataclasses import dataclass
from typing import Self

from core.refusal import Reason, Refused
from core.translation import _
from handlers.promises.routes import Seen
from handlers.routing import OUT_OF_DATE, Id, Nothing, Route, Value


@dataclass(frozen=True, slots=True)
class Found(Value):
    """A message that asks about promises: of one session, or of all there are where `insight` is empty."""

    insight: str = ""


@dataclass(frozen=True, slots=True)
class Told(Value):
    """A message that reminds: its form and the ids of its promises."""

    form: str
    ids: str

    @classmethod
    def of(cls, form: int, ids: tuple[str, ...]) -> Self:
        return cls(str(form), ",".join(ids))

    @property
    def promises(self) -> tuple[str, ...]:
        return tuple(one for one in self.ids.split(",") if one and not _is_note(one))

    @property
    def notes(self) -> tuple[str, ...]:
        """What joined it besides (core/nudges/record.py: Note)."""
        return tuple(filter(_is_note, self.ids.split(",")))


def _is_note(id: str) -> bool:
    return ":" in id


@dataclass(frozen=True, slots=True)
class Row(Value):
    """A promise, and the message it stands on, as it is remembered: so that a press draws it anew."""

    id: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class Offered(Value):
    """A day that was offered for a promise, in ISO 8601."""

    id: str
    day: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class Hour(Value):
    """An hour that was offered for good, as HH:MM; `wanted` "1" or empty."""

    hour: str
    wanted: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class On(Value):
    """The message pressed, where nothing else needs to be said."""

    on: str = ""


FOUND = Route("nudges.found", Found)
TOLD = Route("nudges.told", Told)
"""What draws such a message; nothing is pressed by these names."""

KEEP = Route("nudges.keep", Row, changes=True)
KEEP_ALL = Route("nudges.keep.all", Found, changes=True)
NOT_ONE = Route("nudges.not.one", Row, changes=True)
DAY = Route("nudges.day", Offered, changes=True)
REST = Route("nudges.rest", Row, changes=True)
PLAN = Route("nudges.plan", Row, opens_form=True)
PLAN_SENT = Route("nudges.plan", Id, changes=True)
CHANGE = Route("nudges.change", Row, opens_form=True)
CHANGE_SENT = Route("nudges.change", Seen, changes=True)

DONE = Route("nudges.done", Row, changes=True)
FINISHED = Route("nudges.finished", Row, changes=True)
"""Of what comes again, for good."""
LET_GO = Route("nudges.let.go", Row, changes=True)
ANOTHER = Route("nudges.another", Row, opens_form=True)
ANOTHER_SENT = Route("nudges.another", Id, changes=True)
HOUR = Route("nudges.hour", Hour, changes=True)
STOP = Route("nudges.stop", On, changes=True)
AGAIN = Route("nudges.again", On, changes=True)
WEEKLY = Route("nudges.weekly", On, changes=True)

MEETING = Route("nudges.meeting", Row, opens_form=True)
MEETING_SENT = Route("nudges.meeting", Id, changes=True)
"""The next session; the id is a relationship's, or empty for who has none."""

SETTINGS = Route("nudges.settings", Nothing, opens_form=True)
SETTINGS_SENT = Route("nudges.settings", Nothing, changes=True)
PAUSE = Route("nudges.pause", On, changes=True)
RESUME = Route("nudges.resume", On, changes=True)
"""The end of a pause, and nothing else."""


def message_of(on: str) -> tuple[str, str]:
    """The name and value of what draws a message. Raises Refused for what is none of ours."""
    name, _bar, value = on.partition("|")
    if name not in {FOUND.name, TOLD.name}:
        raise Refused(Reason.BAD_INPUT, _(OUT_OF_DATE))
    return name, value
