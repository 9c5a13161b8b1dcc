"""What somebody wrote beside the turns is nobody's speech: nothing of it is quoted, and a warning tells that it was left out.

Words are our own.
"""

import io

import docx
import pytest

from core.analysis.speech.text import sentences
from core.analysis.speech.text import words as spoken_words
from core.reading.extraction import read

SAID = [
    ("Ana", "Good morning. What would you like to have at the end?"),
    ("Ben", "A plan for the talk with my sister."),
    ("Ana", "What makes it hard?"),
    ("Ben", "I never know how to begin."),
    ("Ana", "What will you do?"),
    ("Ben", "I will write to her on Friday."),
    ("Ana", "Good. Until the next time."),
    ("Ben", "Thank you, Ana."),
]
NOTE = "I will ring his wife on Monday."
LAYOUTS = {
    "colon": "{name}: {words}\n",
    "colon, apart": "{name}: {words}\n\n",
    "time before": "[00:{n:02d}] {name}: {words}\n",
    "time behind the name": "{name}  0:{n:02d}\n{words}\n\n",
    "above": "## {name}\n{words}\n\n",
    "bold": "**{name}:** {words}\n",
    "brackets": "[{name}] {words}\n",
}


def session(layout: str, *, after: int = len(SAID), beside: str = "") -> bytes:
    parts = [LAYOUTS[layout].format(name=name, words=words, n=7 * n) for n, (name, words) in enumerate(SAID)]
    return ("".join(parts[:after]) + beside + "".join(parts[after:])).encode()


def only_speech(data: bytes, name: str = "session.md") -> None:
    transcript = read(data, name)
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == SAID
    assert any("left out" in warning for warning in transcript.warnings)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "beside", ["# My reflections\n{}\n", "### After the session\n\n{}\n", "My notes: {}\n", "Notes:\n{}\n"]
)
@pytest.mark.parametrize("after", [4, len(SAID)])
def test_notes_under_a_heading_between_or_behind_the_turns(layout: str, beside: str, after: int) -> None:
    only_speech(session(layout, after=after, beside=beside.format(NOTE)))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("beside", ["(note to self: {})\n", "   [{}]\n", "\n({})\n\n"])
@pytest.mark.parametrize("after", [4, len(SAID)])
def test_a_remark_in_brackets_on_a_line_of_its_own(layout: str, beside: str, after: int) -> None:
    only_speech(session(layout, after=after, beside=beside.format(NOTE)))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("beside", ["\n{}\n", "\nHe seemed tired.\n\n{}\n"])
def test_a_paragraph_behind_the_last_turn_where_no_other_turn_has_two(layout: str, beside: str) -> None:
    only_speech(session(layout, beside=beside.format(NOTE)))


def test_a_paragraph_of_a_turn_stays_where_turns_have_several() -> None:
    lines = [f"{name}: {words}\n\nAnd one more thing.\n\n" for name, words in SAID]
    turns = read("".join(lines).encode(), "session.txt").turns
    assert [turn.text for turn in turns] == [f"{words} And one more thing." for _, words in SAID]


def test_a_last_turn_that_is_wrapped_stays_whole() -> None:
    long = "Thank you, Ana, this was a good hour, and I go home with more than I had hoped for when\nI came in this morning."
    lines = [f"{name}: {words}" for name, words in SAID[:-1]] + [f"Ben: {long}"]
    transcript = read("\n".join(lines).encode(), "session.txt")
    assert transcript.turns[-1].text == long.replace("\n", " ")
    assert not transcript.warnings


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("beside", ["(phone rings)\n", "[pause]\n", "\n{laughter}\n\n"])
@pytest.mark.parametrize("after", [4, len(SAID)])
def test_a_sound_in_brackets_on_a_line_of_its_own(layout: str, beside: str, after: int) -> None:
    only_speech(session(layout, after=after, beside=beside))


def test_a_sound_in_a_caption_of_its_own_is_nobodys() -> None:
    cues = [*SAID[:4], ("", "(phone rings)"), *SAID[4:]]
    stamped = (
        f"00:{n:02d}.000 --> 00:{n + 1:02d}.000\n{f'<v {name}>' * bool(name)}{words}\n\n"
        for n, (name, words) in enumerate(cues)
    )
    only_speech(("WEBVTT\n\n" + "".join(stamped)).encode(), "session.vtt")


@pytest.mark.parametrize(
    "sound",
    [
        "phone rings",
        "long pause",
        "Laughs",
        "clears throat",
        "door closes",
        "inaudible",
        "lacht",
        "Telefon klingelt",
        "risas",
        "rires",
    ],
)
@pytest.mark.parametrize(
    "words", ["({}) I will write to her.", "I will ({}) write to her.", "I will write to her. ({})"]
)
def test_a_sound_within_the_words_is_never_quoted_as_words(sound: str, words: str) -> None:
    turns = [*SAID[:5], ("Ben", words.format(sound)), *SAID[6:]]
    transcript = read("".join(f"{name}: {text}\n" for name, text in turns).encode(), "session.txt")
    said = transcript.turns[5].text
    assert said == words.format(sound)
    assert spoken_words(said) == spoken_words("I will write to her.")
    assert not any(sound in sentence.text for sentence in sentences(said))
    assert not transcript.warnings


@pytest.mark.parametrize("aside", ["(my sister)", "(we laughed about it)", "(Ana)", "(or her music lesson)", "(2026)"])
def test_what_somebody_says_in_brackets_stays(aside: str) -> None:
    turns = [*SAID[:5], ("Ben", f"I will write to her {aside} on Friday."), *SAID[6:]]
    assert (
        read("".join(f"{name}: {text}\n" for name, text in turns).encode(), "session.txt").turns[5].text == turns[5][1]
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("every", [2, 3, 4])
def test_no_paragraph_is_lost_where_turns_often_have_several(layout: str, every: int) -> None:
    more = "And one more thing."
    told = [
        (name, f"{words}\n\n{more}" if n % every == every - 1 or n == len(SAID) - 1 else words)
        for n, (name, words) in enumerate(SAID)
    ]
    lines = [LAYOUTS[layout].format(name=name, words=words, n=7 * n) for n, (name, words) in enumerate(told)]
    transcript = read("".join(lines).encode(), "session.md")
    assert [turn.text for turn in transcript.turns] == [" ".join(words.split()) for _, words in told]
    assert not transcript.warnings


@pytest.mark.parametrize("stamp", ["", "[00:{:02d}] "])
def test_a_heading_in_a_word_file_behind_the_turns(stamp: str) -> None:
    document = docx.Document()
    document.add_heading("Transcript", 1)
    for n, (name, words) in enumerate(SAID):
        document.add_paragraph(f"{stamp.format(7 * n)}{name}: {words}")
    document.add_heading("My reflections", 1)
    document.add_paragraph(f"I talked too much. {NOTE}")
    data = io.BytesIO()
    document.save(data)
    only_speech(data.getvalue(), "session.docx")
