"""Fireflies JSON: `sentences` with `speaker_name`, `text`, `start_time` and `end_time` in seconds."""

from collections.abc import Mapping
from typing import Any

from core.formats.base import Container, Document, Format, Reading, spoken
from core.formats.json_values import label, mapping, moment, number, records, text_of
from core.transcript import Cue


def _root(data: Any) -> Mapping[str, Any]:
    root = mapping(data)
    inner = mapping(mapping(root.get("data")).get("transcript"))
    return inner or mapping(root.get("transcript")) or root


def _sentences(data: Any) -> list[Mapping[str, Any]]:
    found = data if isinstance(data, list) else _root(data).get("sentences")
    return [item for item in records(found) if "speaker_name" in item or "speaker_id" in item]


def _recognise(document: Document) -> int:
    return 2 * len(_sentences(document.data))


def _read(document: Document) -> Reading:
    root = _root(document.data)
    cues = [
        Cue(
            label(item.get("speaker_name")) or label(item.get("speaker_id")),
            text_of(item.get("text")) or text_of(item.get("raw_text")) or text_of(item.get("sentence")),
            number(item.get("start_time")),
            number(item.get("end_time")),
        )
        for item in _sentences(document.data)
    ]
    return Reading(
        "fireflies-json",
        spoken(cues),
        session_date=moment(root.get("dateString") or root.get("date")),
        title=text_of(root.get("title"))[:120] or None,
    )


FORMAT = Format("fireflies", frozenset({Container.JSON}), _recognise, _read)
