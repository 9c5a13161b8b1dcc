"""Bytes to text, and text to the one form all readers expect."""

import re
import unicodedata

from core.refusal import Reason, Refused

MAX_CHARACTERS = 4_000_000
"""Decoded characters looked at; a file of spoken words with more is refused."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = "".join(chr(c) for c in range(32) if c not in (9, 10)) + "\x7f"
# Soft hyphen, direction and zero-width marks, BOM, tags and variation selectors: invisible, and a way to hide words.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"
)
_DROP = re.compile(f"[{re.escape(_CONTROLS)}\x80-\x84\x86-\x9f{_INVISIBLE}]")
# Joiners spell words in Persian and Indic scripts and join emoji; between other characters they only hide.
_JOINERS = re.compile(r"(?<![\u0600-\u08ff\u0900-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u08ff\u0900-\u0dff])")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)

UNREADABLE = "This file does not look like text. Send the transcript as .txt, .md, .vtt, .srt, .docx, .pdf or .json."


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of `data` and warnings. Raises Refused for what is not text."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _with_replacements(data, name)
    wide = _utf16_without_bom(data)
    if wide:
        return _with_replacements(data, wide)
    if _binary(data):
        raise Refused(Reason.UNKNOWN_TYPE, UNREADABLE)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _guess(data)


def normalise(text: str) -> str:
    """NFC, `\\n` line ends, ordinary spaces, nothing invisible."""
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub("\n", text)
    text = unicodedata.normalize("NFC", text)
    text = _DROP.sub("", _SPACES.sub(" ", text))
    return _MARKS.sub(r"\1", _JOINERS.sub("", text))


def _utf16_without_bom(data: bytes) -> str | None:
    """UTF-16 text that is mostly ASCII has a zero in every other byte."""
    head = data[:4096]
    if len(head) < 16:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.4 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _binary(data: bytes) -> bool:
    head = data[:65536]
    strange = sum(head.count(c) for c in range(32) if c not in (9, 10, 11, 12, 13, 27))
    return strange > max(8, len(head) // 100)


def _with_replacements(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, errors="replace")
    bad = text.count("\ufffd")
    if bad > max(2, len(text) // 100) or _binary(text[:65536].encode("utf-8", "replace")):
        raise Refused(Reason.UNKNOWN_TYPE, UNREADABLE)
    return text, (_SOME_LOST,) if bad else ()


_SOME_LOST = "A few characters of the file could not be read and are shown as \ufffd."


def _guess(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Neither BOM nor UTF-8: a damaged UTF-8 file, Windows-1252, or an older encoding told by its statistics."""
    text = data.decode("utf-8", errors="replace")
    high = sum(byte >= 0x80 for byte in data[:200_000])
    bad = text.count("\ufffd")
    if bad <= max(2, len(text) // 1000) and bad * 4 < high:
        return text, (_SOME_LOST,)
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 40 ms, and only for files that are not UTF-8

    best = from_bytes(data[:200_000]).best()
    name = best.encoding if best is not None else "cp1252"
    if high < 0.12 * min(len(data), 200_000) and _western(data):
        name = "cp1252"
    return _with_replacements(data, name)


def _western(data: bytes) -> bool:
    """High bytes that are nearly all Western letters, quotes or dashes between ASCII: Windows-1252."""
    high = [byte for byte in data[:200_000] if byte >= 0x80]
    usual = set(b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x9c\xa0\xa1\xa3\xa7\xab\xbb\xb0\xb4\xb7\xbf") | set(
        range(0xC0, 0x100)
    )
    if sum(byte in usual for byte in high) < 0.98 * len(high):
        return False
    # In Shift-JIS, GBK and Cyrillic code pages high bytes stand in runs; in Western text they stand alone.
    runs = re.findall(rb"[\x80-\xff]+", data[:200_000])
    return sum(len(run) <= 2 for run in runs) >= 0.95 * len(runs)
