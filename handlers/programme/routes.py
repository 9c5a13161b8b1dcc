"""What can be pressed about the programme's figures."""

from dataclasses import dataclass

from handlers.routing import Route, Value


@dataclass(frozen=True, slots=True)
class Month(Value):
    """Such as 2026-10; empty for the newest that can be looked at."""

    month: str = ""


OPEN = Route("programme.open", Month)
