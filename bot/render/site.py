"""What is around every page of ours in a browser: the document, and the headers it goes out with."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.render.wording import safe
from core.translation import _, language, ngettext

if TYPE_CHECKING:
    from jinja2 import Template

SITE = Path(__file__).parent / "site.html"
HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: a browser then hides the Origin of our own forms, too.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
)
"""Of every page: nothing from elsewhere, no script or style but our files, and no copy is kept."""


@cache
def template(path: Path) -> "Template":
    """A page's template: it escapes what it is given, and `_` and `ngettext` are the catalogue's."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - it loads with the first page

    environment = Environment(loader=FileSystemLoader(path.parent), autoescape=True, undefined=StrictUndefined)
    environment.globals.update(_=_, ngettext=ngettext)
    found: Template = environment.get_template(path.name)
    return found


def document(
    title: str, body: Markup, *, kind: str = "", sheets: Sequence[str] = (), scripts: Sequence[str] = ()
) -> str:
    """The whole document. `kind` is the body's class; `sheets` and `scripts` are in bot/assets, beside those of every page."""
    return template(SITE).render(
        language=language(), title=safe(title), body=body, kind=kind, sheets=[*sheets], scripts=[*scripts]
    )
