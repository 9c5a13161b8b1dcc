"""What every section of an insight shares: verified quotes, and one descriptor that says all there is to say of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from core.card import Block
from core.transcript import Role


class Frozen(BaseModel):
    """What is stored. Fields that a newer version wrote are left out of account."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Evidence(Frozen):
    """A quote that was found in the turn it names. `start` in seconds from the start of the recording, None if unknown. `said`:
    the words that were found, where somebody corrected one of them in `quote`."""

    quote: str
    turn: int
    speaker: str = ""
    start: float | None = None
    said: str = Field(default="", exclude_if=lambda said: not said)


class SectionItem(Frozen):
    """The base of every section. An item without evidence does not exist in a stored insight."""

    evidence: tuple[Evidence, ...] = ()


def measured(default: Any) -> Any:
    """A field core works out itself; engines are never asked for it."""
    return Field(default=default, json_schema_extra={"measured": True})


T = TypeVar("T", bound=SectionItem)


@dataclass(frozen=True)
class Section(Generic[T]):
    """All there is to know about one section.

    `name` is its field in SessionInsight; `title` a message of the catalogue; `item` its model; `many` whether the field is a
    list; `voice` who must have said the quotes (None: either); `ask` what an engine is asked for; `show` draws one item;
    `asks_for_promise` turns on the commitment checks (negated, hypothetical, reported, habit, owner); `weight` says which items
    stand first, the heaviest being 0.
    """

    name: str
    title: str
    item: type[T]
    many: bool
    voice: Role | None
    ask: str
    show: Callable[[T], tuple[Block, ...]]
    asks_for_promise: bool = False
    weight: Callable[[T], int] = lambda _item: 0
