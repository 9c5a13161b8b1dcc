"""Every sentence that somebody reads goes through the catalogue: none stands in the code on its own."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.translation.sources import ROOT, SAID_IN, messages

SENTENCE = re.compile(r"[A-Za-z’']+[.,:;?]? [A-Za-z]|^[A-Z][a-z]+$")
MARKS = {"_", "N_", "ngettext"}
UNREAD = re.compile(r"(Error|Exception|Fault)$|^(debug|info|warning|error|exception|critical|compile|TypeVar|NewType)$")
"""Calls whose text nobody but a programmer reads."""


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _bare(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Sentences in the tree that no call of the catalogue holds, with their lines."""
    if isinstance(node, ast.Call) and (_name(node) in MARKS or UNREAD.search(_name(node))):
        for value in node.keywords if _name(node) in MARKS else ():
            yield from _bare(value.value)
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        if SENTENCE.search(text):
            yield node.lineno, text
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _bare(part.value)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.search(node.value):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from _bare(child)


@pytest.mark.parametrize("source", SAID_IN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_stands_outside_the_catalogue(source: Path) -> None:
    assert list(_bare(ast.parse(source.read_text()))) == []


def test_a_bare_sentence_is_seen() -> None:
    planted = (
        'def f(name):\n    "A docstring."\n    log.info("a line of a log")\n    return Text(f"{name} left today.")\n',
        '_("It is {what}.", what="so long")\n',
    )
    assert [text for source in planted for _line, text in _bare(ast.parse(source))] == [" left today.", "so long"]


def test_the_catalogue_is_found() -> None:
    assert len(messages()) > 20
