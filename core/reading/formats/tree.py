"""The objects of a JSON file filed by their paths, and the names the file lists for the numbers of its speakers."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from core.reading.formats import fields, rows
from core.reading.formats.fields import Kind, meaning, parts
from core.reading.formats.values import (
    is_path,
    label,
    span,
    text_of,
)

_DEPTH = 40
_ALTERNATIVES = frozenset({"alternatives", "nbest", "hypotheses"})
_PLACE = re.compile(r"[0-9][0-9:.,]{0,20}$")
Path = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Node:
    """One object. `above`: the one it stands in. `lone`: it stands there by itself, not in a list. `home`: its list, counted."""

    fields: dict[str, Any]
    above: "Node | None"
    lone: bool
    home: int
    place: int = 0

    def ranked(self, kind: Kind) -> list[tuple[int, str]]:
        """(rank, key) of the fields that may hold it, the best first."""
        return _ranked(tuple(self.fields), kind)


@lru_cache(maxsize=512)
def _ranked(keys: tuple[str, ...], kind: Kind) -> list[tuple[int, str]]:
    return sorted((found.rank, key) for key in keys if (found := meaning(key, kind)) is not None)


@dataclass(slots=True)
class Tree:
    """`groups`: objects by path, a place in a list being `*`. `aside`: paths of what stands beside the speech. `names`: what a
    speaker's number or letter stands for, where the file lists it."""

    groups: dict[Path, list[Node]] = field(default_factory=lambda: defaultdict(list))
    aside: set[Path] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    homes: int = 0


def grow(data: Any) -> Tree:
    """The tree of a parsed file."""
    tree = Tree()
    _walk(tree, unfolded(data), (), None, aside=False)
    return tree


def _walk(tree: Tree, value: Any, path: Path, above: Node | None, *, aside: bool) -> None:
    if len(path) > _DEPTH:
        return
    if isinstance(value, list):
        tree.homes += 1
        home = tree.homes
        for place, item in enumerate(value):
            if isinstance(item, dict):
                _object(tree, item, (*path, "*"), Node({}, above, lone=False, home=home, place=place), aside=aside)
            elif isinstance(item, list):
                _walk(tree, unfolded(item), (*path, "*"), above, aside=aside)
    elif isinstance(value, dict):
        _object(tree, value, path, Node({}, above, lone=True, home=above.home if above else 0), aside=aside)


def _object(tree: Tree, item: dict[str, Any], path: Path, node: Node, *, aside: bool) -> None:
    node.fields = with_first_alternative(item)
    tree.groups[path].append(node)
    if aside:
        tree.aside.add(path)
    for key, inner in node.fields.items():
        if not isinstance(inner, dict | list):
            continue
        if fields.of_people(key):
            _list_people(tree, inner)
        if fields.is_translation(key):
            continue
        if isinstance(inner, list) or meaning(key, Kind.WHO) is None or label(inner) is None:
            beside = (aside or fields.is_aside(key)) and not fields.is_speech(key)
            _walk(tree, unfolded(inner), (*path, "*" if _PLACE.match(key) else key), node, aside=beside)


def with_first_alternative(item: dict[str, Any]) -> dict[str, Any]:
    """A recogniser's first guess as if it stood in the object itself; the others are no second telling."""
    key = next((key for key in item if key.lower() in _ALTERNATIVES), None)
    if key is None or not isinstance(item[key], list):
        return item
    rest = {name: value for name, value in item.items() if name != key}
    first = item[key][0] if item[key] else None
    return {**rest, **first} if isinstance(first, dict) else rest


def _list_people(tree: Tree, value: Any) -> None:
    """`[{"id": 1, "name": "Ana"}]`, `{"1": "Ana"}`, `{"A": {"name": "Ana"}}` or `["Ana", "Ben"]` by their places."""
    if isinstance(value, dict) and not any(_is_id(key) or meaning(key, Kind.WHO) for key in value):
        for key, inner in value.items():
            name = text_of(inner) or (_name_in(inner) if isinstance(inner, dict) else "")
            if name:
                tree.names.setdefault(key, name)
                if _is_number(name) and not _is_number(key):
                    tree.names[name] = key
        return
    for place, inner in enumerate(value if isinstance(value, list) else [value]):
        if isinstance(inner, str) and inner.strip():
            tree.names.setdefault(f"#{place}", text_of(inner))
        elif isinstance(inner, dict) and (name := _name_in(inner)):
            for key, number in inner.items():
                if isinstance(number, str | int) and not isinstance(number, bool) and (_is_id(key) or is_path(number)):
                    tree.names.setdefault(str(number), name)


