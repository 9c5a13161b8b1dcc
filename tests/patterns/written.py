"""What a pattern finds, as it may be written."""

from collections.abc import Collection, Iterable
from importlib import import_module
from typing import Any

_syntax: Any = import_module("re._parser")  # the one reader of patterns there is; kept in all of 3.11 to 3.14
_REPEATS = (_syntax.MAX_REPEAT, _syntax.MIN_REPEAT, _syntax.POSSESSIVE_REPEAT)
_NOTHING = (_syntax.AT, _syntax.ASSERT, _syntax.ASSERT_NOT)
_DIGIT, _ANY = "0", "\0"


def without(signs: Collection[str], pattern: str) -> set[str]:
    """The ways to write what `pattern` finds that hold no digit and none of `signs`; what may be anything is a zero character."""
    return _without((*signs, _DIGIT), _syntax.parse(pattern)) - {_DIGIT}


def _without(signs: Collection[str], tree: Iterable[Any]) -> set[str]:
    """Those, and a digit for all others together."""
    ways = {""}
    for kind, told in tree:
        more = _pieces(signs, kind, told)
        joined = (before + piece for before in ways for piece in more)
        ways = {_DIGIT if any(sign in way for sign in signs) else way for way in joined}
    return ways


def _pieces(signs: Collection[str], kind: object, told: Any) -> set[str]:
    if kind is _syntax.LITERAL:
        return {_DIGIT if chr(told).isdigit() else chr(told)}
    if kind is _syntax.SUBPATTERN:
        return _without(signs, told[-1])
    if kind is _syntax.BRANCH:
        return set().union(*(_without(signs, branch) for branch in told[1]))
    if kind in _REPEATS:
        return _without(signs, told[2]) | (set() if told[0] else {""})
    if kind is _syntax.IN:
        return set().union(*(_of_a_class(*each) for each in told))
    return {""} if kind in _NOTHING else {_ANY}


def _of_a_class(kind: object, told: Any) -> set[str]:
    if kind is _syntax.LITERAL:
        return {_DIGIT if chr(told).isdigit() else chr(told)}
    digits = told is _syntax.CATEGORY_DIGIT or (kind is _syntax.RANGE and (chr(told[0]) + chr(told[1])).isdigit())
    return {_DIGIT if digits else _ANY}
