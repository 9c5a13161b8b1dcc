"""What a child answers is read without anybody waiting long, whatever it is."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from core.insight.draft import Draft
from core.insight.model import CoachTurn
from core.limits import MAX_TEXT
from core.sandbox import tasks
from core.sandbox.pool import MAX_PIECE
from core.sandbox.tasks import TASKS
from core.sandbox.wire import (
    Arriving,
    Malformed,
    Shape,
    shape_of,
)
from core.transcript import (
    Cue,
    Role,
    Transcript,
    Turn,
)

LISTS = [
    (task.name, path) for task in TASKS.values() for path, field in shape_of(task.answer).fields.items() if field.item
]


def faults(shape: Shape[object], path: str, text: bytes) -> int:
    with pytest.raises(ValidationError) as caught:
        shape.fields[path].reads.validate_json(text)
    return caught.value.error_count()


@pytest.mark.parametrize(("task", "path"), LISTS)
def test_an_answer_full_of_faults_is_given_up_at_the_first(task: str, path: str) -> None:
    shape = shape_of(TASKS[task].answer)
    one, many = (faults(shape, path, b"[" + b",".join([b"[]"] * n) + b"]") for n in (1, 300))
    assert one == many


def test_so_is_one_whose_faults_lie_deeper() -> None:
    shape = shape_of(TASKS["receive"].answer)
    one, many = (
        faults(shape, "transcript.turns", b'[{"n":1,"speaker":"a","text":"b","cues":[%s]}]' % b",".join([b"{}"] * n))
        for n in (1, 300)
    )
    assert one == many


LONG = "😀" * MAX_TEXT
LONGEST: dict[str, Callable[[], tuple[Turn, ...]]] = {
    "one text": lambda: (Turn(1, "Ana", LONG),),
    "one turn of many cues": lambda: (
        Turn(1, "Ana", LONG, cues=tuple(Cue("Ana", "😀" * 6, n, n + 1) for n in range(MAX_TEXT // 6))),
    ),
    "one cue": lambda: (
        Turn(1, "Ana", "short"),
        Turn(2, "Bo", LONG, cues=(Cue(None, LONG),)),
        Turn(3, "Ana", "\x00" * MAX_TEXT),
    ),
    "many turns": lambda: tuple(Turn(n, f"{n}", "😀" * 30) for n in range(20_000)),
}


@pytest.mark.parametrize("made", LONGEST.values(), ids=list(LONGEST))
def test_the_longest_session_comes_whole_in_small_pieces(made: Callable[[], tuple[Turn, ...]]) -> None:
    turns = made()
    session = Transcript("text", turns, "en", {turn.speaker: Role.CLIENT for turn in turns}, (LONG, "warned"))
    shape = shape_of(tasks.READ.answer)
    arriving = Arriving[Transcript](shape)
    for piece in shape.pieces(session):
        assert len(piece) < MAX_PIECE / 4
        arriving.take(piece)
    assert arriving.value() == session


WHOLE = [b'format:"a"', b'language:"en"', b"session_date:null", b"title:null"]
WRONG = {
    "an item that does not end": [b"turns>n:1"],
    "one that does not begin": [b"turns>"],
    "one with parts missing": [b"turns>n:1", b"turns>"],
    "an item of what has none": [b"format>:1"],
    "more of what is no text": [b'title+:"a"'],
    "another type": [b"format:[]"],
    "more of another type": [b"format+:[]"],
    "no such field": [b"nowhere>n:1"],
    "too deep": [b">".join([b"turns"] * 1000)],
    "deeper": [b">" * 100_000],
}


def taken(pieces: list[bytes]) -> Transcript:
    arriving = Arriving[Transcript](shape_of(tasks.READ.answer))
    for piece in pieces:
        arriving.take(piece)
    return arriving.value()


def test_a_piece_too_few_or_wrong_is_malformed() -> None:
    assert taken(WHOLE) == Transcript("a", (), "en")
    for wrong in [WHOLE[1:], *([*WHOLE, *pieces] for pieces in WRONG.values())]:
        with pytest.raises(Malformed):
            taken(wrong)


@pytest.mark.parametrize(
    "turns", [None, (), tuple(CoachTurn(n=n, advice=True) for n in range(20_000))], ids=["none", "no turns", "many"]
)
def test_so_does_the_longest_draft(turns: tuple[CoachTurn, ...] | None) -> None:
    draft = Draft({}, coach_turns=turns)
    shape = shape_of(tasks.DRAFT.answer)
    arriving = Arriving[Draft](shape)
    for piece in shape.pieces(draft):
        assert len(piece) < MAX_PIECE / 4
        arriving.take(piece)
    assert arriving.value() == draft
