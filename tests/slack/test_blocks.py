"""The renderer: every card becomes payloads Slack takes, nothing of it is lost, nothing of it acts."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.cutting import split
from bot.render.wording import safe
from bot.slack import forms, limits
from bot.slack.blocks import MODERN
from bot.slack.messages import Message, modern, render
from core.card import (
    Actions,
    Block,
    Bullets,
    Button,
    Card,
    Chart,
    Choice,
    ChoiceField,
    Confirm,
    DateField,
    Divider,
    Facts,
    Field,
    Fold,
    Form,
    Link,
    Menu,
    PersonField,
    Progress,
    Quote,
    Series,
    Step,
    StepState,
    Style,
    Table,
    Text,
    TextField,
    Tone,
    Words,
)
from tests.fakes.slack_web import visible_text
from tests.render.cards import EVERYTHING, INSIGHT
from tests.slack import validator

# --- any card ---

LETTERS = st.sampled_from("ab \n\t.é日本語שלום😀👩🏽‍🚀🇩🇪*_~`<>&@#:|!\u202e\u200d\x00\ud800")
WORDS = st.one_of(
    st.text(LETTERS, max_size=40),
    st.text(max_size=30),
    st.sampled_from(["", " ", "<!channel>", "<@U1>", "<https://bank.example|your bank>", ":tada:", "*bold*"]),
    st.builds(
        lambda word, times: word * times,
        st.sampled_from(["word ", "日本", "👩🏽‍🚀", "x", "é\u0301"]),
        st.integers(0, 4000),
    ),
)
IDS = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=40)
SHORT = st.text(LETTERS, max_size=90)
QUOTES = st.builds(
    Quote, WORDS, SHORT, st.integers(1, 9999), st.one_of(st.none(), st.floats(0, 40_000), st.just(float("nan")))
)
FIGURES = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True))
CONFIRMS = st.builds(Confirm, WORDS, WORDS, WORDS, WORDS)
BUTTONS = st.builds(Button, WORDS, IDS, IDS, st.sampled_from(Tone), st.one_of(st.none(), CONFIRMS))
CHOICES = st.builds(Choice, SHORT, IDS)
MENUS = st.builds(
    Menu, SHORT, IDS, st.one_of(st.lists(CHOICES, max_size=4), st.lists(CHOICES, min_size=101, max_size=103)).map(tuple)
)
LINKS = st.builds(Link, WORDS, IDS.map("https://debrief.example/{}".format), st.sampled_from(Tone))
LEAVES: st.SearchStrategy[Block] = st.one_of(
    st.builds(Text, WORDS, st.sampled_from(Style)),
    QUOTES,
    st.builds(Facts, st.lists(st.tuples(SHORT, WORDS), max_size=6).map(tuple)),
    st.builds(Bullets, st.lists(WORDS, max_size=6).map(tuple)),
    st.builds(
        Table,
        st.lists(SHORT, max_size=5).map(tuple),
        st.lists(st.lists(SHORT, max_size=22).map(tuple), max_size=4).map(tuple),
    ),
    st.builds(
        Chart,
        SHORT,
        st.lists(SHORT, max_size=5).map(tuple),
        st.lists(st.builds(Series, SHORT, st.lists(FIGURES, max_size=5).map(tuple)), max_size=4).map(tuple),
    ),
    st.builds(Progress, st.lists(st.builds(Step, SHORT, st.sampled_from(StepState)), max_size=6).map(tuple)),
    st.just(Divider()),
    st.builds(Actions, st.lists(st.one_of(BUTTONS, MENUS, LINKS), max_size=6).map(tuple)),
    st.builds(Actions, st.tuples(BUTTONS, BUTTONS), st.just(True)),
)
BLOCKS = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        Fold, SHORT, st.lists(inner, max_size=3).map(tuple), st.one_of(st.none(), BUTTONS), st.booleans()
    ),
    max_leaves=8,
)
CARDS = st.builds(Card, WORDS, st.lists(BLOCKS, max_size=8).map(tuple), WORDS)
FIELDS: st.SearchStrategy[Field] = st.one_of(
    st.builds(TextField, IDS, WORDS, WORDS, st.booleans(), st.booleans(), WORDS, st.integers(1, 9000)),
    st.builds(DateField, IDS, WORDS, st.one_of(st.none(), st.dates()), st.booleans()),
    st.builds(
        ChoiceField,
        IDS,
        WORDS,
        st.one_of(st.lists(CHOICES, max_size=12), st.lists(CHOICES, min_size=101, max_size=103)).map(tuple),
        st.just(()),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(PersonField, IDS, WORDS, st.sampled_from(["", "U1"]), st.booleans()),
    st.builds(Words, WORDS),
)
FORMS = st.builds(
    Form,
    WORDS,
    IDS,
    st.lists(FIELDS, max_size=5, unique_by=lambda field: getattr(field, "name", id(field))).map(tuple),
    st.lists(BLOCKS, max_size=4).map(tuple),
    SHORT,
    SHORT,
    IDS,
)


def payload(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


def words(text: str) -> str:
    """The letters of a text, without spaces: what must survive rendering."""
    return "".join(safe(text).split())


@settings(max_examples=30, deadline=None)
@given(CARDS, st.frozensets(st.sampled_from(sorted(MODERN))))
def test_any_card_is_taken_as_messages_and_nothing_is_lost(card: Card, without: frozenset[str]) -> None:
    pages = render(card, without)
    for page in pages:
        assert validator.problems(payload(page), "message") == []
    shown = words("".join(visible_text(list(page.blocks)) for page in pages))
    for text in content(card.blocks):
        assert words(text) in shown


@settings(max_examples=30, deadline=None)
@given(CARDS)
def test_any_card_is_taken_as_the_home_tab_and_as_a_modal(card: Card) -> None:
    assert validator.problems(forms.home(card).view, "home") == []
    assert validator.problems(forms.shown(card).view, "modal") == []


@settings(max_examples=30, deadline=None)
@given(FORMS)
def test_any_form_is_taken(form: Form) -> None:
    assert validator.problems(forms.modal(form).view, "modal") == []


def content(blocks: tuple[Block, ...]) -> list[str]:
    """What a card says in sentences; labels of buttons and choices may be shortened, figures are written anew."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Text(text) | Quote(text):
                found += [text]
            case Facts(pairs):
                found += [part for pair in pairs for part in pair]
            case Bullets(items):
                found += items
            case Table(header, rows) if len(header) >= max((len(row) for row in rows), default=0):
                found += [cell for row in rows for cell in row]
            case Fold(title, inner, None):
                found += [title, *content(inner)]
            case Fold(title):
                found += [title]
            case Progress(steps):
                found += [step.label for step in steps]
            case _:
                pass
    return found


