"""JSON and tables by shape: what the tools in the field give, and shapes that nobody has seen yet."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.reading.extraction import read
from core.refusal import Reason, Refused
from core.transcript import Cue, Transcript
from tests.intake.exports import EXPORTS, clock

SAID = (
    "What would you like to look at today?", "My week. I keep saying yes to everything.", "What does yes cost you?",
    "Sleep, mostly. And my evenings.", "What would you rather have?", "An evening a week that is mine.",
    "Which evening is it?", "Tuesday. I will keep it free from now on.",
)  # fmt: skip
NAMES = ("Amara Abbott", "björn brandt (iPhone)")
CUES = [Cue(NAMES[n % 2], text, 2.0 + 10 * n, 9.0 + 10 * n) for n, text in enumerate(SAID)]
LANES = ("microphone", "speaker")


def told(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_of_the_field_is_read(name: str) -> None:
    export = EXPORTS[name]
    transcript = read(json.dumps(export.build(CUES)).encode(), "a.json")
    shown = {
        who: export.lanes.format(n=n, one=n + 1, letter="AB"[n], lane=LANES[n]) if export.lanes else who
        for n, who in enumerate(NAMES)
    }
    assert told(transcript) == [(shown[cue.speaker or ""], cue.text) for cue in CUES]
    assert [turn.start for turn in transcript.turns] == [(cue.start or 0) - 2.0 * export.first for cue in CUES]
    assert transcript.warnings == ()


WHO = ("speaker", "speaker_name", "speakerName", "Speaker Label", "participant", "who", "author", "name", "user", "person",
       "sprecher", "hablante", "detected_speaker_name", "from", "display_name", "voice")  # fmt: skip
WHAT = ("text", "content", "transcript", "sentence", "utterance", "words", "spokenText", "said", "message", "body", "value",
        "line", "caption", "texto", "inhalt", "raw_text")  # fmt: skip
WHEN = (
    "start",
    "start_time",
    "startTime",
    "begin",
    "offset",
    "ts",
    "timestamp",
    "time",
    "startMs",
    "start_ns",
    "at",
    "begin_at",
)
LISTS = (
    "transcript",
    "data",
    "items",
    "blocks",
    "utterances",
    "turns",
    "payload",
    "result",
    "segments",
    "x",
    "conversation",
)


FORMS: dict[str, Callable[[float], Any]] = {
    "a number": lambda at: at,
    "a string": str,
    "with its unit": lambda at: f"{at}s",
    "a clock": clock,
    "a clock with a comma": lambda at: clock(at, ","),
    "a short clock": lambda at: f"{int(at) // 60}:{int(at) % 60:02d}",
    "a length": lambda at: f"PT{at}S",
    "a pair": lambda at: [at, None],
    "an object": lambda at: {"relative": at, "absolute": None},
    "seconds and nanos": lambda at: {"seconds": str(int(at)), "nanos": round(at % 1 * 1e9)},
}


def _when(key: str, form: str, at: float) -> Any:
    unit = 1000 if key.endswith("Ms") else 1_000_000_000 if key.endswith("ns") else 0
    return round(at * unit) if unit else FORMS[form](at)


@st.composite
def shapes(draw: st.DrawFn) -> tuple[Any, bool]:
    """(the session under keys, in nests and with things beside it that a person would see through, whether it has times)"""
    who, what = draw(st.sampled_from(WHO)), draw(st.sampled_from(WHAT))
    when = draw(st.none() | st.sampled_from(WHEN))
    form = draw(st.sampled_from(sorted(FORMS)))
    by_id, who_deep, what_deep = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    order = draw(st.permutations(range(5)))
    records: list[Any] = []
    for n, cue in enumerate(CUES):
        name: Any = f"p-{n % 2}" if by_id else cue.speaker
        if who_deep:
            name = {"id": name} if by_id else {"id": f"p-{n % 2}", "displayName": name}
        record = {
            "id": n,
            who: name,
            what: {"text": cue.text} if what_deep else cue.text,
            "confidence": 0.5,
            "final": True,
        }
        record = dict(list(record.items())[place] for place in order)
        records.append(record if when is None else {**record, when: _when(when, form, cue.start or 0.0)})
    data: Any = records
    people = [{"id": f"p-{n}", "name": name} for n, name in enumerate(NAMES)]
    beside = {
        "title": "A talk", "summary": [{"speaker": "Ann", "text": "They spoke of this and that at length."}] * 9,
        "participants": people if by_id or draw(st.booleans()) else [], "duration": 90,
        "action_items": [{"owner": "Ann", "text": "Sell the boat.", "speaker": "Ann"}] * 9,
    }  # fmt: skip
    if by_id or draw(st.booleans()):
        data = {**beside, draw(st.sampled_from(LISTS)): data}
    for key in draw(st.lists(st.sampled_from(LISTS), max_size=3)):
        data = draw(st.sampled_from(({key: data}, [data], {"status": "ok", key: data})))
    return data, when is not None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shape=shapes())
def test_any_nesting_and_naming_is_read(shape: tuple[Any, bool]) -> None:
    data, timed = shape
    transcript = read(json.dumps(data).encode(), "a.json")
    assert told(transcript) == [(cue.speaker, cue.text) for cue in CUES]
    assert [turn.start for turn in transcript.turns] == [cue.start if timed else None for cue in CUES]


ROWS = [(cue.speaker or "", cue.text, cue.start or 0.0) for cue in CUES]
OTHER_SHAPES: dict[str, Any] = {
    "rows": [[clock(at), who, text] for who, text, at in ROWS],
    "rows with headings": [["When", "Who", "What"], *([at, who, text] for who, text, at in ROWS)],
    "a name an entry": [{who: text} for who, text, _ in ROWS],
    "columns": {"speaker": [r[0] for r in ROWS], "text": [r[1] for r in ROWS], "start": [r[2] for r in ROWS]},
    "columns by number": {
        "speaker": {str(n): r[0] for n, r in enumerate(ROWS)},
        "text": {str(n): r[1] for n, r in enumerate(ROWS)},
    },
    "by number": {str(n): {"speaker": r[0], "text": r[1]} for n, r in enumerate(ROWS)},
    "a list a voice": {who: [{"start": r[2], "text": r[1]} for r in ROWS if r[0] == who] for who in NAMES},
    "names by place": {"speakers": list(NAMES), "turns": [{"speaker": n % 2, "text": r[1]} for n, r in enumerate(ROWS)]},
    "names by letter": {
        "speaker_names": {"A": NAMES[0], "B": NAMES[1]},
        "turns": [{"speaker": "AB"[n % 2], "text": r[1]} for n, r in enumerate(ROWS)],
    },
    "a name at first only": [
        {"speaker_id": n % 2, "speaker_name": r[0] if n < 2 else None, "text": r[1]} for n, r in enumerate(ROWS)
    ],
    "lines in a string": {"transcript": "\n".join(f"{('Amara', 'Björn')[n % 2]}: {r[1]}" for n, r in enumerate(ROWS))},
    "a list of lines": {"lines": [f"{('Amara', 'Björn')[n % 2]}: {r[1]}" for n, r in enumerate(ROWS)]},
    "wrapped as a string": {"body": json.dumps({"items": [{"speaker": r[0], "text": r[1]} for r in ROWS]})},
    "guesses before the final": [
        {"speaker": r[0], "text": text, "is_final": final}
        for r in ROWS for text, final in ((r[1][:9], False), (r[1], True))
    ],
    "as the web writes it": {"edges": [{"node": {"speaker": {"name": r[0]}, "body": {"text": r[1]}}} for r in ROWS]},
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_SHAPES)
def test_another_shape_is_read(name: str) -> None:
    transcript = read(json.dumps(OTHER_SHAPES[name], ensure_ascii=False).encode(), "a.json")
    assert [turn.text for turn in transcript.turns] == list(SAID)
    assert {turn.speaker for turn in transcript.turns} in (set(NAMES), {"Amara", "Björn"})


def test_json_lines_and_a_last_line_that_is_cut() -> None:
    lines = [json.dumps({"speaker": who, "text": text, "start": at}) for who, text, at in ROWS]
    assert told(read("\n".join(lines).encode(), "a.jsonl")) == [row[:2] for row in ROWS]
    assert told(read(" ".join(lines).encode(), "a.json")) == [row[:2] for row in ROWS]
    cut = read("\n".join(lines)[:-9].encode(), "a.jsonl")
    assert told(cut) == [row[:2] for row in ROWS[:-1]]
    assert cut.warnings == ("1 line of this file is cut short and was left out. Export it again if words are missing.",)


@pytest.mark.parametrize("unit", [1, 1000, 16_000, 1_000_000, 10_000_000])
def test_times_whose_unit_nobody_told_are_taken_at_a_pace_of_speech(unit: int) -> None:
    rows = [{"speaker": who, "text": f"{text} {text}", "start": int(at * unit)} for who, text, at in ROWS]
    assert [turn.start for turn in read(json.dumps(rows).encode()).turns] == [cue.start for cue in CUES]


@pytest.mark.parametrize(
    "data",
    [
        [
            {"type": "message", "user": "U1", "text": f"see you {n}", "ts": f"17726148{n:02d}.0", "client_msg_id": "x"}
            for n in range(9)
        ],
        {"messages": [{"id": n, "type": "message", "from": "Ann", "from_id": "user1", "text": "hi"} for n in range(9)]},
    ],
)
def test_a_typed_chat_is_no_speech(data: Any) -> None:
    with pytest.raises(Refused) as refusal:
        read(json.dumps(data).encode(), "a.json")
    assert refusal.value.reason is Reason.CHAT_LOG


@pytest.mark.parametrize("key", ["action_items", "summary", "chapters", "highlights", "tasks", "notes"])
def test_what_a_tool_wrote_beside_the_speech_is_never_read_as_speech(key: str) -> None:
    data = {"title": "A talk", key: [{"speaker": name, "text": "Sell the boat.", "start": 3} for name in NAMES * 4]}
    with pytest.raises(Refused) as refusal:
        read(json.dumps(data).encode(), "a.json")
    assert refusal.value.reason is Reason.NOT_A_CONVERSATION


HEADINGS = (
    ("Speaker Name", "Start Time", "Text"), ("speaker", "timecode", "line"), ("WHO", "WHEN", "WHAT"),
    ("Participant", "Time", "Utterance"), ("Sprecher", "Zeit", "Inhalt"), ("Locuteur", "Horodatage", "Texte"),
    ("Speaker", "Offset (s)", "Spoken Text"), ("Name", "Timestamp", "Transcript"), (None, None, None),
)  # fmt: skip


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("names", HEADINGS)
@settings(max_examples=6, deadline=None)
@given(order=st.permutations(range(3)), quoted=st.booleans())
def test_a_table_in_any_order_under_any_like_headings(
    mark: str, names: tuple[str | None, ...], order: list[int], *, quoted: bool
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=mark, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    rows = [(who.split()[0].title(), clock(at)[:8], text) for who, text, at in ROWS]
    for row in ([names] if names[0] else []) + rows:
        writer.writerow([row[place] for place in order])
    transcript = read(stream.getvalue().encode(), "a.csv")
    assert [(turn.speaker, turn.start, turn.text) for turn in transcript.turns] == [
        (who.split()[0].title(), at, text) for who, text, at in ROWS
    ]


def test_a_column_a_speaker_with_frames_and_rows_without_words() -> None:
    lines = ["Time;Amara;Björn", *(f"{clock(at)[:8]}:12;{text};" if n % 2 == 0 else f"{clock(at)[:8]}:12;;{text}"
             for n, (_, text, at) in enumerate(ROWS)), "00:01:30:00;;"]  # fmt: skip
    transcript = read("\n".join(lines).encode(), "a.csv")
    assert told(transcript) == [(("Amara", "Björn")[n % 2], row[1]) for n, row in enumerate(ROWS)]
    assert [turn.start for turn in transcript.turns] == [row[2] for row in ROWS]


@pytest.mark.parametrize(
    "text",
    [
        "Well, said Ann, who knows.\nText, she said, is hard.\nWords, words, words.\nAnd so on, and on.\n",
        "item,price,count\nTea,3,1\nMilk,2,4\nTea,3,2\nMilk,2,1\nTea,3,9\n",
        "Goal|Action\nSleep|Go to bed early every day\nRun|Twice a week in the park\nSleep|Tea\n",
    ],
)
def test_prose_and_other_tables_are_no_talk(text: str) -> None:
    with pytest.raises(Refused):
        read(text.encode(), "a.csv")


@pytest.mark.parametrize("said", ["A plan - just that - for the week.", "Rest & sleep.", "I was , well , tired ."])
def test_marks_between_words_keep_their_spaces(said: str) -> None:
    words = [{"speaker": NAMES[n % 2], "word": word} for n, text in enumerate(SAID) for word in text.split()]
    words += [{"speaker": NAMES[0], "word": word} for word in said.split()]
    assert read(json.dumps(words).encode(), "a.json").turns[-1].text == said.replace(" ,", ",").replace(" .", ".")
