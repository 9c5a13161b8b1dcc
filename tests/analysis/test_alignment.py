"""A quote is found where it stands, or not at all; what is kept is the transcript's own text."""

import pytest

from core.analysis.verification.alignment import locate
from core.transcript import Role, Transcript, Turn

TEXT = (
    "Well, um, I never said that to Priya - not once. It's the bored, the whole bored, that “decides” these 14 things."
)


def session(*turns: tuple[str, str]) -> Transcript:
    roles = {"Mara Quill": Role.COACH, "Tobin": Role.CLIENT}
    return Transcript("test", tuple(Turn(i, s, t) for i, (s, t) in enumerate(turns, 1)), "en").with_roles(roles)


def found(quote: str, transcript: Transcript | None = None, turn: int = 1) -> list[str]:
    spoken = transcript or session(("Tobin", TEXT))
    named = spoken.turn(turn)
    assert named is not None
    spans = locate(quote, named, spoken)
    for span in spans:
        assert span.text in span.turn.text
        assert span.text == span.turn.text[span.start : span.end]
    return [span.text for span in spans]


@pytest.mark.parametrize(
    "quote",
    [
        "I never said that to Priya - not once.",
        "i NEVER said that, to priya — not once",
        "I never said that to Priya–not once…",
        "  I  never\nsaid that to Priya, not once ",
        "[1] Tobin (00:41): I never said that to Priya - not once.",
        "[1] CLIENT 00:41: I never said that to Priya - not once.",
        "Tobin: I never said that to Priya - not once.",
        "(00:41) Tobin: I never said that to Priya - not once.",
        "“I never said that to Priya - not once.”",
        "I um never said that to Priya uh not once",
    ],
)
def test_case_dashes_fillers_and_echoed_headers_do_not_count(quote: str) -> None:
    assert found(quote) == ["I never said that to Priya - not once."]


def test_a_slip_of_the_recogniser_is_tolerated_and_the_transcript_s_text_kept() -> None:
    assert found("It's the board, the whole bored, that decides these 14 things") == [
        "It's the bored, the whole bored, that “decides” these 14 things."
    ]


@pytest.mark.parametrize(
    "quote",
    [
        "I said that to Priya, not once",  # a negation lost
        "It's the bored, the whole bored, that decides these 15 things",  # another number
        "Priya said that I never did",
        "I never promised anything to Priya in my life",
        "",
        "…",
        "[1] Tobin (00:41):",
    ],
)
def test_what_was_not_said_is_not_found(quote: str) -> None:
    assert found(quote) == []


def test_only_the_named_turn_counts() -> None:
    spoken = session(
        ("Tobin", "I will call the bank about the loan."), ("Mara Quill", "Good."), ("Tobin", "And then I rest.")
    )
    assert found("I will call the bank about the loan.", spoken, 1)
    assert found("And then I rest.", spoken, 2) == []
    assert found("I will call the bank about the loan.", spoken, 2) == []


def test_a_sentence_split_by_a_back_channel_is_found_as_its_slices() -> None:
    spoken = session(
        ("Tobin", "What I want to do is call the bank"), ("Mara Quill", "Mm."), ("Tobin", "and close the old account.")
    )
    quote = "What I want to do is call the bank and close the old account."
    assert found(quote, spoken, 1) == ["What I want to do is call the bank", "and close the old account."]
    assert found(quote, spoken, 3) == ["What I want to do is call the bank", "and close the old account."]


def test_turns_with_real_words_between_are_not_joined() -> None:
    spoken = session(
        ("Tobin", "I want to call the bank"),
        ("Mara Quill", "And what would that give you?"),
        ("Tobin", "and close the account."),
    )
    assert found("I want to call the bank and close the account.", spoken, 1) == []


def test_a_quote_with_something_left_out_is_cut_to_the_part_that_stands() -> None:
    assert found("I never said that to Priya … these 14 things") == ["I never said that to Priya"]


def test_other_scripts_and_odd_characters_do_no_harm() -> None:
    spoken = session(("Tobin", "Ich übe „morgen“ früh—ganz ruhig—weiter, İstanbul ﬁnde ich schön."))
    assert found("ich übe morgen früh ganz ruhig weiter", spoken) == ["Ich übe „morgen“ früh—ganz ruhig—weiter,"]
    assert found("istanbul finde ich schön", spoken)


@pytest.mark.parametrize("quote", ["Er widerspricht mir vor allen.", "Ich ziehe am Freitag um."])
def test_a_filler_of_one_language_is_a_word_of_another(quote: str) -> None:
    spoken = session(("Tobin", f"Na ja. {quote} Das ist alles."))
    assert found(quote, spoken) == [quote]
    assert found(quote.removeprefix("Er "), spoken) == [quote.removeprefix("Er ")]