# --- the ordinary ones ---


@pytest.mark.parametrize("card", [INSIGHT, EVERYTHING], ids=["insight", "everything"])
def test_the_sample_cards(card: Card) -> None:
    for page in render(card):
        assert validator.problems(payload(page), "message") == []
    assert validator.problems(forms.home(card).view, "home") == []


def test_words_of_a_session_are_never_markup() -> None:
    nasty = "<!channel> <@U1> <https://bank.example|your bank> *bold* :tada: &amp; @here"
    card = Card(
        nasty,
        (
            Text(nasty),
            Text(nasty, Style.SMALL),
            Text(nasty, Style.HEADING),
            Quote(nasty, nasty, 3, 4.0),
            Facts(((nasty, nasty),)),
            Bullets((nasty,)),
            Table((nasty,), ((nasty,),)),
            Fold(nasty, (), Button(nasty, "open", "1")),
        ),
        nasty,
    )
    for page in render(card):
        assert "mrkdwn" not in json.dumps(page.blocks)
        assert "<" not in page.text
        assert '"link"' not in json.dumps(page.blocks)
        assert '"broadcast"' not in json.dumps(page.blocks)


def test_a_quote_stands_as_a_quote_with_its_receipt() -> None:
    (message,) = render(Card("T", (Quote("I will ring her.", "Maya", 12, 754.0),)))
    quote = message.blocks[1]["elements"][0]
    assert quote["type"] == "rich_text_quote"
    assert [run["text"] for run in quote["elements"]] == ["I will ring her.", "\nMaya · turn 12 · 12:34"]


