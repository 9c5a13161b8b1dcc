"""The small parts Adaptive Cards are made of: texts that cannot act, labels, what a button carries.

Words stand in text runs, which Teams does not read as Markdown. Where it does (a heading, a fact, a list), they are escaped.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.render import markdown
from bot.render.cutting import shorten, split
from bot.render.wording import safe
from bot.teams import limits
from bot.teams.commands import pieces, spoken

Json = dict[str, Any]

JOINER = "\u2060"
"""Takes no room and keeps two characters apart that would do something together."""
_ACTS = re.compile(r"\{(?=\{)|\[(?=\d{1,3}\])|\](?=[(\[:])|<(?=[a-zA-Z/!?])|(?<=:)/(?=/)|(?i:(?<=www)(?=\.))")


def inert(text: str) -> str:
    """The text without what an Adaptive Card acts on anywhere: `{{DATE(…)}}`, the number of a citation, a link, a tag."""
    return _ACTS.sub(lambda found: found[0] + JOINER, safe(text))


def escaped(text: str) -> str:
    """One line for where Markdown is read: shows exactly the text."""
    return markdown.escaped(inert(" ".join(spoken(text).split()))).replace("{", "\\{")


def label(text: str, limit: int) -> str:
    """A text for a place that holds one short plain line and must not be empty."""
    return shorten(" ".join(inert(spoken(text)).split()), limit) or limits.EMPTY


def size(node: Any) -> int:
    return len(json.dumps(node, ensure_ascii=False, separators=(",", ":")).encode())


def parts(text: str) -> Iterator[str]:
    """The text in pieces that fit; pieces of nothing but space are no content."""
    return (part for part in split(safe(text).strip(), limits.TEXT) if part.strip())


def rich(text: str, **style: Any) -> Json:
    """One line as text runs, its commands in bold."""
    runs = [_run(piece, style | ({"weight": "Bolder"} if command else {})) for piece, command in pieces(inert(text))]
    return {"type": "RichTextBlock", "inlines": runs or [limits.EMPTY]}


def _run(text: str, style: Json) -> Json | str:
    return {"type": "TextRun", "text": text, **style} if style else text


def paragraph(text: str, **style: Any) -> Iterator[Json]:
    """A line of the text each; lines of one paragraph stand close together."""
    first, gap = True, False
    for line in (line for part in parts(text) for line in part.split("\n")):
        if not line.strip():
            gap = True
            continue
        yield rich(line.strip(), **style) | ({} if first else {"spacing": "Small" if gap else "None"})
        first, gap = False, False


def closer(elements: Iterator[Json]) -> Iterator[Json]:
    """What belongs to the element before it."""
    return ({"spacing": "Small", **element} for element in elements)


def heading(text: str, size: str) -> Iterator[Json]:
    """Marked as a heading for a screen reader."""
    for part in parts(text):
        yield {
            "type": "TextBlock",
            "text": escaped(part),
            "style": "heading",
            "size": size,
            "weight": "Bolder",
            "wrap": True,
        }


def hidden(name: str, items: list[Json], **more: Any) -> Json:
    return {"type": "Container", "id": name, "isVisible": False, "items": items, **more}


def toggle(title: str, *names: str) -> Json:
    """Shows what is hidden and hides what is shown of these elements."""
    return {"type": "Action.ToggleVisibility", "title": title, "targetElements": list(names)}
