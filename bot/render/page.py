"""A card as one self-contained HTML page: no script, nothing fetched, fit to be saved, printed or handed on.

Buttons are left out: a saved page cannot act. Everything else a card says is there, escaped by markupsafe.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.render.chart import drawing
from bot.render.wording import receipt, safe, typed
from core.card import (
    Actions,
    Block,
    Bullets,
    Card,
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
    written,
)
from core.translation import N_, _, language

HERE = Path(__file__).parent
_DEEPEST = 6  # HTML has no heading below h6

_STEP = {
    StepState.PENDING: ("○", N_("still to come")),
    StepState.RUNNING: ("●", N_("under way")),
    StepState.DONE: ("✓", N_("done")),
    StepState.FAILED: ("✗", N_("did not work")),
}


@cache
def _css() -> tuple[Markup, str]:
    """The style sheet and its CSP source: the page allows this one sheet and no other."""
    text = "\n" + (HERE / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704 - our own file, not input


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)


def _heading(text: str, level: int) -> Markup:
    n = min(level, _DEEPEST)
    return Markup('<h{} dir="auto">{}</h{}>').format(n, safe(text), n)


def _text(text: Text, level: int) -> Markup:
    match text.style:
        case Style.HEADING:
            return _heading(text.text, level)
        case Style.BODY | Style.STRONG | Style.SMALL:
            return Markup('<p class="said {}" dir="auto">{}</p>').format(text.style.value, safe(text.text))
        case _:
            assert_never(text.style)


def _quote(quote: Quote) -> Markup:
    # The language of what was said is not the page's to claim.
    return Markup(
        '<figure class="receipt" dir="auto"><blockquote lang=""><p class="said">“{}”</p></blockquote>'
        "<figcaption>{}</figcaption></figure>"
    ).format(safe(quote.text), receipt(quote))


def _facts(facts: Facts) -> Markup:
    pair = Markup('<div><dt>{}</dt><dd class="said" dir="auto">{}</dd></div>')
    return Markup("<dl>{}</dl>").format(
        Markup().join(pair.format(safe(label), safe(value)) for label, value in facts.pairs),
    )


def _bullets(bullets: Bullets) -> Markup:
    item = Markup('<li class="said" dir="auto">{}</li>')
    return Markup("<ul>{}</ul>").format(Markup().join(item.format(safe(text)) for text in bullets.items))


def _table(table: Table) -> Markup:
    head = Markup().join(Markup('<th scope="col" dir="auto">{}</th>').format(safe(cell)) for cell in table.header)
    rows = Markup()
    for row in table.rows:
        cells = Markup().join(Markup('<td class="said" dir="auto">{}</td>').format(safe(cell)) for cell in row)
        rows += Markup("<tr>{}</tr>").format(cells)
    return Markup(
        '<div class="wide"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
    ).format(head, rows)


def _step(step: Step) -> Markup:
    mark, words = _STEP[step.state]
    return Markup(
        '<li class="{}"><span class="mark" aria-hidden="true">{}</span><span dir="auto">{}</span>'
        '<span class="unseen">{}</span></li>',
    ).format(step.state.value, mark, safe(step.label), _(words))


def _fold(fold: Fold, level: int) -> Markup:
    """Open at the first level, so that the page reads through; closed below, for whoever wants to look closer."""
    opened = Markup(" open") if level == 2 else Markup()
    return Markup("<details{}><summary>{}</summary>{}</details>").format(
        opened,
        _heading(fold.title, level),
        Markup('<div class="inside">{}</div>').format(_blocks(fold.blocks, level + 1)),
    )


def _block(block: Block, level: int) -> Markup:  # noqa: C901, PLR0911 - one arm for each kind of block
    match block:
        case Text():
            return _text(block, level)
        case Quote():
            return _quote(block)
        case Facts():
            return _facts(block)
        case Bullets():
            return _bullets(block)
        case Table():
            return _table(block)
        case Chart():
            return drawing(block)
        case Progress():
            return Markup('<ol class="steps">{}</ol>').format(Markup().join(_step(step) for step in block.steps))
        case Divider():
            return Markup("<hr>")
        case Actions():
            return Markup()
        case Fold():
            return _fold(block, level)
        case _:
            assert_never(block)


def _blocks(blocks: tuple[Block, ...], level: int) -> Markup:
    return Markup("\n").join(_block(block, level) for block in blocks)


def render(card: Card) -> str:
    """The whole document, UTF-8 when written. Its policy allows its own style sheet and nothing else."""
    card = written(card, typed)
    css, digest = _css()
    blocks = card.blocks or ((Text(card.summary),) if card.summary else ())
    template = _environment().get_template("page.html")
    body, title = _blocks(blocks, 2), safe(card.title)
    return template.render(language=language(), title=title, body=body, css=css, digest=digest) + "\n"
