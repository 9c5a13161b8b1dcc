"""In a browser's window a card shows all of its words and lets none act; what can be pressed or filled in sends what it holds."""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assets import FOLDER
from bot.render import html, html_form, site
from bot.render.html import Post
from bot.render.html_form import Filled
from bot.render.wording import safe
from core.card import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Confirm,
    DateField,
    Fold,
    Form,
    Link,
    Menu,
    PersonField,
    Text,
    TextField,
    Tone,
    Words,
)
from tests.render import test_renderers as renderers
from tests.render.cards import EVERYTHING
from tests.render.test_renderers import NASTY, REPEATABLE, blocks, said, tabled, words

POST = Post("/pressed", {"csrf": "t0ken"}, "m1")
TAGS = renderers.TAGS | set(
    re.findall(r"\w+", "article div section form fieldset legend label input select option textarea button a")
)
ATTRIBUTES = (renderers.ATTRIBUTES - {"http-equiv", "charset"}) | set(
    re.findall(
        r"\S+",
        """method action type name value tabindex popover id popovertarget popovertargetaction aria-haspopup aria-labelledby
    aria-describedby aria-invalid autofocus href for required checked selected maxlength rows data-closes""",
    )
)
VOID = {"hr", "input"}

confirms = st.one_of(st.none(), st.builds(Confirm, words, words, words, words))
buttons = st.builds(Button, words, words, words, st.sampled_from(Tone), confirms)
choices = st.lists(st.builds(Choice, words, words), max_size=3).map(tuple)
pressed = st.builds(
    Actions,
    st.lists(
        st.one_of(
            buttons,
            st.builds(Menu, words, words, choices),
            st.builds(Link, words, st.just("https://x.example/?a=1&b=2")),
        ),
        max_size=3,
    ).map(tuple),
    st.booleans(),
)
asked_each_time = st.builds(Fold, words, st.just(()), buttons, st.just(False))
cards = st.builds(Card, words, st.lists(st.one_of(blocks, pressed, asked_each_time), max_size=5).map(tuple), words)


