"""What WebVTT and SubRip share: timed cues, names inside them, captions that roll."""

import html
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.reading.formats import names
from core.reading.formats.base import seconds, squeeze
from core.reading.formats.encoding import normalise
from core.reading.formats.named import Speakers, often, speakers_in
from core.reading.formats.stamps import CAPTION
from core.transcript import Cue

_ARROW = re.compile(
    rf"^\s{{0,8}}[\[(]?({CAPTION})\s{{0,4}}(?:-{{1,3}}>|=>|>|→|–>|—>)\s{{0,4}}({CAPTION})(?:[\])]|\s+\S.*)?$"
    rf"|^\s{{0,8}}([0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}}[.,:][0-9]{{1,3}})\s{{0,4}}[-–—]\s{{0,4}}([0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}}[.,:][0-9]{{1,3}})\s*$"
)
# SubViewer, as YouTube exports it: two times and a comma, nothing else.
_PAIR = re.compile(r"^\s*+([0-9]{1,3}:[0-9]{2}:[0-9]{2}\.[0-9]{3}),([0-9]{1,3}:[0-9]{2}:[0-9]{2}\.[0-9]{3})\s*$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?(?:\s+([^<>]{0,200}))?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:c|i|b|u|ruby|rt|lang|v|font|span)(?:[.\s][^<>]{0,200})?>|<[0-9:.]{1,20}>|\{\\[^{}]{0,100}\}", re.IGNORECASE
)
_DIGITS = frozenset("0123456789")
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
_BRACKETS = re.compile(r"^(?:\[([^\[\]\n:]{1,60})\]:?(?:\s+(?=\S)|$)|\(([^()\n:]{1,60})\):?\s+(?=\S))")
_PAREN_NAME = re.compile(r"\(([^()\n]{1,60})\)$")


@dataclass(frozen=True, slots=True)
class RawCue:
    """A timed cue as the file has it: `lines` still with tags, `id` the line above its times."""

    start: float | None
    end: float | None
    lines: tuple[str, ...]
    id: str = ""


def timing(line: str) -> tuple[float | None, float | None] | None:
    """(start, end) of a `-->` line, None for any other line."""
    if len(line) > 300 or line.lstrip()[:2].lstrip("[(")[:1] not in _DIGITS:
        return None
    match = _ARROW.match(line) or _PAIR.match(line)
    if match is None:
        return None
    start, end = (part for part in match.groups() if part is not None)
    return seconds(start), seconds(end)


def raw_cues(lines: Sequence[str]) -> list[RawCue]:
    """The cues between lines of times. The line above the times is a cue's id if it stands after a blank line, or is a number
    as above the other cues; a blank line ends a cue, but text behind it that has no times of its own still belongs to the
    cue before."""
    lines = _single(lines)
    arrows = [(index, times) for index, line in enumerate(lines) if (times := timing(line)) is not None]
    numbered = sum(index > 0 and lines[index - 1].strip().isdigit() for index, _ in arrows) * 5 >= 4 * len(arrows)
    cues: list[RawCue] = []
    stops = [*(index for index, _ in arrows), len(lines)][1:]
    for (index, (start, end)), stop in zip(arrows, stops, strict=True):
        body = list(lines[index + 1 : stop])
        if stop < len(lines) and _id(lines, stop, numbered=numbered):
            body.pop()
        kept = tuple(line.strip() for line in _without_comments(body) if line.strip())
        cues.append(RawCue(start, end, kept, _id(lines, index, numbered=numbered)))
    return cues


def _single(lines: Sequence[str]) -> Sequence[str]:
    """Lines that were all given a blank line behind them, without it."""
    arrows = [index for index, line in enumerate(lines[:-1]) if timing(line) is not None]
    if len(arrows) < 2 or sum(not lines[index + 1].strip() for index in arrows) * 5 < 4 * len(arrows):
        return lines
    kept: list[str] = []
    for blank, group in itertools.groupby(lines, key=lambda line: not line.strip()):
        run = list(group)
        kept.extend([""] if blank and len(run) > 1 else () if blank else run)
    return kept