FOLD = Fold("Discoveries (2)", (Text("inside"),), Button("Open", "insight.section", "i|d"))


def test_a_fold_opens_in_place() -> None:
    (message,) = render(Card("T", (FOLD,)))
    box = message.blocks[1]
    shown = {key: box[key] for key in ("type", "is_collapsible", "default_collapsed")}
    assert shown == {"type": "container", "is_collapsible": True, "default_collapsed": True}
    assert "inside" in visible_text(box["child_blocks"])
    assert modern(message) == {"container"}


def test_folds_that_are_too_much_for_a_message_have_a_way_in_instead() -> None:
    words = tuple(Text("word " * 100) for _ in range(8))
    card = Card("T", tuple(replace(FOLD, title=f"Part {n}", blocks=words) for n in range(6)))
    (message,) = render(card)
    assert {block["type"] for block in message.blocks[1:]} == {"container", "section"}
    assert validator.problems(payload(message), "message") == []


def test_a_trend_is_drawn_where_it_has_no_gaps() -> None:
    labels = ("1 Feb", "1 Feb", "8 Feb")
    chart = Chart("Talk", labels, (Series("Client", (0.5, 0.6, 0.7)), Series("Kept", (None, 0.5, 0.5))))
    (message,) = render(Card("T", (chart,)))
    drawn = message.blocks[1]
    assert drawn["chart"]["axis_config"]["categories"] == ["1 Feb", "1 Feb (2)", "8 Feb"]
    assert [series["name"] for series in drawn["chart"]["series"]] == ["Client"]
    assert "Kept" in visible_text(list(message.blocks[2:]))
    (plainer,) = render(Card("T", (chart,)), frozenset({"data_visualization"}))
    assert {"Client", "Kept", "0.7"} <= set(visible_text(list(plainer.blocks)).split("\n"))


def test_stages_are_a_plan_and_a_judgement_is_thumbs() -> None:
    steps = (Step("Received", StepState.DONE), Step("Read", StepState.RUNNING), Step("Checked", StepState.PENDING))
    good, bad = Button("Helpful", "insight.feedback", "i|yes"), Button("Not helpful", "insight.feedback", "i|no")
    card = Card("T", (Progress(steps), Actions((good, bad), judgement=True)))
    (message,) = render(card)
    plan, thumbs = message.blocks[1:]
    assert [task["status"] for task in plan["tasks"]] == ["complete", "in_progress", "pending"]
    assert thumbs["elements"][0]["negative_button"]["value"] == "i|no"
    (plainer,) = render(card, MODERN)
    assert modern(plainer) == frozenset()
    assert [element["text"]["text"] for element in plainer.blocks[-1]["elements"]] == ["Helpful", "Not helpful"]


def test_a_fold_shows_its_title_and_the_way_in() -> None:
    card = Card("T", (replace(FOLD, in_place=False),))
    (message,) = render(card)
    section = message.blocks[1]
    assert section["text"] == {"type": "mrkdwn", "text": "*Discoveries (2)*"}
    assert (section["accessory"]["text"]["text"], section["accessory"]["value"]) == ("Open", "i|d")
    assert "inside" not in visible_text(list(message.blocks))


