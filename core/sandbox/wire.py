"""Values as JSON in small pieces, so that nobody has to take a large one in one go, and read back by declared types alone.

A piece is `path:json`. The path names a field (`transcript.turns`); the items of a tuple and the entries of a map come in several
pieces of that path, and `path+:json` goes on with a long text. An item that is long itself comes as pieces of its own, each after
`path>`, which stands alone at its end.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter
from pydantic_core import SchemaValidator

T = TypeVar("T")

PIECE = 32_768
"""Bytes from which a piece of several items is sent off, and an item sent in pieces of its own."""
_LETTERS, _ENTRIES = 8_192, 100
"""Letters of a text, entries of a map in one piece."""


class Malformed(ValueError):  # noqa: N818 - named for what it says of an answer
    """The pieces are not those of such a value."""


@dataclass(frozen=True, slots=True)
class _Field:
    """One kind of piece. `item` is set for a tuple of any length."""

    whole: TypeAdapter[Any]
    reads: SchemaValidator
    item: "Shape[Any] | None" = None
    is_map: bool = False


class Shape(Generic[T]):
    """How values of a type travel: its dataclasses and models are taken apart, field by field."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self.adapter: TypeAdapter[Any] = TypeAdapter(kind)
        self.fields: dict[str, _Field] = dict(_fields(kind, ""))

    def pieces(self, value: T) -> Iterator[bytes]:
        for path, field in self.fields.items():
            part: Any = attrgetter(path)(value) if path else value
            if field.item and part is not None:
                yield from _items(path, field.item, part)
            elif field.is_map:
                entries = list(part.items())
                for at in range(0, len(entries), _ENTRIES):
                    yield _piece(path, _json(field.whole, dict(entries[at : at + _ENTRIES])))
            elif isinstance(part, str) and len(part) > _LETTERS:
                for at in range(0, len(part), _LETTERS):
                    yield _piece(path + "+" * (at > 0), _json(field.whole, part[at : at + _LETTERS]))
            else:
                yield _piece(path, _json(field.whole, part))

    def built(self, held: Mapping[str, Any]) -> T:
        """The value of all that was taken. Raises Malformed."""
        try:
            value: T = _built(self._kind, "", held)
        except (KeyError, ValueError) as error:
            raise Malformed(type(error).__name__) from None
        return value


@cache
def shape_of(kind: Any) -> Shape[Any]:
    """The shape of a type; making one takes milliseconds."""
    return Shape(kind)


class Arriving(Generic[T]):
    """A value that comes piece by piece."""

    def __init__(self, shape: Shape[T]) -> None:
        self._shape = shape
        self._held: dict[str, Any] = {path: [] for path, field in shape.fields.items() if field.item}
        self._held |= {path: {} for path, field in shape.fields.items() if field.is_map}
        self._more: dict[str, list[str]] = {}
        self._long: dict[str, Arriving[Any]] = {}
        """Of each path, the item that comes in pieces of its own."""

    def take(self, piece: bytes) -> None:
        """Raises Malformed."""
        name, _, text = piece.partition(b":")
        try:
            if b">" in name:
                self._take_long(*piece.split(b">", 1))
                return
            path = name.decode().removesuffix("+")
            field = self._shape.fields[path]
            value = field.reads.validate_json(text)
        except (KeyError, ValueError) as error:
            raise Malformed(type(error).__name__) from None
        if value is None:
            self._held[path] = None
        elif field.item:
            self._held[path].extend(value)
        elif field.is_map:
            self._held[path].update(value)
        elif name.endswith(b"+"):
            self._more.setdefault(path, []).append(value)
        else:
            self._held[path] = value

    def _take_long(self, name: bytes, piece: bytes) -> None:
        path = name.decode()
        item = self._shape.fields[path].item
        if item is None:
            raise Malformed
        if piece:
            self._long.setdefault(path, Arriving(item)).take(piece)
        else:
            self._held[path].append(self._long.pop(path).value())

    def value(self) -> T:
        """Raises Malformed."""
        if self._long:
            raise Malformed
        listed = [path for path, field in self._shape.fields.items() if field.item]
        rows = {path: tuple(self._held[path]) for path in listed if self._held[path] is not None}
        try:
            texts = {path: "".join([self._held[path], *more]) for path, more in self._more.items()}
        except (KeyError, TypeError):
            raise Malformed from None
        return self._shape.built(self._held | rows | texts)


def _items(path: str, shape: Shape[Any], items: Iterable[Any]) -> Iterator[bytes]:
    batch: list[bytes] = []
    size = 0
    for item in items:
        text = _json(shape.adapter, item)
        is_long = len(text) > PIECE
        if not is_long:
            batch.append(text)
            size += len(text)
        if batch and (is_long or size >= PIECE):
            yield _piece(path, b"[%s]" % b",".join(batch))
            batch, size = [], 0
        if is_long:
            for piece in shape.pieces(item):
                yield path.encode() + b">" + piece
            yield path.encode() + b">"
    if batch:
        yield _piece(path, b"[%s]" % b",".join(batch))


def _fields(kind: Any, path: str) -> Iterator[tuple[str, _Field]]:
    if (parts := _parts(kind)) is not None:
        for name, part in parts.items():
            yield from _fields(part, f"{path}.{name}".lstrip("."))
    elif (listed := _some(kind)) and get_origin(listed) is tuple and get_args(listed)[1:] == (...,):
        yield path, _field(kind, shape_of(get_args(listed)[0]))
    else:
        yield path, _field(kind)


def _some(kind: Any) -> Any:
    """X of `X | None`, and any other type as it is."""
    others = [each for each in get_args(kind) if each is not NoneType]
    return others[0] if len(others) == 1 and get_origin(kind) in (Union, UnionType) else kind


def _field(kind: Any, item: Shape[Any] | None = None) -> _Field:
    whole: TypeAdapter[Any] = TypeAdapter(kind)
    return _Field(whole, SchemaValidator(_fail_fast(whole.core_schema)), item, get_origin(kind) is dict)


def _fail_fast(node: Any) -> Any:
    """The schema, with every list in it given up at its first fault: eight megabytes of faults take seconds to collect."""
    if isinstance(node, list):
        return [_fail_fast(each) for each in node]
    if not isinstance(node, dict):
        return node
    changed = {name: _fail_fast(each) for name, each in node.items()}
    return changed | {"fail_fast": True} if changed.get("type") in ("tuple", "list") else changed


def _parts(kind: Any) -> dict[str, Any] | None:
    """The types of the fields of a dataclass or model; None for any other type."""
    if not isinstance(kind, type):
        return None
    if issubclass(kind, BaseModel):
        return {name: field.annotation for name, field in kind.model_fields.items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return {field.name: hints[field.name] for field in fields(kind)}
    return None


def _built(kind: Any, path: str, held: Mapping[str, Any]) -> Any:
    if path in held or (parts := _parts(kind)) is None:
        return held[path]
    return kind(**{name: _built(part, f"{path}.{name}".lstrip("."), held) for name, part in parts.items()})


def _piece(path: str, text: bytes) -> bytes:
    return path.encode() + b":" + text


def _json(adapter: TypeAdapter[Any], value: Any) -> bytes:
    """A lone half of a character pair, which a JSON file can name and UTF-8 cannot hold, becomes a question mark."""
    plain = adapter.dump_python(value, mode="json")
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
