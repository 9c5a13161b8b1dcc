"""The gate behind every reader: what nobody said does not pass as speech.

What can be put right is put right (markup, ligatures, order, an echo); what cannot is left out, and a warning says so. So
whatever stands in a turn afterwards may be quoted.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import replace

from core.reading.formats.base import A_REMARK, REMARK, Reading, squeeze
from core.reading.formats.encoding import normalise
from core.reading.formats.order import (
    once,
    ordered,
    places,
    without_echo,
)
from core.reading.formats.times import plausible
from core.reading.formats.voices import SENTENCE_END, split_voices
from core.transcript import Cue

_TAG = re.compile(
    r"</?(?:v|c|b|i|u|em|strong|br|p|ruby|rt|lang|font|span|div)(?:[\s./][^<>]{0,200})?>|<[0-9:.]{1,20}>|\{\\[^{}]{0,100}\}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,6}|#x[0-9a-fA-F]{1,5});")
_EMPHASIS = re.compile(r"\*\*|(?<!\w)__|__(?!\w)")
_QUOTED = re.compile(r"^(?:>\s{0,8}){1,8}|(?<!\s)\s{1,8}>$|^>$")
# A glyph of a font without a table of letters, as PDF readers give it: `/f_i`, `(cid:12)`, `/uni00E9`, `/g123`.
_GLYPH = re.compile(r"/(?:f(?:_[fijlt]){1,2}|T_h|[cs]_t)")
_UNKNOWN_GLYPH = re.compile(r"\(cid:[0-9]{1,6}\)|/uni[0-9A-F]{4}\b|/g(?:lyph)?[0-9]{2,5}\b")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_T = r"[0-9]{1,3}:[0-9]{1,2}(?::[0-9]{1,2})?(?:[.,:;][0-9]{1,3})?"
_TIMES = re.compile(
    rf"(?:(?<![\w:.,])[0-9]{{1,5}} )?(?<![0-9:]){_T}\s?(?:--?>|=>|→)\s?{_T}(?![0-9:])"
    rf"|[\[(#<{{]\s?(?:[0-9]{{1,2}}:)?[0-9]{{1,3}}:[0-9]{{2}}(?:[.,:-][0-9]{{1,3}})?(?:\s?[-–—>]{{1,3}}\s?{_T})?\s?[\])#>}}]"
    r"|(?<![0-9:.,])(?:[0-9]{1,2}:[0-9]{2}:[0-9]{2}[.,:;][0-9]{1,3}|00?:[0-9]{2}:[0-9]{2})(?![0-9:])"
)
_PAGE = re.compile(
    r"\b(?:Page [0-9]{1,4} of|Seite [0-9]{1,4} von|Page [0-9]{1,4} sur|P[áa]gina [0-9]{1,4} (?:de|di)) [0-9]{1,4}\b"
)
# Typed chat behind the speech: a date with a time of day, or what Zoom writes over a message. The rest of the cue is chat.
_CHAT = re.compile(
    r"[\[(][0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4},? [0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?: ?[AaPp]\.?[Mm]\.?)?[\])]"
    r"|(?<![0-9:])[0-9]{2}:[0-9]{2}:[0-9]{2} From [^:]{1,60} [Tt]o [^:]{1,60}:"
    r"|\bCHAT MESSAGES\b"
)
_SUSPECT, _HEADED = re.compile(r"[0-9<{/]"), "CHAT MESSAGES"
"""What every pattern of this page needs to be there; most speech has none of it."""
_UNSPOKEN = (_TAG, _GLYPH, _UNKNOWN_GLYPH, _TIMES, _PAGE, _CHAT)
_SIGN_OFF = re.compile(
    r"^[-*_=~\s]{0,80}+(?:(?:This )?(?:transcript|transcription|subtitles?|captions?)(?: was| were| is)? "
    r"(?:saved|created|generated|made|provided|exported|produced|transcribed|powered)\b(?: automatically)? ?"
    r"(?:using|by|with|from) [^?]{1,120}"
    r"|(?:transcribed|captioned|subtitled|recorded|generated|powered|exported|untertitelt) (?:by|with|using|from|von) https?://\S{1,200}"
    r"|(?:transcription|meeting|recording) ended after [0-9:]{4,9}[^?]{0,80}"
    r"|subtitles by the amara\.org community)[-*_=~.\s]*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def passed(reading: Reading) -> Reading:
    """The reading with nothing among its words that nobody said. Warnings are sentences a person may read."""
    notes: list[str] = []
    spoken = [cue for cue in reading.cues if cue.speaker or not REMARK.match(cue.text.strip())]
    if remarks := len(reading.cues) - len(spoken):
        notes.append(f"{places(remarks)} {A_REMARK}")
    cues, split = split_voices([_with(cue, put_right(cue.text)) for cue in spoken], reading.roster)
    if split:
        notes.append(
            f"{places(split)} a speaker's name stood inside the words; what follows it was given to that speaker."
        )
    cues, left_out = _cleaned(cues)
    if left_out:
        notes.append(_left_out(left_out))
    cues, times = plausible(cues)
    notes.extend(times)
    for mend in (ordered, without_echo, once):
        cues, said = mend(cues)
        notes.extend(said)
    return replace(reading, cues=tuple(cues), warnings=(*reading.warnings, *notes))


def unspoken(text: str) -> bool:
    """Whether something stands in the words that no speech holds; never so for what has passed."""
    return any(pattern.search(text) is not None for pattern in _UNSPOKEN)


def _left_out(number: int) -> str:
    return f"{places(number)} something nobody said (a time, a mark of the page, typed chat) stood in the words; it was left out."


def _cleaned(cues: Iterable[Cue]) -> tuple[list[Cue], int]:
    kept: list[Cue] = []
    left_out = 0
    for cue in cues:
        text, cut = clean(cue.text)
        left_out += cut
        if _WORD.search(text) or text == cue.text:
            kept.append(_with(cue, text))
    kept, numbers = _without_numbers(kept)
    while kept and _SIGN_OFF.match(kept[-1].text[-400:]):
        kept.pop()
        left_out += 1
    return kept, left_out + numbers


def _with(cue: Cue, text: str) -> Cue:
    return cue if text == cue.text else replace(cue, text=text)


def put_right(text: str) -> str:
    """The words without what stands for letters or for how they look."""
    text = letters(text)
    if "&" in text and _ENTITY.search(text):
        text = normalise(_ENTITY.sub(lambda found: html.unescape(found[0]), text))
    text = _untagged(text)
    if "**" in text or "__" in text:
        text = _EMPHASIS.sub("", text)
    if ">" in text:
        text = _QUOTED.sub("", text)
    return text


def letters(text: str) -> str:
    """Ligatures, as signs or as names of glyphs, as the letters they stand for."""
    if not text.isascii():
        text = _LIGATURE.sub(lambda found: _LIGATURES[found[0]], text)
    return _GLYPH.sub(lambda found: found[0].replace("/", "").replace("_", ""), text) if "/" in text else text


def clean(text: str) -> tuple[str, int]:
    """The words without what nobody said, and in how many places something was left out."""
    if _SUSPECT.search(text) is None and _HEADED not in text:
        return squeeze(text), 0
    cut = 0
    chat = _CHAT.search(text)
    if chat is not None:
        text, cut = text[: chat.start()], 1
    for pattern in (_UNKNOWN_GLYPH, _PAGE, _TIMES):
        text, found = pattern.subn(" ", text)
        cut += found
    if unspoken(text):  # taking out one thing has put together another
        text, cut = squeeze(re.sub(r"[<>{}\[\]()#/:]", " ", text)), cut + 1
        while unspoken(text):
            text = text[: min(match.start() for pattern in _UNSPOKEN if (match := pattern.search(text)) is not None)]
    return squeeze(text), cut


def _untagged(text: str) -> str:
    """Tags of lines are white space; tags of letters are nothing, so that half a word in italics stays one word."""
    if "<" not in text and "{" not in text:
        return text
    return _TAG.sub(
        lambda found: " " if found[0].lower().startswith(("<br", "<p", "</p", "<div", "</div")) else "", text
    )


def _without_numbers(cues: list[Cue]) -> tuple[list[Cue], int]:
    """Numbers of captions that were left at the end, or the beginning, of the words: they count up from cue to cue."""
    for at in (-1, 0):
        numbers = [_number(cue.text, at) for cue in cues]
        counting = [b is not None and (b - 1 == a or c == b + 1) for a, b, c in _neighbours(numbers)]
        after_sentence = [
            not at or _without_end(cue.text, at)[-1:] in SENTENCE_END
            for cue, counts in zip(cues, counting, strict=True)
            if counts
        ]
        if len(after_sentence) >= max(3, 0.8 * (len(cues) - 1)) and sum(after_sentence) * 2 > len(after_sentence):
            bare = [
                replace(cue, text=_without_end(cue.text, at)) if counts else cue
                for cue, counts in zip(cues, counting, strict=True)
            ]
            return [cue for cue in bare if cue.text], sum(counting)
    return cues, 0


def _neighbours(numbers: list[int | None]) -> Iterable[tuple[int | None, int | None, int | None]]:
    return zip([None, *numbers[:-1]], numbers, [*numbers[1:], None], strict=True) if numbers else ()


def _number(text: str, at: int) -> int | None:
    words = text.rsplit(" ", 1) if at else text.split(" ", 1)
    word = words[at]
    return int(word) if len(words) > 1 and word.isascii() and word.isdigit() and len(word) < 6 else None


def _without_end(text: str, at: int) -> str:
    return text.rsplit(" ", 1)[0] if at else text.split(" ", 1)[1]
