"""Every layout that docs/layouts.md shows is read, and its relatives: other names, times and line ends. Words are our own."""

import re
from pathlib import Path

import pytest

from core.reading.extraction import _open, read
from core.reading.formats.readers import FORMATS
from core.refusal import Refused

PAGE = Path(__file__).parents[2] / "docs" / "layouts.md"
SAMPLES = re.findall(r"^```\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
ASKED, TOLD = "What would you like to leave with?", "A plan for the talk."
TURNS = [("Ana Oyelaran", ASKED), ("Ben Falk", TOLD), ("Ana Oyelaran", "And then?"), ("Ben Falk", "Then I will sleep.")]
NAMES = {
    "company": ("Ana | Leap Coaching", "Ben Falk (Nordwind)"),
    "small": ("ana oyelaran", "ben falk"),
    "devices": ("iPhone (2)", "+44 7700 900123"),
    "mail": ("ana@example.org", "ben.falk@example.org"),
    "channel": ("#coach", "#client"),
    "letters": ("Ana Oyelaran, PhD, MCC", "Ben Falk, CPQC"),
    "badge": ("Ana Oyelaran External", "Ben Falk Unverified"),
    "cased": ("DR ANA", "b.falk"),
    "kanji": ("山田 花子", "鈴木"),
}


def longer(sample: str) -> str:
    """A sample of two turns as a session of four: the second pair later, in other words."""
    again = sample.replace(ASKED, "And then?").replace(TOLD, "Then I will sleep.")
    for before, after in (("7", "37"), ("12", "42"), ("15", "45"), ("10", "40")):
        again = re.sub(
            rf"(?<![0-9T-]){before}(?! seconds)(?=[ \n\])\t:,.Z|])|(?<=0){before}(?=[ \n\])\t:,.Z|])", after, again
        )
    again = again.replace("037", "37").replace(" 7 seconds", " 37 seconds").replace("12 seconds", "42 seconds")
    drop = 1 if sample.startswith(("WEBVTT", "start,")) else 2 if sample.startswith("| Time") else 0
    again = "\n".join(again.split("\n")[drop:])
    return sample + ("\n" if "\n\n" in sample else "") + again


def said(text: str | bytes, name: str = "") -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in read(text.encode() if isinstance(text, str) else text, name).turns]


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_layout_of_the_page_is_read(sample: str) -> None:
    transcript = read(longer(sample).encode())
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == TURNS
    assert transcript.warnings == ()
    if "7" in sample:
        starts = [turn.start for turn in transcript.turns]
        assert starts == ([0.0, 5.0, 30.0, 35.0] if "14:00" in sample or "2:00" in sample else [7.0, 12.0, 37.0, 42.0])


@pytest.mark.parametrize("ends", ["\r\n", "\r\r\n", "\r"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_whatever_ends_its_lines(sample: str, ends: str) -> None:
    assert said(longer(sample).replace("\n", ends)) == TURNS


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES if not sample.startswith(("start,", "Ana Oyelaran\n", "0:07\n", "| Time"))]
)
def test_any_name_will_do_where_a_name_stands(sample: str, kind: str) -> None:
    coach, client = NAMES[kind]
    text = longer(sample) + ("\n" if "\n\n" in sample else "") + longer(sample).removeprefix("WEBVTT\n\n")
    speakers = {speaker for speaker, _ in said(text.replace("Ana Oyelaran", coach).replace("Ben Falk", client))}
    assert len(speakers) == 2
    assert {re.sub(r" \(Nordwind\)", "", name) for name in speakers} <= {coach, client, "Ben Falk"}


@pytest.mark.parametrize(
    ("first", "second", "start"),
    [
        ("0:0:7,5 --> 0:0:10,0", "0:0:12,0 --> 0:0:15,0", 7.5),
        ("00:00:07:500 --> 00:00:10:000", "00:00:12:000 --> 00:00:15:000", 7.5),
        ("00:00:07500 --> 00:00:10000", "00:00:12000 --> 00:00:15000", 7.5),
        ("00.00.07,500 --> 00.00.10,000", "00.00.12,000 --> 00.00.15,000", 7.5),
        ("0:7.5 --> 0:10.0", "0:12.0 --> 0:15.0", 7.5),
        ("00:00:07,500 -> 00:00:10,000", "00:00:12,000 -> 00:00:15,000", 7.5),
        ("00:00:07,500 > 00:00:10,000", "00:00:12,000 > 00:00:15,000", 7.5),
        ("00:00:07,500 – 00:00:10,000", "00:00:12,000 – 00:00:15,000", 7.5),
        ("00:00:07,500→00:00:10,000", "00:00:12,000→00:00:15,000", 7.5),
    ],
)
@pytest.mark.parametrize("apart", ["\n", "\n\n"])
def test_times_of_captions_however_written(first: str, second: str, start: float, apart: str) -> None:
    text = f"1\n{first}\nAna: {ASKED}\n\n2\n{second}\nBen: {TOLD}\n\n3\n{second}\nAna: And then?\n"
    turns = read(text.replace("\n", apart).encode(), "a.srt").turns
    assert [(turn.speaker, turn.text) for turn in turns] == [("Ana", ASKED), ("Ben", TOLD), ("Ana", "And then?")]
    assert turns[0].start == start


