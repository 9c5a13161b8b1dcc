"""Deepgram JSON: `results.utterances`, else paragraphs, else single words, all with a numbered `speaker` and seconds."""

from collections.abc import Mapping
from typing import Any

from core.formats.base import Container, Document, Format, Reading, spoken
from core.formats.json_values import from_words, label, mapping, moment, number, records, text_of
from core.transcript import Cue


def _alternative(results: Mapping[str, Any]) -> Mapping[str, Any]:
    channel = next(records(results.get("channels")), {})
    return next(records(channel.get("alternatives")), {})


def _cues(data: Any) -> list[Cue]:
    results = mapping(mapping(data).get("results"))
    utterances = [item for item in records(results.get("utterances")) if "transcript" in item]
    if utterances:
        return [
            Cue(
                label(item.get("speaker")),
                text_of(item["transcript"]),
                number(item.get("start")),
                number(item.get("end")),
            )
            for item in utterances
        ]
    alternative = _alternative(results)
    paragraphs = list(records(mapping(alternative.get("paragraphs")).get("paragraphs")))
    if paragraphs:
        return [
            Cue(
                label(item.get("speaker")),
                text_of(sentence.get("text")),
                number(sentence.get("start")),
                number(sentence.get("end")),
            )
            for item in paragraphs
            for sentence in records(item.get("sentences"))
        ]
    words = [
        (
            label(item.get("speaker")),
            text_of(item.get("punctuated_word")) or text_of(item.get("word")),
            number(item.get("start")),
            number(item.get("end")),
        )
        for item in records(alternative.get("words"))
    ]
    return from_words(words)


def _recognise(document: Document) -> int:
    return 2 * len(_cues(document.data))


def _read(document: Document) -> Reading:
    created = mapping(mapping(document.data).get("metadata")).get("created")
    return Reading("deepgram-json", spoken(_cues(document.data)), session_date=moment(created))


FORMAT = Format("deepgram", frozenset({Container.JSON}), _recognise, _read)
