"""Plain `Name: text`, with or without Markdown bold, the commonest thing people paste; also Google Meet and Granola.

A word before a colon is a speaker only if it recurs, is listed among those present, or is a known role; anything else
before a colon is speech.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.reading.formats import names
from core.reading.formats.base import (
    HEADING_SPAN,
    TEXTUAL,
    Container,
    Document,
    Format,
    Heading,
    Reading,
    more_than,
    spoken,
)
from core.reading.formats.blocks import blocks
from core.reading.formats.head import Head, read_head
from core.reading.formats.sections import is_notes_heading, preamble, split_speech
from core.transcript import is_generic

_LINE = re.compile(
    r"^\s{0,8}(?:>{1,3}\s*+)?(?:[0-9]{1,4}[.)]?\s+|[-*•]\s+(?=\*\*|__))?(?P<open>\*\*|__|\*|_)?\[?(?P<name>[^\n:：*\[\]]{1,60}?)\]?\s*+(?P<close>\*\*|__|\*|_)?\s*+[:：]\s*"
    r"(?P<shut>\*\*|__|\*|_)?(?:\s|$|(?=[^\s/\d])|(?<=：))\s*(?P<text>.*)$"
)
_ALONE = re.compile(r"(?P<mark>\*\*|__)(?P<name>[^*_]{1,60})(?P=mark)\s*$")
_HANDLE = re.compile(r"[^\W\d_][\w.-]{1,30}$")


def _split(line: str) -> tuple[str, str] | None:
    """(name, text) if the line opens with something that can be a name and a colon."""
    if line.startswith(("**", "__")) and (alone := _ALONE.match(line)) and names.placed(alone["name"]):
        return alone["name"], ""
    if ":" not in line and "：" not in line:
        return None
    match = _LINE.match(line[:HEADING_SPAN])
    if match is None or (match["open"] is None and re.match(r"\s{0,8}(?:[-•]|#{1,6}\s|##)", line)):
        return None
    name = match["name"].strip()
    if not names.placed(name):
        return None
    return name, (match["text"] + line[HEADING_SPAN:]).strip()


@dataclass(frozen=True)
class Speakers:
    """The names taken for speakers in one document."""

    keys: frozenset[str]
    voices: frozenset[str] = frozenset()

    def parse(self, line: str) -> Heading | None:
        if self.voices and (name := line[:HEADING_SPAN].partition(":")[0]) in self.voices:
            return Heading(name, text=line[len(name) + 1 :].strip())
        parts = _split(line)
        if parts is None or names.clean(parts[0]).casefold() not in self.keys:
            return None
        return Heading(names.clean(parts[0]), text=parts[1])


def speakers_in(lines: Sequence[str], roster: Sequence[str] = ()) -> Speakers:
    """Who speaks in `lines`, by recurrence, by the roster, or by being a role."""
    counts: Counter[str] = Counter()
    shapes: dict[str, str] = {}
    followed: Counter[str] = Counter()
    introduced: set[str] = set()  # who is called what: `Client: Devon Pryce`
    for line in lines:
        parts = _split(line)
        if parts is not None:
            name = names.clean(parts[0])
            counts[name.casefold()] += 1
            shapes.setdefault(name.casefold(), name)
            followed[name.casefold()] += bool(parts[1])
            if names.proper(parts[1].strip("*_ ")) and len(parts[1].split()) >= 2:
                introduced.add(name.casefold())
    if _by_place(counts, sum(bool(line.strip()) for line in lines)):
        keys = {key for key, number in counts.items() if number >= 2 or names.proper(shapes[key])}
        return Speakers(frozenset(keys - names.NOT_SPEAKERS))
    counts = Counter({key: number for key, number in counts.items() if names.possible(shapes[key])})
    listed = {names.clean(name).casefold() for name in roster}
    most = max(counts.values(), default=0)
    texts = sum(bool(line.strip()) for line in lines)
    keys = {
        key
        for key, number in counts.items()
        if key in listed
        or (names.is_role(key) and not (number == 1 and key in introduced))
        or is_generic(key)
        or _recurs(shapes[key], number, most, texts)
        or _is_handle(shapes[key], number, most, followed[key])
    }
    if sum(counts[key] for key in keys) * 10 >= 7 * texts:
        # Nearly every line names its speaker, so the few other words before a colon are handles and rare voices.
        keys |= {key for key, number in counts.items() if number >= 2 and len(key.split()) <= 2}
        keys |= {key for key in counts if names.proper(shapes[key]) and len(key.split()) == 2}
    if sum(counts.values()) * 10 >= 9 * texts:
        keys |= {key for key in counts if names.proper(shapes[key])}
    return Speakers(frozenset(keys))


def _by_place(counts: Counter[str], lines: int) -> bool:
    """Whether what stands before the colon names the speaker whatever it is: nearly every line has it, and few come again
    and again."""
    again = [number for key, number in counts.items() if number >= 2 and key not in names.NOT_SPEAKERS]
    return (
        sum(again) * 10 >= 7 * lines and sum(again) >= max(4, 3 * len(again)) and sum(again) * 10 >= 8 * counts.total()
    )


def often(lines: Sequence[str], key: str) -> bool:
    """Whether `key` opens a fifth of the lines, and three at least."""
    number = sum((parts := _split(line)) is not None and names.clean(parts[0]).casefold() == key for line in lines)
    return number >= 3 and number * 5 >= len(lines)


def _recurs(name: str, number: int, most: int, lines: int) -> bool:
    if names.proper(name):
        if len(name.split()) >= 2 and lines <= 12:
            return True
        return number >= 2 and number * 50 >= most
    return False


def _is_handle(name: str, number: int, most: int, followed: int) -> bool:
    """A lower-case nickname: one plain word, often, and with words behind the colon nearly always."""
    return _HANDLE.match(name) is not None and number >= 3 and number * 6 >= most and followed * 5 >= number * 4


def _who(document: Document) -> tuple[Head, Speakers]:
    head = read_head(document.lines)
    _, speech = split_speech(
        document.lines, lambda line: Heading(None) if (parts := _split(line)) and names.possible(parts[0]) else None
    )
    return head, replace(speakers_in(speech, head.roster), voices=frozenset(document.voices))


def _recognise(document: Document) -> int:
    _, speakers = _who(document)
    _, speech = split_speech(document.lines, speakers.parse)
    return sum(speakers.parse(line) is not None for line in speech)


def _read(document: Document) -> Reading:
    speakers = _who(document)[1]
    head = read_head(preamble(document.lines, speakers.parse))
    before, speech = split_speech(document.lines, speakers.parse)
    cues, said = blocks(speech, speakers.parse)
    return Reading(
        _name(document, before, speakers),
        spoken(cues),
        said,
        session_date=head.session_date,
        title=head.title,
        roster=head.roster,
    )


def _name(document: Document, before: Sequence[str], speakers: Speakers) -> str:
    told = "\n".join((*document.lines[:40], *document.lines[-5:])).casefold()
    if "computer generated" in told or "transcription ended after" in told or "meeting ended after" in told:
        return f"meet-{document.suffix}"
    if speakers.keys <= {"me", "them", "you", "us"} and "me" in speakers.keys:
        return f"granola-{document.suffix}"
    if any(is_notes_heading(line) for line in before) and "gemini" in told:
        return f"meet-{document.suffix}"
    if document.container is Container.TEXT:
        return "plain-md" if document.markdown else "plain-text"
    return f"{document.container.value}-text"


def _may(document: Document, most: int) -> bool:
    return bool(document.voices) or more_than(most, document.lines, _split)


FORMAT = Format("named", TEXTUAL, _recognise, _read, _may)
