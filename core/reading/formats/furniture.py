"""Page furniture: page numbers, and the lines a printer repeats at the top or bottom of pages. Speech is none of it."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from core.reading.formats import names
from core.reading.formats.base import HEADING_SPAN
from core.reading.formats.stamps import STAMP
from core.transcript import is_generic

_PAGE_NUMBER = re.compile(
    r"^(?:page|seite|página|pagina|p\.|s\.|第)?\s*+[-–—]?\s*+[0-9]{1,4}(?:\s*+(?:of|/|von|de|di|sur|van|页|ページ)\s*+[0-9]{1,4})?\s*+[-–—]?(?:页|ページ)?$",
    re.IGNORECASE,
)
_TIME_OR_NUMBER = re.compile(rf"(?<![0-9])(?P<time>{STAMP})|[0-9]+")
_VOICE = re.compile(r"([^:：]{1,60})[:：]")
_EDGE = 2
_OPENING = 4
"""Lines at the top of the first page that may be the title, which a header repeats."""


_LIKE_A_NAME = (
    "A line that could be a name stood at the edge of the pages again and again. It was taken for a header and left out; "
    "if it is a speaker, please check who says what."
)


def without_furniture(pages: Sequence[Sequence[str]]) -> tuple[list[str], tuple[str, ...]]:
    """Drop page numbers and lines that stand, but for their numbers, at one place of most pages and are no speech; and what is
    to be said of it."""
    furniture = _repeated(pages)
    kept: list[str] = []
    for page in pages:
        filled = [i for i, line in enumerate(page) if line.strip()]
        outer, edge = {*filled[:1], *filled[-1:]}, {*filled[:_EDGE], *filled[-_EDGE:]}
        kept.extend(
            line.rstrip()
            for i, line in enumerate(page)
            if not (i in outer and _PAGE_NUMBER.match(line.strip())) and not (i in edge and _shape(line) in furniture)
        )
    return kept, (_LIKE_A_NAME,) if any(map(_like_a_name, furniture.values())) else ()


def _repeated(pages: Sequence[Sequence[str]]) -> dict[str, str]:
    """The shapes of lines that are furniture, each with one of its lines."""
    places: defaultdict[str, Counter[int]] = defaultdict(Counter)  # shape: from the top 0, 1, from the bottom -1, -2
    numbers: defaultdict[str, dict[int, list[int]]] = defaultdict(dict)  # shape: page: the numbers in it
    inside: Counter[str] = Counter()
    followed: defaultdict[str, set[str]] = defaultdict(set)
    for number, page in enumerate(pages):
        filled = [line.strip() for line in page if line.strip()]
        for line in {*filled[:_EDGE], *filled[-_EDGE:]}:
            numbers[_shape(line)][number] = _numbers(line)
        for place in range(min(_EDGE, len(filled))):
            places[_shape(filled[place])][place] += 1
            places[_shape(filled[-1 - place])][-1 - place] += 1
            followed[_shape(filled[place])].update(map(_shape, filled[place + 1 : place + 2]))
        for line in filled[_EDGE if number else _OPENING : -_EDGE]:
            inside[_shape(line)] += 1
            if voice := _VOICE.match(line):
                inside[_shape(voice[0])] += 1
    written = {_shape(line): line.strip() for page in pages for line in page}
    voices = {
        shape
        for shape, number in inside.items()
        if number >= 2 and shape in written and names.proper(written[shape]) and names.placed(written[shape])
    }

    def is_speech(shape: str) -> bool:
        everywhere = places[shape].most_common(1)[0][1] == len(pages) > 2
        if (voice := _VOICE.match(shape)) and voice[0] in inside:
            return shape in inside or not everywhere
        if not names.proper(written[shape]):
            return shape in inside
        # A name of its own: speech where words follow it. A header stands above another name, too, or ends each page.
        if followed[shape] & (voices - {shape}) or places[shape][-1] == len(pages):
            return False
        return shape in inside or len(voices) == 1

    return {
        shape: written[shape]
        for shape, found in places.items()
        # On two pages a line that stands on both may be speech; one with a number in it or a title is surely furniture.
        if max(found.values()) >= max(2, 0.5 * len(pages))
        and (len(pages) > 2 or re.search(r"[0-9#]", shape) or (found[0] == 2 and _is_title(written[shape])))
        and _as_pages_do(numbers[shape])
        and not _names_somebody(written[shape])
        and not is_speech(shape)
    }


def _names_somebody(line: str) -> bool:
    """`Name:` and nothing else."""
    return line[-1:] in ":：" and names.possible(line[:-1])


def _is_title(line: str) -> bool:
    """What opens both of two pages: no name before a colon or alone, no sentence."""
    return line.count(" ") >= 1 and re.search(r"[:：]|[.?!…]$", line) is None and not _like_a_name(line)


def _like_a_name(line: str) -> bool:
    name = names.clean(line)
    return len(name.split()) <= 3 and not _PAGE_NUMBER.match(line) and (names.proper(name) or is_generic(name))


def _as_pages_do(numbers: dict[int, list[int]]) -> bool:
    """Whether the numbers in a line stay the same or grow by one a page, most times."""
    steps = [
        all(after - before in {0, b - a} for before, after in zip(numbers[a], numbers[b], strict=True))
        for a, b in pairwise(numbers)
    ]
    return 2 * sum(steps) >= len(steps)


def _numbers(line: str) -> list[int]:
    return [int(found[0][-9:]) for found in _TIME_OR_NUMBER.finditer(line.strip()[:HEADING_SPAN]) if not found["time"]]


def _shape(line: str) -> str:
    """A line without its numbers; a time stays, for the times of one speaker's lines differ and a header's do not."""
    return _TIME_OR_NUMBER.sub(lambda found: found["time"] or "#", line.strip()[:HEADING_SPAN]).casefold()
