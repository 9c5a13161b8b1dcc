"""A card as one self-contained HTML page: no script, nothing fetched, fit to be saved, printed or handed on.

Buttons are left out: a saved page cannot act. Everything else a card says is there, escaped by markupsafe.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

from markupsafe import Markup

from bot.assets import FOLDER
from bot.render.blocks import Blocks
from bot.render.site import template
from bot.render.wording import safe, typed
from core.card import Card, Fold, Text, written
from core.translation import language

HERE = Path(__file__).parent
SHEETS = (FOLDER / "blocks.css", HERE / "page.css")


class _Paper(Blocks):
    """Paper cannot be pressed."""

    def _fold(self, fold: Fold, level: int, *, opened: bool = False) -> Markup:
        """Open at the first level, so that the page reads through; closed below, for whoever wants to look closer."""
        return super()._fold(fold, level, opened=level == 2)


@cache
def _css() -> tuple[Markup, str]:
    """The style sheet and its CSP source: the page allows this one sheet and no other."""
    text = "\n" + "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704 - our own file, not input


def render(card: Card) -> str:
    """The whole document, UTF-8 when written. Its policy allows its own style sheet and nothing else."""
    card = written(card, typed)
    css, digest = _css()
    blocks = card.blocks or ((Text(card.summary),) if card.summary else ())
    body, title = _Paper().drawn(blocks, 2), safe(card.title)
    whole = template(HERE / "page.html").render(language=language(), title=title, body=body, css=css, digest=digest)
    return f"{whole}\n"
