"""Where speech begins and ends in a document that also holds notes, summaries, rosters and footers."""

import re
from collections.abc import Sequence

from core.reading.formats.base import HEADING_SPAN, ParseHeading, count

_MARK = r"^(?:#{1,6}\s*+)?(?:[*_]{1,3}\s*+)?(?:[^\w\s#*_]{1,3}\s*+)?"
_END = r"\s*+(?:[*_]{1,3}\s*+)?(?::\s*+)?$"
_TRANSCRIPT = re.compile(
    _MARK
    + r"(?:full |meeting |session |call |raw |verbatim )?"
    + r"(?:transcript|transcription|transkript|transkription|transcripción|trascrizione|transcrição|wortprotokoll"
    + r"|文字起こし|逐字稿|文字记录)"
    + _END,
    re.IGNORECASE,
)
_NOTES = re.compile(
    _MARK
    + r"(?:ai |meeting |session |suggested |key |my |overall |automatic )*"
    + r"(?:notes?|summary|action items?|next steps|takeaways|highlights|details|outline|decisions|attendees|chapters"
    + r"|notizen|zusammenfassung|résumé|resumen|riassunto|要約|会议纪要|摘要)"
    + _END,
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"^(?:transcribed by https?://\S+|(?:transcription|meeting) ended after .*"
    r"|this editable transcript was computer[- ]generated\b.*|.{0,80} stopped transcription"
    r"|view (?:full )?(?:recording|meeting)\b.{0,200}https?://\S+"
    r"|(?:end of transcript|transcript ends?)|\[?end of recording\]?)$",
    re.IGNORECASE,
)
_CHAT = re.compile(
    _MARK + r"(?:meeting |in-meeting |typed )?(?:chat(?: messages| log| history)?|messages in chat|chatverlauf)" + _END,
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"^(?:.{0,80} (?:started|stopped) transcription|this editable transcript was computer[- ]generated\b.*|[-*_=]{3,})$",
    re.IGNORECASE,
)


def plain(line: str) -> str:
    """A line without heading marks and emphasis around it."""
    return line.lstrip("#>*_ \t").rstrip("*_ \t")


def is_notes_heading(line: str) -> bool:
    return len(line) < 60 and _NOTES.match(line.strip()) is not None


def split_speech(lines: Sequence[str], parse: ParseHeading) -> tuple[list[str], list[str]]:
    """(head, speech): what stands before the speech, and the speech without notes, footers and rules.

    A `Transcript` heading wins: everything before it is head. Behind it, a heading of notes ends the speech.
    """
    start = _start(lines, parse)
    head, body = list(lines[:start]), lines[start:]
    speech: list[str] = []
    looked, opened = 0, False
    for line in body:
        if len(line) > HEADING_SPAN:
            speech.append(line)
            continue
        stripped = plain(line)
        if _FOOTER.match(stripped):
            if "ended after" in stripped or "otter.ai" in stripped:
                break
            continue
        if _ends_speech(line) or _begins_chat(line):
            opened = opened or count(speech[looked:], parse) > 0
            looked = len(speech)  # no line is looked at twice, however many such headings there are
            if opened:
                break
        if not (_NOISE.match(stripped) or _NOISE.match(line.strip())):
            speech.append(line)
    return head, speech


def preamble(lines: Sequence[str], parse: ParseHeading) -> list[str]:
    """What stands before the speech: up to the heading `Transcript`, else up to the first line that opens a block."""
    start = _start(lines, parse)
    if start:
        return list(lines[:start])
    first = next((index for index, line in enumerate(lines) if parse(line) is not None), len(lines))
    return list(lines[:first])


def _ends_speech(line: str) -> bool:
    """Only a marked heading ends speech: a person may well say the word `summary` and nothing else."""
    bare = line.strip()
    marked = bare.startswith(("#", "**", "__")) or (
        bool(bare) and not bare[0].isalnum() and bare[0] not in "[(\"'“‘—–-"
    )
    return marked and is_notes_heading(bare)


def _begins_chat(line: str) -> bool:
    """A heading over typed chat: marked as one, in capitals, or of words that nobody says alone."""
    bare = line.strip()
    heading = len(bare) < 40 and _CHAT.match(bare) is not None
    return heading and (bare.isupper() or bare.startswith(("#", "**", "__")) or " " in bare.rstrip(":"))


def _start(lines: Sequence[str], parse: ParseHeading) -> int:
    opened, counted = 0, len(lines)
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index].strip()
        if len(line) < 60 and _TRANSCRIPT.match(line):
            opened += count(lines[index + 1 : counted], parse)
            counted = index + 1
            if opened >= 2:
                return counted
    return 0
