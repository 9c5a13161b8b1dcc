"""What a card holds as elements of an Adaptive Card 1.5: one arm a kind of block.

An element stands alone: what shows something and what is shown are in one, so that a card can be cut between any two.
"""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import assert_never

from bot.render.cutting import shorten
from bot.render.wording import receipt, safe
from bot.teams import figures, limits
from bot.teams.buttons import Buttons
from bot.teams.elements import (
    Json,
    closer,
    escaped,
    heading,
    hidden,
    inert,
    label,
    paragraph,
    parts,
    rich,
    size,
    toggle,
)
from core.card import (
    Actions,
    Block,
    Bullets,
    Button,
    Chart,
    Divider,
    Facts,
    Fold,
    Progress,
    Quote,
    Step,
    StepState,
    Style,
    Table,
    Text,
)
from core.translation import _, quoted

STEP = {StepState.PENDING: "○", StepState.RUNNING: "◐", StepState.DONE: "✓", StepState.FAILED: "✗"}
LOOK: dict[StepState, Json] = {
    StepState.PENDING: {"isSubtle": True},
    StepState.RUNNING: {"weight": "Bolder"},
    StepState.DONE: {},
    StepState.FAILED: {"color": "Attention"},
}


class Writer:
    """Writes one card. `message` is false in a dialog, where nothing is cited and a judgement is two buttons."""

    def __init__(self, *, message: bool) -> None:
        self._message = message
        self._number = count(1)
        self._buttons = Buttons(self._number, message=message)
        self._room = limits.FOLDED
        self.cited: list[Quote] = []
        self.judgement: tuple[Button, Button] | None = None

    def blocks(self, blocks: Iterable[Block]) -> list[Json]:
        written: list[Json] = []
        divided = False
        for block in blocks:
            if isinstance(block, Divider):
                divided = True
                continue
            for element in self.block(block):
                apart = {"separator": True, "spacing": "Medium"} if divided and written else {}
                written.append({**element, **apart})
                divided = False
        return written

    def block(self, block: Block) -> Iterator[Json]:  # noqa: C901 - one arm a kind of block
        match block:
            case Text():
                yield from _text(block)
            case Quote():
                yield from self._quote(block)
            case Facts(pairs):
                yield from figures.fact_sets(pairs)
            case Bullets(items):
                yield from _bullets(items)
            case Table():
                yield from figures.table(block)
            case Chart(title):
                yield from paragraph(title, weight="Bolder")
                yield from figures.chart(block)
            case Progress(steps):
                yield from map(_step, steps)
            case Divider():
                pass
            case Actions((Button() as good, Button() as bad), judgement=True) if self._message:
                self.judgement = (good, bad)
            case Actions(items):
                yield from self._buttons.rows(items)
            case Fold():
                yield from self._fold(block)
            case _:
                assert_never(block)

    def _quote(self, quote: Quote) -> Iterator[Json]:
        said = list(parts(quoted(quote.text)))
        for number, part in enumerate(said, 1):
            items = list(paragraph(part.strip()))
            if number == len(said):
                items.append(self._receipt(quote))
            for box in _packed(items):  # a quote of many short lines is many elements
                yield {"type": "Container", "style": "emphasis", "spacing": "Small", "items": box}

    def _receipt(self, quote: Quote) -> Json:
        """The line under a quote, which is a citation as long as there is room for more of them."""
        mark = ""
        if self._message and len(self.cited) < limits.CITATIONS:
            self.cited.append(quote)
            mark = f" [{len(self.cited)}]"
        text = escaped(shorten(receipt(quote), limits.LABEL)) + mark
        return {"type": "TextBlock", "text": text, "size": "Small", "isSubtle": True, "wrap": True, "spacing": "None"}

    # --- folds ---

    def _fold(self, fold: Fold) -> Iterator[Json]:
        if (fold.in_place or fold.open is None) and (folded := self._in_place(fold)):
            yield from folded
        elif fold.open is not None:
            title = _titled(fold.title if fold.title.strip() else label(fold.open.label, limits.BUTTON))
            way_in = {"type": "ActionSet", "actions": [self._buttons.press(fold.open)]}
            yield {
                "type": "ColumnSet",
                "columns": [
                    {"type": "Column", "width": "stretch", "verticalContentAlignment": "Center", "items": title},
                    {"type": "Column", "width": "auto", "items": [way_in]},
                ],
            }
        else:
            yield from paragraph(fold.title, weight="Bolder")

    def _in_place(self, fold: Fold) -> list[Json]:
        """The fold as one that opens in place, or as several; none where it is empty, or has another way in and is too much."""
        before = len(self.cited)
        boxes = _packed(self.blocks(fold.blocks))
        used = sum(map(size, boxes))
        if fold.open is not None and used > self._room:
            del self.cited[before:]
            return []
        self._room -= used
        titles = [fold.title]
        if len(boxes) > 1:
            titles = [numbered(fold.title, number, len(boxes)) for number in range(1, len(boxes) + 1)]
        return [self._opening(*box) for box in zip(titles, boxes, strict=False)]

    def _opening(self, title: str, items: list[Json]) -> Json:
        inside, closed, opened = (f"{name}{next(self._number)}" for name in ("inside", "closed", "opened"))
        marks = [{**rich("▸"), "id": closed}, {**rich("▾"), "id": opened, "isVisible": False}]
        head = {
            "type": "ColumnSet",
            "selectAction": toggle(label(title, limits.BUTTON), inside, closed, opened),
            "columns": [
                {"type": "Column", "width": "auto", "items": marks},
                {"type": "Column", "width": "stretch", "items": _titled(title)},
            ],
        }
        return {"type": "Container", "items": [head, hidden(inside, items)]}


def _titled(title: str) -> list[Json]:
    return list(paragraph(title, weight="Bolder")) or [rich(limits.EMPTY)]


def numbered(title: str, number: int, count: int) -> str:
    return _("{title}, {number} of {count}", title=title, number=number, count=count)


def _text(block: Text) -> Iterator[Json]:
    match block.style:
        case Style.HEADING:
            return heading(block.text, "Medium")
        case Style.STRONG:
            return paragraph(block.text, weight="Bolder")
        case Style.SMALL:
            return closer(paragraph(block.text, size="Small", isSubtle=True))
        case Style.BODY:
            return paragraph(block.text)
        case _:
            assert_never(block.style)


def _bullets(items: Iterable[str]) -> Iterator[Json]:
    """A list of Markdown, which a screen reader counts."""
    lines: list[str] = []
    for part in (part for item in items for part in parts(item)):
        line = f"- {escaped(part)}"
        if lines and size([*lines, line]) > limits.PART:
            yield {"type": "TextBlock", "text": "\n".join(lines), "wrap": True}
            lines = []
        lines.append(line)
    if lines:
        yield {"type": "TextBlock", "text": "\n".join(lines), "wrap": True}


def _step(step: Step) -> Json:
    words = inert(" ".join(safe(step.label).split()))
    return {**rich(f"{STEP[step.state]}  {words}", **LOOK[step.state]), "spacing": "Small"}


def _packed(elements: Iterable[Json]) -> list[list[Json]]:
    """The elements in as few parts as may be."""
    boxes: list[list[Json]] = []
    used = 1
    for element in elements:
        taken = size(element) + 1
        if not boxes or used + taken > limits.PART:
            boxes.append([])
            used = 1
        boxes[-1].append(element)
        used += taken
    return boxes
