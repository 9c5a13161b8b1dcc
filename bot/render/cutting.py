"""How long a text is, and cutting it: never within what is seen as one character."""

import re
import unicodedata
from collections.abc import Iterator

_JOINS_BACK = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_LONGEST_CLUSTER = 64


def units(text: str) -> int:
    """The length of a text in UTF-16, as platforms count it: never fewer than its characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis. For labels alone; content is split instead."""
    return text if units(text) <= limit else text[: _cut(text, limit - 1)].rstrip() + "…"


def split(text: str, limit: int) -> Iterator[str]:
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
