"""Names set off by other marks than a colon are read where they come again on most lines, and only there."""

import pytest

from core.reading.extraction import read
from core.refusal import Refused

TURNS = [
    ("Ana Oyelaran", "What would you like to leave with?"),
    ("Ben Falk", "A plan for the talk - and some sleep."),
    ("Ana Oyelaran", "(laughs) And then?"),
    ("Ben Falk", "Then I will sleep."),
]
FORMS = ["[{}] {}", "<{}> {}", "({}) {}", "{} - {}", "{} – {}", "{} — {}", "- {}: {}", "[{}]\n{}\n", "– {} –\n\n{}\n"]
FORMS += ["{}/ {}", "{} / {}", "{} -> {}", "{} => {}", "{} → {}", "{}.- {}", "- **{}:** {}", "* **{}**: {}"]


@pytest.mark.parametrize("form", FORMS)
def test_names_behind_other_marks_are_read(form: str) -> None:
    transcript = read("\n".join(form.format(*turn) for turn in TURNS).encode())
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == TURNS


@pytest.mark.parametrize("form", ["<{}> {}", "09:41 <{}> {}", "[09:41:07] <{}> {}"])
def test_nicknames_in_angle_brackets_are_names(form: str) -> None:
    turns = [({"Ana Oyelaran": "annie", "Ben Falk": "ben_f"}[name], words) for name, words in TURNS]
    text = "\n".join(form.format(*turn) for turn in turns)
    assert [(turn.speaker, turn.text) for turn in read(text.encode()).turns] == turns


@pytest.mark.parametrize("page", ["<div> {}\n<span> {}", "<body> {}\n<pre> {}"])
def test_tags_of_a_page_name_nobody(page: str) -> None:
    with pytest.raises(Refused):
        read("\n".join(page.format(words, words) for _, words in TURNS).encode())


@pytest.mark.parametrize("times", ["{a}", "[{a}]", "{a} - {b}", "[{a}-{b}]", "{a} --> {b}"])
@pytest.mark.parametrize("colon", ["", ":"])
def test_time_name_and_words_on_lines_of_their_own(times: str, colon: str) -> None:
    text = "\n\n".join(
        f"{times.format(a=f'00:{7 * n:02d}', b=f'00:{7 * n + 5:02d}')}\n{name}{colon}\n{words}"
        for n, (name, words) in enumerate(TURNS)
    )
    turns = read(text.encode()).turns
    assert [(turn.speaker, turn.text, turn.start) for turn in turns] == [
        (*turn, 7.0 * n) for n, turn in enumerate(TURNS)
    ]


@pytest.mark.parametrize(
    "form",
    ["{} (00:0{}-00:0{})\n{}", "{} [00:0{} - 00:0{}] {}", "[00:0{1} - 00:0{2}] ({0}) {3}", "[00:0{1}] <{0}> {3}"],
)
def test_a_name_beside_a_span_of_time(form: str) -> None:
    text = "\n".join(form.format(name, 2 * n + 1, 2 * n + 2, words) for n, (name, words) in enumerate(TURNS))
    turns = read(text.encode()).turns
    assert [(turn.speaker, turn.text, turn.start) for turn in turns] == [
        (*turn, 2.0 * n + 1) for n, turn in enumerate(TURNS)
    ]


@pytest.mark.parametrize("word", ["at", "um", "à", "a las", "alle"])
def test_a_small_word_before_the_time_is_no_part_of_the_name(word: str) -> None:
    text = "\n\n".join(f"{name} {word} 0:{7 * n:02d}\n{words}" for n, (name, words) in enumerate(TURNS))
    assert [(turn.speaker, turn.text) for turn in read(text.encode()).turns] == TURNS


