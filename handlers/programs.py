"""What cards and forms about a person's own programs have in common: a list of what they gave them, and secrets shown once, in a
window that leaves nothing in a conversation."""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

from core.card import Actions, Block, Bullets, Button, Card, Divider, Form, Style, Text
from core.translation import _

S = TypeVar("S", bound=str)


def card(title: str, about: str, rows: list[Block], add: Button) -> Card:
    return Card(title, (Text(about), *rows, Divider(), Actions((add,))))


def row(name: str, may: tuple[str, ...], state: str, ways: Actions) -> Iterator[Block]:
    yield from (Divider(), Text(name, Style.STRONG), Bullets(may), Text(state, Style.SMALL), ways)


def chosen(words: Mapping[S, str], given: Collection[S]) -> tuple[str, ...]:
    """What of these is given, in words."""
    return tuple(_(said) for name, said in words.items() if name in given)


def shown_once(title: str, copy: str, secret: str, further: str) -> Form:
    return Form(title, "none", blocks=(Text(copy), Text(secret, Style.STRONG), Text(further)))
