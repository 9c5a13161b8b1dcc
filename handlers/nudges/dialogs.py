"""The forms behind promises and reminders."""

from core.card import DateField, Form, TextField, Words
from core.nudges.hours import LONGEST as LONGEST_DAY
from core.nudges.settings import clock
from core.people.relationships import Meeting
from core.promises.commitments import LONGEST, Commitment
from core.translation import _
from handlers.nudges import routes
from handlers.promises.routes import Seen
from handlers.routing import Id

LONGEST_PLAN = 600


def another(promise: Commitment) -> Form:
    hint = _("Such as Friday, next Tuesday at 9, in two weeks, or every Monday.")
    field = TextField("day", _("When shall I come back to it?"), hint=hint, max_length=LONGEST_DAY)
    return routes.ANOTHER_SENT.form(_("Another day"), Id(promise.id), (field,), submit=_("Save"))


def plan(promise: Commitment) -> Form:
    made = promise.plan
    hint = _("In your own words: “When I am back from lunch on Friday, I call Ann.” I repeat just this line.")
    fields = (
        Words(promise.action),
        TextField(
            "line",
            _("When and where will you do it?"),
            made.line if made else "",
            long=True,
            hint=hint,
            max_length=LONGEST_PLAN,
        ),
        TextField(
            "obstacle",
            _("What might get in the way, and what then?"),
            made.obstacle if made else "",
            long=True,
            required=False,
            max_length=LONGEST_PLAN,
        ),
    )
    return routes.PLAN_SENT.form(_("Your plan"), Id(promise.id), fields, submit=_("Save"))


def change(promise: Commitment) -> Form:
    """Other words, another day, or both."""
    fields = (
        TextField("action", _("What will you do?"), promise.action[:LONGEST], max_length=LONGEST),
        DateField("date", _("Until when? Leave it empty for no date."), promise.due),
    )
    return routes.CHANGE_SENT.form(
        _("Change this promise"), Seen(promise.id, str(promise.version)), fields, submit=_("Save")
    )


def next_session(relationship_id: str, known: Meeting | None) -> Form:
    at = clock(known.at) if known and known.at else ""
    fields = (
        DateField("date", _("When do you meet next?"), known.day if known else None, required=True),
        TextField("time", _("At what time?"), at, required=False, hint=_("Such as 9:30."), max_length=20),
    )
    return routes.MEETING_SENT.form(_("The next session"), Id(relationship_id), fields, submit=_("Save"))