def test_a_heading_goes_along_with_what_it_heads() -> None:
    chart = Chart("Talk share", ("Jan", "Feb"), (Series("Client", (0.5, None)),))
    first, second = render(Card("T", (Table(("a",), (("1",),)), chart)))
    assert "data_visualization" not in modern(second)  # with a gap it is no chart
    assert "Talk share" not in visible_text(list(first.blocks))
    assert visible_text(list(second.blocks)).split("\n") == ["Talk share", "–", "Client", "Jan", "0.5", "Feb", "–"]


def test_a_fold_without_a_way_in_is_shown_open() -> None:
    assert "inside" in visible_text(list(render(Card("T", (Fold("Notes", (Text("inside"),)),)))[0].blocks))


def test_two_hundred_promises_fit_into_messages_and_a_modal() -> None:
    items = [
        (
            Text(f"Promise {n}: ring the supplier"),
            Facts((("Who", "Client"),)),
            Quote("I will ring them.", "Maya", n, 1.0),
        )
        for n in range(1, 201)
    ]
    blocks = tuple(block for item in items for block in item)
    pages = render(Card("Promised", blocks))
    assert all(validator.problems(payload(page), "message") == [] for page in pages)
    shown = "".join(visible_text(list(page.blocks)) for page in pages)
    assert all(f"Promise {n}:" in shown for n in range(1, 201))
    view = forms.modal(Form("Promised", "", blocks=blocks))
    assert validator.problems(view.view, "modal") == []
    assert "Promise 200:" in visible_text(view.view["blocks"])
    assert view.rest == ()


def test_what_a_view_cannot_hold_comes_back() -> None:
    blocks = tuple(Text(f"Line {n}.") if n % 2 else Divider() for n in range(400))
    view = forms.home(Card("Long", blocks))
    assert validator.problems(view.view, "home") == []
    shown = visible_text(view.view["blocks"])
    assert view.rest
    for block in blocks:
        if isinstance(block, Text):
            assert (block.text in shown) != (block in view.rest)


@pytest.mark.parametrize("text", ["👩🏽‍🚀" * 900, "e\u0301" * 3000, "word " * 2000, "日本語。" * 2000, "line\n" * 2000])
def test_splitting_keeps_every_character_and_cuts_none(text: str) -> None:
    parts = list(split(text, limits.TEXT))
    assert "".join(parts) == text
    assert all(validator.length(part) <= limits.TEXT for part in parts)
    assert not any(part.startswith(("\u200d", "\u0301", "🏽")) for part in parts)


def test_a_value_slack_would_not_carry_is_a_bug_and_said_so() -> None:
    with pytest.raises(ValueError, match="too long"):
        render(Card("T", (Actions((Button("Go", "go", "x" * 2001),)),)))


def test_the_validator_sees_what_slack_refuses() -> None:
    text = {"type": "plain_text", "text": "x"}
    button = {"type": "button", "text": text, "action_id": "a"}
    bad: list[tuple[list[Any], str]] = [
        ([{"type": "section", "text": {"type": "plain_text", "text": ""}}], "section.text of 0"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "header.text of 151"),
        ([{"type": "alert", "text": text}], "on this surface"),
        ([{"type": "divider"}] * 51, "51 blocks"),
        ([{"type": "actions", "elements": [button, button]}], "action_id a 2 times"),
        ([{"type": "actions", "elements": []}], "0 elements"),
        ([{"type": "divider", "colour": "red"}], "colour"),
        ([{"type": "section", "text": {"type": "plain_text", "text": "x" * 2500}}] * 5, "12500 characters"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>"}}], "a mention"),
        ([{"type": "actions", "elements": [{**button, "text": {"type": "mrkdwn", "text": "x"}}]}], "text"),
        ([{"type": "section"}], "neither"),
    ]
    for blocks, expected in bad:
        found = validator.problems({"text": "t", "blocks": blocks}, "message")
        assert any(expected in problem for problem in found), (expected, found)