def _is_id(key: str) -> bool:
    words = frozenset(parts(key))
    found = meaning(key, Kind.WHO)
    return bool(words & fields.NUMBERED) or (found is not None and found.rank in {1, 3, 4})


def _is_number(name: str) -> bool:
    return re.fullmatch(r"(?:[A-Za-z]|[A-Za-z]{0,20}[ _-]?[0-9]{1,4})", name) is not None


def _name_in(person: dict[str, Any]) -> str:
    if any(meaning(key, Kind.START) and span(value)[0] for key, value in person.items()):
        return ""  # it speaks: no entry of a list of those present
    named = any(
        (text_of(value) or isinstance(value, dict)) and found.rank in {0, 1, 2}
        for key, value in person.items()
        if (found := meaning(key, Kind.WHO)) is not None
    )
    return (label(person) or "") if named else ""


def unfolded(value: Any) -> Any:
    """Other shapes of a list of objects as one: columns side by side, a list a speaker, `{"Ana": "Hello."}` an entry, rows."""
    if isinstance(value, dict) and len(value) >= 2:
        return _from_columns(value) or _from_voices(value) or value
    if isinstance(value, list) and len(value) >= 2:
        return _from_pairs(value) or _from_rows(value) or value
    return value


def _from_columns(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """`{"speaker": […], "text": […]}`, each of the same length; also `{"speaker": {"0": …}, "text": {"0": …}}`."""
    held = {key: list(column.values()) if isinstance(column, dict) else column for key, column in value.items()}
    columns = {
        key: column
        for key, column in held.items()
        if isinstance(column, list) and len(column) >= 2 and not any(isinstance(cell, dict | list) for cell in column)
    }
    what = [key for key in columns if meaning(key, Kind.WHAT)]
    if not what or not any(meaning(key, Kind.WHO) for key in columns):
        return None
    size = len(columns[what[0]])
    even = {key: column for key, column in columns.items() if len(column) == size}
    if not any(meaning(key, Kind.WHO) for key in even):
        return None
    return [dict(zip(even, row, strict=True)) for row in zip(*even.values(), strict=True)]


def _from_voices(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """`{"Ana": [{"text": …, "start": …}], "Ben": […]}`: the key speaks."""
    voices = {key: items for key, items in value.items() if isinstance(items, list) and items}
    if len(voices) < 2 or any(
        meaning(key, Kind.WHAT) or fields.is_speech(key) or fields.is_aside(key) or fields.of_people(key)
        for key in voices
    ):
        return None
    told: list[dict[str, Any]] = []
    for key, items in voices.items():
        for item in items:
            if not isinstance(item, dict) or any(meaning(name, Kind.WHO) for name in item):
                return None
            start = next(
                (found for name, inner in item.items() if meaning(name, Kind.START) and (found := span(inner)[0])), None
            )
            if start is None or not any(meaning(name, Kind.WHAT) and text_of(item[name]) for name in item):
                return None
            told.append({"speaker": key, "_at": start.at, **item})
    return sorted(told, key=lambda item: item["_at"])


def _from_pairs(value: list[Any]) -> list[dict[str, Any]] | None:
    """`[{"Ana": "Hello."}, {"Ben": "Hi."}]`."""
    if not all(isinstance(item, dict) and len(item) == 1 for item in value):
        return None
    pairs = [next(iter(item.items())) for item in value]
    keys = {key for key, _ in pairs}
    if not all(text_of(said) for _, said in pairs) or not 2 <= len(keys) <= max(4, len(pairs) // 2):
        return None
    return [{"speaker": key, "text": said} for key, said in pairs]


def _from_rows(value: list[Any]) -> list[dict[str, Any]] | None:
    """`[["Ana", 1.5, "Hello."], …]`, with or without a row of headings."""
    if not all(isinstance(row, list) and 2 <= len(row) <= 12 for row in value):
        return None
    cells = [["" if cell is None else str(cell) for cell in row] for row in value]
    return rows.records(cells)[0] or None
