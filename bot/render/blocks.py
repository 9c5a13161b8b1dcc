"""What a card says as HTML, the same on a saved page and in a browser's window: one arm for each kind of block.

What can be pressed is left out here; bot/render/html.py adds it. All is escaped by markupsafe.
"""

from typing import assert_never

from markupsafe import Markup

from bot.render.chart import drawing
from bot.render.wording import receipt, safe
from core.card import (
    Actions,
    Block,
    Bullets,
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
)
from core.translation import N_, _, quoted

_DEEPEST = 6  # HTML has no heading below h6

_STEP = {
    StepState.PENDING: ("○", N_("still to come")),
    StepState.RUNNING: ("●", N_("under way")),
    StepState.DONE: ("✓", N_("done")),
    StepState.FAILED: ("✗", N_("did not work")),
}


def heading(text: str, level: int) -> Markup:
    n = min(level, _DEEPEST)
    return Markup('<h{} dir="auto">{}</h{}>').format(n, safe(text), n)


def _text(text: Text, level: int) -> Markup:
    match text.style:
        case Style.HEADING:
            return heading(text.text, level)
        case Style.BODY | Style.STRONG | Style.SMALL:
            return Markup('<p class="said {}" dir="auto">{}</p>').format(text.style.value, safe(text.text))
        case _:
            assert_never(text.style)


def _quote(quote: Quote, source: str) -> Markup:
    # The language of what was said is not the page's to claim.
    return Markup(
        '<figure class="receipt" dir="auto"><blockquote lang=""><p class="said">{}</p></blockquote>'
        "<figcaption>{}</figcaption></figure>"
    ).format(quoted(safe(quote.text)), source)


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
        '<div class="wide" tabindex="0"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
    ).format(head, rows)


def _step(step: Step) -> Markup:
    mark, words = _STEP[step.state]
    return Markup(
        '<li class="{}"><span class="mark" aria-hidden="true">{}</span><span dir="auto">{}</span>'
        '<span class="unseen">{}</span></li>',
    ).format(step.state.value, mark, safe(step.label), _(words))


class Blocks:
    """Draws blocks; `level` is that of the headings among them, 1 to 6."""

    def drawn(self, blocks: tuple[Block, ...], level: int) -> Markup:
        return Markup("\n").join(self._block(block, level) for block in blocks)

    def _block(self, block: Block, level: int) -> Markup:  # noqa: C901, PLR0911 - one arm for each kind of block
        match block:
            case Text():
                return _text(block, level)
            case Quote():
                return _quote(block, self._source(block))
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
                return self._actions(block)
            case Fold():
                return self._fold(block, level)
            case _:
                assert_never(block)

    def _source(self, quote: Quote) -> str:
        return receipt(quote)

    def _actions(self, actions: Actions) -> Markup:
        return Markup()

    def _fold(self, fold: Fold, level: int, *, opened: bool = False) -> Markup:
        return Markup("<details{}><summary>{}</summary>{}</details>").format(
            Markup(" open") if opened else Markup(),
            heading(fold.title, level),
            Markup('<div class="inside">{}</div>').format(self.drawn(fold.blocks, level + 1)),
        )
