"""Where the sentences stand that people read, and what babel finds there."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message

from scripts.messages import ROOT, said

ROOMS = (
    "bot/front.py",
    "bot/local.py",
    "bot/pages",
    "bot/playground",
    "bot/render",
    "bot/slack",
    "core/analysis/analyse.py",
    "core/analysis/icf/competencies.py",
    "core/analysis/metrics.py",
    "core/analysis/quality.py",
    "core/analysis/safety.py",
    "core/card.py",
    "core/insight",
    "core/limits.py",
    "core/nudges",
    "core/people",
    "core/promises",
    "core/reading/measurability.py",
    "core/sharing",
    "core/transcript.py",
    "handlers",
)
"""Folders and files in which whatever a person reads goes through the catalogue."""


def _of(room: str) -> list[Path]:
    there = ROOT / room
    return [there] if there.suffix else list(there.rglob("*.py"))


SAID_IN = sorted({source for room in ROOMS for source in _of(room)})
REFUSE_IN = sorted(source for room in ("bot", "core", "handlers") for source in _of(room) if "cli" not in source.parts)
"""Everything but the terminal, which speaks English."""


Id = str | tuple[str, ...]


def named(message: Message) -> Id:
    """Its English; of one with a plural (one, several)."""
    return message.id if isinstance(message.id, str) else tuple(message.id)


@cache
def messages() -> frozenset[Id]:
    """Every message of the code."""
    return frozenset(named(message) for message in said() if message.id)


TITLED = {"form": 24, "Form": 24, "button": 75, "menu": 75, "Button": 75, "Menu": 75, "Confirm": 100}
"""Calls whose first argument is a label, with how many characters it may have in Slack."""


@cache
def labels() -> frozenset[tuple[str, int]]:
    """Messages that are the title or a button of a form, or the label of a button elsewhere, with how much room they have."""
    found: set[tuple[str, int]] = set()
    for source in SAID_IN:
        tree = ast.parse(source.read_text())
        named = {
            name: said for node in ast.walk(tree) if isinstance(node, ast.Assign) for name, said in _assigned(node)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            parts = [(part, TITLED[name]) for part in call.args[:1] if name in TITLED]
            parts += [(word.value, 24) for word in call.keywords if word.arg in {"title", "submit", "cancel"}]
            for part, most in parts:
                said = named.get(part.id) if isinstance(part, ast.Name) else _message(part)
                found |= {(said, most)} if said else set()
    return frozenset(found)


def _assigned(node: ast.Assign) -> Iterator[tuple[str, str]]:
    """The names that are given a message, with it: also of several at once."""
    target = node.targets[0]
    names, values = ([target], [node.value])
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        names, values = (target.elts, node.value.elts)
    for name, value in zip(names, values, strict=False):
        if isinstance(name, ast.Name) and (said := _message(value)):
            yield name.id, said


def _message(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Name(id="_" | "N_"), args=[ast.Constant(value=str(said))]):
            return said
        case _:
            return ""
