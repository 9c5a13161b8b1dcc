"""Whatever a card holds, both renderers show all of it, and its words never become anything but words."""

import base64
import hashlib
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.assets import FOLDER
from bot.render import page, terminal
from bot.render.wording import moment, receipt, safe
from core.card import (
    Actions,
    Block,
    Bullets,
    Button,
    Card,
    Chart,
    Divider,
    Facts,
    Fold,
    Progress,
    Quote,
    Series,
    Step,
    StepState,
    Style,
    Table,
    Text,
)
from tests.render import golden
from tests.render.cards import EVERYTHING, INSIGHT

REPEATABLE = settings(deadline=None, derandomize=True)  # a busy machine is no failure, and every run tries the same
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=y>',
    "{{ title }}",
    "[bold]x[/]",
    "&lt;",
    "</style>",
    "\x1b[31mred",
    "\u202eabc",
    "]]>",
]
words = st.one_of(st.text(max_size=40), st.sampled_from(NASTY), st.text(alphabet="<>&\"'[]{}\\\n │", max_size=20))
many = st.lists(words, max_size=4).map(tuple)
numbers = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True))
facts = st.lists(st.tuples(words, words), max_size=4).map(tuple)
leaves: st.SearchStrategy[Block] = st.one_of(
    st.builds(Text, words, st.sampled_from(Style)),
    st.builds(Quote, words, words, st.integers(1, 9999), st.one_of(st.none(), st.floats(0, 1e6))),
    st.builds(Facts, facts),
    st.builds(Bullets, many),
    st.builds(Table, many, st.lists(many, max_size=3).map(tuple)),
    st.builds(
        Chart,
        words,
        many,
        st.lists(st.builds(Series, words, st.lists(numbers, max_size=4).map(tuple)), min_size=1, max_size=6).map(tuple),
    ),
    st.builds(Progress, st.lists(st.builds(Step, words, st.sampled_from(StepState)), max_size=4).map(tuple)),
    st.just(Divider()),
    st.builds(Actions, st.lists(st.builds(Button, words, words), max_size=2).map(tuple)),
)
blocks: st.SearchStrategy[Block] = st.recursive(
    leaves, lambda inner: st.builds(Fold, words, st.lists(inner, max_size=3).map(tuple)), max_leaves=8
)
cards = st.builds(Card, words, st.lists(blocks, max_size=5).map(tuple), words)


def said(block: Block) -> Iterator[str]:
    """Every piece of text a block holds, buttons apart."""
    match block:
        case Text():
            yield block.text
        case Quote():
            yield from (block.text, receipt(block))
        case Facts():
            yield from (text for pair in block.pairs for text in pair)
        case Bullets():
            yield from block.items
        case Chart():
            yield block.title
            yield from (series.name for series in block.series)
        case Progress():
            yield from (step.label for step in block.steps)
        case Fold():
            yield block.title
            yield from (text for inner in block.blocks for text in said(inner))
        case Table() | Divider() | Actions():
            pass


def tabled(block: Block) -> Iterator[str]:
    """Text that stands in columns, and may therefore be broken by its neighbours."""
    match block:
        case Table():
            yield from block.header
            yield from (cell for row in block.rows for cell in row)
        case Chart():
            yield from block.labels
        case Fold():
            yield from (text for inner in block.blocks for text in tabled(inner))
        case _:
            pass


def solid(text: str) -> str:
    """Without white space and the marks a terminal puts at the start of a line."""
    return "".join(text.replace("│", "").split())


def plain(card: Card) -> Card:
    """The same card with every piece of text replaced by one letter."""
    return Card("x", tuple(_plain(block) for block in card.blocks), "x")


def _plain(block: Block) -> Block:  # noqa: C901, PLR0911 - one arm for each kind of block
    match block:
        case Text():
            return Text("x", block.style)
        case Quote():
            return Quote("x", "x", block.turn, block.start)
        case Facts():
            return Facts((("x", "x"),) * len(block.pairs))
        case Bullets():
            return Bullets(("x",) * len(block.items))
        case Table():
            return Table(("x",) * len(block.header), tuple(("x",) * len(row) for row in block.rows))
        case Chart():
            return Chart("x", ("x",) * len(block.labels), tuple(Series("x", series.values) for series in block.series))
        case Progress():
            return Progress(tuple(Step("x", step.state) for step in block.steps))
        case Divider():
            return block
        case Actions():
            return Actions(())
        case Fold():
            return Fold("x", tuple(_plain(inner) for inner in block.blocks))


TAGS = set(
    re.findall(
        r"\w+",
        """html head meta title style body main footer h1 h2 h3 h4 h5 h6 p ul ol li dl div dt dd figure figcaption blockquote
        details summary table thead tbody tr th td hr svg g line text polyline circle span""",
    )
)
ATTRIBUTES = set(
    re.findall(
        r"\S+",
        """lang charset http-equiv content name class dir open scope role aria-label aria-hidden viewbox points cx cy r x y
        x1 x2 y1 y2 tabindex text-anchor""",
    )
)
VOID = {"meta", "hr"}


