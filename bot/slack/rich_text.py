"""Paragraphs, quotes, facts and lists as rich text, which Slack does not parse: no word in it can ping, link or format."""

from collections.abc import Iterable, Iterator, Sequence

from bot.render.cutting import shorten, split, units
from bot.render.wording import receipt, safe
from bot.slack import limits
from bot.slack.elements import Json, text_units
from core.card import Quote, Step, StepState

STEP_EMOJI = {
    StepState.PENDING: "white_circle",
    StepState.RUNNING: "hourglass_flowing_sand",
    StepState.DONE: "white_check_mark",
    StepState.FAILED: "warning",
}
SHORT_FACT, LINE_OF_FACTS = 40, 90
"""Characters of a label with its value up to which it shares a line with others, and of such a line."""
RECEIPT = 90
"""The line under a quote; only a name that is no name is cut."""


def rich(element: Json, *, starts: bool = False) -> Json:
    """A rich-text block of one element. `starts` marks a paragraph of its own; `join` takes that off, and what it has of text."""
    return {"type": "rich_text", "elements": [element], "starts": starts, "size": text_units(element) + 1}


def section(runs: Sequence[Json]) -> Json:
    return {"type": "rich_text_section", "elements": list(runs)}


def run(text: str, *, bold: bool = False, italic: bool = False) -> Json:
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def parts(text: str) -> Iterator[str]:
    """The text without characters that act, in pieces that fit; pieces of nothing but space are no content."""
    return (part for part in split(safe(text).strip(), limits.TEXT) if part.strip())


def quoted(quote: Quote) -> Iterator[Json]:
    *before, last = [*parts(quote.text)] or [""]
    if not last:
        return
    yield from (rich({"type": "rich_text_quote", "elements": [run(part)]}) for part in before)
    under = "\n" + shorten(receipt(quote), RECEIPT)
    yield rich({"type": "rich_text_quote", "elements": [run(last), run(under, italic=True)]})


def facts(pairs: Sequence[tuple[str, str]]) -> Iterator[list[Json]]:
    """Runs of text, a line each: where all pairs are short they share lines, a long value goes on in further ones."""
    lines = [line for name, value in pairs for line in _fact(name, value)]
    if any(_length(line) > SHORT_FACT for line in lines):
        yield from lines
        return
    shared: list[Json] = []
    for line in lines:
        if shared and _length(shared) + _length(line) > LINE_OF_FACTS:
            yield shared
            shared = []
        shared = [*shared, run("   ·   "), *line] if shared else line
    if shared:
        yield shared


def _length(line: Sequence[Json]) -> int:
    return sum(units(each["text"]) for each in line)


def _fact(name: str, value: str) -> Iterator[list[Json]]:
    names = [run(part, bold=True) for part in parts(name)]
    values = [run(part) for part in parts(value)]
    if len(names) == 1 and values and units(names[0]["text"]) + units(values[0]["text"]) < limits.TEXT:
        yield [names[0], run("  "), values[0]]
        names, values = [], values[1:]
    yield from ([each] for each in (*names, *values))


def step_lines(step: Step) -> Iterator[list[Json]]:
    mark = {"type": "emoji", "name": STEP_EMOJI[step.state]}
    runs = [run(part, bold=step.state is StepState.RUNNING) for part in parts(step.label)]
    yield [mark, run("  "), *runs[:1]] if runs else [mark]
    yield from ([each] for each in runs[1:])


def bullets(items: Sequence[str]) -> Iterator[Json]:
    for item in items:
        for number, part in enumerate(parts(item)):
            entry: Json = section([run(part)])
            if number == 0:
                entry = {"type": "rich_text_list", "style": "bullet", "elements": [entry]}
            yield rich(entry)


def join(pieces: Iterable[Json], *, tight: bool) -> list[Json]:
    """Neighbouring rich text in common blocks: what belongs to a paragraph joins it, and if `tight`, paragraphs too."""
    joined: list[Json] = []
    room = 0
    for piece in pieces:
        if piece["type"] != "rich_text":
            joined.append(piece)
            room = 0
            continue
        size = piece["size"]
        if (piece["starts"] and not tight) or size > room:
            joined.append({"type": "rich_text", "elements": list(piece["elements"])})
            room = limits.TEXT - size
        else:
            _append(joined[-1]["elements"], piece["elements"][0])
            room -= size
    return joined


def _append(elements: list[Json], added: Json) -> None:
    """Two sections become one with a line break between, two lists one list; anything else follows as it is."""
    last = elements[-1]
    if last["type"] == added["type"] == "rich_text_section":
        elements[-1] = section([*last["elements"], run("\n"), *added["elements"]])
    elif last["type"] == added["type"] == "rich_text_list":
        elements[-1] = {**last, "elements": [*last["elements"], *added["elements"]]}
    else:
        elements.append(added)
