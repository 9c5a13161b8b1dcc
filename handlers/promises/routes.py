"""What can be pressed and sent about promises."""

from dataclasses import dataclass
from typing import Self

from core.card import Say
from core.refusal import Reason, Refused
from core.translation import _
from handlers.routing import Id, Nothing, Route, Value


@dataclass(frozen=True, slots=True)
class View(Value):
    """What a list shows: `other` is whom it is about, `back` towards its beginning."""

    other: str = ""
    settled: bool = False
    back: bool = False
    cursor: str = ""

    def packed(self) -> str:
        return "|".join((self.other, "done" if self.settled else "", "back" if self.back else "", self.cursor))

    @classmethod
    def unpacked(cls, text: str) -> Self:
        parts = text.split("|", 3)
        if len(parts) != 4 or parts[1] not in {"", "done"} or parts[2] not in {"", "back"}:
            said = _("This list is out of date. Please open it again with {command}.", command=Say("actions"))
            raise Refused(Reason.BAD_INPUT, said)
        return cls(parts[0], bool(parts[1]), bool(parts[2]), parts[3])


@dataclass(frozen=True, slots=True)
class Row(Value):
    """A promise on a list, and the packed View of the list."""

    id: str
    view: str

    @classmethod
    def of(cls, id: str, view: View) -> Self:
        return cls(id, view.packed())

    @property
    def shown(self) -> View:
        """Raises Refused as View.unpacked does."""
        return View.unpacked(self.view)


@dataclass(frozen=True, slots=True)
class Seen(Value):
    """A promise as a form showed it."""

    id: str
    version: str


LIST = Route("actions.list", Nothing)
PAGE = Route("actions.page", View)
DONE = Route("actions.done", Row, changes=True)
DROP = Route("actions.drop", Row, changes=True)
REOPEN = Route("actions.reopen", Row, changes=True)
MOVE = Route("actions.move", Row, opens_form=True)
MOVE_SENT = Route("actions.move", Seen, changes=True)
DONE_ON_CARD = Route("insight.done", Id, changes=True)
DONE_AT_HOME = Route("home.done", Id, changes=True)
