"""AssemblyAI JSON: `utterances` with `speaker` (`"A"`), `text`, `start` and `end` in milliseconds."""

from typing import Any

from core.formats.base import Container, Document, Format, Reading, spoken
from core.formats.json_values import label, mapping, number, records, text_of
from core.transcript import Cue


def _utterances(data: Any) -> list[Any]:
    return [item for item in records(mapping(data).get("utterances")) if "text" in item]


def _recognise(document: Document) -> int:
    return 2 * len(_utterances(document.data))


def _read(document: Document) -> Reading:
    cues = [
        Cue(
            label(item.get("speaker")),
            text_of(item.get("text")),
            number(item.get("start"), 1000),
            number(item.get("end"), 1000),
        )
        for item in _utterances(document.data)
    ]
    return Reading("assemblyai-json", spoken(cues))


FORMAT = Format("assemblyai", frozenset({Container.JSON}), _recognise, _read)
