"""What Slack would refuse, said before Slack says it: shapes, lengths, counts, surfaces, duplicate ids, totals.

The table of limits is the test's own and not the renderer's, so that a slip in one shows against the other. Shapes come
from the JSON Schema that scripts/block_schema.py makes of Slack's published block types.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any, Literal

import jsonschema

Json = dict[str, Any]
Surface = Literal["message", "modal", "home"]

EVERYWHERE = frozenset({"section", "header", "divider", "image", "context", "actions", "input", "rich_text", "video"})
MESSAGE_ONLY = frozenset(
    {"markdown", "plan", "task_card", "context_actions", "table", "data_visualization", "data_table", "container"}
)
ALLOWED: dict[str, frozenset[str]] = {
    "message": EVERYWHERE | MESSAGE_ONLY | {"card", "carousel"},
    "modal": EVERYWHERE | {"alert"},
    "home": EVERYWHERE | {"card", "carousel"},
}
CHILDREN = frozenset({"actions", "context", "divider", "header", "image", "rich_text", "section", "table"})
"""What a container is surely taken with (ContainerBlock of @slack/types, less what only modals have)."""
BLOCKS = {"message": 50, "modal": 100, "home": 100}
MESSAGE_CHARACTERS = 12_000
VIEW_BYTES = 250_000
MARKUP = ("<!", "<@", "<#", "<http")
# (type of block or element, key) -> (least, most) characters of the text there
TEXTS = {
    ("section", "text"): (1, 3000),
    ("header", "text"): (1, 150),
    ("button", "text"): (1, 75),
    ("input", "label"): (1, 2000),
    ("input", "hint"): (1, 2000),
    ("confirm", "title"): (1, 100),
    ("confirm", "text"): (1, 300),
    ("confirm", "confirm"): (1, 30),
    ("confirm", "deny"): (1, 30),
    ("option", "text"): (1, 75),
    ("option", "description"): (1, 75),
    ("option_group", "label"): (1, 75),
    ("container", "title"): (1, 150),
}
STRINGS = {
    "block_id": (1, 255),
    "action_id": (1, 255),
    "callback_id": (1, 255),
    "private_metadata": (0, 3000),
    "external_id": (0, 255),
    "url": (1, 3000),
    "alt_text": (1, 2000),
    "initial_value": (0, 3000),
}
COUNTS = {
    ("section", "fields"): (1, 10),
    ("context", "elements"): (1, 10),
    ("actions", "elements"): (1, 25),
    ("static_select", "options"): (1, 100),
    ("static_select", "option_groups"): (1, 100),
    ("multi_static_select", "options"): (1, 100),
    ("multi_static_select", "option_groups"): (1, 100),
    ("option_group", "options"): (1, 100),
    ("overflow", "options"): (1, 5),
    ("radio_buttons", "options"): (1, 10),
    ("checkboxes", "options"): (1, 10),
    ("table", "rows"): (1, 100),
    ("plan", "tasks"): (1, 50),
    ("container", "child_blocks"): (1, 10),
    ("context_actions", "elements"): (1, 5),
    ("rich_text", "elements"): (1, 10_000),
}


def length(text: str) -> int:
    """UTF-16 units: never fewer than what Slack counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


validated: Counter[str] = Counter()
"""Payloads looked at by this process, by surface; tests/slack/counting.py says it at the end of a run."""


def problems(payload: Json, surface: Surface) -> list[str]:
    """Everything wrong with a message's arguments or a view; empty if Slack would take it."""
    validated[surface] += 1
    blocks = payload.get("blocks") or []
    found = [*_ids(blocks), *_surface(blocks, surface), *_lengths(blocks), *_shapes(blocks)]
    found += [] if surface == "message" else _view(payload, surface)
    if len(blocks) > BLOCKS[surface]:
        found.append(f"{len(blocks)} blocks")
    if surface == "message":
        found += _message(payload, blocks)
    return found


