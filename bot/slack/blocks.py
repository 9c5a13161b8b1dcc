"""A card as Block Kit: pure functions, one a kind of block. Messages are split at Slack's limits, nothing is dropped.

Words that may come from a session are rich-text elements or plain text, which Slack does not parse: they cannot ping,
link or format. The table of limits is bot/slack/limits.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, zip_longest
from math import isfinite
from typing import Any, assert_never

from bot.render.wording import figure, receipt, safe
from bot.slack import limits
from bot.slack.limits import shorten, split, units
from core.card import (
    Actions,
    Block,
    Bullets,
    Button,
    Card,
    Chart,
    Choice,
    Confirm,
    Divider,
    Facts,
    Fold,
    Menu,
    Progress,
    Quote,
    Series,
    Step,
    StepState,
    Style,
    Table,
    Text,
    Tone,
)

Json = dict[str, Any]

MODERN = frozenset({"container", "plan", "data_visualization", "context_actions"})
"""Types of blocks of 2026 that not every workspace takes; each has a plainer form here."""

STEP_STATUS = {
    StepState.PENDING: "pending",
    StepState.RUNNING: "in_progress",
    StepState.DONE: "complete",
    StepState.FAILED: "error",
}
STEP_EMOJI = {
    StepState.PENDING: "white_circle",
    StepState.RUNNING: "hourglass_flowing_sand",
    StepState.DONE: "white_check_mark",
    StepState.FAILED: "warning",
}
SHORT_FACTS = 90
"""Label and value pairs that together stay under this many characters share a line."""
RECEIPT = 90
"""The line under a quote; only a name that is no name is cut."""
ACTIONS_TEXT = 8_000
MARKUP = frozenset("*_~`:<>&@#!|./")
"""Where one of these is, a title is not made bold: Slack might read more into it."""


@dataclass(frozen=True, slots=True)
class Message:
    """What Slack's message methods take: `text` for notifications and screen readers, `blocks` for the eye."""

    text: str
    blocks: tuple[Json, ...]


def render(card: Card, without: frozenset[str] = frozenset()) -> tuple[Message, ...]:
    """The card as one message, or as several where one cannot hold it; the first carries the title.

    `without` names the types of MODERN that the workspace does not take; what they carry is said with plainer blocks.
    """
    text = notification(card)
    blocks = Writer(messages=True, without=without).card(card)
    pages = tuple(_pages(blocks)) or ((plain_section(text),),)
    return tuple(Message(text, page) for page in pages)


def modern(message: Message) -> frozenset[str]:
    """The types of MODERN in a message."""
    return frozenset(block["type"] for block in message.blocks) & MODERN


def notification(card: Card) -> str:
    """The text beside the blocks, escaped, since Slack reads markup in it."""
    return escape(shorten(safe(card.fallback).strip(), limits.NOTIFICATION)) or "Debrief"


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def plain_section(text: str) -> Json:
    return {"type": "section", "text": plain(text)}


def action_id(action: str, number: int) -> str:
    """A route's name made unique within a message; `action_name` takes the number off again."""
    name = f"{action}#{number}"
    if units(name) > limits.ACTION_ID:
        raise ValueError("an action's name is too long for Slack")
    return name


