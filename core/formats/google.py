"""Google Speech-to-Text JSON: words with `speakerTag` and times as `"1.5s"`; the last result repeats all words."""

from collections.abc import Mapping
from typing import Any

from core.formats.base import Container, Document, Format, Reading, spoken
from core.formats.json_values import from_words, label, mapping, number, records, text_of


def _words(data: Any) -> list[Mapping[str, Any]]:
    """The words of the last result that carries speakers; earlier results hold the same words without them."""
    root = mapping(data)
    results = list(records(mapping(root.get("response")).get("results") or root.get("results")))
    for result in reversed(results):
        words = list(records(next(records(result.get("alternatives")), {}).get("words")))
        if any("speakerTag" in word or "speakerLabel" in word for word in words):
            return words
    return []


def _recognise(document: Document) -> int:
    return 2 * len(_words(document.data))


def _read(document: Document) -> Reading:
    words = [
        (
            label(word.get("speakerLabel")) or label(word.get("speakerTag")),
            text_of(word.get("word")),
            number(word.get("startTime") or word.get("startOffset")),
            number(word.get("endTime") or word.get("endOffset")),
        )
        for word in _words(document.data)
    ]
    return Reading("google-json", spoken(from_words(words)))


FORMAT = Format("google", frozenset({Container.JSON}), _recognise, _read)
