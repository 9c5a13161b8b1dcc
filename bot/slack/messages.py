"""A card as messages: one, or several where one cannot hold it. Messages are split at Slack's limits, nothing is dropped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.render.cutting import shorten
from bot.render.wording import safe
from bot.slack import limits
from bot.slack.blocks import MODERN, Writer
from bot.slack.commands import typed
from bot.slack.elements import Json, escape, plain_section, text_units
from core.card import Card, written


@dataclass(frozen=True, slots=True)
class Message:
    """What Slack's message methods take: `text` for notifications and screen readers, `blocks` for the eye."""

    text: str
    blocks: tuple[Json, ...]


def render(card: Card, without: frozenset[str] = frozenset()) -> tuple[Message, ...]:
    """The card as one message, or as several where one cannot hold it; the first carries the title.

    `without` names the types of MODERN that the workspace does not take; what they carry is said with plainer blocks.
    """
    card = written(card, typed)
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
