"""What can be pressed about working together."""

from dataclasses import dataclass

from handlers.routing import Id, Nothing, Route, Value


@dataclass(frozen=True, slots=True)
class Asked(Value):
    """Who is to be invited, and what the one who invites is then: `client` or `coach`."""

    mine: str
    other: str


LIST = Route("coach.list", Nothing)
ASK = Route("coach.ask", Asked, changes=True)
ACCEPT = Route("coach.accept", Id, changes=True)
DECLINE = Route("coach.decline", Id, changes=True)
END = Route("coach.end", Id, changes=True)
WITHDRAW = Route("coach.withdraw", Id, changes=True)
