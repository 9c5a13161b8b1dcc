"""What can be pressed and sent about lists of sessions and the timeline.

A button carries the whole question, all of it opaque or a word of a table; words searched for live in a form alone and are kept
nowhere.
"""

from dataclasses import dataclass

from core.card import Say
from core.ports.insights import Scope
from core.refusal import Reason, Refused
from core.translation import N_, _
from handlers.routing import Route, Value

STATUSES = {
    "": N_("Any status"),
    "completed": N_("Done"),
    "processing": N_("In progress"),
    "failed": N_("Did not work out"),
}


@dataclass(frozen=True, slots=True)
class View(Value):
    """What a list shows: `other` is whom it is about."""

    scope: Scope = Scope.ALL
    other: str = ""
    status: str = ""
    cursor: str = ""

    @classmethod
    def unpacked(cls, text: str) -> "View":
        """Raises Refused for what no button of ours carries. What it names is checked by the queries and the policy."""
        scope, other, status, cursor = (*text.split("|", 3), "", "", "")[:4]
        if scope not in set(Scope) or status not in STATUSES:
            said = _("This list is out of date. Please open it again with {command}.", command=Say("insights"))
            raise Refused(Reason.BAD_INPUT, said)
        return cls(Scope(scope), other, status, cursor)


@dataclass(frozen=True, slots=True)
class Stretch(Value):
    """A page of a timeline: of `other`, or one's own."""

    other: str = ""
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Saved(Value):
    """`form`: one of handlers.cards.SAVED_AS."""

    other: str
    form: str


PAGE = Route("insights.page", View)
SEARCH = Route("insights.search", View, opens_form=True)
SEARCHED = Route("insights.search", View)
TIMELINE = Route("timeline.open", Stretch)
TIMELINE_EXPORT = Route("timeline.export", Saved)
