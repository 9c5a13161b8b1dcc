"""Azure Speech JSON: `recognizedPhrases` with a numbered `speaker` and times in ticks of 100 nanoseconds."""

from collections.abc import Mapping
from typing import Any

from core.formats.base import Container, Document, Format, Reading, spoken
from core.formats.json_values import label, mapping, number, records, text_of
from core.transcript import Cue

_TICKS = 10_000_000


def _phrases(data: Any) -> list[Mapping[str, Any]]:
    return [item for item in records(mapping(data).get("recognizedPhrases")) if "nBest" in item]


def _recognise(document: Document) -> int:
    return 2 * len(_phrases(document.data))


def _read(document: Document) -> Reading:
    cues = []
    for item in _phrases(document.data):
        start, length = number(item.get("offsetInTicks"), _TICKS), number(item.get("durationInTicks"), _TICKS)
        end = round(start + length, 3) if start is not None and length is not None else None
        cues.append(
            Cue(label(item.get("speaker")), text_of(next(records(item["nBest"]), {}).get("display")), start, end)
        )
    return Reading("azure-json", spoken(cues))


FORMAT = Format("azure", frozenset({Container.JSON}), _recognise, _read)
