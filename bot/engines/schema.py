"""The answer a model must give, derived from the section models.

Every field is required and none is nullable: an empty string or list says "absent". That keeps the grammar at no optional
parameter and no union, well inside the vendor's limits (24 and 16), and costs nothing. Evidence stands first in an item, so that
a model quotes before it claims. Names never enter a schema: vendors keep compiled schemas for a time.
"""

import json
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from core.insight.sections import SECTIONS, Section

Json = dict[str, Any]

DONE = "promises_kept"
"""The field for open promises of earlier sessions that were kept, each named as the prompt names it."""
OVERVIEW = ("session_summary", "key_themes")

UNSHOWN = frozenset(
    {
        ("action_items", "client_commitment_level"),
        ("communication_patterns", "processing_style"),
        ("emotional_shifts", "catalyst"),
        ("powerful_questions", "client_response_summary"),
        ("values_beliefs", "exploration_depth"),
    }
)
"""Fields that no card shows, so that nobody is asked for them."""

_EVIDENCE: Json = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"turn": {"type": "integer"}, "quote": {"type": "string"}},
        "required": ["turn", "quote"],
        "additionalProperties": False,
    },
}


def schema() -> Json:
    """One schema for all sections and the overview."""
    properties: Json = {section.name: {"type": "array", "items": _item(section)} for section in SECTIONS}
    properties[DONE] = {
        "type": "array",
        "items": _object({"evidence": _EVIDENCE, "promise": {"type": "string"}}),
    }
    properties["session_summary"] = {"type": "string"}
    properties["key_themes"] = {"type": "array", "items": {"type": "string"}}
    return _object(properties)


def in_words() -> str:
    """The form of the answer for a server that may not hold a model to the schema: one line for each field, as it is filled."""
    lines = (f"{json.dumps(name)}: {_shape(spec)}" for name, spec in schema()["properties"].items())
    return (
        "Answer with one JSON object of this form and nothing else; values between bars are the only ones allowed:\n{"
        + ",\n".join(lines)
        + "}"
    )


def asked_fields(section: Section[Any]) -> dict[str, FieldInfo]:
    """The fields an engine is asked for: all that a card shows but the measured ones and the evidence."""
    return {
        name: field
        for name, field in section.item.model_fields.items()
        if name != "evidence"
        and (section.name, name) not in UNSHOWN
        and not (isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("measured"))
    }


def _item(section: Section[Any]) -> Json:
    return _object(
        {"evidence": _EVIDENCE, **{name: _field(field.annotation) for name, field in asked_fields(section).items()}}
    )


def _field(annotation: Any) -> Json:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": {"type": "string"}}
    if origin is Union or type(None) in arguments:
        (only,) = (argument for argument in arguments if argument is not type(None))
        inner = _field(only)
        return {**inner, "enum": [*inner["enum"], ""]} if "enum" in inner else inner
    return {"type": "string"}


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _shape(spec: Json) -> str:
    if spec["type"] == "array":
        return f"[{_shape(spec['items'])}]"
    if spec["type"] == "object":
        return "{" + ", ".join(f'"{name}": {_shape(inner)}' for name, inner in spec["properties"].items()) + "}"
    if "enum" in spec:
        return '"' + "|".join(spec["enum"]) + '"'
    return "12" if spec["type"] == "integer" else '"…"'