def _message(payload: Json, blocks: list[Json]) -> Iterator[str]:
    text = payload.get("text", "")
    if blocks and not text:
        yield "no text beside the blocks: nothing to notify with"
    if length(text) > 4000:
        yield f"text of {length(text)} characters"
    total = sum(length(words) for words in _words(blocks))
    if total > MESSAGE_CHARACTERS:
        yield f"{total} characters in one message"
    kinds = Counter(block.get("type") for block in blocks)
    if kinds["table"] > 1:
        yield "two tables in one message"
    if kinds["data_visualization"] > 2:
        yield "three charts in one message"
    if kinds["plan"] > 1 or (kinds["plan"] and kinds["task_card"]):
        yield "two plans in one message, or a plan beside a task card"
    nested = sum(len(block.get("child_blocks", [])) for block in blocks)
    if len(blocks) + nested > BLOCKS["message"]:
        yield f"{len(blocks)} blocks and {nested} within them"
    if any(mark in text for mark in MARKUP):
        yield "markup in the notification text"


def _view(view: Json, surface: Surface) -> Iterator[str]:
    if view.get("type") != surface:
        yield f"a view of type {view.get('type')}"
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        yield "a view over 250 KB"
    if surface == "modal":
        for key in ("title", "submit", "close"):
            text = view.get(key)
            if text is None and key != "title":
                continue
            if not text or text.get("type") != "plain_text" or not 1 <= length(text.get("text", "")) <= 24:
                yield f"{key} of a modal"
        if any(block.get("type") == "input" for block in view.get("blocks", [])) and not view.get("submit"):
            yield "an input without submit"
    yield from _strings(view)


def _surface(blocks: list[Json], surface: Surface) -> Iterator[str]:
    for block in blocks:
        if block.get("type") not in ALLOWED[surface]:
            yield f"a {block.get('type')} block on this surface"
        for child in block.get("child_blocks", []):
            if child.get("type") not in CHILDREN:
                yield f"a {child.get('type')} inside a container"


def _ids(blocks: list[Json]) -> Iterator[str]:
    every = list(_nodes(blocks))
    for key in ("block_id", "action_id"):
        seen = Counter(node[key] for node in every if key in node)
        yield from (f"{key} {name} {times} times" for name, times in seen.items() if times > 1)


def _lengths(blocks: list[Json]) -> Iterator[str]:
    for node in _nodes(blocks):
        kind = _kind(node)
        yield from _strings(node)
        for key, value in node.items():
            if isinstance(value, dict) and (bounds := TEXTS.get((kind, key))):
                text = value.get("text", "")
                if not bounds[0] <= length(text) <= bounds[1]:
                    yield f"{kind}.{key} of {length(text)} characters"
            if (
                isinstance(value, list)
                and (counts := COUNTS.get((kind, key)))
                and not counts[0] <= len(value) <= counts[1]
            ):
                yield f"{len(value)} {key} in a {kind}"
        yield from _special(kind, node)


def _special(kind: str, node: Json) -> Iterator[str]:
    if kind in ("plain_text", "mrkdwn", "text") and not 1 <= length(node.get("text", "")) <= 3000:
        yield f"a {kind} of {length(node.get('text', ''))} characters"
    if kind == "mrkdwn" and any(mark in node["text"] for mark in MARKUP):
        yield "a mention in mrkdwn"
    if kind == "header" and node["text"].get("type") != "plain_text":
        yield "a header that is not plain text"
    if kind == "section" and not node.get("text") and not node.get("fields"):
        yield "a section with neither text nor fields"
    for field in node.get("fields", []) if kind == "section" else ():
        if length(field["text"]) > 2000:
            yield f"a field of {length(field['text'])} characters"
    if kind == "table":
        yield from _table(node)
    yield from _newer(kind, node)
    yield from _element(kind, node)


def _element(kind: str, node: Json) -> Iterator[str]:
    if "placeholder" in node and not 1 <= length(node["placeholder"]["text"]) <= 150:
        yield "a placeholder's length"
    if kind == "button" and length(node.get("value", "")) > 2000:
        yield "a button's value"
    if kind == "option" and not 1 <= length(node.get("value", "")) <= 150:
        yield "an option's value"
    if kind == "plain_text_input" and not 1 <= node.get("max_length", 3000) <= 3000:
        yield "max_length"


