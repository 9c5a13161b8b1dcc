"""What a row of the tables of routes is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.services import Services

CommandHandler = Callable[[Services, CommandGiven, Respond], Awaitable[None]]
ButtonHandler = Callable[[Services, ButtonPressed, Respond], Awaitable[None]]
FormHandler = Callable[[Services, FormSent, Respond], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """`usage` is what follows the name; `about` one line for help, manifest and README; `words` all it knows, by which a command
    is told from a sentence that begins like one.

    Each is a `/debrief` verb, and a command of its own on the platform if `own`.
    """

    name: str
    usage: str
    about: str
    handler: CommandHandler
    own: bool = True
    words: frozenset[str] = frozenset()

    @property
    def typed(self) -> str:
        """What one writes: `/share [@coach] [list]`, or `/debrief privacy`."""
        return f"/{'' if self.own else 'debrief '}{self.name} {self.usage}".strip()
