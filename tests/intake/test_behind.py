"""Times behind the words of a turn: kept, and taken for the beginning or the end as their gaps say. Words are our own."""

import pytest

from core.reading.extraction import read

SAID = [
    ("Ana", "Good morning. What would you like to have at the end of this hour?"),
    ("Ben", "A plan."),
    ("Ana", "A plan for what?"),
    ("Ben", "For the talk with my sister, which I have put off since the summer because I never know how to begin it."),
    ("Ana", "What would be a beginning?"),
    ("Ben", "I could write to her and say that I miss her. I will do that on Friday, before I leave for the weekend."),
    ("Ana", "How sure are you?"),
    ("Ben", "Eight of ten, and I was at three when I came in this morning."),
    ("Ana", "Thank you, Ben."),
]
SPOKEN: list[tuple[float, float]] = []
for _, words in SAID:
    begin = SPOKEN[-1][1] + 1 if SPOKEN else 3
    SPOKEN.append((begin, begin + round(0.4 * len(words.split())) + 1))


def minutes(time: float) -> str:
    return f"{int(time) // 60:02d}:{int(time) % 60:02d}"


FORMS = {
    "square": lambda time: f"[{minutes(time)}]",
    "round": lambda time: f"({minutes(time)})",
    "hours": lambda time: f"[00:{minutes(time)}]",
    "one digit": lambda time: f"(0:{minutes(time)})",
    "fractions": lambda time: f"[00:{minutes(time)}.500]",
    "fractions with a comma": lambda time: f"({minutes(time)},50)",
    "f4": lambda time: f"#00:{minutes(time)}-0#",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n"])
@pytest.mark.parametrize("over", [False, True])
def test_times_behind_the_words_are_kept_and_the_gaps_say_what_they_are(form: str, gap: str, *, over: bool) -> None:
    lines = [f"{name}: {words} {FORMS[form](SPOKEN[n][over])}" for n, (name, words) in enumerate(SAID)]
    turns = read(gap.join(lines).encode(), "session.txt").turns
    assert [(turn.speaker, turn.text) for turn in turns] == SAID
    assert all("[" not in turn.text and "#" not in turn.text for turn in turns)
    at = 0.5 if "fractions" in form else 0.0
    if over:
        ends = [end + at for _, end in SPOKEN]
        assert [turn.end for turn in turns] == ends
        assert [turn.start for turn in turns] == [0.0, *ends[:-1]]
    else:
        assert [turn.start for turn in turns] == [start + at for start, _ in SPOKEN]


@pytest.mark.parametrize("form", ["[{}-{}]", "({} - {})", "[{} --> {}]", "({}–{})"])
def test_a_span_behind_the_words_is_start_and_end(form: str) -> None:
    lines = [f"{name}: {words} " + form.format(*map(minutes, SPOKEN[n])) for n, (name, words) in enumerate(SAID)]
    turns = read("\n".join(lines).encode(), "session.txt").turns
    assert [(turn.start, turn.end) for turn in turns] == SPOKEN
    assert [turn.text for turn in turns] == [words for _, words in SAID]


def test_where_the_gaps_say_nothing_a_time_is_the_beginning() -> None:
    said = [("Ana", "What would help you now?"), ("Ben", "A walk would help me.")] * 2
    lines = [f"{name}: {words} [00:{10 * n:02d}]" for n, (name, words) in enumerate(said)]
    turns = read("\n".join(lines).encode(), "session.txt").turns
    assert [turn.start for turn in turns] == [0.0, 10.0, 20.0, 30.0]


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("form", ["{}", "[{}]", "00:{}"])
def test_a_line_with_a_time_for_each_turn_is_its_time(form: str, *, above: bool) -> None:
    lines = []
    for n, (name, words) in enumerate(SAID):
        time = form.format(minutes(SPOKEN[n][0]))
        lines.append(f"{time}\n{name}: {words}" if above else f"{name}: {words}\n{time}")
    turns = read("\n\n".join(lines).encode(), "session.txt").turns
    assert [(turn.speaker, turn.text) for turn in turns] == SAID
    assert [turn.start for turn in turns] == [start for start, _ in SPOKEN]


def test_a_time_at_both_ends_of_a_turn_is_its_start_and_its_end() -> None:
    lines = [
        f"[{minutes(SPOKEN[n][0])}] {name}: {words} [{minutes(SPOKEN[n][1])}]" for n, (name, words) in enumerate(SAID)
    ]
    turns = read("\n".join(lines).encode(), "session.txt").turns
    assert [(turn.start, turn.end) for turn in turns] == SPOKEN


def test_a_mark_every_few_minutes_is_no_time_of_a_turn() -> None:
    lines = ["00:00:00", *(f"{name}: {words}" for name, words in SAID)]
    lines.insert(5, "00:05:00")
    turns = read("\n".join(lines).encode(), "session.txt").turns
    assert [(turn.speaker, turn.text) for turn in turns] == SAID
    assert all(turn.start is None for turn in turns)
