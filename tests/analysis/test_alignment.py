"""A quote is found where it stands, or not at all; what is kept is the transcript's own text."""

import pytest

from core.analysis.verification.alignment import Spoken
from core.transcript import Role, Transcript, Turn

TEXT = (
    "Well, um, I never said that to Priya - not once. It's the bored, the whole bored, that “decides” these 14 things."
)


def session(*turns: tuple[str, str], language: str = "en") -> Transcript:
    roles = {"Mara Quill": Role.COACH, "Tobin": Role.CLIENT}
    return Transcript("test", tuple(Turn(i, s, t) for i, (s, t) in enumerate(turns, 1)), language).with_roles(roles)


def found(quote: str, transcript: Transcript | None = None, turn: int = 1) -> list[str]:
    spoken = transcript or session(("Tobin", TEXT))
    spans = Spoken(spoken).find(quote, turn)
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


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("I'll call, won't I?", "I will call, will not I"),
        ("I can't say we're late.", "I cannot say we are late"),
        ("It's what they'd do, isn't it.", "It is what they would do, is not it"),
        ("I'm gonna ask, I've got to.", "I am going to ask, I have got to"),
        ("OK, let's see.", "Okay, let us see."),
        ("and then ill call her well see", "And then I'll call her, we'll see."),
        ("Geht’s gut, hab' ich gesagt.", "Geht es gut, hab ich gesagt."),
    ],
)
def test_a_contraction_is_its_words(said: str, quote: str) -> None:
    language = "de" if "ich" in said else "en"
    spoken = Transcript("test", (Turn(1, "Tobin", said),), language)
    assert [span.text for span in Spoken(spoken).find(quote, 1)] == [said]
    assert Spoken(Transcript("test", (Turn(1, "Tobin", quote),), language)).find(said, 1)


@pytest.mark.parametrize(
    "quote",
    [
        "It's the board, the whole bored, that decides these 14 things",  # a slip put right
        "I said that to Priya, not once",  # a negation lost
        "I never said this to Priya - not once.",
        "I never said that to Prya - not once.",
        "You never said that to Priya - not once.",
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


LOAN = "I will call the bank about the loan."
TALK = (
    ("Tobin", LOAN), ("Mara Quill", "Good."), ("Tobin", "And then I rest."), ("Mara Quill", "Rest how?"), ("Tobin", "Well."),
    ("Mara Quill", "I will call the bank, you say."), ("Tobin", "Yes."), ("Tobin", LOAN),
)  # fmt: skip


@pytest.mark.parametrize(
    ("named", "at"), [(1, 1), (2, 1), (3, 1), (4, 1), (5, 8), (7, 8), (8, 8), (40, 8), (0, 1), (-3, 1)]
)
def test_a_quote_that_stands_elsewhere_is_found_in_the_nearest_turn(named: int, at: int) -> None:
    assert [span.turn.n for span in Spoken(session(*TALK)).find(LOAN, named)] == [at]


def test_only_the_voices_asked_for_are_heard() -> None:
    spoken = Spoken(session(*TALK))
    assert [span.turn.n for span in spoken.find("I will call the bank", 6)] == [6]
    assert [span.turn.n for span in spoken.find("I will call the bank", 6, {Role.CLIENT})] == [8]
    assert spoken.find("you say", 6, {Role.CLIENT}) == ()


def test_a_word_or_two_are_not_looked_for_far_away() -> None:
    spoken = session(
        *(("Tobin", "Fine then.") if n == 9 else ("Mara Quill", f"What else is there, {n}?") for n in range(12))
    )
    assert found("Fine then.", spoken, 9)
    assert found("Fine then.", spoken, 1) == []


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
    assert found("I never said that to Priya … these 15 things") == []


def test_other_scripts_and_odd_characters_do_no_harm() -> None:
    spoken = session(("Tobin", "Ich übe „morgen“ früh—ganz ruhig—weiter, İstanbul ﬁnde ich schön."))
    assert found("ich übe morgen früh ganz ruhig weiter", spoken) == ["Ich übe „morgen“ früh—ganz ruhig—weiter,"]
    assert found("istanbul finde ich schön", spoken)


@pytest.mark.parametrize("quote", ["Er widerspricht mir vor allen.", "Ich ziehe am Freitag um."])
def test_a_filler_of_one_language_is_a_word_of_another(quote: str) -> None:
    spoken = session(("Tobin", f"Na ja. {quote} Das ist alles."), language="de")
    assert found(quote, spoken) == [quote]
    assert found(quote.removeprefix("Er "), spoken) == [quote.removeprefix("Er ")]
