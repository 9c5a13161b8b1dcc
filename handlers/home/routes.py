"""What can be pressed on the home alone."""

from dataclasses import dataclass

from handlers.routing import Nothing, Route, Value


@dataclass(frozen=True, slots=True)
class Filter(Value):
    """A core.ports.people.Scope."""

    scope: str


SHOW = Route("home.show", Filter)
HELP = Route("help.open", Nothing)
