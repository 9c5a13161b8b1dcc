"""DOCX to lines and tables, streaming and bounded.

Word's own XML is read with expat as it is inflated, so a small file that unpacks to gigabytes is refused after the first
megabytes. Inserted text of tracked changes is kept, deleted text dropped; tables, text boxes and content controls are
read. Macros and embedded objects are never opened.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from core.formats.base import Container, Document
from core.formats.encoding import normalise
from core.limits import MAX_TEXT
from core.refusal import Reason, Refused

MAX_ENTRIES = 2_000
MAX_DECLARED = 200_000_000
MAX_XML = 20_000_000
MAX_DEPTH = 200
MAX_ELEMENTS = 400_000
_CHUNK = 65_536
_HAS_PASSWORD = 1  # the flag bit of a zip entry

_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TOO_COMPLEX = (
    "This Word file is too large or too complex to read safely. Copy its text into a new document, or send it as .txt."
)
_DAMAGED = "This Word file is damaged and cannot be opened. Save it again as .docx and send the new copy."
_W = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)


def read(data: bytes) -> Document:
    """The lines and tables of a Word file. Raises Refused (damaged, too complex, password, macro, not Word)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = _body(archive)
    except Refused:
        raise
    except MemoryError as error:
        raise Refused(Reason.TOO_COMPLEX, _TOO_COMPLEX) from error
    except Exception as error:
        # zipfile, zlib and expat raise a dozen kinds between them on broken packages.
        raise Refused(Reason.DAMAGED, _DAMAGED) from error
    return Document(Container.DOCX, tuple(body.lines), tuple(body.tables))


def _body(archive: zipfile.ZipFile) -> "_Body":
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_DECLARED:
        raise Refused(Reason.TOO_COMPLEX, _TOO_COMPLEX)
    part = _main_part(archive, {info.filename.lstrip("/"): info for info in infos})
    if part.flag_bits & _HAS_PASSWORD:
        raise Refused(Reason.ENCRYPTED, "This file is protected by a password. Remove the password and send it again.")
    body = _Body()
    _parse(_inflated(archive, part, MAX_XML), body)
    return body


def _main_part(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> zipfile.ZipInfo:
    types = parts.get("[Content_Types].xml")
    if types is None:
        raise Refused(
            Reason.UNKNOWN_TYPE, "This is a zip archive, not a transcript. Unpack it and send the transcript inside."
        )
    text = b"".join(_inflated(archive, types, 1_000_000)).decode("utf-8", errors="replace")
    if "macroEnabled" in text or "vbaProject" in text:
        raise Refused(Reason.UNKNOWN_TYPE, "This Word file contains macros. Save it as a plain .docx and send that.")
    if _MAIN_TYPE not in text:
        raise Refused(
            Reason.UNKNOWN_TYPE,
            "This is an Office file, but not a Word document. Copy the transcript into a Word or text file and send that.",
        )
    main = parts.get("word/document.xml") or next(
        (info for name, info in parts.items() if name.endswith("/document.xml")), None
    )
    if main is None:
        raise Refused(Reason.DAMAGED, _DAMAGED)
    return main


def _inflated(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
    """The bytes of a part in chunks, never more than `limit`, whatever the directory declares."""
    read_so_far = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            read_so_far += len(chunk)
            if read_so_far > limit:
                raise Refused(Reason.TOO_COMPLEX, _TOO_COMPLEX)
            yield chunk


# Deleted text of tracked changes, the old place of moved text, and what is there twice for old readers.
_DROPPED = frozenset({"del", "moveFrom", "Fallback"})
_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}


@dataclass
class _Body:
    """The state of the walk through `document.xml`."""

    lines: list[str] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    style: str = ""
    properties: int = 0
    rows: list[list[list[str]]] = field(default_factory=list)
    table_depth: int = 0
    in_text: bool = False
    dropped: int = 0
    depth: int = 0
    elements: int = 0
    size: int = 0
    paragraphs: list[list[str]] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise Refused(Reason.TOO_COMPLEX, _TOO_COMPLEX)
        tag = _local(name)
        if tag in _DROPPED:
            self.dropped += 1
        elif tag == "pPr":
            self.properties += 1
        elif tag in _SIGNS:
            if self.paragraphs and not self.properties:
                self._add(_SIGNS[tag])
        elif tag == "p":
            self.paragraphs.append(self.text)
            self.text, self.style = [], ""
        elif tag == "pStyle":
            self.style = next((value for key, value in attributes.items() if _local(key) == "val"), "")
        elif tag == "t":
            self.in_text = True
        else:
            self._start_table(tag)

    def _start_table(self, tag: str) -> None:
        """Only the outermost table gives rows; a table inside a cell is text of that cell."""
        if tag == "tbl":
            self.table_depth += 1
        elif tag == "tr" and self.table_depth == 1:
            self.rows.append([])
        elif tag == "tc" and self.table_depth == 1 and self.rows:
            self.rows[-1].append([])

    def end(self, name: str) -> None:
        self.depth -= 1
        tag = _local(name)
        if tag in _DROPPED:
            self.dropped -= 1
        elif tag == "pPr":
            self.properties -= 1
        elif tag == "t":
            self.in_text = False
        elif tag == "p":
            self._paragraph()
        elif tag == "tbl":
            self.table_depth -= 1
            if self.table_depth == 0:
                self.tables.append(tuple(tuple("\n".join(cell).strip() for cell in row) for row in self.rows))
                self.rows = []

    def characters(self, text: str) -> None:
        if self.in_text:
            self._add(text)

    def _add(self, text: str) -> None:
        if self.dropped:
            return
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise Refused(
                Reason.TOO_LARGE, "This document holds far more text than a session. Send one session a file."
            )
        self.text.append(text)

    def _paragraph(self) -> None:
        lines = normalise("".join(self.text)).split("\n")
        if self.style.lower().replace(" ", "").startswith(("heading", "title")) and lines[0].strip():
            lines[0] = f"# {lines[0]}"
        self.text = self.paragraphs.pop() if self.paragraphs else []
        self.lines.extend(lines)
        if self.table_depth and self.rows and self.rows[-1]:
            self.rows[-1][-1].extend(lines)


def _local(name: str) -> str:
    """The tag's name inside Word's namespace (transitional or strict); `Fallback` repeats what was read already."""
    for prefix in _W:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return "Fallback" if name.endswith("markup-compatibility/2006 Fallback") else ""


def _parse(chunks: Iterator[bytes], body: _Body) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = body.start
    parser.EndElementHandler = body.end
    parser.CharacterDataHandler = body.characters
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    """Word never writes one; entity bombs and references to local files need one."""
    raise Refused(Reason.TOO_COMPLEX, _TOO_COMPLEX)
