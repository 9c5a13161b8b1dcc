"""DOCX to lines and tables, streaming and bounded.

Word's own XML is read with expat as it is inflated, so a small file that unpacks to gigabytes is refused after the first
megabytes. Inserted text of tracked changes is kept, deleted text dropped; tables and content controls are read. What is not
in the flow of the page (text boxes, frames, hidden text, readings above a word; headers, notes and comments, which are parts
of their own) is no speech. Macros and embedded objects are never opened.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator

from core.reading.formats.base import Container, Document
from core.reading.formats.looks import with_names
from core.reading.formats.margins import without_line_numbers
from core.reading.formats.style_sheet import StyleSheet
from core.reading.formats.word_body import Body
from core.reading.formats.word_xml import TOO_COMPLEX, parse
from core.refusal import Reason, Refused
from core.translation import N_

MAX_ENTRIES = 2_000
MAX_DECLARED = 200_000_000
MAX_XML = 20_000_000
_CHUNK = 65_536
_HAS_PASSWORD = 1  # the flag bit of a zip entry

_MAIN_TYPE = re.compile(
    r"application/vnd\.openxmlformats-officedocument\.wordprocessingml\.(?:document|template)\.main\+xml"
)
_ELEMENT = re.compile(r"<(?:[A-Za-z0-9]{1,20}:)?(Override|Relationship)\b([^<>]{1,2000})>")
_ATTRIBUTE = re.compile(r"""\b(PartName|ContentType|Type|Target)\s?=\s?["']([^"'<>]{0,500})["']""")
_NO_STYLES = (
    "The styles of this Word file could not be read, so a heading or hidden text may have been taken for speech. If something "
    "looks wrong, save the file again and send the new copy."
)
_DAMAGED = N_("This Word file is damaged and cannot be opened. Save it again as .docx and send the new copy.")


def read(data: bytes) -> Document:
    """The lines and tables of a Word file. Raises Refused (damaged, too complex, password, macro, not Word)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = _body(archive)
    except Refused:
        raise
    except MemoryError as error:
        raise Refused(Reason.TOO_COMPLEX, TOO_COMPLEX) from error
    except Exception as error:
        # zipfile, zlib and expat raise a dozen kinds between them on broken packages.
        raise Refused(Reason.DAMAGED, _DAMAGED) from error
    if body.left_out.keys() - {_NO_STYLES} and not any(line.text.strip() for line in body.lines):
        raise Refused(
            Reason.NO_TEXT,
            N_(
                "The words of this Word file are hidden or stand in text boxes. Copy them into ordinary paragraphs and send "
                "it again."
            ),
        )
    lines, voices = with_names(body.lines)
    return Document(
        Container.DOCX,
        tuple(without_line_numbers(lines)),
        tuple(body.tables),
        warnings=tuple(body.left_out),
        voices=voices,
    )


def _body(archive: zipfile.ZipFile) -> Body:
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_DECLARED:
        raise Refused(Reason.TOO_COMPLEX, TOO_COMPLEX)
    part = _main_part(archive, {info.filename.lstrip("/"): info for info in infos})
    if part.flag_bits & _HAS_PASSWORD:
        raise Refused(
            Reason.ENCRYPTED, N_("This file is protected by a password. Remove the password and send it again.")
        )
    styles = _styles(archive, part)
    body = Body(styles)
    parse(_inflated(archive, part, MAX_XML), body.start, body.end, body.characters)
    if styles.fault:
        body.left_out = {_NO_STYLES: None} | body.left_out
    return body


def _main_part(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> zipfile.ZipInfo:
    types = parts.get("[Content_Types].xml")
    if types is None:
        raise Refused(
            Reason.UNKNOWN_TYPE,
            N_("This is a zip archive, not a transcript. Unpack it and send the transcript inside."),
        )
    text = b"".join(_inflated(archive, types, 1_000_000)).decode("utf-8", errors="replace")
    if "macroEnabled" in text or "vbaProject" in text:
        raise Refused(
            Reason.UNKNOWN_TYPE, N_("This Word file contains macros. Save it as a plain .docx and send that.")
        )
    if _MAIN_TYPE.search(text) is None:
        raise Refused(
            Reason.UNKNOWN_TYPE,
            N_(
                "This is an Office file, but not a Word document. Copy the transcript into a Word or text file and send that."
            ),
        )
    main = next((parts[name] for name in _main_names(archive, parts, text) if name in parts), None)
    if main is None:
        raise Refused(Reason.DAMAGED, _DAMAGED)
    return main


def _main_names(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], types: str) -> Iterator[str]:
    """Where the words may be: what the package's relationships say, then its types, then the usual place."""
    if "_rels/.rels" in parts:
        related = b"".join(_inflated(archive, parts["_rels/.rels"], 1_000_000)).decode("utf-8", errors="replace")
        for found in _attributes(related):
            if found.get("Type", "").endswith("/officeDocument"):
                yield posixpath.normpath(found.get("Target", "")).lstrip("/")
    for found in _attributes(types):
        if _MAIN_TYPE.search(found.get("ContentType", "")):
            yield found.get("PartName", "").lstrip("/")
    yield "word/document.xml"
    yield from (name for name in parts if re.search(r"(?:^|/)document[0-9]{0,3}\.xml$", name))


def _attributes(text: str) -> Iterator[dict[str, str]]:
    return (dict(_ATTRIBUTE.findall(found[2])) for found in _ELEMENT.finditer(text))


def _styles(archive: zipfile.ZipFile, main: zipfile.ZipInfo) -> StyleSheet:
    """What the named styles of the document look like. Where they cannot be read, a fault and no style: the words count."""
    name = posixpath.join(posixpath.dirname(main.filename.lstrip("/")), "styles.xml")
    try:
        return StyleSheet(b"".join(_inflated(archive, archive.getinfo(name), MAX_XML)))
    except KeyError:  # a document without styles of its own
        return StyleSheet(b"<styles/>")
    except (Refused, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return StyleSheet(b"")


def _inflated(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
    """The bytes of a part in chunks, never more than `limit`, whatever the directory declares."""
    read_so_far = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            read_so_far += len(chunk)
            if read_so_far > limit:
                raise Refused(Reason.TOO_COMPLEX, TOO_COMPLEX)
            yield chunk