def action_name(name: str) -> str:
    return name.rpartition("#")[0] or name


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
        airy = _join(written, tight=False)
        return airy if len(airy) <= most else _join(written, tight=True)

    def block(self, block: Block) -> Iterator[Json]:  # noqa: C901 - one arm a kind of block
        match block:
            case Text(text, Style.HEADING):
                yield from self._heading(text)
            case Text(text, Style.SMALL):
                yield from ({"type": "context", "elements": [plain(part)]} for part in _parts(text))
            case Text(text, style):
                bold = style is Style.STRONG
                yield from (_rich(_section([_run(part, bold=bold)]), starts=True) for part in _parts(text))
            case Quote():
                yield from _quote(block)
            case Facts(pairs):
                yield from (_rich(_section(line)) for line in _facts(pairs))
            case Bullets(items):
                yield from _bullets(items)
            case Table():
                yield from self._table(block)
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
            yield from (_rich(_section([_run(part, bold=True)]), starts=True) for part in _parts(text))

    def _fold(self, fold: Fold) -> Iterator[Json]:
        if fold.open is None:
            yield from self.block(Text(fold.title, Style.STRONG))
            for block in fold.blocks:
                yield from self.block(block)
            return
        if "container" in self._may and fold.in_place and (box := self._container(fold)):
            yield box
            return
        title, *rest = [*_parts(fold.title)] or [label(fold.open.label, limits.BUTTON)]
        words = plain(title) if MARKUP & set(title) else {"type": "mrkdwn", "text": f"*{title.strip()}*"}
        yield {"type": "section", "text": words, "accessory": self.button(fold.open)}
        yield from (_rich(_section([_run(part)]), starts=True) for part in rest)

    def _container(self, fold: Fold) -> Json | None:
        """The fold as one that opens in place; None where it, or all of them together, would be too much for a message."""
        title = " ".join(safe(fold.title).split())
        if not 0 < units(title) <= limits.CONTAINER_TITLE:
            return None
        inner = Writer(messages=False, number=self._number)
        children = inner.blocks(fold.blocks, most=limits.CONTAINER_BLOCKS)
        size = text_units(children)
        if not 0 < len(children) <= min(limits.CONTAINER_BLOCKS, self._box_blocks) or size > self._box_text:
            return None
        self._box_text -= size
        self._box_blocks -= len(children)
        return {
            "type": "container",
            "title": plain(title),
            "child_blocks": children,
            "is_collapsible": True,
            "default_collapsed": True,
        }

    def _progress(self, steps: Sequence[Step]) -> Iterator[Json]:
        labels = [" ".join(safe(step.label).split()) for step in steps]
        fits = 0 < len(steps) <= limits.PLAN_TASKS and all(0 < units(name) <= limits.HEADER for name in labels)
        if "plan" not in self._may or not fits:
            yield from (_rich(_section(line)) for step in steps for line in _step(step))
            return
        self._may -= {"plan"}  # one in a message
        done = sum(step.state is StepState.DONE for step in steps)
        tasks = [
            {"type": "task_card", "task_id": f"step{n}", "title": name, "status": STEP_STATUS[step.state]}
            for n, (name, step) in enumerate(zip(labels, steps, strict=True), 1)
        ]
        yield {"type": "plan", "title": f"Step {min(done + 1, len(steps))} of {len(steps)}", "tasks": tasks}

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

    def _actions(self, items: Iterable[Button | Menu]) -> Iterator[Json]:
        row: list[Json] = []
        for item in items:
            for element in [self.button(item)] if isinstance(item, Button) else self._menus(item):
                if row and (len(row) == limits.ACTIONS or text_units([*row, element]) > ACTIONS_TEXT):
                    yield {"type": "actions", "elements": row}
                    row = []
                row.append(element)
        if row:
            yield {"type": "actions", "elements": row}

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
            element["confirm"] = _confirm(button.confirm, button.tone)
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

    def _table(self, table: Table) -> Iterator[Json]:
        width = max([len(table.header), *(len(row) for row in table.rows)], default=0)
        rows = [
            [safe(cell).strip() or limits.EMPTY for cell in (*row, *[""] * (width - len(row)))] for row in table.rows
        ]
        head = [safe(cell).strip() or limits.EMPTY for cell in (*table.header, *[""] * (width - len(table.header)))]
        longest = max((sum(units(cell) for cell in row) for row in [head, *rows]), default=0)
        if not width:
            return
        if not self._messages or width > limits.TABLE_COLUMNS or longest > limits.TEXT:
            yield from _table_in_words(head, rows)
            return
        page, used = [head], sum(map(units, head))
        for row in rows:
            size = sum(map(units, row))
            if len(page) == limits.TABLE_ROWS or used + size > limits.TABLE_TEXT:
                yield _table_block(page)
                page, used = [head], sum(map(units, head))
            page.append(row)
            used += size
        yield _table_block(page)

    def _chart(self, chart: Chart) -> Iterator[Json]:
        """Series without gaps as a chart of Slack's own, where the workspace has those; the others as a table."""
        if "data_visualization" in self._may and (drawn := _drawn(chart)):
            yield drawn
            gaps = tuple(series for series in chart.series if not _whole(series, chart))
            if gaps:
                yield from self._figures(Chart(chart.title, chart.labels, gaps))
            return
        yield from self.block(Text(chart.title, Style.STRONG))
        yield from self._figures(chart)

    def _figures(self, chart: Chart) -> Iterator[Json]:
        columns = list(zip_longest(*(series.values for series in chart.series)))
        rows = zip_longest(chart.labels, columns, fillvalue=())
        filled = tuple((str(name or ""), *(figure(value) for value in values or ())) for name, values in rows)
        yield from self._table(Table(("", *(series.name for series in chart.series)), filled))