def _newer(kind: str, node: Json) -> Iterator[str]:
    """Blocks of 2026."""
    if kind == "plan" and not 1 <= length(node.get("title", "")) <= 150:
        yield "a plan's title"
    if kind == "task_card" and (not node.get("title") or not node.get("task_id")):
        yield "a task without title or id"
    if kind == "container" and not node.get("title"):
        yield "a container without a title"
    if kind == "container" and node.get("default_collapsed") and not node.get("is_collapsible"):
        yield "a container that is collapsed and cannot be opened"
    if kind == "feedback_buttons":
        yield from _feedback(node)
    if kind == "data_visualization":
        yield from _chart(node)


def _feedback(node: Json) -> Iterator[str]:
    for side in ("positive_button", "negative_button"):
        button = node.get(side, {})
        if (
            not 1 <= length(button.get("text", {}).get("text", "")) <= 75
            or not 1 <= length(button.get("value", "")) <= 2000
        ):
            yield f"{side} of the feedback buttons"


def _table(node: Json) -> Iterator[str]:
    widths = {len(row) for row in node["rows"]}
    if len(widths) != 1 or not 1 <= max(widths) <= 20:
        yield f"table rows of {sorted(widths)} cells"
    if sum(length(words) for words in _words(node["rows"])) > 10_000:
        yield "a table over 10,000 characters"


def _chart(node: Json) -> Iterator[str]:
    chart = node.get("chart", {})
    series = chart.get("series", [])
    labels = chart.get("axis_config", {}).get("categories", [])
    if not 1 <= length(node.get("title", "")) <= 50:
        yield "a chart's title"
    if not 1 <= len(series) <= 6 or not 1 <= len(labels) <= 20:
        yield "a chart's series or points"
    if len({one["name"] for one in series}) != len(series):
        yield "two series of one name"
    if any(not 1 <= length(label) <= 20 for label in labels) or len(set(labels)) != len(labels):
        yield "a chart's labels"
    for one in series:
        if [point.get("label") for point in one.get("data", [])] != labels:
            yield "a series that misses a point"
        if not all(isinstance(point["value"], (int, float)) and isfinite(point["value"]) for point in one["data"]):
            yield "a point that is no number"


def _strings(node: Json) -> Iterator[str]:
    for key, (least, most) in STRINGS.items():
        if isinstance(node.get(key), str) and not least <= length(node[key]) <= most:
            yield f"{key} of {length(node[key])} characters"


def _nodes(node: Any) -> Iterator[Json]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from _nodes(value)


def _kind(node: Json) -> str:
    if "type" in node and not isinstance(node["type"], dict):
        return str(node["type"])
    if "confirm" in node and "title" in node:
        return "confirm"
    if "label" in node and "options" in node:
        return "option_group"
    return "option" if "value" in node and "text" in node else ""


def _words(node: Any) -> Iterator[str]:
    """Every text of a payload that counts towards a message's total."""
    for one in _nodes(node):
        yield from (
            value
            for key, value in one.items()
            if key in ("text", "title", "alt_text", "label", "name") and isinstance(value, str)
        )


# --- shapes, from Slack's own types ---


@cache
def _schema() -> Any:
    path = Path(__file__).parent / "data" / "blocks.schema.json"
    return jsonschema.Draft7Validator(json.loads(path.read_text("utf-8")))


def _shapes(blocks: list[Json]) -> Iterator[str]:
    for block in blocks:
        if block.get("type") == "data_visualization":  # younger than the published types
            continue
        definition = _definition(block.get("type", ""))
        error = jsonschema.exceptions.best_match(definition.iter_errors(block))
        if error is not None:
            yield f"{block.get('type')}: {error.json_path} {error.message[:120]}"


@cache
def _definition(kind: str) -> Any:
    """The part of the schema for one type of block: its errors say more, and sooner, than those of the whole union."""
    schema = _schema().schema
    for name, body in schema["definitions"].items():
        if name.endswith("Block") and body.get("properties", {}).get("type", {}).get("const") == kind:
            return jsonschema.Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": schema["definitions"]})
    return _schema()
