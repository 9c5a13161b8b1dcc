"""Forms as dialogs: taken by Teams, shown again with what was typed, and read back as they were meant."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from bot.teams import forms
from core.card import Choice, ChoiceField, DateField, Form, PersonField, Say, Text, TextField, Words
from tests.slack.test_blocks import FORMS
from tests.teams import validator

COMMA = "a,b%2C|c"
FORM = Form(
    "Share a session",
    "share.preview",
    (
        Words("With whom, and what."),
        TextField("note", "A note", "so far", long=True, hint="In your words"),
        DateField("until", "Until", date(2026, 3, 9)),
        ChoiceField("role", "Role", (Choice("Coach", "coach"), Choice("Client", COMMA)), (COMMA,)),
        ChoiceField(
            "sessions", "Which", tuple(Choice(f"S {n}", f"s,{n}") for n in range(12)), ("s,1", "s,2"), many=True
        ),
        PersonField("coach", "With whom", required=False),
    ),
    (Text(f"{Say('share', 'list')} shows it."),),
    submit="Go on",
    value="i1|x",
)


def card(body: Any) -> Any:
    content = body["task"]["value"]["card"]["content"]
    assert validator.problems(content) == []
    return content


def filled(content: Any, **typed: str) -> dict[str, Any]:
    """What Teams sends back: what the button carries, and every input as it stands."""
    inputs = {each["id"]: each.get("value", "") for each in content["body"] if "id" in each}
    return {
        **content["actions"][0]["data"],
        **inputs,
        **{name.replace("_", "."): value for name, value in typed.items()},
    }


@settings(max_examples=40, deadline=None)
@given(FORMS)
def test_any_form_is_taken_and_comes_back_as_it_was(form: Form) -> None:
    made = card(forms.dialog(form).body)
    if not made.get("actions"):
        assert not form.submit
        return
    came = forms.sent(filled(made))
    assert came is not None
    assert (came.action, came.value) == (form.action, form.value)
    named = [field for field in form.fields if not isinstance(field, Words)]
    asked = {field.name for field in named if not isinstance(field, ChoiceField) or field.choices}
    assert came.fields.keys() == asked
    shown = forms.again(came, dict.fromkeys(asked, "Not like this."))
    assert shown is not None
    assert validator.visible_text(card(shown.body)).count("Not like this.") == len(asked)


def test_what_is_sent_is_read_as_it_was_meant() -> None:
    came = forms.sent(filled(card(forms.dialog(FORM).body), text_note="line\nline", person_coach=""))
    assert came is not None
    assert (came.action, came.value, len(came.key)) == ("share.preview", "i1|x", 16)
    assert came.fields == {
        "note": "line\nline",
        "until": "2026-03-09",
        "role": COMMA,
        "sessions": ("s,1", "s,2"),
        "coach": None,
    }


def test_a_form_has_a_key_of_its_own_and_keeps_it_when_shown_again() -> None:
    first, second = (forms.sent(filled(card(forms.dialog(FORM).body))) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.key != second.key
    shown = forms.again(first, {"note": "Too short."})
    assert shown is not None
    once_more = forms.sent(filled(card(shown.body)))
    assert once_more is not None
    assert once_more.key == first.key


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept() -> None:
    came = forms.sent(filled(card(forms.dialog(FORM).body), text_note="my long note", date_until=""))
    assert came is not None
    again = forms.again(came, {"until": f"That day is over. {Say('help')}", "nowhere": "And this."})
    assert again is not None
    shown = card(again.body)
    names = [each.get("id", "".join(map(str, each.get("inlines", [])))) for each in shown["body"]]
    at = names.index("date.until")
    assert "That day is over." in names[at + 1]
    assert "And this." in names[-1]
    note, until = (
        next(each for each in shown["body"] if each.get("id") == name) for name in ("text.note", "date.until")
    )
    assert note["value"] == "my long note"
    assert "value" not in until
    assert shown["actions"][0]["title"] == "Go on"


def test_a_person_is_picked_from_the_directory_and_all_that_is_asked_has_a_label() -> None:
    inputs = {each["id"]: each for each in card(forms.dialog(FORM).body)["body"] if "id" in each}
    assert inputs["person.coach"]["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    assert {each["label"] for each in inputs.values()} == {"A note", "Until", "Role", "Which", "With whom"}
    assert [name for name, each in inputs.items() if each.get("isRequired")] == [
        "text.note",
        "one.role",
        "many.sessions",
    ]
    assert inputs["many.sessions"]["isMultiSelect"] is True


def test_a_form_that_only_shows_sends_nothing() -> None:
    assert "actions" not in card(forms.dialog(Form("Seen by", "", blocks=(Text("Ada"),))).body)


def test_what_a_dialog_cannot_hold_comes_back() -> None:
    blocks = tuple(Text(f"Line {n}. " + "word " * 40) for n in range(400))
    made = forms.dialog(Form("Long", "go", (TextField("note", "Note"),), blocks, submit="Go"))
    shown = validator.visible_text(card(made.body))
    assert made.rest
    assert len(json.dumps(made.body)) < 28_000
    for n, block in enumerate(blocks):
        assert (f"Line {n}." in shown) != (block in made.rest)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "x",
        {},
        {"inputs": 3},
        {"inputs": ["a"]},
        {"inputs": [], "form": 1, "value": "", "key": "", "packed": "", "title": ""},
    ],
)
def test_what_is_no_form_of_ours_is_nothing(data: Any) -> None:
    assert forms.sent(data) is None


@pytest.mark.parametrize("packed", ["", "!!", "é", "Wo~c", "c-jqUO$(C#VM)"])
def test_a_form_that_did_not_come_along_is_not_made_up(packed: str) -> None:
    came = forms.sent({**filled(card(forms.dialog(FORM).body)), "packed": packed})
    assert came is not None
    assert forms.again(came, {"note": "x"}) is None


BOXES = Form("Paste", "paste", tuple(TextField(f"part{n}", f"Part {n}", long=True) for n in range(8)), submit="Go")


@pytest.mark.parametrize("text", ["word " * 600, "ü" * 3_000, "語" * 3_000])
def test_what_is_typed_and_does_not_fit_again_comes_back_beside_it(text: str) -> None:
    """And so does what a form is filled with before."""
    came = forms.sent(filled(card(forms.dialog(BOXES).body), **{f"text_part{n}": text for n in range(8)}))
    assert came
    again = forms.again(came, {"part0": "Who speaks?"})
    assert again
    fields = tuple(TextField(f"part{n}", f"Part {n}", text, long=True) for n in range(8))
    for made in (again, forms.dialog(Form("Paste", "paste", fields, submit="Go"))):
        content = card(made.body)
        assert len(json.dumps(content, ensure_ascii=False).encode()) < 28_000
        kept = [each for each in content["body"] if each.get("value")]
        told = [block.text for block in made.rest if isinstance(block, Text)]
        assert len(kept) + len(told) == 8
        assert all(text.strip() in each for each in told)