def test_a_name_above_the_words_of_a_caption() -> None:
    text = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{name}\n{words}" for n, (name, words) in enumerate(TURNS, 1)
    )
    assert [(turn.speaker, turn.text) for turn in read(text.encode()).turns] == TURNS


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("order", ["who,what", "time,who,what", "who,what,time", "time,who,what,note"])
@pytest.mark.parametrize("headed", [True, False, None])
def test_words_of_a_table_that_hold_its_mark_stay_whole(mark: str, order: str, *, headed: bool | None) -> None:
    """With headings that are known, without headings, and with headings that are not."""
    columns = order.removesuffix("" if headed else ",note").split(",")
    once = ["plum", "pear", "fig", "lime", "kiwi", "date", "nut", "sloe", "quince", "grape", "mango", "cherry"]
    said = [
        (name, f"{once[n]}{mark} or so{mark} {words}" if n % 2 else f"{words} {once[n]}.")
        for n, (name, words) in enumerate(TURNS * 3)
    ]
    known = {"who": "Speaker", "what": "Text", "time": "Time", "note": "Flag"}
    lines = [mark.join(known[column] if headed else f"{column}o" for column in columns)] if headed is not False else []
    for n, (name, words) in enumerate(said):
        cells = {"who": name, "what": words, "time": f"00:00:{2 * n:02d}", "note": "x"}
        lines.append(mark.join(cells[column] for column in columns))
    try:
        turns = read("\n".join(lines).encode(), "session.csv").turns
    except Refused:
        assert not headed  # no table for sure, and none is made of it
        return
    told = [(turn.speaker, turn.text.replace(f"{mark} ", " ").replace(mark, " ")) for turn in turns]
    right = [(name, " ".join(words.replace(mark, " ").split())) for name, words in said]
    assert told == right or told[1:] == right


@pytest.mark.parametrize("head", [("Zeitx", "Person", "Satz"), ("Hora", "Quién", "Qué dijo"), ("Uur", "Naam", "Tekst")])
def test_the_row_of_headings_is_no_turn(head: tuple[str, str, str]) -> None:
    rows = [head, *((f"00:00:{9 * n:02d}", *turn) for n, turn in enumerate(TURNS))]
    turns = read("\n".join("\t".join(row) for row in rows).encode(), "session.tsv").turns
    assert [(turn.speaker, turn.text, turn.start) for turn in turns] == [
        (*turn, 9.0 * n) for n, turn in enumerate(TURNS)
    ]


def test_labels_of_notes_are_no_voices() -> None:
    labels = "**Date:** 5 March 2026\n**Client:** Ben Falk\n**Coach:** Ana Oyelaran\n"
    notes = f"# Notes\n\n{labels}\n- Wants to sleep\n\n**Action:** write to Petra\n"
    with pytest.raises(Refused) as refused:
        read(notes.encode(), "notes.md")
    assert "conversation" in refused.value.message


def test_a_saved_mail_is_told_for_what_it_is() -> None:
    mail = "From: a@example.org\nSubject: session\nMIME-Version: 1.0\nContent-Type: text/plain\n\n" + "\n".join(
        f"{name}: {words}" for name, words in TURNS
    )
    with pytest.raises(Refused) as refused:
        read(mail.encode(), "session.eml")
    assert "e-mail" in refused.value.message


@pytest.mark.parametrize("form", ["[{}]\n{}", "({}) {}", "({})\n{}", "[{}] {}"])
def test_names_in_brackets_are_read_in_captions(form: str) -> None:
    text = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{form.format(*turn)}" for n, turn in enumerate(TURNS, 1)
    )
    assert [(turn.speaker, turn.text) for turn in read(text.encode()).turns] == TURNS


@pytest.mark.parametrize(
    "line", ["{} - what I wanted to say?", "[{}] it is hard?", "({}) it is hard?", "- {}: see below?", "– {} –\nIs it?"]
)
@pytest.mark.parametrize("words", ["I mean well|So it is|It was hard|He said|We left|They came|She knew|You see"])
def test_sentences_behind_such_marks_name_nobody(line: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read("\n".join(line.format(part) for part in words.split("|")).encode())
    assert "name and a colon" in refused.value.message


def test_dashes_in_few_lines_name_nobody() -> None:
    with pytest.raises(Refused) as refused:
        read(("Yes - I did.\nWhat else was there for you?\nNo - never.\nIt was late.\nWhy?\n" * 4).encode())
    assert "could not be told from the words" in refused.value.message
