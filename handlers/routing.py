"""What a button, a form or a command leads to, said once: a route.

Each room declares its routes in its `routes.py`; cards make their buttons and forms from them, and handlers/routes.py says which
function answers each. A route's name and the text of its value are on cards that have been posted: neither may change.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, Self, TypeVar

from core.card import (
    Block,
    Button,
    Choice,
    Confirm,
    Field,
    Form,
    Menu,
    Say,
    Tone,
)
from core.refusal import Reason, Refused
from core.translation import N_, _
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
OUT_OF_DATE = N_("This card is out of date. Please open it again.")


@dataclass(frozen=True, slots=True)
class Value:
    """What a button or form carries: strings, packed with `|` in the order of the fields. The last one may hold a `|`; fields at
    the end that are empty may be left out where they have a default. Opaque ids and words of our own, never content."""

    def packed(self) -> str:
        return "|".join(str(getattr(self, each.name)) for each in fields(self))

    @classmethod
    def unpacked(cls, text: str) -> Self:
        """Raises Refused for what no card of ours carries. What it names is checked by whoever uses it."""
        known = fields(cls)
        try:
            return cls(*text.split("|", len(known) - 1)) if known else cls()
        except TypeError:
            raise Refused(Reason.BAD_INPUT, _(OUT_OF_DATE)) from None


@dataclass(frozen=True, slots=True)
class Nothing(Value):
    """Of a route that needs nothing to be told."""


@dataclass(frozen=True, slots=True)
class Id(Value):
    """Of a route about one thing."""

    id: str


@dataclass(frozen=True, slots=True)
class Page(Value):
    """Of a list: where to go on; empty for its beginning."""

    cursor: str = ""


V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Route(Generic[V]):
    """`opens_form`: a press is answered by a form, which some platforms have to know before it is pressed. `changes`: a press, or
    the sent form, changes something, so it is stored before the platform is answered."""

    name: str
    takes: type[V]
    opens_form: bool = False
    changes: bool = False

    def button(
        self, label: str, value: V | None = None, tone: Tone = Tone.PLAIN, confirm: Confirm | None = None
    ) -> Button:
        return Button(label, self.name, self._text(value), tone, confirm, self.opens_form)

    def menu(self, label: str, choices: Iterable[tuple[str, V]]) -> Menu:
        """Of (label, value) pairs: whichever is chosen, this route answers."""
        return Menu(label, self.name, tuple(Choice(name, value.packed(), self.opens_form) for name, value in choices))

    def packed(self, value: V) -> str:
        """The route with its value, in one text."""
        return f"{self.name}|{value.packed()}"

    def form(
        self,
        title: str,
        value: V | None = None,
        fields: tuple[Field, ...] = (),
        blocks: tuple[Block, ...] = (),
        *,
        submit: str = "",
        cancel: str = "",
    ) -> Form:
        return Form(title, self.name, fields, blocks, submit, cancel or _("Not now"), self._text(value))

    def read(self, event: ButtonPressed | FormSent) -> V:
        """Raises Refused as Value.unpacked does."""
        return self.takes.unpacked(event.value)

    def _text(self, value: V | None) -> str:
        return self.takes().packed() if value is None else value.packed()


def table(*rows: tuple[Route[Any], ButtonHandler] | tuple[Route[Any], FormHandler]) -> Mapping[str, Any]:
    """Handlers by name. Raises ValueError for a name that is there twice."""
    named = {route.name: handler for route, handler in rows}
    if len(named) != len(rows):
        raise ValueError("two routes have one name")
    return named


def names(routes: Iterable[Route[Any]]) -> frozenset[str]:
    return frozenset(route.name for route in routes)


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
    opens_form: bool = False
    changes: bool = False

    @property
    def typed(self) -> str:
        """What one writes, for a face to write."""
        return str(Say(self.name, self.usage))