def _whole(series: Series, chart: Chart) -> bool:
    known = [value for value in series.values if value is not None and isfinite(value)]
    return len(known) == len(series.values) == len(chart.labels)


def _drawn(chart: Chart) -> Json | None:
    """Slack's own chart; None where its rules leave too little of this one."""
    labels = _distinct([label(name, limits.CHART_LABEL) for name in chart.labels], limits.CHART_LABEL)
    whole = [series for series in chart.series if _whole(series, chart)]
    if not 2 <= len(labels) <= limits.CHART_POINTS or not 1 <= len(whole) <= limits.CHART_SERIES:
        return None
    names = _distinct([label(series.name, limits.CHART_TITLE) for series in whole], limits.CHART_TITLE)
    rows = [
        {"name": name, "data": [{"label": at, "value": value} for at, value in zip(labels, series.values, strict=True)]}
        for name, series in zip(names, whole, strict=True)
    ]
    return {
        "type": "data_visualization",
        "title": label(chart.title, limits.CHART_TITLE),
        "chart": {"type": "line", "series": rows, "axis_config": {"categories": labels}},
    }


def _distinct(names: Sequence[str], limit: int) -> list[str]:
    """The names, told apart by a number where two are the same."""
    seen: dict[str, None] = {}
    for name in names:
        numbers = (f" ({number})" for number in count(2))
        other = name
        while other in seen:
            tail = next(numbers)
            other = shorten(name, limit - units(tail)) + tail
        seen[other] = None
    return list(seen)


def label(text: str, limit: int) -> str:
    """A text for a place that holds one short line and must not be empty."""
    return shorten(" ".join(safe(text).split()), limit) or limits.EMPTY


def option(choice: Choice) -> Json:
    if not choice.value or units(choice.value) > limits.OPTION_VALUE:
        raise ValueError("a choice's value is empty or too long for Slack")
    return {"text": plain(label(choice.label, limits.OPTION)), "value": choice.value}


def _confirm(confirm: Confirm, tone: Tone) -> Json:
    asked: Json = {
        "title": plain(label(confirm.title, limits.CONFIRM_TITLE)),
        "text": plain(label(confirm.text, limits.CONFIRM_TEXT)),
        "confirm": plain(label(confirm.yes, limits.CONFIRM_BUTTON)),
        "deny": plain(label(confirm.no, limits.CONFIRM_BUTTON)),
    }
    return asked | ({"style": "danger"} if tone is Tone.DANGER else {})


# --- rich text ---


def _rich(element: Json, *, starts: bool = False) -> Json:
    """A rich-text block of one element. `starts` marks a paragraph of its own; `_join` takes the mark off."""
    return {"type": "rich_text", "elements": [element], "starts": starts}


def _section(runs: Sequence[Json]) -> Json:
    return {"type": "rich_text_section", "elements": list(runs)}


def _run(text: str, *, bold: bool = False, italic: bool = False) -> Json:
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def _parts(text: str) -> Iterator[str]:
    """The text without characters that act, in pieces that fit; pieces of nothing but space are no content."""
    return (part for part in split(safe(text).strip()) if part.strip())


def _quote(quote: Quote) -> Iterator[Json]:
    *before, last = [*_parts(quote.text)] or [""]
    if not last:
        return
    yield from (_rich({"type": "rich_text_quote", "elements": [_run(part)]}) for part in before)
    under = "\n" + shorten(receipt(quote), RECEIPT)
    yield _rich({"type": "rich_text_quote", "elements": [_run(last), _run(under, italic=True)]})


def _facts(pairs: Sequence[tuple[str, str]]) -> Iterator[list[Json]]:
    """Runs of text, a line each: pairs that are short together share one, a long value goes on in further ones."""
    lines = [line for name, value in pairs for line in _fact(name, value)]
    if sum(units(run["text"]) for line in lines for run in line) > SHORT_FACTS:
        yield from lines
    elif lines:
        shared = lines[0]
        for line in lines[1:]:
            shared = [*shared, _run("   ·   "), *line]
        yield shared


def _fact(name: str, value: str) -> Iterator[list[Json]]:
    names = [_run(part, bold=True) for part in _parts(name)]
    values = [_run(part) for part in _parts(value)]
    if len(names) == 1 and values and units(names[0]["text"]) + units(values[0]["text"]) < limits.TEXT:
        yield [names[0], _run("  "), values[0]]
        names, values = [], values[1:]
    yield from ([run] for run in (*names, *values))


