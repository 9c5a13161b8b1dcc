"""Amazon Transcribe JSON: words in `results.items`, speakers in a separate list of segments, times as strings of seconds."""

from collections.abc import Mapping
from typing import Any

from core.formats.base import Container, Document, Format, Reading, spoken
from core.formats.json_values import from_words, label, mapping, number, records, text_of


def _items(data: Any) -> list[Mapping[str, Any]]:
    results = mapping(mapping(data).get("results"))
    return [item for item in records(results.get("items")) if "alternatives" in item]


def _segment_speakers(data: Any) -> dict[str, str]:
    """The speaker of each word by its start time as written."""
    labels = mapping(mapping(mapping(data).get("results")).get("speaker_labels"))
    found: dict[str, str] = {}
    for segment in records(labels.get("segments")):
        for item in records(segment.get("items")):
            name = label(item.get("speaker_label") or segment.get("speaker_label"))
            if name and isinstance(item.get("start_time"), str):
                found[item["start_time"]] = name
    return found


def _recognise(document: Document) -> int:
    return 2 * len(_items(document.data))


def _read(document: Document) -> Reading:
    speakers = _segment_speakers(document.data)
    words: list[tuple[str | None, str, float | None, float | None]] = []
    for item in _items(document.data):
        content = text_of(next(records(item.get("alternatives")), {}).get("content"))
        if not content:
            continue
        if item.get("type") == "punctuation" and words:
            speaker, word, start, end = words[-1]
            words[-1] = (speaker, word + content, start, end)
            continue
        at = item.get("start_time")
        speaker_name = label(item.get("speaker_label")) or speakers.get(at if isinstance(at, str) else "")
        words.append(
            (speaker_name or (words[-1][0] if words else None), content, number(at), number(item.get("end_time")))
        )
    return Reading("aws-json", spoken(from_words(words)))


FORMAT = Format("aws", frozenset({Container.JSON}), _recognise, _read)
