"""What can be pressed and sent while a session is on its way."""

from dataclasses import dataclass

from handlers.routing import Id, Nothing, Route, Value


@dataclass(frozen=True, slots=True)
class VoicePicked(Value):
    """`place` is that of the voice among all voices of the session, so that no name travels in a button."""

    job: str
    place: str


@dataclass(frozen=True, slots=True)
class Placed(Value):
    job: str
    relationship: str


STOP = Route("intake.stop", Id, changes=True)
RETRY = Route("intake.retry", Id, changes=True)
AGAIN = Route("intake.again", Id, changes=True)
COACH = Route("roles.coach", VoicePicked, changes=True)
SWAPPED = Route("roles.swapped", VoicePicked, changes=True)
CLIENT = Route("roles.client", VoicePicked, changes=True)
PRIVATE = Route("place.private", Id, changes=True)
WITH = Route("place.with", Placed, changes=True)
HELD = Route("place.held", Placed, changes=True)
ONE = Route("paste.one", Id, changes=True)
TWO = Route("paste.two", Id, changes=True)
PASTE = Route("session.paste", Nothing, opens_form=True)
PASTED = Route("insights.paste", Nothing, changes=True)
