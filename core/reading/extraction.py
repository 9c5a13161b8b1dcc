"""Bytes of a dropped file to a transcript: container told by content, one reader chosen, turns built the same for all.

Runs in process and trusts nothing; the service calls it inside a guarded child (core/sandbox/pool.py). Importing this module
is light: the PDF reader is imported when the first PDF comes.
"""

import json
import re
from dataclasses import replace

from core import language
from core.limits import MAX_BYTES, MAX_TEXT
from core.reading import speakers
from core.reading.formats import FORMATS, Container, Document, Reading, encoding, gate, shape
from core.reading.formats.chat import TYPED_CHAT, is_chat
from core.reading.formats.margins import without_numbers_of_text
from core.refusal import Reason, Refused
from core.transcript import Transcript

MAX_CUES = 20_000
MAX_LINES = 100_000
_SAMPLE = 1_500  # lines by which a format is told

_ACCEPTED = "Send the transcript as .txt, .md, .vtt, .srt, .docx, .pdf or .json."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEDIA = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"\x1aE\xdf\xa3",
    b"fLaC",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
)
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_STAMPED = re.compile(r"[\[(]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,3})?(?:[\])\s]|$)")
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})$")


def read(data: bytes, name: str = "") -> Transcript:
    """The transcript in `data`. `name` is a hint only: content decides, a disagreement becomes a warning.

    Raises Refused with a sentence for the person: empty, too large, unknown type, encrypted, damaged, too complex,
    scanned, chat log, no speakers, not a conversation.
    """
    if len(data) > MAX_BYTES:
        raise Refused(
            Reason.TOO_LARGE, "This file is over 10 MB. Send the transcript alone, without audio, video or pictures."
        )
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise Refused(Reason.EMPTY, "This file is empty. Send the transcript again.")
    document, warnings = _open(data, name)
    reading = _read(document)
    turns, more = speakers.turns(reading)
    if sum(len(turn.text) for turn in turns) > MAX_TEXT:
        raise Refused(Reason.TOO_LARGE, "This file holds far more text than a session. Send one session a file.")
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
    _refuse_other_types(data)
    text, lost = encoding.decode(data)
    if len(text) > encoding.MAX_CHARACTERS:
        raise Refused(Reason.TOO_LARGE, "This file holds far more text than a session. Send one session a file.")
    text = encoding.normalise(text)
    if not text.strip():
        raise Refused(Reason.EMPTY, "This file is empty. Send the transcript again.")
    if text.lstrip()[:1] in _JSON_OPENS and (parsed := _json(text)) is not None:
        found, more = parsed
        usual = {"json", "jsonl", "ndjson", "txt"}
        wrapped = "" if shape.FORMAT.recognise(Document(Container.JSON, data=found)) >= 2 else shape.text_within(found)
        document = Document(Container.JSON, data=found, warnings=(*lost, *more))
        if wrapped:
            lines = tuple(wrapped.split("\n"))
            document = Document(Container.TEXT, lines, warnings=document.warnings, markdown=_markdown(lines, ""))
        return document, _disagreement(extension, usual, "JSON")
    if _looks_html(text):
        raise Refused(
            Reason.UNKNOWN_TYPE, "This is a web page, not a transcript. Export the transcript as a file and send that."
        )
    _refuse_marked_up(text)
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
        raise Refused(Reason.TOO_COMPLEX, "This JSON file is nested too deeply to read. " + _ACCEPTED) from error
    except ValueError:
        if re.match(r"^\s*+(?:\{\s*\"[^\"\n]{1,60}\"\s*:|\[\s*\{)", text):
            raise Refused(
                Reason.DAMAGED, "This JSON file is cut short or damaged. Export it again and send the new copy."
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


def _refuse_other_types(data: bytes) -> None:
    if data.startswith(_OLE):
        wide = "EncryptedPackage".encode("utf-16-le")
        if wide in data:
            raise Refused(
                Reason.ENCRYPTED, "This file is protected by a password. Remove the password and send it again."
            )
        raise Refused(
            Reason.UNKNOWN_TYPE, "This is an old Office file (.doc, .xls or .msg). Save it as .docx and send that."
        )
    if data.startswith(_MEDIA) or data[4:8] == b"ftyp":
        raise Refused(Reason.UNKNOWN_TYPE, f"This is a picture, sound or video file. {_ACCEPTED}")
    if data.startswith(_ARCHIVES):
        raise Refused(Reason.UNKNOWN_TYPE, "This is a packed archive. Unpack it and send the transcript inside.")


def _looks_html(text: str) -> bool:
    head = text.lstrip()[:600].lower()
    return head.startswith(("<!doctype html", "<html")) or ("<head" in head and "<body" in text[:20_000].lower())


# No line can be matched in two ways, so a session of many `Name: words` lines is not tried again and again.
_MAIL = re.compile(r"(?:[A-Za-z-]{2,40}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n){0,20}){2,60}?MIME-Version:")


def _refuse_marked_up(text: str) -> None:
    if _MAIL.match(text):
        raise Refused(
            Reason.UNKNOWN_TYPE, "This is a saved e-mail. Send the transcript that is in it as a file of its own."
        )
    if text.startswith("{\\rtf"):
        raise Refused(Reason.UNKNOWN_TYPE, "This is a rich text (.rtf) file. Save it as .docx or .txt and send that.")
    if text.lstrip().startswith("<?xml"):
        raise Refused(Reason.UNKNOWN_TYPE, f"This is an XML file, not a transcript. {_ACCEPTED}")


def _read(document: Document) -> Reading:
    if document.container is not Container.JSON and is_chat(document.lines):
        raise Refused(Reason.CHAT_LOG, TYPED_CHAT)
    if len(document.lines) > MAX_LINES:
        raise Refused(Reason.TOO_LARGE, "This file holds far more than one session. Send one session a file.")
    sample = replace(document, lines=document.lines[:_SAMPLE])
    best, most = None, 0
    for fmt in FORMATS:
        if document.container in fmt.containers:
            seen = fmt.recognise(sample)
            if seen > most:
                best, most = fmt, seen
    if best is None or most < 2:
        raise _nobody_speaks(document)
    reading = best.read(document)
    if len(reading.cues) > MAX_CUES:
        raise Refused(Reason.TOO_LARGE, "This file holds far more than one session. Send one session a file.")
    reading = gate.passed(reading)
    if not reading.cues:
        raise Refused(Reason.EMPTY, "This transcript holds no spoken words. Check the export and send it again.")
    if all(cue.speaker is None for cue in reading.cues):
        raise _unnamed(len(reading.cues), "caption" if reading.format.endswith(("vtt", "srt")) else "turn")
    return reading


def _unnamed(number: int, what: str) -> Refused:
    seen = (
        f"{number} {what}" if number == 1 else f"{number} {what.replace(' ', 's ', 1) if ' ' in what else what + 's'}"
    )
    return Refused(
        Reason.NO_SPEAKERS,
        f"This transcript does not say who is speaking: {seen} and nobody is named. Export it with speaker names, "
        "or write a name and a colon before each turn.",
    )


NOT_A_CONVERSATION = (
    "This does not look like a conversation between two people. Send the transcript of a session, "
    "with a name before each turn."
)


def _nobody_speaks(document: Document) -> Refused:
    """No speaker was found: say so if it may still be speech, else that it is no conversation."""
    if document.container is Container.JSON:
        return Refused(Reason.NOT_A_CONVERSATION, NOT_A_CONVERSATION)
    filled = [line.strip() for line in document.lines if line.strip()]
    questions = sum("?" in line or "？" in line for line in filled)
    stamped = sum(_STAMPED.match(line) is not None for line in filled)
    if stamped >= 3 and stamped * 4 >= len(filled):
        return _unnamed(stamped, "line with a time")
    if len(filled) >= 6 and questions * 8 >= len(filled):
        return Refused(
            Reason.NO_SPEAKERS,
            "This transcript does not say who is speaking in a way that can be read: the names could not be told from the "
            "words. Put a name and a colon before each turn, and send it again.",
        )
    return Refused(Reason.NOT_A_CONVERSATION, NOT_A_CONVERSATION)
