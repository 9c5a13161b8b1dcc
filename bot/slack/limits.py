"""Slack's limits in one table, and cutting text to them. Sources: docs.slack.dev and @slack/types 3.2.

Lengths are in UTF-16 units, which are never fewer than the characters Slack counts.
"""

import re
import unicodedata
from collections.abc import Iterator

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 12_000
"""All text of one message; Slack refuses from about 13,200 on (`msg_blocks_too_long`, undocumented)."""
VIEW_BYTES = 240_000
"""A view's JSON; Slack takes 250 KB."""
TEXT = 2_900
"""One text object; Slack takes 3,000."""
NOTIFICATION = 600
HEADER = 150
BUTTON = 75
BUTTON_VALUE = 2_000
BUTTON_URL = 3_000
ACTION_ID = 255
BLOCK_ID = 255
ACTIONS = 25
OPTIONS = 100
OPTION_GROUPS = 100
OPTION = 75
OPTION_VALUE = 150
FEW_OPTIONS = 10
"""Radio buttons and check boxes; more choices become a drop-down."""
PLACEHOLDER = 150
LABEL = 2_000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
VIEW_TITLE = 24
PRIVATE_METADATA = 3_000
INPUT = 3_000
TABLE_COLUMNS = 20
TABLE_ROWS = 100
TABLE_TEXT = 10_000
MESSAGE_MOST = {"table": 1, "data_visualization": 2}
"""How often a type of block may stand in one message."""
CONTAINER_BLOCKS = 10
CONTAINER_TITLE = 150
CONTAINERS_TEXT = 8_000
CONTAINERS_BLOCKS = 32
"""What folds of one card may hold together, in place: the rest of the message's room is the card's own. Ours, not Slack's."""
PLAN_TASKS = 50
CHART_TITLE = 50
CHART_LABEL = 20
CHART_POINTS = 20
CHART_SERIES = 6

EMPTY = "–"
"""What stands where Slack wants a character and there is none."""

_JOINS_BACK = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_LONGEST_CLUSTER = 64


def units(text: str) -> int:
    """The length of a text as Slack may count it."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def shorten(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis. For labels alone; content is split instead."""
    return text if units(text) <= limit else text[: _cut(text, limit - 1)].rstrip() + "…"


def split(text: str, limit: int = TEXT) -> Iterator[str]:
    """The text in pieces of at most `limit` units, cut at the last line, else at the last space, else between characters
    as they are seen (never within an emoji or under an accent). The pieces together are the text."""
    while units(text) > limit:
        end = _cut(text, limit)
        for mark in ("\n", " "):
            found = text.rfind(mark, end // 2, end)
            if found > 0:
                end = found + 1
                break
        yield text[:end]
        text = text[end:]
    if text:
        yield text


def _cut(text: str, limit: int) -> int:
    """How many characters fit into `limit` units without cutting through what is seen as one."""
    end, used = 0, 0
    for character in text:
        used += 2 if character > "\uffff" else 1
        if used > limit:
            break
        end += 1
    for back in range(end, max(1, end - _LONGEST_CLUSTER), -1):
        if back >= len(text) or not _continues(text, back):
            return back
    return max(1, end)


def _continues(text: str, at: int) -> bool:
    here = text[at]
    return bool(unicodedata.combining(here) or _JOINS_BACK.match(here)) or text[at - 1] == "\u200d"
