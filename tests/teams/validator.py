"""What Teams would refuse or read more into, said before Teams says it: shapes, sizes, counts, names, and words that act.

Shapes are those of Microsoft's schema of Adaptive Cards 1.5. It knows neither `msteams` nor `choices.data`, which Teams adds, and
asks for no version. The limits are the test's own and not the renderer's. Markdown is read by markdown-it, with what Teams
might add to CommonMark: tables, struck out words and links without marks.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from markdown_it import MarkdownIt

Json = dict[str, Any]

DATA = Path(__file__).parent / "data"
CARD_BYTES = 28_000
ACTIONS = 6
HARMLESS = frozenset(
    {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "bullet_list_open",
        "bullet_list_close",
        "list_item_open",
        "list_item_close",
    }
)
SPOKEN = frozenset({"text", "softbreak", "text_special"})
ACTING = re.compile(r"\{\{(?:DATE|TIME)\(|<at[ >]|<https?:|\]\(")
CARD = "application/vnd.microsoft.card.adaptive"
markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])

validated: Counter[str] = Counter()
"""Cards looked at by this process; tests/teams/counting.py says it at the end of a run."""


def message_problems(activity: Json) -> list[str]:
    """Everything wrong with a message for the Connector; empty if Teams would take it."""
    attached = activity.get("attachments") or []
    found = [problem for each in attached if each["contentType"] == CARD for problem in problems(each["content"])]
    if attached and "text" in activity:
        found.append("a text beside a card: Teams makes two messages of it")
    if attached and not activity.get("summary"):
        found.append("no summary: nothing to notify with")
    roots = [each for each in activity.get("entities", []) if each.get("type") == "https://schema.org/Message"]
    if len(roots) > 1:
        found.append("several message entities")
    return found + [problem for root in roots for problem in _cited(root)]


def _cited(entity: Json) -> Iterator[str]:
    claims = entity.get("citation", [])
    if len(claims) > 10:
        yield f"{len(claims)} citations"
    if [claim["position"] for claim in claims] != list(range(1, len(claims) + 1)):
        yield "citations that are not counted from one"
    for claim in claims:
        shown = claim["appearance"]
        if not 1 <= length(shown["name"]) <= 80 or length(shown["abstract"]) > 160:
            yield "a citation's length"


def problems(card: Json) -> list[str]:
    """Everything wrong with an Adaptive Card."""
    validated["cards"] += 1
    found = [] if card.get("version") == "1.5" else ["not of version 1.5"]
    if (taken := len(json.dumps(card, ensure_ascii=False).encode())) > CARD_BYTES * 1.1:
        found.append(f"{taken} bytes")
    if not card.get("body"):
        found.append("nothing on it")
    every = list(nodes(card))
    found += [problem for node in nodes(_published(card)) for problem in _shape(node)]
    names = Counter(node["id"] for node in every if "id" in node)
    found += [f"{name} is there {times} times" for name, times in names.items() if times > 1]
    return found + [problem for node in every for problem in _node(node, names)]


def _node(node: Json, names: Counter[str]) -> Iterator[str]:
    kind = str(node.get("type", ""))
    if kind == "ActionSet" and not 1 <= len(node["actions"]) <= ACTIONS:
        yield f"{len(node['actions'])} buttons beside each other"
    if kind.startswith("Action.") and not node.get("title"):
        yield "a button without a title"
    if kind.startswith("Input.") and not node.get("label"):
        yield "an input without a label"
    if node.get("isRequired") and not node.get("errorMessage"):
        yield "a required input that does not say so"
    if kind in ("Container", "Column", "TableCell") and not node["items"]:
        yield f"an empty {kind}"
    yield from (f"{name} is not there to be shown" for name in node.get("targetElements", []) if name not in names)
    for key, text in node.items():
        if isinstance(text, str) and key not in ("packed", "action", "value") and ACTING.search(text.replace("\\", "")):
            yield f"{key} acts: {text[:80]!r}"
    read = [node["text"]] if kind == "TextBlock" else []
    read += [fact[key] for fact in node.get("facts", []) for key in ("title", "value")]
    yield from (f"{token} in {text[:80]!r}" for text in read for token in acting(text))
    for choice in node.get("choices", []):  # as Markdown in some clients: bold at worst
        yield from (f"{token} in a choice" for token in acting(choice["title"]) & {"link_open", "image", "html_inline"})


def acting(text: str) -> set[str]:
    """What Markdown makes of a text besides words, lines and lists."""
    found = set()
    for token in markdown.parse(text):
        found |= {token.type} - HARMLESS
        found |= {inner.type for inner in token.children or ()} - SPOKEN
    return found


def _published(node: Any) -> Any:
    """What the published schema knows."""
    if isinstance(node, dict):
        return {key: _published(value) for key, value in node.items() if key not in ("msteams", "choices.data", "data")}
    return [_published(each) for each in node] if isinstance(node, list) else node


def _shape(node: Json) -> Iterator[str]:
    """Against the part of the schema for its own type: the union of all takes minutes, and says less."""
    error = jsonschema.exceptions.best_match(_definition(str(node.get("type", ""))).iter_errors(node))
    if error is not None:
        yield f"{node.get('type')}: {error.json_path} {error.message[:160]}"


@cache
def _definition(kind: str) -> Any:
    """Of one type, in which others are known by their names alone; of what has no type, anything."""
    if kind not in _definitions():
        return jsonschema.Draft6Validator({"not": {"required": ["type"]}})
    return jsonschema.Draft6Validator({"$ref": f"#/definitions/{kind}", "definitions": _definitions()})


@cache
def _definitions() -> Json:
    known: Json = json.loads((DATA / "adaptive-card-1.5.schema.json").read_text("utf-8"))["definitions"]
    for name, body in known.items():
        if name.startswith("ImplementationsOf."):
            others = [kind["allOf"][0]["$ref"].rpartition("/")[2] for kind in body["anyOf"]]
            named = {"type": "object", "properties": {"type": {"enum": others}}, "required": ["type"]}
            known[name] = {"anyOf": [named, *([{"type": "string"}] if "TextRun" in others else [])]}
    return known


def nodes(node: Any) -> Iterator[Json]:
    """All objects of a card, in their order."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible_text(card: Any) -> str:
    """The words of a card in the order they stand, as Markdown shows them."""
    return "\n".join(text.replace("\u2060", "") for text in _words(card if isinstance(card, list) else card["body"]))


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from [each] if isinstance(each, str) else _words(each)
        return
    kind = node.get("type")
    if kind == "TextBlock":
        yield _shown(node["text"])
    elif kind == "TextRun":
        yield node["text"]
    elif kind == "FactSet":
        yield from (_shown(fact[key]) for fact in node["facts"] for key in ("title", "value"))
    else:
        yield from (node[key] for key in ("title", "label", "value") if isinstance(node.get(key), str))
    for key in ("items", "columns", "rows", "cells", "inlines", "actions", "choices", "body"):
        if key in node and isinstance(node[key], list):
            yield from _words(node[key])


def _shown(text: str) -> str:
    tokens = [inner for token in markdown.parse(text) for inner in token.children or ()]
    return "".join("\n" if token.type == "softbreak" else token.content for token in tokens)
