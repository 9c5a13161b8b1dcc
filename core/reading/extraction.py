"""Bytes of a dropped file to a transcript: container told by content, one reader chosen, turns built the same for all.

Runs in process and trusts nothing; the service calls it inside a guarded child (core/sandbox/pool.py). Importing this module
is light: the PDF reader is imported when the first PDF comes.
"""

import json
import math
import re
from dataclasses import replace

from core import language
from core.limits import MAX_BYTES, MAX_TEXT
from core.reading import refusals, speakers
from core.reading.formats import encoding, gate, shape
from core.reading.formats.base import Container, Document, Format, Reading
from core.reading.formats.chat import TYPED_CHAT, is_chat
from core.reading.formats.margins import without_numbers_of_text
from core.reading.formats.readers import FORMATS
from core.refusal import Reason, Refused
from core.transcript import Transcript
from core.translation import N_

MAX_CUES = 20_000
MAX_LINES = 100_000
_SAMPLE = 1_500  # lines by which a format is told

_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})$")


def read(data: bytes, name: str = "") -> Transcript:
    """The transcript in `data`. `name` is a hint only: content decides, a disagreement becomes a warning.

    Raises Refused with a sentence for the person: empty, too large, unknown type, encrypted, damaged, too complex,
    scanned, chat log, no speakers, not a conversation.
    """
    if len(data) > MAX_BYTES:
        raise Refused(
            Reason.TOO_LARGE,
            N_("This file is over 10 MB. Send the transcript alone, without audio, video or pictures."),
        )
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise Refused(Reason.EMPTY, N_("This file is empty. Send the transcript again."))
    document, warnings = _open(data, name)
    reading = _read(document)
    turns, more = speakers.turns(reading)
    if sum(len(turn.text) for turn in turns) > MAX_TEXT:
        raise Refused(Reason.TOO_LARGE, N_("This file holds far more text than a session. Send one session a file."))
    return Transcript(
        format=reading.format,
        turns=turns,
        language=language.detect("\n".join(turn.text for turn in turns[:400])),
        warnings=(*warnings, *document.warnings, *reading.warnings, *more),
        session_date=reading.session_date,
        title=reading.title,
    )


def _open(data: bytes, name: str) -> tuple[Document, tuple[str, ...]]:
    """The document inside the bytes, by content, and a warning if the name says otherwise."""
    match = _EXTENSION.search(name.strip())
    extension = match[1].lower() if match else ""
    if b"%PDF-" in data[:1024]:
        from core.reading.formats import pdf  # noqa: PLC0415 - 150 ms that only PDFs need

        return pdf.read(data), _disagreement(extension, {"pdf"}, "a PDF")
    if data[:4] == b"PK\x03\x04":
        from core.reading.formats import docx  # noqa: PLC0415

        return docx.read(data), _disagreement(extension, {"docx", "dotx"}, "a Word document")
    refusals.refuse_other_types(data)
    text, lost = encoding.decode(data)
    if len(text) > encoding.MAX_CHARACTERS:
        raise Refused(Reason.TOO_LARGE, N_("This file holds far more text than a session. Send one session a file."))
    text = encoding.normalise(text)
    if not text.strip():
        raise Refused(Reason.EMPTY, N_("This file is empty. Send the transcript again."))
    if text.lstrip()[:1] in _JSON_OPENS and (parsed := _json(text)) is not None:
        found, more = parsed
        usual = {"json", "jsonl", "ndjson", "txt"}
        wrapped = "" if shape.FORMAT.recognise(Document(Container.JSON, data=found)) >= 2 else shape.text_within(found)
        document = Document(Container.JSON, data=found, warnings=(*lost, *more))
        if wrapped:
            lines = tuple(wrapped.split("\n"))
            document = Document(Container.TEXT, lines, warnings=document.warnings, markdown=_markdown(lines, ""))
        return document, _disagreement(extension, usual, "JSON")
    refusals.refuse_marked_up(text)
    lines = tuple(without_numbers_of_text(_unquoted(text.split("\n"))))
    plain = {"txt", "md", "markdown", "vtt", "srt", "text", "log", "json"}
    warnings = _disagreement(extension, plain, "plain text") if extension in {"pdf", "docx", "doc"} else ()
    return Document(Container.TEXT, lines, warnings=lost, markdown=_markdown(lines, extension)), warnings


def _unquoted(lines: list[str]) -> tuple[str, ...]:
    """The lines of a text that is quoted as a whole, without the mark of it."""
    filled = [line for line in lines if line.strip()]
    if sum(line.lstrip().startswith(">") for line in filled) * 5 < 4 * len(filled):
        return tuple(lines)
    return tuple(line.lstrip("> \t") if line.lstrip().startswith(">") else line for line in lines)


