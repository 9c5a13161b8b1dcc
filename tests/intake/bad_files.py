"""Files no one should be able to hurt the service with, and files that are no session: built here, byte by byte.

Each says the reason it must be refused for and how the sentence for the person begins.
"""

import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import docx
import pypdf
from pypdf.generic import NameObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from core.refusal import Reason

MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True)
class Bad:
    build: Callable[[], bytes]
    file: str
    reason: Reason
    begins: str


BAD: dict[str, Bad] = {}


def bad(file: str, reason: Reason, begins: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter a builder of a bad file in the corpus under its name."""

    def enter(build: Callable[[], bytes]) -> Callable[[], bytes]:
        BAD[build.__name__] = Bad(build, file, reason, begins)
        return build

    return enter


# --- nothing in it ---

EMPTY = "This file is empty."


def _simple(name: str, file: str, reason: Reason, begins: str, data: bytes) -> None:
    BAD[name] = Bad(lambda: data, file, reason, begins)


_simple("empty", "a.txt", Reason.EMPTY, EMPTY, b"")
_simple("white_space", "a.txt", Reason.EMPTY, EMPTY, b" \r\n\t\n" * 200)
_simple("only_nul", "a.txt", Reason.EMPTY, EMPTY, b"\x00" * 5000)
_simple("only_bom", "a.vtt", Reason.EMPTY, EMPTY, b"\xef\xbb\xbf")
_simple("only_utf16_bom", "a.txt", Reason.EMPTY, EMPTY, b"\xff\xfe")
_simple("only_invisible", "a.txt", Reason.EMPTY, EMPTY, "\u200b\u2060\ufeff\u202e\n".encode() * 50)
_simple("header_only_vtt", "a.vtt", Reason.EMPTY, "This transcript holds no spoken words.", b"WEBVTT\n\n")
_simple(
    "empty_cues",
    "a.vtt",
    Reason.EMPTY,
    "This transcript holds no spoken words.",
    b"WEBVTT\n\n" + b"".join(b"00:00:%02d.000 --> 00:00:%02d.500\n\n" % (i, i) for i in range(20)),
)

# --- other kinds of file ---

OTHER = "This does not look like a conversation"
MEDIA = "This is a picture, sound or video file."
PACKED = "This is a packed archive."
NOISE = random.Random(1).randbytes(200_000)
_simple("random_bytes", "a.txt", Reason.UNKNOWN_TYPE, "This file does not look like text.", NOISE)
_simple("random_named_docx", "a.docx", Reason.UNKNOWN_TYPE, "This file does not look like text.", NOISE)
_simple("png", "a.txt", Reason.UNKNOWN_TYPE, MEDIA, b"\x89PNG\r\n\x1a\n" + NOISE)
_simple("jpeg", "a.pdf", Reason.UNKNOWN_TYPE, MEDIA, b"\xff\xd8\xff\xe0" + NOISE)
_simple("mp3", "a.mp3", Reason.UNKNOWN_TYPE, MEDIA, b"ID3\x04" + NOISE)
_simple("mp4", "a.mp4", Reason.UNKNOWN_TYPE, MEDIA, b"\x00\x00\x00\x20ftypisom" + NOISE)
_simple("wav", "a.vtt", Reason.UNKNOWN_TYPE, MEDIA, b"RIFF\x00\x00\x00\x00WAVE" + NOISE)


@bad("a.txt", Reason.UNKNOWN_TYPE, PACKED)
def gzip_bomb() -> bytes:
    return b"\x1f\x8b\x08" + zlib.compress(b"\x00" * 50_000_000, 9)


_simple("seven_zip", "a.7z", Reason.UNKNOWN_TYPE, PACKED, b"7z\xbc\xaf\x27\x1c" + NOISE)
_simple("rar", "a.rar", Reason.UNKNOWN_TYPE, PACKED, b"Rar!\x1a\x07" + NOISE)
_simple(
    "old_word", "a.doc", Reason.UNKNOWN_TYPE, "This is an old Office file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE
)
_simple(
    "encrypted_office",
    "a.docx",
    Reason.ENCRYPTED,
    "This file is protected by a password. Remove the password",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512),
)
_simple(
    "rtf",
    "a.rtf",
    Reason.UNKNOWN_TYPE,
    "This is a rich text (.rtf) file.",
    rb"{\rtf1\ansi Coach: Hello\par Client: Hi}",
)
_simple(
    "web_page",
    "a.txt",
    Reason.UNKNOWN_TYPE,
    "This is a web page",
    b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to your workspace</body></html>",
)
_simple(
    "xml_bomb",
    "a.xml",
    Reason.UNKNOWN_TYPE,
    "This is an XML file",
    b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "b">]><z/>',
)
_simple(
    "nul_sprinkled",
    "a.txt",
    Reason.UNKNOWN_TYPE,
    "This file does not look like text.",
    b"C\x00o\x01a\x02c\x00h: h\x03i\n" * 500,
)
_simple("utf16_noise", "a.txt", Reason.UNKNOWN_TYPE, "This file does not look like text.", b"\xff\xfe" + NOISE)

# --- JSON ---

_simple(
    "json_cut_short",
    "a.json",
    Reason.DAMAGED,
    "This JSON file is cut short",
    b'{"segments": [{"start": 0.0, "text": "Hello',
)
_simple("json_deep", "a.json", Reason.TOO_COMPLEX, "This JSON file is nested too deeply", b'{"a":' + b"[" * 200_000)
_simple("json_settings", "a.json", Reason.NOT_A_CONVERSATION, OTHER, json.dumps({"name": "x", "version": 3}).encode())
_simple("json_numbers", "a.json", Reason.NOT_A_CONVERSATION, OTHER, json.dumps(list(range(5000))).encode())
_simple(
    "json_no_speakers",
    "a.json",
    Reason.NO_SPEAKERS,
    "This transcript does not say who is speaking: 40 turns and nobody is named.",
    json.dumps({"segments": [{"start": i, "end": i + 1, "text": f"words number {i}"} for i in range(40)]}).encode(),
)
_simple(
    "json_hostile_types",
    "a.json",
    Reason.EMPTY,
    "This transcript holds no spoken words.",
    json.dumps({"segments": [{"start": [], "end": {}, "text": 7, "speaker": [1]}] * 50}).encode(),
)

# --- not spoken, or not by two ---

CHAT = "This is a typed chat, not spoken words."
_simple(
    "zoom_chat",
    "chat.txt",
    Reason.CHAT_LOG,
    CHAT,
    b"".join(b"10:0%d:12\tPat Example:\tcan you see the link\n" % (i % 10) for i in range(30)),
)
_simple(
    "zoom_chat_newer",
    "chat.txt",
    Reason.CHAT_LOG,
    CHAT,
    b"".join(b"10:0%d:12 From Pat Example to Everyone:\n\there is the link\n" % (i % 10) for i in range(30)),
)
_simple(
    "whatsapp",
    "chat.txt",
    Reason.CHAT_LOG,
    CHAT,
    b"".join(b"[12/03/2026, 10:2%d:33] Pat: are you there?\n" % (i % 10) for i in range(30)),
)
_simple(
    "whatsapp_android",
    "chat.txt",
    Reason.CHAT_LOG,
    CHAT,
    b"".join(b"12.03.26, 10:2%d - Pat: are you there?\n" % (i % 10) for i in range(30)),
)
_simple(
    "slack_copy",
    "chat.txt",
    Reason.CHAT_LOG,
    CHAT,
    b"Pat Example  10:02 AM\nsee you there\nSam Other  10:05 AM\nyes\n" * 10,
)
_simple(
    "teams_chat",
    "chat.txt",
    Reason.CHAT_LOG,
    CHAT,
    b"[10:02 AM] Pat Example\nsee you\n[10:04 AM] Sam Other\nyes\n" * 10,
)
for _at in ("[2026-03-05 10:58:%02d]", "2026-03-05T10:58:%02dZ"):
    _simple(
        f"irc {_at[:1]}",
        "chat.txt",
        Reason.CHAT_LOG,
        CHAT,
        "".join(
            f"{_at % n} <{('tomk', 'lena_w', '@raj')[n % 3]}> main is red again, will you revert?\n" for n in range(30)
        ).encode(),
    )

ESSAY = (
    "The lake lay still that morning and nobody had yet come down to the boats. It was the kind of day on which one "
    "forgets what one wanted. A heron stood where the reeds begin, as it had stood every day of that summer.\n\n"
) * 30
_simple("essay", "a.txt", Reason.NOT_A_CONVERSATION, OTHER, ESSAY.encode())
_simple("essay_md", "a.md", Reason.NOT_A_CONVERSATION, OTHER, ("# The lake\n\n" + ESSAY).encode())
_simple(
    "numbers_csv",
    "a.csv",
    Reason.NOT_A_CONVERSATION,
    OTHER,
    b"".join(b"%d,%d,%d\n" % (i, i * 2, i * 3) for i in range(900)),
)
_simple(
    "source_code",
    "a.txt",
    Reason.NOT_A_CONVERSATION,
    OTHER,
    b"def f(x):\n    return x + 1\n\nclass A:\n    y = f(2)\n" * 60,
)
_simple(
    "log_file",
    "a.log",
    Reason.NOT_A_CONVERSATION,
    OTHER,
    b"".join(b"2026-01-02T10:00:%02d INFO worker started job %d\n" % (i % 60, i) for i in range(200)),
)
_simple(
    "notes_only",
    "a.md",
    Reason.NOT_A_CONVERSATION,
    OTHER,
    b"# Summary\n\nThe two had a good talk.\n\n## Action items\n\n- [ ] Pat will call the bank.\n- [ ] Sam will wait.\n"
    * 3,
)
_simple(
    "letter",
    "a.txt",
    Reason.NOT_A_CONVERSATION,
    OTHER,
    b"From: Pat\nTo: Sam\nSubject: Thursday\nDate: 4 March 2026\n\nDear Sam,\n\nthank you for the tea. I will be there.\n\nPat\n",
)
_simple(
    "no_speakers",
    "a.txt",
    Reason.NO_SPEAKERS,
    "This transcript does not say who",
    b"What would you like?\nI want quiet.\n" * 20,
)
_simple(
    "vtt_without_names",
    "a.vtt",
    Reason.NO_SPEAKERS,
    "This transcript does not say who",
    b"WEBVTT\n\n" + b"".join(b"00:00:%02d.000 --> 00:00:%02d.900\nand then we went on\n\n" % (i, i) for i in range(50)),
)
ONE = "Only one person speaks in this transcript."
_simple("one_voice", "a.txt", Reason.ONE_VOICE, ONE, b"Pat Example: and so I went on about it for a good while.\n" * 40)
_simple(
    "one_voice_srt",
    "a.srt",
    Reason.ONE_VOICE,
    ONE,
    b"".join(b"%d\n00:00:%02d,000 --> 00:00:%02d,900\nPat Example: and on it went\n\n" % (i, i, i) for i in range(50)),
)
_simple(
    "one_voice_and_a_yes",
    "a.txt",
    Reason.ONE_VOICE,
    ONE,
    b"Pat Example: and so I went on about it for a good while that day.\n" * 60
    + b"Sam Other: Yes.\nPat Example: Well.\nSam Other: Yes.\n",
)
_simple(
    "too_short", "a.txt", Reason.TOO_SHORT, "This transcript is too short", b"Coach: Hello.\nClient: Hi.\nCoach: Bye.\n"
)

# --- size ---

_simple("over_ten_megabytes", "a.txt", Reason.TOO_LARGE, "This file is over 10 MB.", b"Coach: hello\n" * 900_000)
_simple("one_long_line", "a.txt", Reason.NOT_A_CONVERSATION, OTHER, b"words " * 600_000)
_simple("one_very_long_line", "a.txt", Reason.TOO_LARGE, "This file holds far more text", b"words " * 1_660_000)
_simple(
    "one_long_turn",
    "a.txt",
    Reason.TOO_LARGE,
    "This file holds far more text",
    b"Coach: hi\nClient: " + b"words " * 500_000 + b"\n",
)
_simple("colons", "a.txt", Reason.NOT_A_CONVERSATION, OTHER, b"a:" * 1_500_000)
_simple("brackets", "a.txt", Reason.TOO_COMPLEX, "This JSON file is nested too deeply", b"[" * 3_000_000)
_simple("stars", "a.md", Reason.NOT_A_CONVERSATION, OTHER, b"*" * 3_000_000)
_simple("spaces_and_a_time", "a.txt", Reason.NOT_A_CONVERSATION, OTHER, (b"A" + b" " * 50_000 + b"\n") * 40)
_simple("arrows", "a.vtt", Reason.NOT_A_CONVERSATION, OTHER, b"-->" * 1_000_000)
_simple(
    "many_tags",
    "a.vtt",
    Reason.NO_SPEAKERS,
    "This transcript does not say who",
    b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + b"<c" * 300_000 + b"\n\n00:00:03.000 --> 00:00:04.000\nwords\n",
)
_simple("too_many_cues", "a.txt", Reason.TOO_LARGE, "This file holds far more", b"Coach: a\nClient: b\n" * 100_000)

# --- Word ---


def package(parts: dict[str, bytes], *, main: str = MAIN_TYPE) -> bytes:
    """A minimal Office package with these parts."""
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", types)
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def body(inner: str) -> bytes:
    return f'<?xml version="1.0"?><w:document {W}><w:body>{inner}</w:body></w:document>'.encode()


def repeated(part: str, start: bytes, unit: bytes, times: int, end: bytes) -> bytes:
    """A package whose main part repeats a unit, written without holding it all."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/></Types>'
        )
        if part != "word/document.xml":
            archive.writestr("word/document.xml", body("<w:p><w:r><w:t>Coach: hi</w:t></w:r></w:p>"))
        with archive.open(part, "w", force_zip64=True) as out:
            out.write(start)
            block = unit * (1_000_000 // len(unit))
            for _ in range(max(1, times * len(unit) // len(block))):
                out.write(block)
            out.write(end)
    return stream.getvalue()


COMPLEX = "This Word file is too large or too complex"
BROKEN = "This Word file is damaged"
OPEN = b"<w:document " + W.encode() + b"><w:body>"
CLOSE = b"</w:body></w:document>"


@bad("a.zip", Reason.UNKNOWN_TYPE, "This is a zip archive")
def zip_of_text() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("session.txt", "Coach: hi\nClient: hello\n")
    return stream.getvalue()


@bad("a.xlsx", Reason.UNKNOWN_TYPE, "This is an Office file, but not a Word document")
def spreadsheet() -> bytes:
    return package(
        {"xl/workbook.xml": b"<x/>"}, main=MAIN_TYPE.replace("wordprocessingml.document", "spreadsheetml.sheet")
    )


@bad("a.docm", Reason.UNKNOWN_TYPE, "This Word file contains macros.")
def macros() -> bytes:
    return package({"word/document.xml": body("")}, main="application/vnd.ms-word.document.macroEnabled.main+xml")


@bad("a.docx", Reason.DAMAGED, BROKEN)
def zip_cut_short() -> bytes:
    whole = package({"word/document.xml": body("<w:p/>" * 3000)})
    return whole[: len(whole) // 2]


@bad("a.docx", Reason.DAMAGED, BROKEN)
def no_main_part() -> bytes:
    return package({"word/other.xml": b"<x/>"})


@bad("a.docx", Reason.DAMAGED, BROKEN)
def broken_xml() -> bytes:
    return package({"word/document.xml": body("<w:p><w:r>")})


@bad("a.docx", Reason.DAMAGED, BROKEN)
def corrupt_deflate() -> bytes:
    whole = bytearray(
        package({"word/document.xml": body("".join(f"<w:p><w:r><w:t>{i}</w:t></w:r></w:p>" for i in range(999)))})
    )
    middle = len(whole) // 2
    whole[middle : middle + 64] = bytes(range(64))
    return bytes(whole)


@bad("a.docx", Reason.ENCRYPTED, "This file is protected by a password.")
def zip_with_password() -> bytes:
    whole = bytearray(package({"word/document.xml": body("<w:p/>")}))
    # The flag that says `encrypted`, in the local and in the central header of the main part.
    for signature, name_at, flag_at in ((b"PK\x03\x04", 30, 6), (b"PK\x01\x02", 46, 8)):
        at = whole.find(signature)
        while at >= 0:
            if whole[at + name_at : at + name_at + 17] == b"word/document.xml":
                whole[at + flag_at] |= 1
            at = whole.find(signature, at + 4)
    return bytes(whole)


@bad("a.docx", Reason.TOO_LARGE, "This document holds far more text")
def gigabyte_of_text() -> bytes:
    return repeated("word/document.xml", OPEN + b"<w:p><w:r><w:t>", b"a", 180_000_000, b"</w:t></w:r></w:p>" + CLOSE)


@bad("a.docx", Reason.TOO_COMPLEX, COMPLEX)
def declared_too_large() -> bytes:
    return repeated("word/media/image1.png", b"", b"\x00", 260_000_000, b"")


@bad("a.docx", Reason.TOO_COMPLEX, COMPLEX)
def millions_of_elements() -> bytes:
    return repeated("word/document.xml", OPEN, b"<w:p/>", 3_200_000, CLOSE)


@bad("a.docx", Reason.TOO_COMPLEX, COMPLEX)
def deep_nesting() -> bytes:
    return repeated("word/document.xml", OPEN, b"<w:p>", 1_000_000, CLOSE)


@bad("a.docx", Reason.TOO_COMPLEX, COMPLEX)
def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    return package({"word/document.xml": f"<!DOCTYPE z [{entities}]><z>&e9;</z>".encode()})


@bad("a.docx", Reason.TOO_COMPLEX, COMPLEX)
def local_file_entity() -> bytes:
    return package({"word/document.xml": b'<!DOCTYPE z [<!ENTITY e SYSTEM "file:///etc/passwd">]><z>&e;</z>'})


@bad("a.docx", Reason.TOO_COMPLEX, COMPLEX)
def many_entries() -> bytes:
    return package({"word/document.xml": body("")} | {f"word/media/{i}": b"" for i in range(5000)})


@bad("a.docx", Reason.TOO_LARGE, "This document holds far more text")
def size_lied_about() -> bytes:
    """The directory declares 1,000 bytes; the data goes on."""
    whole = bytearray(
        repeated("word/document.xml", OPEN + b"<w:p><w:r><w:t>", b"a", 60_000_000, b"</w:t></w:r></w:p>" + CLOSE)
    )
    at = whole.find(b"PK\x01\x02")
    while at >= 0:
        if whole[at + 46 : at + 63] == b"word/document.xml":
            whole[at + 24 : at + 28] = struct.pack("<I", 25_000_000)
        at = whole.find(b"PK\x01\x02", at + 4)
    return bytes(whole)


@bad("a.docx", Reason.NOT_A_CONVERSATION, OTHER)
def essay_docx() -> bytes:
    document = docx.Document()
    for paragraph in ESSAY.split("\n\n"):
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@bad("a.docx", Reason.NOT_A_CONVERSATION, OTHER)
def empty_docx() -> bytes:
    return package({"word/document.xml": body("")})


# --- PDF ---

PDF_COMPLEX = "This PDF is too large or too complex"
PDF_BROKEN = "This PDF is damaged"


def objects(*parts: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a right cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, root, at)
    return bytes(out)


def stream_object(data: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n" % (len(packed), extra) + packed + b"\nendstream"


FONT = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def one_page(content: bytes) -> bytes:
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources " + FONT + b" >>",
        stream_object(content),
    )


def text_pdf(pages: int, line: str = "Coach: what now? Client: this.") -> pypdf.PdfWriter:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for _ in range(pages):
        canvas.drawString(60, 700, line)
        canvas.showPage()
    canvas.save()
    return pypdf.PdfWriter(clone_from=io.BytesIO(stream.getvalue()))


def written(writer: pypdf.PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@bad("a.pdf", Reason.ENCRYPTED, "This PDF is protected by a password. Remove the password")
def encrypted_pdf() -> bytes:
    writer = text_pdf(2)
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


@bad("a.pdf", Reason.NO_TEXT, "This PDF holds pictures of pages, no text.")
def scanned_pdf() -> bytes:
    picture = io.BytesIO()
    # A grey map, 64 by 64: the smallest picture reportlab takes without another library.
    picture.write(b"P5 64 64 255\n" + random.Random(2).randbytes(64 * 64))
    picture.seek(0)
    stream = io.BytesIO()
    canvas = Canvas(stream)
    image = ImageReader(picture)
    for _ in range(4):
        canvas.drawImage(image, 0, 0, 600, 800)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@bad("a.pdf", Reason.NO_TEXT, "This PDF holds pictures of pages, no text.")
def blank_pdf() -> bytes:
    return one_page(b"")


@bad("a.pdf", Reason.DAMAGED, PDF_BROKEN)
def pdf_header_only() -> bytes:
    return b"%PDF-1.7\n%%EOF\n"


@bad("a.pdf", Reason.DAMAGED, PDF_BROKEN)
def pdf_junk() -> bytes:
    return b"%PDF-1.7\n" + NOISE


@bad("a.pdf", Reason.DAMAGED, PDF_BROKEN)
def pdf_junk_named_txt() -> bytes:
    return b"\n" * 900 + b"%PDF-1.4\n" + NOISE[:5000]


@bad("a.pdf", Reason.TOO_COMPLEX, PDF_COMPLEX)
def pdf_deflate_bomb() -> bytes:
    return one_page(b" " * 300_000_000)


@bad("a.pdf", Reason.TOO_COMPLEX, PDF_COMPLEX)
def pdf_operator_bomb() -> bytes:
    return one_page(b"BT /F1 9 Tf " + b"(a) Tj " * 1_000_000 + b"ET")


@bad("a.pdf", Reason.TOO_COMPLEX, PDF_COMPLEX)
def pdf_many_operators_on_many_pages() -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R /Resources " + FONT + b" >>"
    kids = b" ".join(b"%d 0 R" % number for number in range(4, 304))
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count 300 >>",
        stream_object(b"BT /F1 9 Tf " + b"(a) Tj " * 120_000 + b"ET"),
        *([page] * 300),
    )


@bad("a.pdf", Reason.NO_TEXT, "This PDF holds pictures of pages, no text.")
def pdf_nested_forms() -> bytes:
    """Eight levels of ten calls each: a hundred million calls if they are followed."""
    forms = []
    for level in range(8):
        calls = b"/X Do " * 10 if level < 7 else b"BT ET"
        link = b"/XObject << /X %d 0 R >>" % (6 + level)
        forms.append(
            stream_object(calls, b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << " + link + b" >>")
        )
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        stream_object(b"/X Do " * 10),
        *forms,
    )


@bad("a.pdf", Reason.DAMAGED, PDF_BROKEN)
def pdf_circular_pages() -> bytes:
    return objects(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")


@bad("a.pdf", Reason.TOO_COMPLEX, PDF_COMPLEX)
def pdf_deep_page_tree() -> bytes:
    nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 3) for number in range(3000)]
    return objects(b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, b"<< /Type /Page >>")


@bad("a.pdf", Reason.DAMAGED, PDF_BROKEN)
def pdf_nested_arrays() -> bytes:
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids " + b"[" * 100_000 + b"]" * 100_000 + b" >>"
    )


@bad("a.pdf", Reason.TOO_LARGE, "This PDF has more pages than a session fills.")
def pdf_many_pages() -> bytes:
    return written(text_pdf(450))


@bad("a.pdf", Reason.DAMAGED, PDF_BROKEN)
def pdf_cross_reference_loop() -> bytes:
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n"
    return b"%PDF-1.7\n" + table + b"%%EOF\n"


@bad("a.pdf", Reason.NOT_A_CONVERSATION, OTHER)
def pdf_essay() -> bytes:
    return written(text_pdf(3, "The lake lay still that morning and nobody had come down to the boats yet."))


@bad("a.pdf", Reason.DAMAGED, PDF_BROKEN)
def pdf_and_zip_in_one() -> bytes:
    """A polyglot: a zip that also opens as a PDF is read as what its first bytes say, and as nothing else."""
    return b"%PDF-1.7\n" + zip_of_text()


@bad("a.pdf", Reason.NO_TEXT, "This PDF holds pictures of pages, no text.")
def pdf_with_embedded_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("inner.pdf", written(text_pdf(1)))
    writer.root_object[NameObject("/OpenAction")] = NameObject("/None")
    return written(writer)
