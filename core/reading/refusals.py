"""What is no transcript, by its bytes or its markup, and what may be one but does not say who speaks."""

import re

from core.reading.formats.base import Container, Document
from core.refusal import Reason, Refused
from core.translation import N_

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


def refuse_other_types(data: bytes) -> None:
    if data.startswith(_OLE):
        wide = "EncryptedPackage".encode("utf-16-le")
        if wide in data:
            raise Refused(
                Reason.ENCRYPTED, N_("This file is protected by a password. Remove the password and send it again.")
            )
        raise Refused(
            Reason.UNKNOWN_TYPE, N_("This is an old Office file (.doc, .xls or .msg). Save it as .docx and send that.")
        )
    if data.startswith(_MEDIA) or data[4:8] == b"ftyp":
        raise Refused(
            Reason.UNKNOWN_TYPE,
            N_(
                "This is a picture, sound or video file. Send the transcript as .txt, .md, .vtt, .srt, .docx, .pdf or .json."
            ),
        )
    if data.startswith(_ARCHIVES):
        raise Refused(Reason.UNKNOWN_TYPE, N_("This is a packed archive. Unpack it and send the transcript inside."))


def _looks_html(text: str) -> bool:
    head = text.lstrip()[:600].lower()
    return head.startswith(("<!doctype html", "<html")) or ("<head" in head and "<body" in text[:20_000].lower())


# No line can be matched in two ways, so a session of many `Name: words` lines is not tried again and again.
_MAIL = re.compile(r"(?:[A-Za-z-]{2,40}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n){0,20}){2,60}?MIME-Version:")


def refuse_marked_up(text: str) -> None:
    if _looks_html(text):
        raise Refused(
            Reason.UNKNOWN_TYPE,
            N_("This is a web page, not a transcript. Export the transcript as a file and send that."),
        )
    if _MAIL.match(text):
        raise Refused(
            Reason.UNKNOWN_TYPE, N_("This is a saved e-mail. Send the transcript that is in it as a file of its own.")
        )
    if text.startswith("{\\rtf"):
        raise Refused(
            Reason.UNKNOWN_TYPE, N_("This is a rich text (.rtf) file. Save it as .docx or .txt and send that.")
        )
    if text.lstrip().startswith("<?xml"):
        raise Refused(
            Reason.UNKNOWN_TYPE,
            N_(
                "This is an XML file, not a transcript. Send the transcript as .txt, .md, .vtt, .srt, .docx, .pdf or .json."
            ),
        )


_NOBODY_NAMED = {
    "caption": N_(
        "This transcript does not say who is speaking: {0} captions and nobody is named. Export it with speaker names, or "
        "write a name and a colon before each turn."
    ),
    "turn": N_(
        "This transcript does not say who is speaking: {0} turns and nobody is named. Export it with speaker names, or "
        "write a name and a colon before each turn."
    ),
    "line": N_(
        "This transcript does not say who is speaking: {0} lines with a time and nobody is named. Export it with speaker "
        "names, or write a name and a colon before each turn."
    ),
}
_NOBODY_IN_ONE = N_(
    "This transcript does not say who is speaking: nobody is named. Export it with speaker names, or write a name and a colon "
    "before each turn."
)


def unnamed(number: int, what: str) -> Refused:
    said = _NOBODY_IN_ONE if number == 1 else _NOBODY_NAMED[what].format(number)
    return Refused(Reason.NO_SPEAKERS, said)


NOT_A_CONVERSATION = N_(
    "This does not look like a conversation between two people. Send the transcript of a session, "
    "with a name before each turn."
)


def nobody_speaks(document: Document) -> Refused:
    """No speaker was found: say so if it may still be speech, else that it is no conversation."""
    if document.container is Container.JSON:
        return Refused(Reason.NOT_A_CONVERSATION, NOT_A_CONVERSATION)
    filled = [line.strip() for line in document.lines if line.strip()]
    questions = sum("?" in line or "？" in line for line in filled)
    stamped = sum(_STAMPED.match(line) is not None for line in filled)
    if stamped >= 3 and stamped * 4 >= len(filled):
        return unnamed(stamped, "line")
    if len(filled) >= 6 and questions * 8 >= len(filled):
        return Refused(
            Reason.NO_SPEAKERS,
            N_(
                "This transcript does not say who is speaking in a way that can be read: the names could not be told from the "
                "words. Put a name and a colon before each turn, and send it again."
            ),
        )
    return Refused(Reason.NOT_A_CONVERSATION, NOT_A_CONVERSATION)
