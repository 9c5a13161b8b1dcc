"""Whether one pasted text goes on where another ended."""

import pytest

from core.reading.continuing import (
    Sequel,
    joined,
    sequel,
    voices,
)

FIRST = """Mira Sand: Good morning Jonas. What is on your mind?
Jonas Feld: The move to Turin. I keep counting boxes instead of asking.
Mira Sand: What would you ask, and whom?
Jonas Feld: My brother, whether he wants the piano."""
GOES_ON = """Mira Sand: And if he says no?
Jonas Feld: Then I sell it. I will call him on Sunday.
Mira Sand: How will you know that it went well?
Jonas Feld: I will have slept."""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FIRST, GOES_ON),
        (FIRST[:-12], FIRST[-12:] + "\n" + GOES_ON),
        (FIRST[:-30], "wants the piano.\n" + GOES_ON),
        (FIRST, "It is too heavy for the stairs, and he knows it better than I do.\n" + GOES_ON),
        (FIRST, "Jonas Feld: I will have slept."),
        (FIRST, GOES_ON.replace("Feld: I", "Feld: I") + "\nDoor: ding"),
        (FIRST[:-1], "and the stool that goes with it, which was our mother's and stands there unused"),
        (FIRST.replace("Mira Sand:", "[00:12] Mira Sand:"), GOES_ON.replace("Mira Sand:", "[03:40] Mira Sand:")),
        ("Coach: Ça va ?\nCliente: Oui, ça va.\n" * 3, "Cliente: Je vais l'appeler.\nCoach: Quand ?"),
        ("コーチ: 何を話しますか。\nミナ: 合唱のことです。\n" * 3, "コーチ: それで？\nミナ: 頼みます。"),
    ],
)  # fmt: skip
def test_what_goes_on_is_the_same_session(first: str, second: str) -> None:
    assert sequel(first, second) is Sequel.SAME


@pytest.mark.parametrize(
    "second",
    [
        GOES_ON.replace("Mira Sand", "Ruben Kehl").replace("Jonas Feld", "Ada Wint"),
        FIRST,
        FIRST[10:],
        "Thank you, and how long will that take?",
    ],
)
def test_other_people_and_the_same_once_more_are_another(second: str) -> None:
    assert sequel(FIRST, second) is Sequel.OTHER


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FIRST, "Mira Sand: Hello Jonas, good to see you again.\n" + GOES_ON),
        (FIRST, "Session of 12 March\n" + GOES_ON),
        (FIRST, GOES_ON.replace("Jonas Feld", "Ada Wint")),
        (FIRST, "the piano is another matter.\n" + GOES_ON.replace("Mira Sand", "R").replace("Jonas Feld", "A")),
        (FIRST.replace("Mira Sand:", "[40:12] Mira Sand:"), GOES_ON.replace("Mira Sand:", "[00:04] Mira Sand:")),
    ],
    ids=["a greeting", "a heading", "the coach with somebody else", "cut, other people", "the clock starts anew"],
)
def test_what_begins_as_sessions_do_is_asked_about(first: str, second: str) -> None:
    assert sequel(first, second) is Sequel.UNSURE


@pytest.mark.parametrize("cut", range(10, len(FIRST) + len(GOES_ON), 7))
def test_wherever_a_session_is_cut_it_is_never_taken_for_two(cut: int) -> None:
    """With every word kept."""
    whole = f"{FIRST}\n{GOES_ON}"
    first, second = whole[:cut].strip(), whole[cut:].strip()
    whole_again = joined(first, second)
    assert "".join(whole_again.split()) == "".join(whole.split())
    assert not voices(whole_again).keys() - voices(whole).keys()
    if len(voices(first)) == 2 and voices(second):
        assert sequel(first, second) is Sequel.SAME


def test_voices_are_counted_with_and_without_times() -> None:
    text = "[0:01] Ana: hi\n00:02 Ben: ho\n**Ana:** yes\nBen [00:12:01]: no\nsee https://example.org: there"
    assert voices(text) == {"ana": 2, "ben": 2}
