"""What a model answered, read back into a draft. A server without a grammar lets a model think aloud first, wrap its JSON in a
fence, leave a comma too many, or write a number as a word: none of that loses an answer, and nothing here mends a word of it."""

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.fields import FieldInfo

from bot.engines.schema import DONE, OVERVIEW, asked_fields
from core.insight.draft import Draft, DraftDone, DraftItem, DraftQuote, FieldValue
from core.insight.sections import SECTIONS, Section

MOST_PLACES = 64
"""Where JSON may begin in an answer: so many places are tried."""
_KNOWN = (*(section.name for section in SECTIONS), DONE, *OVERVIEW)
_BEGINS = re.compile(r'\{(?=\s*+"(?:' + "|".join(_KNOWN) + r')"\s*+:)')
_SPARE_COMMA = re.compile(r",(?=\s*+[}\]])")
_LABEL = re.compile(r"^\[(\d{1,6})\]")
_DIGITS = re.compile(r"\d{1,6}")
_JSON = json.JSONDecoder(strict=False)  # a line break within a string is no reason to lose it


class NotADraft(ValueError):  # noqa: N818 - an answer, judged
    """The answer is not of the agreed form, or holds nothing at all. The message carries no content."""


def read(text: str, wanted: Iterable[str]) -> Draft:
    """A draft of the sections asked for. What has the wrong form inside an item is left out; a whole answer that is of no use
    raises NotADraft: no JSON, none of the fields asked for, or neither an item nor a summary where a summary was asked for."""
    names = set(wanted)
    answer = _object(text, names)
    sections = {
        section.name: tuple(_items(section, answer.get(section.name))) for section in SECTIONS if section.name in names
    }
    summary = answer.get("session_summary")
    themes = answer.get("key_themes")
    kept = answer.get(DONE) if DONE in names else None
    draft = Draft(
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
    if "session_summary" in names and not draft.summary.strip() and not any(sections.values()):
        raise NotADraft("nothing in it")
    return draft


def _object(text: str, names: set[str]) -> Mapping[str, Any]:
    """Of the JSON objects in a text the one that has most of the names; the last of several, for a model may try first."""
    best: Mapping[str, Any] = {}
    read_to = -1
    for place in _places(text):
        if place < read_to:
            continue
        found, end = _decoded(text, place)
        if len(names & found.keys()) >= max(1, len(names & best.keys())):
            best, read_to = found, end
    if not best:
        raise NotADraft("no JSON of the agreed form")
    return best


def _places(text: str) -> list[int]:
    """Where an answer may begin: at the first brace, and wherever a brace opens before a name we know."""
    first = text.find("{")
    begins = [match.start() for match in _BEGINS.finditer(text)]
    return sorted({first, *begins[:MOST_PLACES], *begins[-MOST_PLACES:]} - {-1})


def _decoded(text: str, place: int) -> tuple[Mapping[str, Any], int]:
    """The object that begins here and where it ends; an empty one and -1 if none does."""
    for spare in (False, True):
        tried = _SPARE_COMMA.sub(" ", text) if spare else text  # as long as before: places stay what they are
        with contextlib.suppress(ValueError, RecursionError):
            found, end = _JSON.raw_decode(tried, place)
            return found, end
    return {}, -1


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
    rows = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("quote"), str):
            yield DraftQuote(_turn(row.get("turn")) or _turn_of_label(row["quote"]), row["quote"])


def _turn(value: Any) -> int:
    """The number of a turn, said as a number or in words around one ("12", "[12]", "turn 12"); 0 if none is."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    said = _DIGITS.search(value) if isinstance(value, str) else None
    return int(said[0]) if said else 0


def _turn_of_label(quote: str) -> int:
    """A turn's line copied with its label."""
    label = _LABEL.match(quote.strip())
    return int(label[1]) if label else 0
