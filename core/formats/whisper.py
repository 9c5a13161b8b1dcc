"""Whisper and WhisperX JSON: `segments` with `start`, `end` in seconds, `text`, and `speaker` where it was diarised."""

from core.formats.base import Container, Document, Format, Reading, spoken
from core.formats.json_values import label, mapping, number, records, text_of
from core.transcript import Cue


def _recognise(document: Document) -> int:
    return sum("text" in item and "start" in item for item in records(mapping(document.data).get("segments")))


def _read(document: Document) -> Reading:
    cues = [
        Cue(label(item.get("speaker")), text_of(item.get("text")), number(item.get("start")), number(item.get("end")))
        for item in records(mapping(document.data).get("segments"))
    ]
    return Reading("whisper-json", spoken(cues))


FORMAT = Format("whisper", frozenset({Container.JSON}), _recognise, _read)