def _disagreement(extension: str, usual: set[str], what: str) -> tuple[str, ...]:
    return (
        ()
        if not extension or extension in usual
        else (f"The file's ending does not fit its content; it was read as {what}.",)
    )


def _markdown(lines: tuple[str, ...], extension: str) -> bool:
    return extension in {"md", "markdown"} or any(line.startswith(("# ", "## ", "**")) for line in lines[:40])


_JSON_OPENS = frozenset("{[")


def _json(text: str) -> tuple[object, tuple[str, ...]] | None:
    """The parsed value and warnings, or None if the text only opens like JSON."""
    try:
        values, lost = _values(text)
    except RecursionError as error:
        raise Refused(
            Reason.TOO_COMPLEX,
            N_(
                "This JSON file is nested too deeply to read. Send the transcript as .txt, .md, .vtt, .srt, .docx, .pdf or .json."
            ),
        ) from error
    except ValueError:
        if re.match(r"^\s*+(?:\{\s*\"[^\"\n]{1,60}\"\s*:|\[\s*\{)", text):
            raise Refused(
                Reason.DAMAGED, N_("This JSON file is cut short or damaged. Export it again and send the new copy.")
            ) from None
        return None
    found = values[0] if len(values) == 1 else values
    said = (
        "1 line of this file is cut short and was" if lost == 1 else f"{lost} lines of this file are damaged and were"
    )
    warnings = (f"{said} left out. Export it again if words are missing.",) if lost else ()
    return (found, warnings) if isinstance(found, dict | list) else None


def _values(text: str) -> tuple[list[object], int]:
    """Values one after the other, as in JSON Lines, and how many lines could not be read. Raises ValueError if that is not what
    the text is."""
    value, end = _value(text, _after(text, 0))
    values, lost = [value], 0
    while (end := _after(text, end)) < len(text):
        try:
            value, end = _value(text, end)
            values.append(value)
        except ValueError:
            lost += 1
            if text[end] not in "{[" or lost > len(values):
                raise
            line = text.find("\n", end)
            end = line if line > 0 else len(text)
    return values, lost


def _value(text: str, at: int) -> tuple[object, int]:
    value, end = _DECODER.raw_decode(text, at)
    return _clean(value), end


_DECODER = json.JSONDecoder()
_BETWEEN = re.compile(r"[\s,\x1e]*+")


def _after(text: str, at: int) -> int:
    """Where the next value begins."""
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


def _clean(value: object) -> object:
    """The value with its strings in the one form: an escape such as `\\u001b` becomes a character only when parsed."""
    if isinstance(value, str):
        # An automation often wraps a whole answer as a string.
        inside = _wrapped(value) if len(value) > 80 and value[0] in "{[" else None
        return encoding.normalise(value) if inside is None else inside
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {name: _clean(item) for name, item in value.items()}
    return value


def _wrapped(text: str) -> object | None:
    try:
        return _clean(json.loads(text))
    except ValueError:
        return None


def _read(document: Document) -> Reading:
    if document.container is not Container.JSON and is_chat(document.lines):
        raise Refused(Reason.CHAT_LOG, TYPED_CHAT)
    if len(document.lines) > MAX_LINES:
        raise Refused(Reason.TOO_LARGE, N_("This file holds far more than one session. Send one session a file."))
    reading = _format_of(document).read(document)
    if len(reading.cues) > MAX_CUES:
        raise Refused(Reason.TOO_LARGE, N_("This file holds far more than one session. Send one session a file."))
    reading = gate.passed(reading)
    if not reading.cues:
        raise Refused(Reason.EMPTY, N_("This transcript holds no spoken words. Check the export and send it again."))
    if all(cue.speaker is None for cue in reading.cues):
        raise refusals.unnamed(len(reading.cues), "caption" if reading.format.endswith(("vtt", "srt")) else "turn")
    return reading


def _format_of(document: Document) -> Format:
    """Whose reader sees most of it. Raises Refused where none sees somebody speak twice."""
    sample = replace(document, lines=document.lines[:_SAMPLE])
    filled = sum(bool(line.strip()) for line in sample.lines) or math.inf
    best, most = None, 0
    for fmt in FORMATS:
        if document.container in fmt.containers and fmt.may(sample, most):
            seen = fmt.recognise(sample)
            if seen > most:
                best, most = fmt, seen
            if most >= filled:  # as captions, which are counted several times: nobody further down sees more
                break
    if best is None or most < 2:
        raise refusals.nobody_speaks(document)
    return best
