"""A table whose entries are made at their first use: compiling thousands of patterns is no part of the service's start, since its
guarded children read people's words. A child can open no file: core/sandbox/tasks.py: warm makes all that it may need."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

V = TypeVar("V")


class AtFirstUse(Mapping[str, V]):
    def __init__(self, keys: tuple[str, ...], make: Callable[[str], V]) -> None:
        self._keys = keys
        self._make = make
        self._made: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def warm(self) -> None:
        for _ in self.values():
            pass
