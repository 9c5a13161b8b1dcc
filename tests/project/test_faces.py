"""No platform's own syntax stands in what is said for all of them."""

import ast
import re
from pathlib import Path

from core.card import Card, Facts, Say, Text, written
from handlers.routes import COMMANDS

ROOT = Path(__file__).parents[2]
TYPED = re.compile(rf"/({'|'.join(command.name for command in COMMANDS)}|debrief)\b")


def _said(path: Path) -> list[str]:
    """The strings of a module but for docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in notes]
    return [node.value for node in constants if isinstance(node.value, str)]


def test_commands_in_texts_are_written_by_each_face() -> None:
    found = {
        str(path.relative_to(ROOT)): text
        for room in ("core", "handlers")
        for path in (ROOT / room).rglob("*.py")
        for text in _said(path)
        if TYPED.search(text)
    }
    assert found == {}


def test_every_text_of_a_card_is_written_and_the_rest_stays_as_it_is() -> None:
    card = Card(f"{Say('share')}", (Text(f"a {Say('share', 'list')} b"), Facts(((f"{Say('help')}", "x"),))))
    shown = written(card, lambda said: f"<{said.verb}:{said.rest}>")
    assert shown == Card("<share:>", (Text("a <share:list> b"), Facts((("<help:>", "x"),))))
    plain = Card("One", (Text("two"),))
    assert written(plain, lambda _: "") is plain
