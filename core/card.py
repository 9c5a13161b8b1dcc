"""What the bot says, once, for every face: a card is a tree of frozen values; renderers turn it into a platform's form.

All strings are plain text. A renderer escapes them; nothing in here is markup, so words of a transcript can neither ping
nor link. Renderers match on Block exhaustively and split at their platform's limits rather than drop.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from core.translation import _

S = TypeVar("S")
_SAY = re.compile("\ue000([a-z]*)\ue001([^\ue000-\ue002]*)\ue002")


@dataclass(frozen=True, slots=True)
class Say:
    """A command as it stands inside a text, such as f"{Say('share', 'list')} shows it": each face writes it in its own syntax.
    `rest` is what is written after its name."""

    verb: str
    rest: str = ""

    def __str__(self) -> str:
        return f"\ue000{self.verb}\ue001{self.rest}\ue002"


def written(shown: S, write: Callable[[Say], str]) -> S:
    """A card, a form or a text with every command in it written by `write`. Whatever renders one calls it first."""
    made: Any = shown
    if isinstance(shown, str):
        made = _SAY.sub(lambda said: write(Say(said[1], said[2])), shown) if "\ue000" in shown else shown
    elif isinstance(shown, tuple):
        parts = tuple(written(part, write) for part in shown)
        made = shown if all(new is old for new, old in zip(parts, shown, strict=True)) else parts
    elif is_dataclass(shown) and not isinstance(shown, type):
        held = {part.name: getattr(shown, part.name) for part in fields(shown)}
        changed = {name: new for name, old in held.items() if (new := written(old, write)) is not old}
        made = replace(shown, **changed) if changed else shown
    checked: S = made
    return checked


class Style(StrEnum):
    BODY = "body"
    STRONG = "strong"
    HEADING = "heading"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    style: Style = Style.BODY


@dataclass(frozen=True, slots=True)
class Quote:
    """A receipt: words said, by whom, in which turn, when (seconds or None)."""

    text: str
    speaker: str
    turn: int
    start: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Short label and value pairs, side by side where the platform can."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A line chart; every series has one value per label, None where not measurable. `axis` says what the labels are."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str = ""


class StepState(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: StepState


@dataclass(frozen=True, slots=True)
class Progress:
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    pass


class Tone(StrEnum):
    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Confirm:
    """A second question before a press counts."""

    title: str
    text: str
    yes: str
    no: str = field(default_factory=lambda: _("Keep it"))


@dataclass(frozen=True, slots=True)
class Button:
    """`action` is a route's name, `value` an opaque id or ids; never content. Rights are checked at the press."""

    label: str
    action: str
    value: str = ""
    tone: Tone = Tone.PLAIN
    confirm: Confirm | None = None
    opens_form: bool = False
    """A form answers the press: some platforms have to know that when the card is drawn."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`opens_form` as of a Button, where the choice is one of a Menu."""

    label: str
    value: str
    opens_form: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """A drop-down that acts when a choice is made."""

    placeholder: str
    action: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Opens a page in the browser: `address` is one of our own, never anything a person or a transcript said. A press of it tells
    the bot nothing."""

    label: str
    address: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Actions:
    """`judgement`: two buttons that say it was good, or was not; a platform may have thumbs for them."""

    items: tuple["Button | Menu | Link", ...]
    judgement: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """A part that can be opened: in place where the platform can, else through `open` (a button). `in_place` False: through
    `open` alone, so that rights are asked each time."""

    title: str
    blocks: tuple["Block", ...]
    open: Button | None = None
    in_place: bool = True


Block = Text | Quote | Facts | Bullets | Table | Chart | Progress | Divider | Actions | Fold


@dataclass(frozen=True, slots=True)
class Card:
    """`title` heads the card and, with `summary`, is the notification text; both stay free of session content where
    the card goes to a place others might glance at. `generated`: a model wrote what it says."""

    title: str
    blocks: tuple[Block, ...] = ()
    summary: str = ""
    generated: bool = False

    @property
    def fallback(self) -> str:
        return f"{self.title}. {self.summary}".strip(" .") if self.summary else self.title


# --- forms (a modal in Slack, a dialog in Teams) ---


@dataclass(frozen=True, slots=True)
class TextField:
    name: str
    label: str
    value: str = ""
    long: bool = False
    required: bool = True
    hint: str = ""
    max_length: int = 3000


@dataclass(frozen=True, slots=True)
class DateField:
    name: str
    label: str
    value: date | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of the choices, or any number of them if `many`."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...] = ()
    many: bool = False
    required: bool = True


@dataclass(frozen=True, slots=True)
class PersonField:
    name: str
    label: str
    value: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph inside a form."""

    text: str


Field = TextField | DateField | ChoiceField | PersonField | Words


@dataclass(frozen=True, slots=True)
class Form:
    """`action` is the route that receives it, `value` opaque ids. `submit` empty: a form that only shows."""

    title: str
    action: str
    fields: tuple[Field, ...] = ()
    blocks: tuple[Block, ...] = ()
    submit: str = ""
    cancel: str = field(default_factory=lambda: _("Close"))
    value: str = ""
