"""What can be pressed about briefs and the next session."""

from dataclasses import dataclass

from handlers.routing import Id, Route, Value

YES, NO = "1", ""


@dataclass(frozen=True, slots=True)
class Line(Value):
    """A line of a brief, of a relationship: whether it is to be hidden, and the message it stands on, as it is remembered."""

    bond: str
    line: str
    hidden: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """YES or NO about a relationship."""

    bond: str
    answer: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class Shown(Value):
    """A relationship, and the message pressed."""

    bond: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class Wanted(Value):
    answer: str


PREVIEW = Route("briefs.preview", Id)
GIVEN = Route("briefs.given", Id)
"""What draws such a message; nothing is pressed by these names."""

OPEN = Route("briefs.open", Id)
AGREE = Route("briefs.agree", Answer, changes=True)
PLANS = Route("briefs.plans", Answer, changes=True)
HIDE = Route("briefs.hide", Line, changes=True)
SKIP = Route("briefs.skip", Shown, changes=True)
GIVE = Route("briefs.give", Shown, changes=True)
DIGEST = Route("briefs.digest", Wanted, changes=True)
LET_GO = Route("briefs.let.go", Id, changes=True)
"""Not to be asked any more when the next session is."""
