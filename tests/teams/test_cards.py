"""The renderer: every card becomes messages Teams takes, nothing of it is lost, nothing of it acts."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.teams import forms, limits
from bot.teams.cards import Message, render
from bot.teams.commands import BEGINS, ENDS
from bot.teams.elements import escaped, inert, parts
from bot.teams.presses import pressed
from core.card import (
    Actions,
    Bullets,
    Button,
    Card,
    Chart,
    Choice,
    Confirm,
    Divider,
    Facts,
    Fold,
    Link,
    Menu,
    Progress,
    Quote,
    Say,
    Series,
    Step,
    StepState,
    Style,
    Table,
    Text,
    Tone,
)
from tests.render.cards import EVERYTHING, INSIGHT
from tests.slack.test_blocks import CARDS, content, words
from tests.teams import validator

NASTY = (
    "[your bank](https://bank.example) <at>Ada</at> {{DATE(2026-02-14T06:00:00Z,SHORT)}} **bold** https://bank.example "
    "<https://bank.example> ![x](http://a.example/b.png) [1] www.bank.example # one\n# two\n- three\n1. four\n> five &amp; `six`"
)


def body(message: Message) -> str:
    return json.dumps(message.card["body"], ensure_ascii=False)


@settings(max_examples=25, deadline=None)
@given(CARDS)
def test_any_card_is_taken_and_nothing_is_lost(card: Card) -> None:
    pages = render(card)
    for page in pages:
        assert validator.message_problems(page.activity()) == []
    shown = words("".join(validator.visible_text(page.card) for page in pages))
    for part in (part for text in content(card.blocks) for part in parts(text)):  # the next may be on another card
        assert words(part) in shown


@settings(max_examples=25, deadline=None)
@given(CARDS)
def test_any_card_is_taken_as_a_dialog(card: Card) -> None:
    made = forms.shown(card).body["task"]["value"]
    assert validator.problems(made["card"]["content"]) == []
    assert 1 <= validator.length(made["title"]) <= 64


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "[",
                    "]",
                    "(",
                    ")",
                    "<",
                    ">",
                    "at>",
                    "http://",
                    "www.",
                    "a@b.example",
                    "{{DATE(",
                    "2026-02-14T06:00:00Z",
                    ")}}",
                ]
            ),
            st.sampled_from(
                ["*", "_", "`", "~", "!", "#", "- ", "1. ", "\n", "\t", "\\", "&amp;", "|", "[1]", "]: ", "x"]
            ),
            st.text(
                st.characters(exclude_characters=[BEGINS, ENDS]), max_size=3
            ),  # which mark a command, and are never shown
        ),
        max_size=12,
    ).map("".join)
)
def test_words_show_themselves_and_nothing_else(text: str) -> None:
    shown = escaped(text)
    assert validator.acting(shown) == set()
    assert not validator.ACTING.search(inert(text))
    assert "".join(validator.visible_text([{"type": "TextBlock", "text": shown}]).split()) == words(text).replace(
        "\u2060", ""
    )


@pytest.mark.parametrize("card", [INSIGHT, EVERYTHING], ids=["insight", "everything"])
def test_the_sample_cards(card: Card) -> None:
    for page in render(card):
        assert validator.message_problems(page.activity()) == []


def test_words_of_a_session_never_act() -> None:
    card = Card(
        NASTY,
        (
            *(Text(NASTY, style) for style in Style),
            Quote(NASTY, NASTY, 3, 4.0),
            Facts(((NASTY, NASTY),)),
            Bullets((NASTY,)),
            Table((NASTY,), ((NASTY,),)),
            Progress((Step(NASTY, StepState.RUNNING),)),
            Fold(NASTY, (Text(NASTY),)),
            Actions((Menu(NASTY, "m", tuple(Choice(NASTY, str(n)) for n in range(20))),)),
        ),
        NASTY,
    )
    for page in render(card):
        assert validator.message_problems(page.activity()) == []
        assert "[1]" not in body(page).replace("turn 3 · 0:04 [1]", "")


def test_a_receipt_is_a_citation() -> None:
    (message,) = render(Card("T", (Quote("I will ring her.", "Maya", 12, 754.0), Quote("x" * 400, "N" * 200, 3))))
    (entity,) = message.activity()["entities"]
    first, second = entity["citation"]
    assert first["position"] == 1
    assert first["appearance"] == {
        "@type": "DigitalDocument",
        "name": "Maya · turn 12 · 12:34",
        "abstract": "I will ring her.",
    }
    assert (len(second["appearance"]["name"]), len(second["appearance"]["abstract"])) == (80, 160)
    assert "Maya · turn 12 · 12:34 [1]" in validator.visible_text(message.card)
    assert "additionalType" not in entity


def test_more_quotes_than_teams_cites_are_shown_all_the_same() -> None:
    pages = render(Card("T", tuple(Quote(f"Quote {n}.", "Maya", n) for n in range(1, 40))))
    assert sum(len(page.activity()["entities"][0]["citation"]) for page in pages) == 10
    shown = "".join(validator.visible_text(page.card) for page in pages)
    assert all(f"Quote {n}." in shown for n in range(1, 40))


def test_what_a_model_wrote_has_its_label_and_a_judgement_the_platforms_thumbs() -> None:
    good, bad = Button("Helpful", "insight.feedback", "i|yes"), Button("Not helpful", "insight.feedback", "i|no")
    card = Card("T", (Text("a"), Actions((good, bad), judgement=True)), generated=True)
    (message,) = render(card)
    sent = message.activity()
    assert sent["entities"][0]["additionalType"] == ["AIGeneratedContent"]
    assert sent["channelData"] == {"feedbackLoop": {"type": "custom"}}
    assert message.judgement == (good, bad)
    assert "Helpful" not in body(message)
    assert "Not helpful" in json.dumps(forms.shown(card).body)
    assert "entities" not in render(Card("T"))[0].activity()


def test_a_button_carries_its_route_and_asks_for_a_dialog_where_a_form_answers() -> None:
    buttons = (
        Button("Go", "go", "i1", Tone.PRIMARY),
        Button("Ask", "ask", "i2", opens_form=True),
        Link("See", "https://d.example/p"),
    )
    (message,) = render(Card("T", (Actions(buttons),)))
    go, ask, see = message.card["body"][1]["actions"]
    assert (go["type"], go["verb"], go["style"], pressed(go["data"])) == (
        "Action.Execute",
        "go",
        "positive",
        ("go", "i1"),
    )
    assert (ask["type"], ask["data"]["msteams"], pressed(ask["data"])) == (
        "Action.Submit",
        {"type": "task/fetch"},
        ("ask", "i2"),
    )
    assert (see["type"], see["url"]) == ("Action.OpenUrl", "https://d.example/p")
    dialog = forms.shown(Card("T", (Actions(buttons),))).body["task"]["value"]["card"]["content"]
    assert [each["type"] for each in dialog["body"][0]["actions"]] == [
        "Action.Submit",
        "Action.Submit",
        "Action.OpenUrl",
    ]


def test_a_second_question_stands_on_the_card_itself() -> None:
    button = Button("Delete", "delete", "i1", Tone.DANGER, Confirm("Delete it?", "For good.", "Yes, delete"))
    (message,) = render(Card("T", (Actions((button,)),)))
    row, asked = message.card["body"][1]["items"]
    assert row["actions"][0] == {
        "type": "Action.ToggleVisibility",
        "title": "Delete",
        "targetElements": [asked["id"]],
        "style": "destructive",
    }
    yes, no = asked["items"][-1]["actions"]
    assert asked["isVisible"] is False
    assert (yes["title"], pressed(yes["data"])) == ("Yes, delete", ("delete", "i1"))
    assert (no["title"], no["targetElements"]) == ("Keep it", [asked["id"]])


def test_a_menu_of_few_is_buttons_and_one_of_many_a_list() -> None:
    few = Menu("More", "more", (Choice("One", "1"), Choice("Two", "2", opens_form=True)))
    many = Menu("Which", "open", tuple(Choice(f"Session {n}", f"s{n}") for n in range(30)))
    (message,) = render(Card("T", (Actions((few, many)),)))
    row, one, two, listed = message.card["body"][1]["items"]
    assert [each["title"] for each in row["actions"]] == ["More ▾", "More ▾", "Which ▾"]
    assert one["items"][0]["actions"][0]["type"] == "Action.Execute"
    assert two["items"][0]["actions"][0]["data"]["msteams"] == {"type": "task/fetch"}
    chosen, go = listed["items"]
    data = {**go["actions"][0]["data"], chosen["id"]: "s7"}
    assert pressed(data) == ("open", "s7")


def test_a_fold_opens_in_place_or_through_its_way_in() -> None:
    inside = (Text("inside"),)
    way_in = Button("Open", "insight.section", "i|d", opens_form=True)
    (message,) = render(Card("T", (Fold("Here", inside, way_in), Fold("There", inside, way_in, in_place=False))))
    here, there = message.card["body"][1:]
    head, hidden = here["items"]
    assert head["selectAction"]["targetElements"][0] == hidden["id"]
    assert "inside" in json.dumps(hidden)
    assert "inside" not in json.dumps(there)
    assert pressed(there["columns"][1]["items"][0]["actions"][0]["data"]) == ("insight.section", "i|d")


def test_folds_that_are_too_much_have_a_way_in_instead() -> None:
    long = tuple(Text("word " * 100) for _ in range(10))
    folds = tuple(Fold(f"Part {n}", long, Button("Open", "o", str(n))) for n in range(6))
    (message,) = render(Card("T", folds))
    assert [each["type"] for each in message.card["body"][1:]] == ["Container"] * 2 + ["ColumnSet"] * 4


def test_a_card_too_large_goes_on_in_another_that_says_so() -> None:
    card = Card(
        "Promised", tuple(block for n in range(200) for block in (Text(f"Promise {n}:"), Text("word " * 60), Divider()))
    )
    pages = render(card)
    assert len(pages) > 2
    shown = [validator.visible_text(page.card) for page in pages]
    assert shown[1].startswith(f"Promised, 2 of {len(pages)}\n")
    assert all(f"Promise {n}:" in "".join(shown) for n in range(200))
    for page in pages:
        assert len(json.dumps(page.card, ensure_ascii=False, separators=(",", ":")).encode()) <= limits.CARD


def test_what_has_many_lines_or_a_long_name_is_cut_as_well() -> None:
    lines = "\n".join("abcdefgh"[n % 8] for n in range(3_000))
    card = Card("T", (Quote(lines, "Maya", 1), Fold(" ", (Text("x"),), Button("y" * 40_000, "o", "1"), in_place=False)))
    pages = render(card)
    assert all(validator.message_problems(page.activity()) == [] for page in pages)
    assert "".join(validator.visible_text(page.card) for page in pages).replace("\n", "").count("abcdefgh") > 300


def test_a_chart_is_figures_with_bars() -> None:
    chart = Chart("Talk", ("1 Feb", "8 Feb"), (Series("Client", (0.5, 1.0)), Series("Kept", (None, 0.0))), "Session")
    (message,) = render(Card("T", (chart,)))
    table = message.card["body"][2]
    assert validator.visible_text([table]).split("\n") == [
        "Session", "Client", "Kept", "1 Feb", "0.5  ", "■■■■", "–", "8 Feb", "1  ", "■■■■■■■■", "0",
    ]  # fmt: skip


def test_a_command_is_said_as_one_types_it_here() -> None:
    (message,) = render(Card(f"{Say('insights')}", (Text(f"{Say('share', 'list')} shows it."),), f"{Say('help')}"))
    title, text = message.card["body"]
    assert (title["text"], message.text) == ("insights", "insights. help")
    assert text["inlines"] == [{"type": "TextRun", "text": "share list", "weight": "Bolder"}, " shows it."]


def test_a_screen_reader_is_told_the_card_and_its_language() -> None:
    (message,) = render(Card("Title", (Text("a"),), "And what of it."))
    assert (message.card["speak"], message.card["fallbackText"], message.card["lang"]) == (
        *["Title. And what of it"] * 2,
        "en",
    )


def test_what_was_not_pressed_on_a_card_of_ours_is_nothing() -> None:
    unknown: list[Any] = [None, "x", [], {}, {"action": 1, "value": "x"}, {"action": "a"}]
    for data in (*unknown, {"action": "a", "value": "v", "from": "gone"}):
        assert pressed(data) is None
