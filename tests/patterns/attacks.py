"""Texts made to slow one pattern down: what its own repetitions accept, over and over, and an end that fits nothing."""

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

_syntax: Any = import_module("re._parser")  # the one reader of patterns there is; kept in all of 3.11 to 3.14
REPEATS = (_syntax.MAX_REPEAT, _syntax.MIN_REPEAT, _syntax.POSSESSIVE_REPEAT)
TYPED = "".join(map(chr, range(32, 127))) + "\n\t’“”…–—äüß？؟:年コ\u00a0"
"""Characters that stand for all others of their kind."""
FILLERS = ("a", " ", "\n", "1", ",", ".", "-", '"', ":", "a ", "a\n", "um, ", "well... ", "- ", "1:")
MOST, LONGEST = 45, 90
"""Pieces tried on one pattern, and the characters of a piece."""
VARIANTS = 3


def attacks(pattern: re.Pattern[str] | re.Pattern[bytes]) -> Iterator[tuple[str, str, str]]:
    """(before, piece, after): the text is `before`, many times `piece`, `after`. Nothing for a pattern that repeats nothing
    without a limit: its work for one character is bounded."""
    tree = _tree(pattern)
    loops = [(before, body) for before, top, body in _repeats(list(tree), ()) if top is _syntax.MAXREPEAT]
    if not loops:
        return
    pieces, opening = dict.fromkeys(FILLERS), ""
    pieces |= dict.fromkeys(_kinds(body for _, body in loops))
    for variant in range(VARIANTS):
        for before, body in loops:
            lead, once = _fits(before, variant), _fits(body, variant)
            opening = max(opening, lead, key=len) if len(lead) <= LONGEST else opening
            pieces |= dict.fromkeys((once, lead, lead + once, lead + once + once))
        whole = _fits(tree, variant)
        pieces |= dict.fromkeys((whole, whole[:-1], whole + " "))
    for piece in [piece for piece in pieces if 0 < len(piece) <= LONGEST][:MOST]:
        yield "", piece, ""
        yield "", piece, "\x00"
        yield "", piece, "!x"
        if opening:
            yield opening, piece, "!x"


def _tree(pattern: re.Pattern[str] | re.Pattern[bytes]) -> Any:
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    return _syntax.parse(written, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)


def _inside(op: Any, value: Any) -> Iterator[Any]:
    """The parts of one node, as sequences."""
    if op in REPEATS:
        yield value[2]
    elif op is _syntax.SUBPATTERN:
        yield value[3]
    elif op is _syntax.ATOMIC_GROUP:
        yield value
    elif op is _syntax.BRANCH:
        yield from value[1]
    elif op in {_syntax.ASSERT, _syntax.ASSERT_NOT}:
        yield value[1]


def _repeats(nodes: list[Any], before: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """(what stands before, how often at most, what is repeated), the outer before the inner."""
    for at, (op, value) in enumerate(nodes):
        lead = (*before, *nodes[:at])
        if op in REPEATS:
            yield lead, value[1], value[2]
        for part in _inside(op, value):
            yield from _repeats(list(part), lead)


def _fits(nodes: Iterable[Any], variant: int) -> str:
    """A text the nodes accept, but for what they look at without taking."""
    return "".join(_fitting(op, value, variant) for op, value in nodes)


def _fitting(op: Any, value: Any, variant: int) -> str:
    if op is _syntax.LITERAL:
        return chr(value)
    if op is _syntax.ANY:
        return "a "[variant % 2]
    if op in {_syntax.IN, _syntax.NOT_LITERAL}:
        usual = [char for char in "a 1,-\n" if _accepts(op, value, char)] or sorted(_accepted(op, value))
        return usual[variant % len(usual)] if usual else ""
    if op in REPEATS:
        return _fits(value[2], variant) * int(min(value[1], max(value[0], variant)))
    if op is _syntax.BRANCH:
        return _fits(value[1][variant % len(value[1])], variant)
    if op in {_syntax.ASSERT, _syntax.ASSERT_NOT}:
        return ""
    return "".join(_fits(part, variant) for part in _inside(op, value))


def _kinds(bodies: Iterable[Any]) -> Iterator[str]:
    """One character of each kind that what is repeated tells apart."""
    sets = [_accepted(op, value) for body in bodies for op, value in _leaves(body)]
    kinds = {tuple(char in each for each in sets): char for char in reversed(TYPED)}
    return (char for held, char in kinds.items() if any(held))


def _leaves(nodes: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for op, value in nodes:
        if op in {_syntax.LITERAL, _syntax.NOT_LITERAL, _syntax.IN, _syntax.ANY}:
            yield op, value
        for part in _inside(op, value):
            yield from _leaves(part)


def _accepted(op: Any, value: Any) -> frozenset[str]:
    return frozenset(char for char in TYPED if _accepts(op, value, char))


def _accepts(op: Any, value: Any, char: str) -> bool:
    if op is _syntax.LITERAL:
        return ord(char) == int(value)
    if op is _syntax.NOT_LITERAL:
        return ord(char) != int(value)
    if op is _syntax.ANY:
        return char != "\n"
    negated = value[0][0] is _syntax.NEGATE
    return negated != any(_in_class(kind, what, char) for kind, what in value[negated:])


def _in_class(kind: Any, what: Any, char: str) -> bool:
    if kind is _syntax.RANGE:
        return bool(what[0] <= ord(char) <= what[1])
    if kind is _syntax.CATEGORY:
        named = str(what).rpartition("_")[2]
        held = {"WORD": char.isalnum() or char == "_", "SPACE": char.isspace(), "DIGIT": char.isdigit()}[named]
        return held != ("_NOT_" in str(what))
    return ord(char) == int(what)
