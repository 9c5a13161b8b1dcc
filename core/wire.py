"""Values as JSON in small pieces, so that nobody has to take a large one in one go, and read back by declared types alone.

A piece is `path:json`. The path names a field (`transcript.turns`); the items of a tuple come in several pieces of that path.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter
from pydantic_core import SchemaValidator

T = TypeVar("T")

PIECE = 32_768
"""Bytes from which a piece of several items is sent off."""


class Malformed(ValueError):  # noqa: N818 - named for what it says of an answer
    """The pieces are not those of such a value."""


@dataclass(frozen=True, slots=True)
class _Field:
    """One kind of piece. `item` is set for a tuple of any length."""

    whole: TypeAdapter[Any]
    reads: SchemaValidator
    item: TypeAdapter[Any] | None = None


class Shape(Generic[T]):
    """How values of a type travel: its dataclasses and models are taken apart, field by field."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self.fields: dict[str, _Field] = dict(_fields(kind, ""))

    def pieces(self, value: T) -> Iterator[bytes]:
        for path, field in self.fields.items():
            part: Any = attrgetter(path)(value) if path else value
            if field.item is None:
                yield _piece(path, _json(field.whole, part))
                continue
            batch: list[bytes] = []
            size = 0
            for item in part:
                batch.append(_json(field.item, item))
                size += len(batch[-1])
                if size >= PIECE:
                    yield _piece(path, b"[%s]" % b",".join(batch))
                    batch, size = [], 0
            if batch:
                yield _piece(path, b"[%s]" % b",".join(batch))

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

    def take(self, piece: bytes) -> None:
        """Raises Malformed."""
        name, _, text = piece.partition(b":")
        try:
            path = name.decode()
            field = self._shape.fields[path]
            value = field.reads.validate_json(text)
        except (KeyError, ValueError) as error:
            raise Malformed(type(error).__name__) from None
        if field.item:
            self._held[path].extend(value)
        else:
            self._held[path] = value

    def value(self) -> T:
        """Raises Malformed."""
        rows = {path: tuple(self._held[path]) for path, field in self._shape.fields.items() if field.item}
        return self._shape.built(self._held | rows)


def _fields(kind: Any, path: str) -> Iterator[tuple[str, _Field]]:
    if (parts := _parts(kind)) is not None:
        for name, part in parts.items():
            yield from _fields(part, f"{path}.{name}".lstrip("."))
    elif get_origin(kind) is tuple and get_args(kind)[1:] == (...,):
        yield path, _field(kind, TypeAdapter(get_args(kind)[0]))
    else:
        yield path, _field(kind)


def _field(kind: Any, item: TypeAdapter[Any] | None = None) -> _Field:
    whole: TypeAdapter[Any] = TypeAdapter(kind)
    return _Field(whole, SchemaValidator(_fail_fast(whole.core_schema)), item)


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
