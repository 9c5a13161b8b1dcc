"""Every sentence that somebody reads goes through the catalogue: none stands in the code on its own."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from scripts.messages import ROOT
from tests.translation.sources import REFUSE_IN, SAID_IN, messages

SENTENCE = re.compile(r"[A-Za-z’']+[.,:;?]? [A-Za-z]|^[A-Z][a-z]+$")
MARKUP = re.compile(r"<[^>]*>|\{[^{}]*\}")
MARKS = {"_", "N_", "ngettext"}
UNREAD = re.compile(
    r"(Error|Exception|Fault)$|^(debug|info|warning|error|exception|critical|_?compile|audit|log|json_response|TypeVar|NewType|cast)$"
)
"""Calls whose text nobody but a programmer reads."""
NAMES = frozenset(
    {"Debrief", "Markdown", "Word", "Calibri", "Normal", "Quote", "List Bullet", "Table Grid"}
    | {"Leila Nassiri", "Ingrid Solheim", "Astrid Dahl"}
    | {"bold cyan", "bold red", "not bold", "text/html; charset=utf-8", "Bearer "}
)
"""Names that are the same in every language: of programs, fonts and styles, of the people of the playground, of a terminal's
looks, of kinds of content."""
UNREAD_ARGUMENTS = frozenset({"ask"})
"""What an engine is asked."""
UNREAD_CONSTANTS = frozenset({"__all__", "_STOP_WORDS", "HEADERS", "STYLE"})
STORED = re.compile("Enum$")
"""Of classes whose values are stored: what people read of them is said elsewhere."""


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _unread(node: ast.AST) -> bool:
    """Whether it is none of what people read: a docstring, values that are stored, a set of words to look for."""
    match node:
        case ast.Expr(ast.Constant()) | ast.Set():
            return True
        case ast.ClassDef():
            return any(STORED.search(ast.unparse(base)) for base in node.bases)
        case ast.AnnAssign(annotation=ast.expr() as annotation):
            return "Literal[" in ast.unparse(annotation)
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in UNREAD_CONSTANTS
        case ast.keyword(arg=str(name)):
            return name in UNREAD_ARGUMENTS
        case ast.Call():
            return UNREAD.search(_name(node)) is not None
        case _:
            return False


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Where in it a sentence may stand: neither in a type, nor in the key of a dict, nor in what the catalogue holds."""
    match node:
        case ast.Call() if _name(node) in MARKS:
            yield from (value.value for value in node.keywords)
        case ast.Call(func=ast.Name(id="cast"), args=[_type, value]):
            yield value
        case ast.JoinedStr():
            yield from (part.value for part in node.values if isinstance(part, ast.FormattedValue))
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults), *node.body)
        case ast.AnnAssign():
            yield from [node.value] if node.value else []
        case ast.Dict():
            yield from node.values
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from [*node.body, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        case ast.Subscript():
            yield node.value
        case _:
            yield from ast.iter_child_nodes(node)


def _bare(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Sentences in the tree that no call of the catalogue holds, with their lines."""
    if _unread(node):
        return
    text = ""
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    if text not in NAMES and SENTENCE.search(" ".join(MARKUP.sub("", text).split())):
        yield cast("ast.expr", node).lineno, text
    for part in _parts(node):
        yield from _bare(part)


@pytest.mark.parametrize("source", SAID_IN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_stands_outside_the_catalogue(source: Path) -> None:
    assert list(_bare(ast.parse(source.read_text()))) == []


@pytest.mark.parametrize("source", REFUSE_IN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_message_stands_in_an_f_string(source: Path) -> None:
    """Babel does not see it there."""
    strings = (node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.JoinedStr))
    calls = (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call))
    hidden = [node.lineno for node in calls if _name(node) in MARKS and isinstance(node.args[0], ast.Constant)]
    assert hidden == []


def _bare_refusals(tree: ast.Module) -> list[int]:
    """Lines of refusals whose words the catalogue does not hold, neither there nor in the constant that is named."""
    constants = {
        target.id: each.value
        for each in tree.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    refusals = (each for each in ast.walk(tree) if isinstance(each, ast.Call) and _name(each) in {"Refused", "NotYet"})
    said = [(each.lineno, each.args[1]) for each in refusals if len(each.args) > 1]
    words = [(line, constants.get(arg.id, arg) if isinstance(arg, ast.Name) else arg) for line, arg in said]
    return [line for line, each in words if isinstance(each, ast.Constant | ast.JoinedStr | ast.BinOp)]


@pytest.mark.parametrize("source", REFUSE_IN, ids=lambda path: str(path.relative_to(ROOT)))
def test_whatever_is_refused_is_refused_in_words_of_the_catalogue(source: Path) -> None:
    assert _bare_refusals(ast.parse(source.read_text())) == []


def test_a_bare_refusal_is_seen() -> None:
    planted = (
        'NO = "No."\nYES = N_("Yes.")\nRefused(r, NO)\nRefused(r, YES)\nRefused(r, "No.")\nRefused(r, _("Yes."))\n'
    )
    assert _bare_refusals(ast.parse(planted)) == [3, 5]


def test_a_bare_sentence_is_seen() -> None:
    planted = (
        'def f(name):\n    "A docstring."\n    log.info("a line of a log")\n    return Text(f"{name} left today.")\n',
        'Text(f"File {n} of {count}")\n',
        '_("It is {what}.", what="so long")\n',
        'Markup("<p class=\\"a b\\"><b>Figures</b> {}</p>")\n',
        'level: Literal["High", "Low"] = "High"\nlabel: "Text" = "Low"\n',
    )
    seen = [text for source in planted for _line, text in _bare(ast.parse(source))]
    assert seen == [" left today.", "File  of ", "so long", '<p class="a b"><b>Figures</b> {}</p>', "Low"]


def test_the_catalogue_is_found() -> None:
    assert len(messages()) > 20