class Browser(HTMLParser):
    """What a browser makes of it: text, tags, and what each form would send when its first button is pressed."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.described: list[str] = []
        self.forms: list[list[tuple[str, str]]] = []
        self._open: list[str] = []
        self._select = self._area = ""
        self._picked: list[str] = []
        self._written = ""
        self.feed(markup)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes |= set(held)
        self.ids += [held["id"]] if "id" in held else []
        self.described += [
            each for name in ("aria-describedby", "aria-labelledby") for each in held.get(name, "").split()
        ]
        if tag not in VOID:
            self._open.append(tag)
        self._control(tag, held)

    def _control(self, tag: str, held: dict[str, str]) -> None:
        match tag:
            case "form":
                assert "form" not in self._open[:-1]
                assert (held["method"], held["action"]) == ("post", "/pressed")
                self.forms.append([])
            case "input" if held["type"] not in {"checkbox", "radio"} or "checked" in held:
                self.forms[-1].append((held["name"], held["value"]))
            case "button" if "name" in held and held["name"] not in dict(self.forms[-1]):
                self.forms[-1].append((held["name"], held["value"]))
            case "textarea":
                self._area, self._written = held["name"], ""
            case "select":
                self._select, self._picked = held["name"], []
            case "option" if not self._picked or "selected" in held:
                self._picked = [held["value"]]
            case _:
                pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag == "textarea":
            self.forms[-1].append((self._area, self._written.removeprefix("\n")))
            self._area = ""
        if tag == "select":
            self.forms[-1].append((self._select, self._picked[0]))

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area:
            self._written += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def labels(card: Card) -> Iterator[str]:
    for block in card.blocks:
        if isinstance(block, Fold) and block.open and not block.in_place:
            yield from (block.title, block.open.label)
        if isinstance(block, Actions):
            for item in block.items:
                match item:
                    case Menu(placeholder, _, options):
                        yield from (placeholder, *(each.label for each in options))
                    case Button(label, _, _, _, asked):
                        yield label
                        if asked:
                            yield from (asked.title, asked.text, asked.yes, asked.no)
                    case Link(label):
                        yield label


@REPEATABLE
@given(cards)
def test_a_card_shows_every_word_and_lets_none_act(card: Card) -> None:
    seen = Browser(str(html.card(card, POST)))
    assert set(seen.tags) <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert len(seen.ids) == len(set(seen.ids))
    assert set(seen.described) <= set(seen.ids)
    spoken = [text for block in card.blocks for text in (*said(block), *tabled(block))]
    for text in [card.title, *spoken, *labels(card)]:
        assert safe(text) in seen.text


@REPEATABLE
@given(words, words, confirms)
def test_a_press_sends_what_the_button_carries(action: str, value: str, asked: Confirm | None) -> None:
    card = Card("x", (Actions((Button("Do it", action, value, confirm=asked),)),))
    (form,) = Browser(str(html.card(card, POST))).forms
    assert dict(form) == {"csrf": "t0ken", "action": action, "value": value}


@REPEATABLE
@given(words, st.lists(st.builds(Choice, words, words), min_size=1, max_size=3).map(tuple))
def test_a_choice_of_a_menu_sends_its_value(action: str, options: tuple[Choice, ...]) -> None:
    (form,) = Browser(str(html.card(Card("x", (Actions((Menu("More", action, options),)),)), POST))).forms
    assert dict(form) == {"csrf": "t0ken", "action": action, "value": options[0].value}


# A browser sends no lone surrogates, and writes every end of a line in one way.
written = words.map(safe)
kept_words = st.one_of(st.none(), written)


@REPEATABLE
@given(written, written, written, st.sets(st.sampled_from("abc")), st.sampled_from("abc"), st.dates(), kept_words)
def test_a_form_sends_back_what_it_was_filled_with(
    line: str, long: str, value: str, some: set[str], one: str, day: date, kept: str | None
) -> None:
    three = tuple(Choice(each.upper(), each) for each in "abc")
    form = Form(
        "A form",
        "do.it",
        (
            Words("Said before"),
            TextField("line", "Line", line.replace("\n", " ")),
            TextField("long", "Long", long, long=True, required=False),
            TextField("kept", "Kept", "at first"),
            DateField("day", "Day", day),
            ChoiceField("some", "Some", three, tuple(sorted(some)), many=True),
            ChoiceField("one", "One", three, (one,)),
            ChoiceField("perhaps", "Perhaps", three, (one,), required=False),
            PersonField("who", "Who", "U2"),
        ),
        (Text("Shown"), Actions((Button("Beside", "other"),))),
        "Send",
        value=value,
    )
    filled = Filled((("U1", "Ana"), ("U2", "Cora")), {} if kept is None else {"kept": kept.replace("\n", " ")})
    beside, own = Browser(str(html_form.form(form, POST, filled))).forms
    assert dict(beside)["action"] == "other"
    assert (dict(own)["action"], dict(own)["value"], dict(own)["csrf"]) == ("do.it", value, "t0ken")
    assert html_form.sent(own) == {
        "line": line.replace("\n", " ") or None,
        "long": long or None,
        "kept": "at first" if kept is None else kept.replace("\n", " ") or None,
        "day": day.isoformat(),
        "some": tuple(sorted(some)),
        "one": one,
        "perhaps": one,
        "who": "U2",
    }


@pytest.mark.parametrize("wrong", NASTY)
def test_what_is_wrong_stands_beside_its_field_and_what_was_sent_stays(wrong: str) -> None:
    form = Form("A form", "do", (TextField("name", "Name", hint="As it is said"), DateField("day", "Day")), submit="Go")
    filled = Filled(kept={"name": wrong}, errors={"name": wrong, "elsewhere": "Said at the top"})
    markup = str(html_form.form(form, POST, filled))
    seen = Browser(markup)
    assert html_form.sent(seen.forms[0])["name"] == safe(wrong)
    assert {"m1-name-hint", "m1-name-error"} <= set(seen.described) <= set(seen.ids)
    assert markup.count('aria-invalid="true"') == 1
    assert markup.index("Said at the top") < markup.index("Name")
    assert safe(wrong) in seen.text


def test_a_form_that_only_shows_sends_nothing_and_leads_back() -> None:
    markup = str(html_form.form(Form("Look", "", (Words("This"),), (Text("That"),)), POST, Filled(close="/back")))
    assert Browser(markup).forms == []
    assert 'href="/back"' in markup


def test_a_link_leads_to_a_page_alone() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "JavaScript:alert(1)"):
        with pytest.raises(ValueError, match="page"):
            html.card(Card("x", (Actions((Link("Open", address),)),)), POST)


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", str(html.card(EVERYTHING, POST)))]
    assert levels[0] == 2
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_page_has_neither_script_nor_style_of_its_own() -> None:
    whole = site.document("T </title><script>", html.card(EVERYTHING, POST), kind="x", scripts=("more.js",))
    assert re.findall(r"<script[^>]*>", whole) == [
        f'<script src="/assets/{name}" defer>' for name in ("debrief.js", "more.js")
    ]
    assert not re.search(r"<style|\sstyle=|\son\w+=|//", whole.replace("http://www.w3.org", ""))
    assert "'unsafe" not in site.HEADERS["Content-Security-Policy"]


def test_every_sheet_and_script_of_a_page_is_there() -> None:
    for name in re.findall(r'/assets/([^"]+)"', site.document("x", html.card(EVERYTHING, POST))):
        assert (FOLDER / name).is_file()
