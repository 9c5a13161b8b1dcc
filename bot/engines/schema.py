"""The answer a model must give, derived from the section models, and how it is read back into a draft.

Every field is required and none is nullable: an empty string or list says "absent". That keeps the grammar at no optional
parameter and no union, well inside the vendor's limits (24 and 16), and costs nothing. Names never enter a schema: vendors
keep compiled schemas for a time.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from core.insight.draft import (
    Draft,
    DraftDone,
    DraftItem,
    DraftQuote,
    FieldValue,
)
from core.insight.sections import SECTIONS, Section

Json = dict[str, Any]

DONE = "promises_kept"
"""The field for open promises of earlier sessions that were kept, each named as the prompt names it."""

_EVIDENCE: Json = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"turn": {"type": "integer"}, "quote": {"type": "string"}},
        "required": ["turn", "quote"],
        "additionalProperties": False,
    },
}


class NotADraft(ValueError):  # noqa: N818 - an answer, judged
    """The answer is not JSON of the agreed form. The message carries no content."""


def schema() -> Json:
    """One schema for all sections and the overview."""
    properties: Json = {section.name: {"type": "array", "items": _item(section)} for section in SECTIONS}
    properties[DONE] = {
        "type": "array",
        "items": _object({"promise": {"type": "string"}, "evidence": _EVIDENCE}),
    }
    properties["session_summary"] = {"type": "string"}
    properties["key_themes"] = {"type": "array", "items": {"type": "string"}}
    return _object(properties)


def asked_fields(section: Section[Any]) -> dict[str, FieldInfo]:
    """The fields an engine is asked for: all but the measured ones and the evidence."""
    return {
        name: field
        for name, field in section.item.model_fields.items()
        if name != "evidence"
        and not (isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("measured"))
    }


def _item(section: Section[Any]) -> Json:
    properties = {name: _field(field.annotation) for name, field in asked_fields(section).items()}
    return _object({**properties, "evidence": _EVIDENCE})


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


def read(text: str, wanted: Iterable[str]) -> Draft:
    """A draft of the sections asked for. What has the wrong form inside an item is left out; a whole answer of the
    wrong form raises NotADraft."""
    try:
        answer = json.loads(_unfenced(text))
    except (ValueError, RecursionError):
        raise NotADraft("not JSON") from None
    if not isinstance(answer, dict):
        raise NotADraft("not an object")
    names = set(wanted)
    sections = {
        section.name: tuple(_items(section, answer.get(section.name))) for section in SECTIONS if section.name in names
    }
    summary = answer.get("session_summary")
    themes = answer.get("key_themes")
    kept = answer.get(DONE) if DONE in names else None
    return Draft(
        sections=sections,
        summary=summary if isinstance(summary, str) and "session_summary" in names else "",
        themes=tuple(t for t in themes if isinstance(t, str))
        if isinstance(themes, list) and "key_themes" in names
        else (),
        missing=tuple(name for name in sections if not isinstance(answer.get(name), list | dict)),
        done=tuple(
            DraftDone(row["promise"].strip(), tuple(_quotes(row.get("evidence"))))
            for row in (kept if isinstance(kept, list) else ())
            if isinstance(row, dict) and isinstance(row.get("promise"), str)
        ),
    )


def _unfenced(text: str) -> str:
    """Local servers without a grammar wrap JSON in a Markdown fence."""
    stripped = text.strip()
    if stripped.startswith("```"):
        stripped = stripped.partition("\n")[2].rpartition("```")[0]
    return stripped


def _items(section: Section[Any], value: Any) -> Iterable[DraftItem]:
    rows = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
    fields = asked_fields(section)
    for row in rows:
        if isinstance(row, dict):
            yield DraftItem(_fields(row, fields), tuple(_quotes(row.get("evidence"))))


def _fields(row: Mapping[str, Any], fields: Mapping[str, FieldInfo]) -> dict[str, FieldValue]:
    read_fields: dict[str, FieldValue] = {}
    for name in fields:
        value = row.get(name)
        if isinstance(value, str):
            read_fields[name] = value
        elif isinstance(value, list):
            read_fields[name] = tuple(entry for entry in value if isinstance(entry, str))
    return read_fields


def _quotes(value: Any) -> Iterable[DraftQuote]:
    for row in value if isinstance(value, list) else ():
        if isinstance(row, dict) and isinstance(row.get("quote"), str):
            turn = row.get("turn")
            yield DraftQuote(turn if isinstance(turn, int) and not isinstance(turn, bool) else 0, row["quote"])