def _step(step: Step) -> Iterator[list[Json]]:
    mark = {"type": "emoji", "name": STEP_EMOJI[step.state]}
    runs = [_run(part, bold=step.state is StepState.RUNNING) for part in _parts(step.label)]
    yield [mark, _run("  "), *runs[:1]] if runs else [mark]
    yield from ([run] for run in runs[1:])


def _bullets(items: Sequence[str]) -> Iterator[Json]:
    for item in items:
        for number, part in enumerate(_parts(item)):
            entry: Json = _section([_run(part)])
            if number == 0:
                entry = {"type": "rich_text_list", "style": "bullet", "elements": [entry]}
            yield _rich(entry)


def _table_block(rows: Sequence[Sequence[str]]) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]}


def _table_in_words(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Json]:
    """Each row as a line of `column value` pairs, for where a table cannot stand; a row of two is such a pair itself."""
    for row in rows:
        first, *rest = row
        if len(rest) == 1:
            pairs = [(first, rest[0])]
        else:
            pairs = [("" if head[0] == limits.EMPTY else head[0], first), *zip(head[1:], rest, strict=True)]
        yield from (_rich(_section(line), starts=number == 0) for number, line in enumerate(_facts(pairs)))


def _join(pieces: Iterable[Json], *, tight: bool) -> list[Json]:
    """Neighbouring rich text in common blocks: what belongs to a paragraph joins it, and if `tight`, paragraphs too."""
    joined: list[Json] = []
    room = 0
    for piece in pieces:
        if piece["type"] != "rich_text":
            joined.append(piece)
            room = 0
            continue
        piece = dict(piece)  # noqa: PLW2901 - the mark is taken off a copy
        starts, size = piece.pop("starts"), text_units(piece) + 1
        if (starts and not tight) or size > room:
            joined.append({**piece, "elements": list(piece["elements"])})
            room = limits.TEXT - size
        else:
            _append(joined[-1]["elements"], piece["elements"][0])
            room -= size
    return joined


def _append(elements: list[Json], added: Json) -> None:
    """Two sections become one with a line break between, two lists one list; anything else follows as it is."""
    last = elements[-1]
    if last["type"] == added["type"] == "rich_text_section":
        elements[-1] = _section([*last["elements"], _run("\n"), *added["elements"]])
    elif last["type"] == added["type"] == "rich_text_list":
        elements[-1] = {**last, "elements": [*last["elements"], *added["elements"]]}
    else:
        elements.append(added)


# --- pages ---


COUNTED = frozenset({"text", "title", "alt_text", "label", "name"})


def text_units(node: Any) -> int:
    """All text under a node, as it counts towards a message's total."""
    if isinstance(node, dict):
        own = sum(units(v) for k, v in node.items() if k in COUNTED and isinstance(v, str))
        return own + sum(text_units(value) for value in node.values() if isinstance(value, (dict, list)))
    return sum(text_units(value) for value in node) if isinstance(node, list) else 0


def _pages(blocks: Iterable[Json]) -> Iterator[tuple[Json, ...]]:
    page: list[Json] = []
    used = 0
    for block in blocks:
        size = text_units(block)
        same = sum(other["type"] == block["type"] for other in page)
        full = sum(map(_weight, page)) + _weight(block) > limits.MESSAGE_BLOCKS or used + size > limits.MESSAGE_TEXT
        if page and (full or same == limits.MESSAGE_MOST.get(block["type"])):
            goes_along = len(page) > 1 and _leads(page[-1]) and text_units(page[-1]) + size <= limits.MESSAGE_TEXT
            carried = [page.pop()] if goes_along else []
            yield tuple(page)
            page, used = carried, text_units(carried)
        page.append(block)
        used += size
    if page:
        yield tuple(page)


def _weight(block: Json) -> int:
    """Blocks within a block may count as well: Slack does not say."""
    return 1 + len(block.get("child_blocks", ()))


def _leads(block: Json) -> bool:
    """Whether a block is the heading of what follows it, and so goes along with that."""
    if block["type"] != "rich_text":
        return bool(block["type"] == "header")
    runs = [run for element in block["elements"] for run in element["elements"]]
    return all(run.get("style", {}).get("bold") for run in runs)