class Parsed(HTMLParser):
    """What a browser would see: the tags in order, their attributes, and the text outside the style sheet."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.css = ""
        self.policy = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs)["content"] or ""
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.css += data
        else:
            self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


@REPEATABLE
@given(cards)
def test_page_shows_every_word_and_lets_none_act(card: Card) -> None:
    parsed = Parsed(page.render(card))
    assert set(parsed.tags) <= TAGS
    assert parsed.attributes <= ATTRIBUTES
    if card.blocks:
        assert parsed.tags == Parsed(page.render(plain(card))).tags
    for text in [card.title, *(text for block in card.blocks for text in (*said(block), *tabled(block)))]:
        assert safe(text) in parsed.text


@REPEATABLE
@given(cards, st.sampled_from([20, 40, 60, 96, 200]))
def test_terminal_shows_every_word_within_its_width(card: Card, width: int) -> None:
    shown = terminal.as_text(card, width)
    assert all(cell_len(line) <= width for line in shown.splitlines())
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown) is None
    whole = solid(shown)
    for text in [card.title, *(text for block in card.blocks for text in said(block))]:
        assert solid(safe(text)) in whole
    every = [text for block in card.blocks for text in (*said(block), *tabled(block))]
    missing = Counter(solid(safe("".join(every)))) - Counter(whole)
    assert not missing


@REPEATABLE
@given(cards)
def test_what_is_rendered_can_be_written_to_a_file(card: Card) -> None:
    page.render(card).encode()
    terminal.as_text(card).encode()


def test_page_policy_allows_its_own_sheet_and_nothing_else() -> None:
    html = page.render(EVERYTHING)
    parsed = Parsed(html)
    digest = base64.b64encode(hashlib.sha256(parsed.css.encode()).digest()).decode()
    assert parsed.policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|https?:|//", html.replace("<!doctype html>", ""))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "second", "third", "bad"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "wash"])
def test_page_colours_can_be_read(scheme: int, ink: str, ground: str) -> None:
    """WCAG 2.2, success criterion 1.4.3: a contrast of at least 4.5 to 1."""
    css = (FOLDER / "blocks.css").read_text(encoding="utf-8")
    palette = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css.split(":root {")[scheme + 1]))
    light, dark = sorted((_luminance(palette[ink]), _luminance(palette[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_page_headings_go_down_one_level_at_a_time() -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", page.render(EVERYTHING))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_page_folds_are_open_at_the_first_level_and_closed_below() -> None:
    html = page.render(Card("x", (Fold("outer", (Fold("inner", (Text("y"),)),)),)))
    assert html.index("<details open>") < html.index("outer") < html.index("<details>") < html.index("inner")


def test_neither_shows_a_button() -> None:
    card = Card("x", (Text("before"), Actions((Button("Press me", "a"),)), Text("after")))
    assert "Press me" not in page.render(card)
    assert "Press me" not in terminal.as_text(card)


def test_summary_stands_in_for_an_empty_body_alone() -> None:
    assert "Short" in terminal.as_text(Card("x", (), "Short"))
    assert "Short" in page.render(Card("x", (), "Short"))
    assert "Short" not in terminal.as_text(Card("x", (Text("Long"),), "Short"))


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59.9, "0:59"), (61, "1:01"), (3725, "1:02:05")])
def test_moment(seconds: float, shown: str) -> None:
    assert moment(seconds) == shown


def test_a_narrow_terminal_gets_records_instead_of_a_table() -> None:
    table = Table(("Session", "Discoveries", "Promised", "Themes"), (("9 Mar", "2", "3", "letting go"),))
    assert "Themes: letting go" in terminal.as_text(Card("x", (table,)), 36)
    assert "Themes:" not in terminal.as_text(Card("x", (table,)), 80)


@pytest.mark.parametrize("name", golden.SHOWN)
def test_golden(name: str) -> None:
    """`python -m tests.render.golden` writes them anew; look at the difference before you commit it."""
    assert golden.SHOWN[name]() == (golden.FOLDER / name).read_text(encoding="utf-8")


def test_the_insight_reads_at_both_widths() -> None:
    for width in (60, 96):
        shown = terminal.as_text(INSIGHT, width)
        assert "Leila Nassiri · turn 38 · 11:30" in shown


def test_a_value_stands_out_from_its_label_wherever_it_is_on_the_line() -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="standard")
    segments = list(console.render(terminal.render(Card("x", (Facts((("One", "first"), ("Two", "second"))),)))))
    dim = {segment.text.strip(): bool(segment.style and segment.style.dim) for segment in segments}
    assert dim["One:"]
    assert dim["Two:"]
    assert not dim["first"]
    assert not dim["second"]


def test_a_pipe_gets_plain_text() -> None:
    out = io.StringIO()
    terminal.show(INSIGHT, Console(file=out, width=60, force_terminal=False))
    assert out.getvalue() == terminal.as_text(INSIGHT, 60)
    assert all(line == line.rstrip() for line in out.getvalue().splitlines())
