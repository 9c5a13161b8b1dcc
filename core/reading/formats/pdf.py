"""PDF to lines: pypdf under tight limits, then page furniture and hyphenation removed."""

import io
import re
import time
from collections.abc import Sequence
from itertools import islice

import pypdf
from pypdf.errors import FileNotDecryptedError, LimitReachedError

from core.limits import MAX_TEXT
from core.reading.formats.base import Container, Document
from core.reading.formats.encoding import normalise
from core.reading.formats.furniture import without_furniture
from core.reading.formats.gate import letters
from core.reading.formats.margins import without_line_numbers
from core.refusal import Reason, Refused
from core.translation import N_

MAX_PAGES = 400
MAX_SECONDS = 5.0
"""Processor time for one file. A session of three hours takes one; the limits of pypdf are per page, this is for all."""
_TOO_COMPLEX = N_(
    "This PDF is too large or too complex to read safely. Print it to a new PDF, "
    "or send the transcript as .docx or .txt."
)
_DAMAGED = N_("This PDF is damaged and cannot be read. Save it again, or send the transcript as .docx or .txt.")
_LIMITS = pypdf.Configuration(
    maximum_declared_stream_length=12_000_000,
    array_based_stream_maximum_output_length=8_000_000,
    lzw_maximum_output_length=8_000_000,
    run_length_maximum_output_length=8_000_000,
    zlib_maximum_output_length=8_000_000,
    zlib_maximum_recovery_input_length=1_000_000,
    brotli_maximum_output_length=8_000_000,
    jbig2_maximum_output_length=1_000_000,
    image_maximum_buffer_size=8_000_000,
    stream_filters_maximum_length=4,
    stream_decoding_work_maximum_length=16_000_000,
    stream_parsing_work_maximum_count=400_000,
    page_tree_maximum_entries=4_000,
    page_tree_maximum_depth=50,
    page_tree_maximum_page_entries=50_000,
    xform_maximum_invocations_per_extraction=200,
    xmp_maximum_input_length=100_000,
    jbig2dec_binary=None,
    disable_legacy_handling=True,
)


def read(data: bytes) -> Document:
    """The lines of a PDF. Raises Refused (encrypted, scanned, damaged, too complex)."""
    try:
        pages = _pages(data)
    except Refused:
        raise
    except FileNotDecryptedError as error:
        raise Refused(Reason.ENCRYPTED, _ENCRYPTED) from error
    except (LimitReachedError, RecursionError, MemoryError) as error:
        raise Refused(Reason.TOO_COMPLEX, _TOO_COMPLEX) from error
    except Exception as error:
        # pypdf raises AttributeError, KeyError, TypeError, ValueError and more on hostile files.
        raise Refused(Reason.DAMAGED, _DAMAGED) from error
    letters = sum(len(_NO_LETTER.sub("", line)) for page in pages for line in page)
    if letters < 10 * len(pages) or letters < 30:
        raise Refused(
            Reason.NO_TEXT,
            N_(
                "This PDF holds pictures of pages, no text. Export the transcript as text, or run text recognition on it first."
            ),
        )
    lines, said = without_furniture(_unnumbered(pages))
    return Document(Container.PDF, tuple(_join_hyphens(lines)), warnings=said)


_NO_LETTER = re.compile(r"[\W_]+")
_ENCRYPTED = N_("This PDF is protected by a password. Remove the password and send it again.")


def _pages(data: bytes) -> list[list[str]]:
    with pypdf.apply_configuration(_LIMITS):
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(Reason.ENCRYPTED, _ENCRYPTED)
        if len(reader.pages) > MAX_PAGES:
            raise Refused(
                Reason.TOO_LARGE, N_("This PDF has more pages than a session fills. Send one session a file.")
            )
        pages: list[list[str]] = []
        size, begun = 0, time.thread_time()
        for page in reader.pages:
            text = letters(normalise(_drawn_once(page)))
            size += len(text)
            if size > MAX_TEXT:
                raise Refused(
                    Reason.TOO_LARGE, N_("This PDF holds far more text than a session. Send one session a file.")
                )
            if time.thread_time() - begun > MAX_SECONDS:
                raise Refused(Reason.TOO_COMPLEX, _TOO_COMPLEX)
            pages.append(text.split("\n"))
        return pages


_NEAR = 1.0
"""Points between two drawings of the same letters that are one to the eye: bold without a bold font."""


def _drawn_once(page: pypdf.PageObject) -> str:
    """The text of a page, what is drawn twice in one place taken once."""
    pieces: list[tuple[str, float, float]] = []
    seen: dict[str, set[tuple[int, int]]] = {}
    twice = False

    def visit(text: str, matrix: Sequence[float], place: Sequence[float], *_: object) -> None:
        nonlocal twice
        x, y = place[4] * matrix[0] + matrix[4], place[5] * matrix[3] + matrix[5]
        spot, bare = (round(x / _NEAR), round(y / _NEAR)), text.strip()
        spots = seen.setdefault(bare, set())
        if bare and any((spot[0] + dx, spot[1] + dy) in spots for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
            twice = True
            return
        spots.add(spot)
        pieces.append((text, x, y))

    page.extract_text(visitor_text=visit)
    if not twice:
        return "".join(text for text, _, _ in pieces)
    return _joined(pieces)


def _joined(pieces: Sequence[tuple[str, float, float]]) -> str:
    """Pieces drawn one by one, those of one height as one line."""
    told = ""
    before = ("", 0.0, 0.0)
    for piece in pieces:
        text, x, y = piece
        if told.endswith("\n") and x > before[1] and abs(y - before[2]) < _NEAR:
            told = told[:-1] + ("" if len(before[0].strip("\n")) <= 1 and len(text.strip("\n")) <= 1 else " ")
        told += text
        before = piece if text.strip("\n") else before
    return told


def _unnumbered(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages without numbers of lines, which may run on from page to page."""
    bare = iter(without_line_numbers([line for page in pages for line in page]))
    return [list(islice(bare, len(page))) for page in pages]


def _join_hyphens(lines: Sequence[str]) -> list[str]:
    """`coach-` / `ing` at a line's end is one word; a hyphen before a capital or a digit stays."""
    joined: list[str] = []
    for line in lines:
        before = joined[-1] if joined else ""
        if re.search(r"[^\W\d_]{2}-$", before) and re.match(r"[a-zß-öø-ÿ]{2}", line) and len(before) > 30:
            word, _, rest = line.partition(" ")
            if "-" in word:
                joined[-1] = before + word
            else:
                joined[-1] = before[:-1] + word
            joined.append(rest)
        else:
            joined.append(line)
    return joined
