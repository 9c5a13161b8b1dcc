"""Cards as they are kept: JSON in which every part names its kind."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

from core import card as cards
from core.card import Card

KINDS: Mapping[str, Any] = MappingProxyType(
    {
        name: kind
        for name, kind in vars(cards).items()
        if isinstance(kind, type)
        and (is_dataclass(kind) or issubclass(kind, Enum))
        and kind.__module__ == cards.__name__
    }
)
KIND = "_"


def packed(card: Card) -> bytes:
    return json.dumps(_packed(card), ensure_ascii=False).encode("utf-8", "surrogatepass")


def unpacked(data: bytes) -> Card:
    """Raises ValueError for what is no card."""
    card = _unpacked(json.loads(data.decode("utf-8", "surrogatepass")))
    if not isinstance(card, Card):
        raise TypeError("not a card")
    return card


def _packed(part: Any) -> Any:
    if isinstance(part, Enum):
        return {KIND: type(part).__name__, "value": part.value}
    if is_dataclass(part):
        return {KIND: type(part).__name__} | {each.name: _packed(getattr(part, each.name)) for each in fields(part)}
    return [_packed(each) for each in part] if isinstance(part, tuple) else part


def _unpacked(part: Any) -> Any:
    if isinstance(part, list):
        return tuple(map(_unpacked, part))
    if not isinstance(part, dict):
        return part
    kind = KINDS[part[KIND]]
    held = {name: _unpacked(value) for name, value in part.items() if name != KIND}
    return kind(held["value"]) if issubclass(kind, Enum) else kind(**held)
