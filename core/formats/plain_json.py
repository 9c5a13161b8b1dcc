"""Any other JSON whose list of objects says who spoke and what: the shape many tools and scripts write."""

from collections.abc import Mapping
from typing import Any

from core.formats.base import Container, Document, Format, Reading, seconds, spoken, squeeze
from core.formats.json_values import label, mapping, moment, number, records, text_of
from core.transcript import Cue

_LISTS = (
    "transcript",
    "transcripts",
    "turns",
    "segments",
    "utterances",
    "entries",
    "cues",
    "sentences",
    "monologues",
    "results",
    "data",
)
_WHO = ("speaker", "speaker_name", "speakerName", "name", "participant", "role", "author", "source")
_WHAT = ("text", "content", "words", "transcript", "utterance", "sentence", "message")
_START = ("start", "start_time", "startTime", "start_timestamp", "begin", "offset", "timestamp", "time")
_END = ("end", "end_time", "endTime", "end_timestamp")
_DEPTH = 4


def _find(data: Any, depth: int = 0) -> list[Mapping[str, Any]]:
    """The first list, by the usual keys, whose objects carry a speaker and words."""
    if isinstance(data, list):
        items = list(records(data))
        return items if sum(bool(_who(item) and _what(item)) for item in items) >= 2 else []
    if depth < _DEPTH:
        for key in _LISTS:
            found = _find(mapping(data).get(key), depth + 1)
            if found:
                return found
    return []


def _who(item: Mapping[str, Any]) -> str | None:
    for key in _WHO:
        value = item.get(key)
        name = (
            label(mapping(value).get("name") or mapping(value).get("display_name"))
            if isinstance(value, dict)
            else label(value)
        )
        if name:
            return name
    return None


def _what(item: Mapping[str, Any]) -> str:
    spoken_text = next((text for key in _WHAT if (text := text_of(item.get(key)))), "")
    return spoken_text or squeeze(" ".join(text_of(word.get("text")) for word in records(item.get("words"))))


def _when(item: Mapping[str, Any], keys: tuple[str, ...]) -> float | None:
    for key in keys:
        value = item.get(key)
        found = seconds(value) if isinstance(value, str) and ":" in value else number(value)
        if found is not None:
            return found
    return None


def _recognise(document: Document) -> int:
    return len(_find(document.data))


def _read(document: Document) -> Reading:
    root = mapping(document.data)
    cues = [Cue(_who(item), _what(item), _when(item, _START), _when(item, _END)) for item in _find(document.data)]
    date = root.get("date") or root.get("session_date") or root.get("created_at")
    return Reading("json", spoken(cues), session_date=moment(date), title=text_of(root.get("title"))[:120] or None)


FORMAT = Format("json", frozenset({Container.JSON}), _recognise, _read)
