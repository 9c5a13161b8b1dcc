"""What a card holds as Block Kit: one arm a kind of block.

Words that may come from a session are rich-text elements or plain text, which Slack does not parse: they cannot ping,
link or format. The table of limits is bot/slack/limits.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, zip_longest
from typing import assert_never

from bot.render.cutting import units
from bot.render.wording import figure, safe
from bot.slack import limits
from bot.slack.elements import LINK, Json, action_id, confirmation, label, option, plain, text_units
from bot.slack.figures import chart_block, table_blocks, without_gaps
from bot.slack.rich_text import bullets, facts, join, parts, quoted, rich, run, section, step_lines
from core.card import (
    Actions,
    Block,
    Bullets,
    Button,
    Card,
    Chart,
    Divider,
    Facts,
    Fold,
    Link,
    Menu,
    Progress,
    Quote,
    Step,
    StepState,
    Style,
    Table,
    Text,
    Tone,
)
from core.translation import _

MODERN = frozenset({"container", "plan", "data_visualization", "context_actions"})
"""Types of blocks of 2026 that not every workspace takes; each has a plainer form here."""

STEP_STATUS = {
    StepState.PENDING: "pending",
    StepState.RUNNING: "in_progress",
    StepState.DONE: "complete",
    StepState.FAILED: "error",
}
ACTIONS_TEXT = 8_000
MARKUP = frozenset("*_~`:<>&@#!|./")
"""Where one of these is, a title is not made bold: Slack might read more into it."""


class Writer:
    """Writes one message or view. `messages` allows the blocks that only messages may carry, but those of `without`."""

    def __init__(
        self, *, messages: bool, without: frozenset[str] = frozenset(), number: "count[int] | None" = None
    ) -> None:
        self._messages = messages
        self._may = MODERN - without if messages else frozenset[str]()
        self._number = number or count(1)
        self._box_text = limits.CONTAINERS_TEXT
        self._box_blocks = limits.CONTAINERS_BLOCKS

    def card(self, card: Card) -> list[Json]:
        return self.blocks((Text(card.title, Style.HEADING), *card.blocks), most=limits.MESSAGE_BLOCKS)

    def blocks(self, blocks: Sequence[Block], *, most: int) -> list[Json]:
        """The blocks with room between paragraphs; closer together where they would be more than `most`."""
        written = [piece for block in blocks for piece in self.block(block)]
        airy = join(written, tight=False)
        return airy if len(airy) <= most else join(written, tight=True)

    def block(self, block: Block) -> Iterator[Json]:  # noqa: C901 - one arm a kind of block
        match block:
            case Text(text, Style.HEADING):
                yield from self._heading(text)
            case Text(text, Style.SMALL):
                yield from ({"type": "context", "elements": [plain(part)]} for part in parts(text))
            case Text(text, style):
                bold = style is Style.STRONG
                yield from (rich(section([run(part, bold=bold)]), starts=True) for part in parts(text))
            case Quote():
                yield from quoted(block)
            case Facts(pairs):
                yield from (rich(section(line)) for line in facts(pairs))
            case Bullets(items):
                yield from bullets(items)
            case Table():
                yield from table_blocks(block, tables=self._messages)
            case Chart():
                yield from self._chart(block)
            case Progress(steps):
                yield from self._progress(steps)
            case Divider():
                yield {"type": "divider"}
            case Actions((Button() as good, Button() as bad), judgement=True) if "context_actions" in self._may:
                yield self._feedback(good, bad)
            case Actions(items):
                yield from self._actions(items)
            case Fold():
                yield from self._fold(block)
            case _:
                assert_never(block)

    def _heading(self, text: str) -> Iterator[Json]:
        text = safe(text).strip()
        if text and units(text) <= limits.HEADER:
            yield {"type": "header", "text": plain(" ".join(text.split()))}
        else:
            yield from (rich(section([run(part, bold=True)]), starts=True) for part in parts(text))

    def _fold(self, fold: Fold) -> Iterator[Json]:
        if fold.open is None:
            yield from self.block(Text(fold.title, Style.STRONG))
            for block in fold.blocks:
                yield from self.block(block)
            return
        if "container" in self._may and fold.in_place and (boxes := self._containers(fold)):
            yield from boxes
            return
        title, *rest = [*parts(fold.title)] or [label(fold.open.label, limits.BUTTON)]
        words = plain(title) if MARKUP & set(title) else {"type": "mrkdwn", "text": f"*{title.strip()}*"}
        yield {"type": "section", "text": words, "accessory": self.button(fold.open)}
        yield from (rich(section([run(part)]), starts=True) for part in rest)

    def _containers(self, fold: Fold) -> list[Json]:
        """The fold as one that opens in place, or as several where there is something to press in it; none where they, or all of
        a card's together, would be too much for a message."""
        title = " ".join(safe(fold.title).split())
        if not 0 < units(title) <= limits.CONTAINER_TITLE - len(_numbered("", 10, 10)):
            return []
        inner = Writer(messages=False, number=self._number)
        whole = inner.blocks(fold.blocks, most=limits.CONTAINER_BLOCKS)
        boxes = [whole]
        if len(whole) > limits.CONTAINER_BLOCKS and any(isinstance(block, Actions | Fold) for block in fold.blocks):
            boxes = inner.packed(fold.blocks)
        count, size = sum(map(len, boxes)), sum(map(text_units, boxes))
        fits = all(0 < len(box) <= limits.CONTAINER_BLOCKS for box in boxes)
        if not fits or count > self._box_blocks or size > self._box_text:
            return []
        self._box_text -= size
        self._box_blocks -= count
        titles = [title] if len(boxes) == 1 else [_numbered(title, n, len(boxes)) for n in range(1, len(boxes) + 1)]
        common = {"is_collapsible": True, "default_collapsed": True}
        return [
            {"type": "container", "title": plain(name), "child_blocks": box, **common}
            for name, box in zip(titles, boxes, strict=True)
        ]

    def packed(self, blocks: Sequence[Block]) -> list[list[Json]]:
        """What stands between dividers kept together, as many as a container holds; the dividers give way."""
        parts: list[list[Block]] = [[]]
        for block in blocks:
            if isinstance(block, Divider):
                parts.append([])
            else:
                parts[-1].append(block)
        boxes: list[list[Json]] = [[]]
        for part in parts:
            written = self.blocks(part, most=limits.CONTAINER_BLOCKS)
            if boxes[-1] and len(boxes[-1]) + len(written) > limits.CONTAINER_BLOCKS:
                boxes.append([])
            boxes[-1] += written
        return boxes

    def _progress(self, steps: Sequence[Step]) -> Iterator[Json]:
        labels = [" ".join(safe(step.label).split()) for step in steps]
        fits = 0 < len(steps) <= limits.PLAN_TASKS and all(0 < units(name) <= limits.HEADER for name in labels)
        if "plan" not in self._may or not fits:
            yield from (rich(section(line)) for step in steps for line in step_lines(step))
            return
        self._may -= {"plan"}  # one in a message
        done = sum(step.state is StepState.DONE for step in steps)
        tasks = [
            {"type": "task_card", "task_id": f"step{n}", "title": name, "status": STEP_STATUS[step.state]}
            for n, (name, step) in enumerate(zip(labels, steps, strict=True), 1)
        ]
        at = _("Step {number} of {count}", number=min(done + 1, len(steps)), count=len(steps))
        yield {"type": "plan", "title": at, "tasks": tasks}

    # --- what can be pressed ---

    def _feedback(self, good: Button, bad: Button) -> Json:
        if max(units(good.value), units(bad.value)) > limits.BUTTON_VALUE:
            raise ValueError("a button's value is too long for Slack")
        sides = {
            name: {"text": plain(label(button.label, limits.BUTTON)), "value": button.value or limits.EMPTY}
            for name, button in (("positive_button", good), ("negative_button", bad))
        }
        element = {"type": "feedback_buttons", "action_id": action_id(good.action, next(self._number)), **sides}
        return {"type": "context_actions", "elements": [element]}

    def _actions(self, items: Iterable[Button | Menu | Link]) -> Iterator[Json]:
        row: list[Json] = []
        for item in items:
            for element in self._pressable(item):
                if row and (len(row) == limits.ACTIONS or text_units([*row, element]) > ACTIONS_TEXT):
                    yield {"type": "actions", "elements": row}
                    row = []
                row.append(element)
        if row:
            yield {"type": "actions", "elements": row}

    def _pressable(self, item: Button | Menu | Link) -> Iterator[Json]:
        match item:
            case Button():
                yield self.button(item)
            case Menu():
                yield from self._menus(item)
            case Link():
                yield self._link(item)
            case _:
                assert_never(item)

    def _link(self, link: Link) -> Json:
        if units(link.address) > limits.BUTTON_URL:
            raise ValueError("an address is too long for Slack")
        element: Json = {
            "type": "button",
            "text": plain(label(link.label, limits.BUTTON)),
            "action_id": action_id(LINK, next(self._number)),
            "url": link.address,
        }
        return element | ({} if link.tone is Tone.PLAIN else {"style": link.tone.value})

    def button(self, button: Button) -> Json:
        if units(button.value) > limits.BUTTON_VALUE:
            raise ValueError("a button's value is too long for Slack")
        element: Json = {
            "type": "button",
            "text": plain(label(button.label, limits.BUTTON)),
            "action_id": action_id(button.action, next(self._number)),
        }
        if button.value:
            element["value"] = button.value
        if button.tone is not Tone.PLAIN:
            element["style"] = button.tone.value
        if button.confirm:
            element["confirm"] = confirmation(button.confirm, button.tone)
        return element

    def _menus(self, menu: Menu) -> Iterator[Json]:
        for start in range(0, len(menu.choices), limits.OPTIONS):
            yield {
                "type": "static_select",
                "placeholder": plain(label(menu.placeholder, limits.PLACEHOLDER)),
                "options": [option(choice) for choice in menu.choices[start : start + limits.OPTIONS]],
                "action_id": action_id(menu.action, next(self._number)),
            }

    # --- figures ---

    def _chart(self, chart: Chart) -> Iterator[Json]:
        """Series without gaps as a chart of Slack's own, where the workspace has those; the others as a table."""
        if "data_visualization" in self._may and (drawn := chart_block(chart)):
            yield drawn
            gaps = tuple(series for series in chart.series if not without_gaps(series, chart))
            if gaps:
                yield from self._figures(Chart(chart.title, chart.labels, gaps, chart.axis))
            return
        yield from self.block(Text(chart.title, Style.STRONG))
        yield from self._figures(chart)

    def _figures(self, chart: Chart) -> Iterator[Json]:
        columns = list(zip_longest(*(series.values for series in chart.series)))
        rows = zip_longest(chart.labels, columns, fillvalue=())
        filled = tuple((str(name or ""), *(figure(value) for value in values or ())) for name, values in rows)
        table = Table((chart.axis, *(series.name for series in chart.series)), filled)
        yield from table_blocks(table, tables=self._messages)


def _numbered(title: str, number: int, count: int) -> str:
    return _("{title}, {number} of {count}", title=title, number=number, count=count)
