"""What WebVTT and SubRip share: timed cues, names inside them, captions that roll."""

import html
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.formats import names
from core.formats.base import seconds, squeeze
from core.formats.encoding import normalise
from core.formats.named import Speakers, speakers_in
from core.transcript import Cue

_STAMP = r"(?:[0-9]{1,3}:)?[0-9]{1,2}:[0-9]{2}[.,][0-9]{1,3}|(?:[0-9]{1,3}:)?[0-9]{1,2}:[0-9]{2}"
_ARROW = re.compile(rf"^\s*+({_STAMP})\s*-{{1,2}}>\s*({_STAMP})(?:\s+\S.*)?$")
# SubViewer, as YouTube exports it: two times and a comma, nothing else.
_PAIR = re.compile(r"^\s*+([0-9]{1,3}:[0-9]{2}:[0-9]{2}\.[0-9]{3}),([0-9]{1,3}:[0-9]{2}:[0-9]{2}\.[0-9]{3})\s*$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?(?:\s+([^<>]{0,200}))?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:c|i|b|u|ruby|rt|lang|v|font|span)(?:[.\s][^<>]{0,200})?>|<[0-9:.]{1,20}>|\{\\[^{}]{0,100}\}", re.IGNORECASE
)
_BRACKETS = re.compile(r"^\[([^\[\]\n:]{1,60})\]:?\s+(?=\S)")
_PAREN_NAME = re.compile(r"\(([^()\n]{1,60})\)$")


@dataclass(frozen=True, slots=True)
class RawCue:
    """A timed cue as the file has it: `lines` still with tags."""

    start: float | None
    end: float | None
    lines: tuple[str, ...]


def timing(line: str) -> tuple[float | None, float | None] | None:
    """(start, end) of a `-->` line, None for any other line."""
    if len(line) > 300 or ":" not in line:
        return None
    match = _ARROW.match(line) if ">" in line else _PAIR.match(line)
    return (seconds(match[1]), seconds(match[2])) if match else None


def raw_cues(lines: Sequence[str]) -> list[RawCue]:
    """The cues between `-->` lines. The line before an arrow is a cue id if it stands after a blank line; a blank line
    ends a cue, but text behind it that has no arrow of its own still belongs to the cue before."""
    arrows = [(index, times) for index, line in enumerate(lines) if (times := timing(line)) is not None]
    cues: list[RawCue] = []
    for position, (index, (start, end)) in enumerate(arrows):
        stop = arrows[position + 1][0] if position + 1 < len(arrows) else len(lines)
        body = list(lines[index + 1 : stop])
        if position + 1 < len(arrows):
            body = _without_id(body)
        cues.append(RawCue(start, end, tuple(line.strip() for line in _without_comments(body) if line.strip())))
    return cues


def _without_id(body: list[str]) -> list[str]:
    """Drop the next cue's id: the last line, if a blank line stands before it."""
    if len(body) >= 2 and body[-1].strip() and not body[-2].strip():
        return body[:-1]
    if len(body) == 1 and body[0].strip().isdigit():
        return []
    return body


def _without_comments(body: list[str]) -> Iterable[str]:
    """A `NOTE`, `STYLE` or `REGION` block of WebVTT starts after a blank line; inside a cue the word is speech."""
    skipping, blank = False, False
    for line in body:
        bare = line.strip()
        if not bare:
            skipping, blank = False, True
            continue
        if blank and (bare in {"NOTE", "STYLE", "REGION"} or bare.startswith("NOTE ")):
            skipping = True
        blank = False
        if not skipping:
            yield line


def unroll(cues: Sequence[RawCue]) -> tuple[list[RawCue], bool]:
    """Rolling captions repeat the line before; each line is kept once. True if the file rolls."""
    plain = [tuple(squeeze(_TAG.sub("", line)) for line in cue.lines) for cue in cues]
    repeats = sum(bool(a) and bool(b) and a[-1] == b[0] for a, b in itertools.pairwise(plain))
    if len(cues) < 3 or repeats < 0.25 * len(cues):
        return list(cues), False
    kept: list[RawCue] = []
    last = ""
    for cue, lines in zip(cues, plain, strict=True):
        fresh = [raw for raw, line in zip(cue.lines, lines, strict=True) if line and line != last]
        if lines:
            last = lines[-1]
        if fresh:
            kept.append(replace(cue, lines=tuple(fresh)))
    return kept, True


def voices(cues: Sequence[RawCue]) -> list[Cue]:
    """Cues with speakers, from `<v Name>` tags, `Name:` at the start, or `(Name)` on a line of its own."""
    bracketed = [
        replace(cue, lines=(_BRACKETS.sub(r"\1: ", cue.lines[0]), *cue.lines[1:])) for cue in cues if cue.lines
    ]
    if sum(_BRACKETS.match(cue.lines[0]) is not None for cue in cues if cue.lines) * 2 > len(cues):
        cues = bracketed
    speakers = speakers_in([line for cue in cues for line in cue.lines[:1]])
    spoken: list[Cue] = []
    for cue in cues:
        for name, text in _split_cue(cue.lines, speakers):
            words = squeeze(_unescaped(_TAG.sub(" " if "\n" in text else "", text)))
            if words:
                spoken.append(Cue(name, words, cue.start, cue.end))
    return spoken


def _split_cue(lines: Sequence[str], speakers: Speakers) -> Iterable[tuple[str | None, str]]:
    text = "\n".join(lines)
    if _VOICE.search(text):
        parts = _VOICE.split(text)
        if parts[0].strip():
            yield None, parts[0]
        for name, words in zip(parts[1::2], parts[2::2], strict=True):
            yield _voice_name(name), words
        return
    if len(lines) > 1 and (match := _PAREN_NAME.match(lines[0])) and names.possible(match[1]):
        yield names.clean(match[1]), "\n".join(line.lstrip("- ") for line in lines[1:])
        return
    current: str | None = None
    held: list[str] = []
    for line in lines:
        heading = speakers.parse(line.removeprefix("- "))
        if heading is None:
            held.append(line)
            continue
        if held:
            yield current, "\n".join(held)
        current, held = heading.speaker, [heading.text]
    yield current, "\n".join(held)


def _voice_name(name: str | None) -> str | None:
    cleaned = names.clean(_unescaped(name or ""))
    return cleaned if cleaned.strip("-–— ?") else None


def _unescaped(text: str) -> str:
    """With entities as characters, in the one form: an entity may spell what was taken out of the text."""
    return normalise(html.unescape(text)) if "&" in text else text