def test_two_voices_in_one_caption() -> None:
    cue = "{0}\n00:00:{0}1,000 --> 00:00:{0}9,000\n- Ana: Really {0}?\n- Ben: Yes, {0}.\n\n"
    assert said("".join(cue.format(n) for n in range(1, 5))) == [
        turn for n in range(1, 5) for turn in (("Ana", f"Really {n}?"), ("Ben", f"Yes, {n}."))
    ]


def test_ids_that_count_behind_a_name_name_the_speaker() -> None:
    cue = '{0} "{1}" (100{0})\n00:00:{0}1.000 --> 00:00:{0}9.000\nNumber {0} it is.\n\n'
    text = "WEBVTT\n\n" + "".join(cue.format(n, "Ben" if n % 2 else "Ana") for n in range(1, 6))
    assert [speaker for speaker, _ in said(text)] == ["Ben", "Ana", "Ben", "Ana", "Ben"]


@pytest.mark.parametrize(
    "heading", ["CHAT MESSAGES", "# Chat", "**Chat log**", "Meeting chat:", "---------\nCHAT\n---------"]
)
def test_typed_chat_behind_the_speech_is_no_speech(heading: str) -> None:
    text = "\n\n".join(f"{name}  0:{n}7\n{words}" for n, (name, words) in enumerate(TURNS))
    assert said(f"{text}\n\n{heading}\nBen Falk (05/03/2026, 02:01 PM)\nI will send the photos tomorrow\n") == TURNS


def test_letters_behind_a_name_are_no_first_name_and_one_person_stays_one() -> None:
    text = "Oyelaran, Ana: One?\nBen Falk, MCC: Two.\nOyelaran, Ana: Three?\nBen Falk: Four.\n" * 2
    assert {speaker for speaker, _ in said(text)} == {"Ana Oyelaran", "Ben Falk"}


@pytest.mark.parametrize(
    "stamp", ["0:0{n} {words}", "[00:00:0{n}] {words}", "00:00:0{n},000 --> 00:00:0{n},900\n{words}\n"]
)
def test_sentences_are_no_names(stamp: str) -> None:
    words = ["Okay.", "So where were we", "Okay.", "Yes", "I did it", "Okay.", "Tell me more", "Yes", "It was hard"]
    text = "\n".join(stamp.format(n=n, words=line) for n, line in enumerate(words))
    with pytest.raises(Refused) as refused:
        read(text.encode())
    assert "9 " in refused.value.message
    assert "nobody is named" in refused.value.message


IN_WORDS = {
    "en": ("{m} minute{s} {n} seconds", "1 hour {m} minutes {n} seconds"),
    "de": ("{m} Minuten {n} Sekunden", "1 Stunde, {m} Minuten und {n} Sekunden"),
    "es": ("{m} minutos {n} segundos", "1 hora {m} minutos y {n} segundos"),
    "fr": ("{m} minutes {n} secondes", "1 heure {m} minutes et {n} secondes"),
}


@pytest.mark.parametrize("between", ["\n", " "], ids=["below", "behind"])
@pytest.mark.parametrize("blank", ["\n", "\n\n"], ids=["close", "apart"])
@pytest.mark.parametrize("language", IN_WORDS)
def test_a_time_in_words_is_a_time(language: str, blank: str, between: str) -> None:
    for form, hour in zip(IN_WORDS[language], (0, 3600), strict=True):
        times = [form.format(m=m, n=5 + m, s="" if m == 1 else "s") for m in range(4)]
        text = blank.join(f"{name}{between}{time}\n{words}" for time, (name, words) in zip(times, TURNS, strict=True))
        transcript = read(text.encode())
        assert [(turn.speaker, turn.text) for turn in transcript.turns] == TURNS
        starts = [turn.start or 0.0 for turn in transcript.turns]
        assert [start - starts[0] for start in starts] == [0, 61, 122, 183]
        assert starts[0] in {5.0, 5.0 + hour, 0.0}


@pytest.mark.parametrize(
    "line",
    ["- **{}** *(00:0{})*: {}", "**{}** *00:0{}*: {}", "**{}** `00:0{}` {}",
     "**{}** `[00:0{}]`\n{}\n", "### {} `00:0{}`\n\n{}\n"],
)  # fmt: skip
def test_a_time_in_italics_or_as_code_is_a_time(line: str) -> None:
    transcript = read("\n".join(line.format(name, n, words) for n, (name, words) in enumerate(TURNS, 1)).encode())
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == TURNS
    assert [turn.start for turn in transcript.turns] == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize(
    "words", ["Wie schön für Jörg und die Größe, nächste Woche möchte er.",
              "L’ami à qui je pense souvent voulait une réponse, ça m’a aidé.",
              "It’s what I’d call “enough” – it’s fine."],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["mac-roman", "cp1252"])
def test_letters_of_an_old_mac_are_those_of_the_language(words: str, encoding: str) -> None:
    text = f"Ana Oyelaran: {words}\nBen Falk: {words} Ja.\n" * 4
    assert said(text.encode(encoding)) == said(text)


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_reader_that_sees_more_is_passed_over(sample: str) -> None:
    document, _ = _open(longer(sample).encode(), "")
    for fmt in FORMATS:
        seen = fmt.recognise(document) if document.container in fmt.containers else 0
        assert all(fmt.may(document, most) for most in range(seen)), fmt.name