def _id(lines: Sequence[str], index: int, *, numbered: bool) -> str:
    """The id above the times at `index`, or nothing."""
    above = lines[index - 1].strip() if index else ""
    apart = index < 2 or not lines[index - 2].strip()
    if timing(above) is not None:
        return ""
    return above if (numbered and above.isdigit()) or (apart and not above.startswith("WEBVTT")) else ""


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
    """Cues with speakers, from `<v Name>` tags, `Name:` at the start of a line, `(Name)` on a line of its own, or ids."""
    cues = [_untagged(cue) for cue in cues]
    bracketed = [
        replace(cue, lines=(_BRACKETS.sub(r"\1\2: ", cue.lines[0]), *cue.lines[1:])) for cue in cues if cue.lines
    ]
    if sum(_BRACKETS.match(cue.lines[0]) is not None for cue in cues if cue.lines) * 2 > len(cues):
        cues = bracketed
    cues = _named_above(cues)
    speakers = _speakers(cues)
    spoken: list[Cue] = []
    for cue in cues:
        for name, text in _split_cue(cue.lines, speakers):
            words = squeeze(_unescaped(_TAG.sub(" " if "\n" in text else "", text)))
            if words:
                spoken.append(Cue(name, words, cue.start, cue.end))
    return spoken if any(cue.speaker for cue in spoken) else _by_id(cues, spoken)


def _named_above(cues: Sequence[RawCue]) -> Sequence[RawCue]:
    """Cues whose first line is a name and nothing else, with a colon behind it: the same few open nearly all that have two."""
    opened = [names.clean(cue.lines[0]) for cue in cues if len(cue.lines) > 1 and ":" not in cue.lines[0]]
    seen = Counter(name for name in opened if names.proper(name))
    again = {name for name, number in seen.items() if number >= 2}
    if len(again) < 2 or sum(seen[name] for name in again) * 5 < 4 * len(cues):
        return cues
    return [
        replace(cue, lines=(f"{cue.lines[0]}:", *cue.lines[1:]))
        if len(cue.lines) > 1 and names.clean(cue.lines[0]) in seen
        else cue
        for cue in cues
    ]


def _untagged(cue: RawCue) -> RawCue:
    """Emphasis around a name hides it; voices are what is looked for."""
    if not any("<" in line for line in cue.lines) or any(_VOICE.search(line) for line in cue.lines):
        return cue
    return replace(cue, lines=tuple(_TAG.sub("", line).strip() for line in cue.lines))


def _speakers(cues: Sequence[RawCue]) -> Speakers:
    """Whoever opens a cue; and whoever opens a line inside one, if that happens again and again."""
    first = speakers_in([line.removeprefix("- ") for cue in cues for line in cue.lines[:1]])
    inside = [line.removeprefix("- ") for cue in cues for line in cue.lines[1:]]
    if len(inside) < 3:
        return first
    return Speakers(first.keys | {key for key in speakers_in(inside).keys if often(inside, key)})


def _by_id(cues: Sequence[RawCue], spoken: Sequence[Cue]) -> list[Cue]:
    """Nobody is named in the words: the ids name the speakers, if few come again and again."""
    found = [_name_of(cue.id) for cue in cues if cue.lines]
    named = [name for name in found if name]
    if (
        len(found) != len(spoken)
        or len(named) < 4
        or len(named) * 5 < 4 * len(found)
        or len(set(named)) * 2 > len(named)
    ):
        return list(spoken)
    return [replace(cue, speaker=name) for cue, name in zip(spoken, found, strict=True)]


def _name_of(cue_id: str) -> str | None:
    """The name in an id: `Ines`, `12 - Ines`, `Ines-12`, `3 "Ines" (1234)`."""
    if not cue_id or _GUID.match(cue_id):
        return None
    bare = re.sub(r"^[0-9]{1,6}(?:\s*[-–.:)_|]\s*|\s+)", "", cue_id[:120])
    bare = re.sub(r"(?:\s?[-_#:.]|\s)[0-9]{1,6}$|\s?\([0-9]{3,12}\)$", "", bare)
    name = names.clean((bare if any(map(str.isalpha, bare)) else cue_id).strip("\"'“” "))
    return name if names.placed(name) else None


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
