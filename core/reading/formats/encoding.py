"""Bytes to text, and text to the one form all readers expect."""

import re
import unicodedata
from itertools import pairwise

from core.refusal import Reason, Refused
from core.translation import N_

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
_BREAKS = re.compile(r"\r{1,3}\n|\r|[\x0b\x0c\x85\u2028\u2029]")
_MARK = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_MARKS = re.compile(rf"([{_MARK}]{{4}})[{_MARK}]+")
_PRINTABLE = re.compile(rf"[{_MARK}\ufe00-\ufe0f\U000e0000-\U000e0fff]")
"""Of what is dropped or counted here, all that Python calls printable; next to no text has any of it."""

UNREADABLE = N_(
    "This file does not look like text. Send the transcript as .txt, .md, .vtt, .srt, .docx, .pdf or .json."
)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of `data` and warnings. Raises Refused for what is not text."""
    data = data.rstrip(b"\x00")  # a file laid out longer than it was written
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _with_replacements(_whole(data, 4 if name == "utf-32" else 2 if name == "utf-16" else 1), name)
    wide = _wide_without_bom(data)
    if wide:
        return _with_replacements(_whole(data, 2), wide)
    if 0 in data:
        data = _ZEROS.sub(b"\n", data)
    if _binary(data):
        raise Refused(Reason.UNKNOWN_TYPE, UNREADABLE)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data)
    return _encoded_once(text)


def normalise(text: str) -> str:
    """NFC, `\\n` line ends, ordinary spaces, nothing invisible."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        text = unicodedata.normalize("NFC", text)
        if text.isascii() or _PRINTABLE.search(text) is None:
            return text
    text = _BREAKS.sub("\n", text)
    text = unicodedata.normalize("NFC", text)
    text = _DROP.sub("", _SPACES.sub(" ", text))
    return _MARKS.sub(r"\1", _JOINERS.sub("", text))


def _whole(data: bytes, size: int) -> bytes:
    """The bytes with the zeros of the last character, which ended with some."""
    return data + b"\x00" * (-len(data) % size)


def _wide_without_bom(data: bytes) -> str | None:
    """UTF-16 in any script: read the right way round it has line ends or spaces, hardly a sign of no language, and its
    characters come from few rows of the table; the wrong way round they are scattered."""
    head = _whole(data[:8192], 2)
    if len(head) < 16 or 0 not in data[:8192]:
        return None
    likely = {name: _language_share(head.decode(name, errors="replace")) for name in ("utf-16-le", "utf-16-be")}
    best = max(likely, key=lambda name: likely[name])
    return best if likely[best] > _MOSTLY else None


_MOSTLY = 0.95


def _language_share(text: str) -> float:
    """The share of characters that text has, 0 if it has no line end and no space, or a character of eight bits on end."""
    if not re.search(r"[ \n]", text) or "\x00" in text:
        return 0.0
    fitting = sum(unicodedata.category(char)[0] in "LNPZM" or char in "\n\r\t" for char in text)
    swapped = sum(char in "\u2000\u0a00\u0d00\u2e00\u3a00" for char in text)  # spaces and marks the wrong way round
    return (fitting - 4 * swapped) / len(text)


_ZEROS = re.compile(rb"^\x00+|\x00{4,}")
"""Zeros before a text or in blocks inside it."""

_RUN = re.compile(r"[^\x00-\x7f]+")
_TWICE = "This text had been encoded twice; its letters were put right."
_ONCE_READ_AS = ("cp1252", "latin-1", "cp1251", "cp1250", "mac-roman", "cp850", "cp437")


def _encoded_once(text: str) -> tuple[str, tuple[str, ...]]:
    """UTF-8 that was taken for another encoding and encoded again, read as it was. Anything else is left as it is."""
    mended = text
    for _ in range(2):
        again = next((found for name in _ONCE_READ_AS if (found := _undone(mended, name)) is not None), None)
        if again is None:
            break
        mended = again
    return (mended, (_TWICE,)) if mended != text else (text, ())


def _undone(text: str, name: str) -> str | None:
    """The text with its runs of letters that are UTF-8 read as `name` put right; None unless nearly all of them are."""
    runs = _RUN.findall(text[:200_000])
    fitting = sum(_one_undone(run, name) is not None for run in runs[:2000])
    if fitting < 3 or fitting * 10 < 9 * len(runs[:2000]):
        return None
    return _RUN.sub(lambda run: _one_undone(run[0], name) or run[0], text)


def _one_undone(run: str, name: str) -> str | None:
    try:
        return b"".join(_byte(char, name) for char in run).decode("utf-8")
    except UnicodeError:
        return None


def _byte(char: str, name: str) -> bytes:
    """The byte of a character; five that Windows-1252 leaves open are passed through, as browsers do."""
    return bytes([ord(char)]) if name != "latin-1" and "\x80" <= char <= "\x9f" else char.encode(name)


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
    if high < 0.2 * min(len(data), 200_000):
        name = _latin(data) or ("cp1252" if _western(data) else name)
    return _with_replacements(data, name)


_LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "iso8859-15", "mac-roman")
_LETTERS = tuple(
    frozenset(letters + letters.upper() + "’‘“”„–—…«»\u00a0·•€°§¿¡")
    for letters in (
        "àâæçèéêëîïôœùûüÿ", "äöüß", "áéíñóúü", "àèéìíîòóùú", "àáâãçéêíóôõú", "áéíóöüèëïñ", "åäöæøéü", "ąćęłńóśźż",
        "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "çğıİöşüâîû", "ăâîşţșț", "čćđšž", "ąčęėįšųūž",
        "āčēģīķļņšūž", "äõöüšž", "áðéíóúýþæö",
    )
)  # fmt: skip
"""The letters of languages beside those of English, with the marks that stand between words."""


def _latin(data: bytes) -> str | None:
    """The encoding in which nearly all letters beyond ASCII are those of one language; None if there is none."""
    best, most = None, 0.96
    for name in _LATIN:
        text = data[:200_000].decode(name, errors="replace")
        high = [char for char in text if char > "\x7f"]
        amid = sum(a.islower() and b.isupper() and b > "\x7f" for a, b in pairwise(text))  # a capital inside a word
        share = (max(sum(char in letters for char in high) for letters in _LETTERS) - amid) / max(1, len(high))
        if name == "mac-roman" and sum(map(str.isupper, high)) * 2 > len(high):
            continue  # the first bytes of Shift-JIS are capitals there
        if share > most + 0.001:
            best, most = name, share
    return best


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
