"""Every pattern of the product, found without being told: what modules hold once imported, and what functions hand to `re`."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from itertools import product
from pathlib import Path
from types import FunctionType, ModuleType

PACKAGES = ("bot", "handlers", "core", "storage")
Pattern = re.Pattern[str] | re.Pattern[bytes]
TAKES_PATTERN = frozenset(
    ["compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "template"]
)
LANGUAGES = ("en", "de")
"""What the tables of the patterns' parts are indexed by."""
SPOKEN = "name"
"""Stands for a word of the session's own where a pattern is made with `re.escape`."""


def modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            yield importlib.import_module(found.name)


def patterns() -> dict[str, Pattern]:
    """All of them by where they stand: `module:attribute[key].field`, or `module:function(n)` for the n-th in a function."""
    found: dict[Pattern, str] = {}
    for module in modules():
        for name, pattern in _held(module):
            found.setdefault(pattern, name)
    for name, pattern in in_functions():
        found.setdefault(pattern, name)
    named = {name: pattern for pattern, name in found.items()}
    assert len(named) == len(found), "two patterns of one name"
    return named


# --- what modules hold ---


def _ours(module: str | None) -> bool:
    return (module or "").partition(".")[0] in PACKAGES


def _held(module: ModuleType) -> Iterator[tuple[str, Pattern]]:
    """Patterns in a module's attributes: containers, classes, dataclass fields, closures, defaults, bound arguments."""
    seen: dict[int, object] = {}

    def visit(where: str, value: object) -> Iterator[tuple[str, Pattern]]:
        if isinstance(value, re.Pattern):
            yield where, value
        elif id(value) not in seen and not isinstance(value, str | bytes | int | float | None | ModuleType):
            seen[id(value)] = value  # kept, so that its id is not given away
            for name, part in _parts(value):
                yield from visit(where + name, part)

    for name, value in list(vars(module).items()):
        if getattr(value, "__module__", module.__name__) == module.__name__ or not callable(value):
            yield from visit(f"{module.__name__}:{name}", value)


def _parts(value: object) -> Iterator[tuple[str, object]]:  # noqa: C901 - a line for each kind of holder
    if isinstance(value, Mapping):
        yield from ((f"[{key!r}]" if isinstance(key, str) else "", part) for key, part in value.items())
        yield from (("", key) for key in value)
    elif isinstance(value, list | tuple | set | frozenset):
        yield from ((f"[{i}]", part) for i, part in enumerate(value))
    elif isinstance(value, partial):
        yield from (("", part) for part in (value.func, *value.args, *value.keywords.values()))
    elif isinstance(value, staticmethod | classmethod | property):
        yield "", getattr(value, "__func__", None) or getattr(value, "fget", None)
    elif isinstance(value, FunctionType):
        if _ours(value.__module__):
            held = inspect.getclosurevars(value).nonlocals
            yield from ((f".{name}", part) for name, part in held.items())
            yield from (("", part) for part in (*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()))
    elif hasattr(value, "__wrapped__"):  # functools.cache and the like
        yield "", value.__wrapped__
    elif isinstance(value, type):
        if _ours(value.__module__):
            yield from ((f".{name}", part) for name, part in list(vars(value).items()))
    elif is_dataclass(value):
        yield from ((f".{field.name}", getattr(value, field.name, None)) for field in fields(value))
    elif _ours(type(value).__module__) and hasattr(value, "__dict__"):
        yield from ((f".{name}", part) for name, part in list(vars(value).items()))


# --- what functions hand to `re` ---


class OutOfSightError(Exception):
    """A pattern that a function makes of what cannot be read here: give it a name in the module."""


class _GivenError(Exception):
    """The pattern is made of the function's own argument, so whoever calls it makes the pattern."""


def in_functions() -> Iterator[tuple[str, Pattern]]:
    """Patterns written or put together inside functions. Raises OutOfSightError for one that cannot be read from the source."""
    for module in modules():
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        makers: set[str] = set()
        for function in functions:
            yield from _of_function(module, function, makers)
        for caller in functions:
            called = {
                node.func.id
                for node in ast.walk(caller)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            if caller.name not in makers and called & makers and not _makes(caller, makers):
                raise OutOfSightError(f"{module.__name__}:{caller.name}")


def _of_function(
    module: ModuleType, function: ast.FunctionDef | ast.AsyncFunctionDef, makers: set[str]
) -> Iterator[tuple[str, Pattern]]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _takes_pattern(node.func)]
    for n, call in enumerate(calls):
        flags = next((each.value for each in call.keywords if each.arg == "flags"), None)
        if flags is None and ast.unparse(call.func) == "re.compile":
            flags = call.args[1] if len(call.args) > 1 else None
        if flags is None and len(call.args) > 2 and ast.unparse(call.func) != "re.sub":
            flags = call.args[2]
        set_flags = int(eval(ast.unparse(flags), vars(module))) if flags else 0  # noqa: S307 - our own source
        try:
            texts = sorted(set().union(*(_written(call.args[0], function, module, key) for key in LANGUAGES)), key=str)
            for k, text in enumerate(texts):
                yield (
                    f"{module.__name__}:{function.name}({n}{f'.{k}' if len(texts) > 1 else ''})",
                    re.compile(text, set_flags),
                )
        except _GivenError:
            makers.add(function.name)


