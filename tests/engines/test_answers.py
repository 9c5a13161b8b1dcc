"""Answers as models give them where no grammar holds them: what is read, and what is of no use."""

import json
import time
from typing import Any

import pytest

from bot.engines import answers, schema
from core.insight.draft import DraftQuote
from core.insight.sections import SECTIONS

ITEM = {"evidence": [{"turn": 6, "quote": "Last week I left on time twice."}], "description": "You left on time twice."}
ANSWER = {"celebration": [ITEM], "action_items": [], "session_summary": "You spoke about evenings.", "key_themes": []}
TEXT = json.dumps(ANSWER)
WANTED = (*(section.name for section in SECTIONS), *schema.OVERVIEW)


def first(text: str) -> Any:
    (item,) = answers.read(text, WANTED).sections["celebration"]
    return item


FORMS = {
    "bare": TEXT,
    "indented": json.dumps(ANSWER, indent=2),
    "fenced": f"```json\n{TEXT}\n```",
    "fenced without a name": f"```\n{TEXT}\n```",
    "prose around": f"Sure! Here is the JSON:\n{TEXT}\nLet me know if you need more.",
    "thinking before": f'<think>Turn 6: {{"turn": 6}}. So {{celebration}}...</think>{TEXT}',
    "thinking with a first try": f"<think>{json.dumps({'celebration': [], 'session_summary': '?'})}</think>\n{TEXT}",
    "thinking that was cut": f'<think>{{"celebration": [{{"evidence": [{{"turn": </think>\n{TEXT}',
    "wrapped": json.dumps({"result": ANSWER}),
    "wrapped in a list": json.dumps([ANSWER]),
    "with a word more": json.dumps({"thoughts": "The client is glad.", **ANSWER}),
    "spare commas": TEXT.replace("}]", "},]").replace("]}", "],}").replace('"}', '",}'),
    "line break in a string": TEXT.replace("about evenings", "about\nevenings"),
    "one item without its list": json.dumps({**ANSWER, "celebration": ITEM}),
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_what_stands_around_the_json_loses_none_of_it(text: str) -> None:
    draft = answers.read(text, WANTED)
    assert first(text).evidence == (DraftQuote(6, "Last week I left on time twice."),)
    assert first(text).fields["description"] == "You left on time twice."
    assert " ".join(draft.summary.split()) == "You spoke about evenings."


@pytest.mark.parametrize("said", [6, "6", "06", " 6 ", "[6]", "turn 6", "Turn: 6", 6.0])
def test_the_number_of_a_turn_however_it_is_written(said: object) -> None:
    item = {**ITEM, "evidence": [{"turn": said, "quote": "I left on time twice."}]}
    assert first(json.dumps({"celebration": [item]})).evidence == (DraftQuote(6, "I left on time twice."),)


@pytest.mark.parametrize("said", [None, True, "", "six", 6.5, [6], "9" * 5000])
def test_no_number_is_none(said: object) -> None:
    item = {**ITEM, "evidence": [{"turn": said, "quote": "I left on time twice."}]}
    (quote,) = first(json.dumps({"celebration": [item]})).evidence
    assert quote.turn in {0, 999_999}


def test_a_quote_with_its_label_says_its_turn_itself() -> None:
    item = {**ITEM, "evidence": {"quote": "[6] CLIENT 01:40: I left on time twice."}}
    assert first(json.dumps({"celebration": [item]})).evidence[0].turn == 6


NONE = {
    "nothing": "",
    "prose": "It was a good session. The client will call Priya.",
    "a list": "[1, 2]",
    "a string": '"text"',
    "another object": '{"error": "no model"}',
    "items of nothing": json.dumps({name: [] for name in WANTED}),
    "a blank summary": json.dumps({"session_summary": "  ", "celebration": []}),
    "items that are none": json.dumps({"celebration": ["You left on time."], "session_summary": ""}),
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_is_of_no_use_is_no_draft(text: str) -> None:
    with pytest.raises(answers.NotADraft):
        answers.read(text, WANTED)


def test_a_repair_may_find_nothing() -> None:
    draft = answers.read('{"celebration": []}', ("celebration",))
    assert (draft.sections, draft.missing) == ({"celebration": ()}, ())


@pytest.mark.parametrize(
    "piece",
    ["{", '{"celebration": [', '{"celebration": ', "<think>{", '{"a":', "[", '{"celebration": [{"evidence": ["'],
)
def test_reading_grows_with_the_answer_and_no_faster(piece: str) -> None:
    """Twenty times as much of an answer that never ends takes some twenty times as long, and not four hundred times."""

    def seconds(count: int) -> float:
        text = piece * count
        began = time.process_time()
        with pytest.raises(answers.NotADraft):
            answers.read(text, WANTED)
        return time.process_time() - began

    seconds(1_000)
    assert seconds(100_000) < 100 * max(seconds(5_000), 0.005)
