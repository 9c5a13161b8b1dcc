"""The small parts Slack's blocks are made of: texts, labels, choices, names of actions; and how much text they hold."""

from typing import Any

from bot.render.cutting import shorten, units
from bot.render.wording import safe
from bot.slack import limits
from core.card import Choice, Confirm, Tone

Json = dict[str, Any]

LINK = "link"
"""The action of a button that opens a page: Slack tells of its press, too, and there is nothing to do about it."""
COUNTED = frozenset({"text", "title", "alt_text", "label", "name"})


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def plain_section(text: str) -> Json:
    return {"type": "section", "text": plain(text)}


def label(text: str, limit: int) -> str:
    """A text for a place that holds one short line and must not be empty."""
    return shorten(" ".join(safe(text).split()), limit) or limits.EMPTY


def option(choice: Choice) -> Json:
    if not choice.value or units(choice.value) > limits.OPTION_VALUE:
        raise ValueError("a choice's value is empty or too long for Slack")
    return {"text": plain(label(choice.label, limits.OPTION)), "value": choice.value}


def confirmation(confirm: Confirm, tone: Tone) -> Json:
    asked: Json = {
        "title": plain(label(confirm.title, limits.CONFIRM_TITLE)),
        "text": plain(label(confirm.text, limits.CONFIRM_TEXT)),
        "confirm": plain(label(confirm.yes, limits.CONFIRM_BUTTON)),
        "deny": plain(label(confirm.no, limits.CONFIRM_BUTTON)),
    }
    return asked | ({"style": "danger"} if tone is Tone.DANGER else {})


def action_id(action: str, number: int) -> str:
    """A route's name made unique within a message; `action_name` takes the number off again."""
    name = f"{action}#{number}"
    if units(name) > limits.ACTION_ID:
        raise ValueError("an action's name is too long for Slack")
    return name


def action_name(name: str) -> str:
    return name.rpartition("#")[0] or name


def text_units(node: Any) -> int:
    """All text under a node, as it counts towards a message's total."""
    total, left = 0, [node]
    while left:
        at = left.pop()
        if isinstance(at, dict):
            for name, value in at.items():
                if isinstance(value, str):
                    total += units(value) if name in COUNTED else 0
                else:
                    left.append(value)
        elif isinstance(at, list):
            left += at
    return total