def _takes_pattern(func: ast.expr) -> bool:
    return (
        isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Name)
        and func.value.id == "re"
        and func.attr in TAKES_PATTERN
    )


def _makes(function: ast.AST, makers: set[str]) -> bool:
    """Whether a function only hands its own arguments on to a maker of patterns."""
    arguments = {
        each.arg for node in ast.walk(function) if isinstance(node, ast.arguments) for each in _all_arguments(node)
    }
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and ast.unparse(node.func) in makers]
    return all({n.id for n in ast.walk(each) if isinstance(n, ast.Name)} & arguments for each in calls)


def _all_arguments(node: ast.arguments) -> list[ast.arg]:
    return [*node.posonlyargs, *node.args, *node.kwonlyargs, *filter(None, (node.vararg, node.kwarg))]


def _written(node: ast.expr, function: ast.AST, module: ModuleType, key: str) -> set[str]:  # noqa: C901, PLR0911 - a line for each kind of expression
    """All texts an expression can stand for; a table is read at `key`.

    A pattern that is already an object was found in its module. Raises OutOfSightError."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.Constant(value=bytes(text)):
            return {text.decode("latin-1")}
        case ast.JoinedStr():
            return _joined([_written(part, function, module, key) for part in node.values])
        case ast.FormattedValue():
            return _written(node.value, function, module, key)
        case ast.BinOp(op=ast.Add()):
            return _joined([_written(node.left, function, module, key), _written(node.right, function, module, key)])
        case ast.IfExp():
            return _written(node.body, function, module, key) | _written(node.orelse, function, module, key)
        case ast.Call() if "re.escape" in ast.unparse(node):
            return {SPOKEN}
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.Name(id=name)]):
            return _named(name, function, module, key)
        case ast.Attribute(attr="pattern"):
            return set()
        case ast.Name():
            return _named(node.id, function, module, key)
        case ast.Subscript(value=ast.Name() | ast.Attribute()):
            return _texts(_looked_up(node.value, module), ast.unparse(node), module, key)
        case ast.Attribute():
            return _texts(_looked_up(node, module), ast.unparse(node), module, key)
        case _:
            pass
    raise OutOfSightError(f"{module.__name__}: {ast.unparse(node)}")


def _joined(parts: list[set[str]]) -> set[str]:
    return {"".join(each) for each in product(*parts)}


def _named(name: str, function: ast.AST, module: ModuleType, key: str) -> set[str]:
    given = [each for node in ast.walk(function) if isinstance(node, ast.arguments) for each in _all_arguments(node)]
    if name in {each.arg for each in given}:
        raise _GivenError
    values: list[ast.expr] = []
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)]) if target == name:
                values.append(node.value)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=parts)):
                values.extend(part for target, part in zip(targets, parts, strict=True) if ast.unparse(target) == name)
            case ast.For(target=ast.Name(id=target), iter=ast.Tuple(elts=parts)) if target == name:
                values.extend(parts)
            case _:
                pass
    if values:
        return set().union(*(_written(value, function, module, key) for value in values))
    return _texts(vars(module).get(name), name, module, key)


def _looked_up(node: ast.expr, module: ModuleType) -> object:
    """What a dotted name of the module means; nothing for one that hangs on a local name."""
    if isinstance(node, ast.Attribute):
        return getattr(_looked_up(node.value, module), node.attr, None)
    return vars(module).get(node.id) if isinstance(node, ast.Name) else None


def _texts(value: object, what: str, module: ModuleType, key: str) -> set[str]:
    entries = [value.get(key)] if isinstance(value, Mapping) else [value]
    if not all(isinstance(each, str | re.Pattern) for each in entries):
        raise OutOfSightError(f"{module.__name__}: {what}")
    return {each for each in entries if isinstance(each, str)}
