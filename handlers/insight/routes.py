"""What can be pressed and sent about one session: its card, its comments, its corrections."""

from dataclasses import dataclass

from handlers.routing import Id, Route, Value
from handlers.sharing import routes as sharing

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Part(Value):
    """A section of the card, by its name."""

    insight: str
    section: str


@dataclass(frozen=True, slots=True)
class Place(Value):
    """An item of a section, by its number in the analysis as it was stored (from 0)."""

    section: str
    place: str


@dataclass(frozen=True, slots=True)
class Named(Value):
    """What the `place`-th (from 0) passage or doubtful promise is to its client: an item of `section`, or nothing."""

    insight: str
    among: str
    place: str
    section: str


@dataclass(frozen=True, slots=True)
class Dated(Value):
    """`day` in ISO 8601."""

    insight: str
    day: str


@dataclass(frozen=True, slots=True)
class Voice(Value):
    """Which voice is the owner's: "client", "coach" or "neither"."""

    insight: str
    voice: str


@dataclass(frozen=True, slots=True)
class Wanted(Value):
    """YES or NO, whatever the route asks of the session."""

    insight: str
    answer: str


@dataclass(frozen=True, slots=True)
class Saved(Value):
    """`form`: one of handlers.cards.SAVED_AS."""

    insight: str
    form: str


@dataclass(frozen=True, slots=True)
class Thread(Value):
    insight: str
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Remark(Value):
    """A comment or a correction, which has its id before it is made: a form that comes back twice makes one."""

    insight: str
    id: str


@dataclass(frozen=True, slots=True)
class Chosen(Value):
    """What was chosen from the menu of a card: another route, and its value."""

    route: str
    value: str


OPEN = Route("insight.open", Id)
SECTION = Route("insight.section", Part, opens_form=True)
CRAFT = Route("insight.craft", Id, opens_form=True)
SHOW_CRAFT = Route("insight.craft.share", Wanted, changes=True)
HOLD = Route("insight.hold", Wanted, changes=True)
EDIT = Route("insight.edit", Id, opens_form=True)
DATE = Route("insight.date", Id, opens_form=True)
KEEP_DATE = Route("insight.date.keep", Dated, changes=True)
EDIT_SENT = Route("insight.edit", Id, changes=True)
SEEN = Route("insight.seen", Id, opens_form=True)
EXPORT = Route("insight.export", Saved)
FEEDBACK = Route("insight.feedback", Wanted, changes=True)
DELETE = Route("insight.delete", Id, changes=True)
ASK_DELETE = Route("insight.delete.ask", Id, opens_form=True)
DELETE_SENT = Route("insight.delete", Id, changes=True)

CORRECT = Route("insight.correct", Id, opens_form=True)
CORRECT_SENT = Route("insight.correct", Remark, changes=True)
WORD = Route("insight.word", Id, opens_form=True)
WORD_SENT = Route("insight.word", Remark, changes=True)
CORRECTIONS = Route("correct.list", Id)
UNDO = Route("correct.undo", Remark, changes=True)
VOICE = Route("insight.voice", Voice, changes=True)
NAME = Route("insight.name", Named, changes=True)

COMMENTS = Route("comments.open", Id)
COMMENTS_PAGE = Route("comments.page", Thread)
COMMENT = Route("comments.write", Id, opens_form=True)
COMMENT_SENT = Route("comments.write", Remark, changes=True)
COMMENT_DELETE = Route("comments.delete", Remark, changes=True)

MORE = Route("insight.more", Chosen, opens_form=True)
SELDOM = (CRAFT, EDIT, SEEN, sharing.PAIR, CORRECT, WORD, ASK_DELETE)
"""What is behind the menu of a card; each opens a form."""
