"""The shipped heads: small, well formed, and sane on plain turns of our own."""

import json
from importlib.resources import files

import pytest

from core.analysis.speech.features import Said, of
from core.analysis.speech.function_words import FUNCTION_WORDS
from core.analysis.speech.heads import Head, shipped
from scripts.fit_heads import Row, fit, folds, macro_f1

TALK = (
    Said("What brings you here today?", coach=True),
    Said("I have been smoking out on the balcony again and I hate it.", coach=False),
    Said("You hate it, and you do it anyway.", coach=True),
    Said("Yeah.", coach=False),
    Said(
        "Smoking can cause high blood pressure, and research shows that most people need several attempts to stop.",
        coach=True,
    ),
    Said("Okay.", coach=False),
    Said("Mm-hm.", coach=True),
)


def test_the_weights_fit_into_the_size_agreed() -> None:
    assert len((files("core.analysis.speech") / "weights.json").read_bytes()) < 100_000


def test_the_weights_hold_no_words_but_those_listed_by_hand() -> None:
    stored = json.loads((files("core.analysis.speech") / "weights.json").read_text(encoding="utf-8"))
    for head in stored["heads"].values():
        for name in head["weights"]:
            place, _, word = name.partition(":")
            if word and place in {"w", "f", "g", "l", "h", "a", "hf", "af"}:
                assert word in FUNCTION_WORDS


@pytest.mark.parametrize(
    ("at", "head", "expected"),
    [
        (0, "behaviour", "question"),
        (2, "behaviour", "reflection"),
        (4, "behaviour", "therapist_input"),
        (6, "behaviour", "other"),
        (0, "question", "open"),
        (2, "question", "none"),
        (0, "asks", "yes"),
        (6, "asks", "no"),
    ],
)
def test_plain_turns_are_told_apart(at: int, head: str, expected: str) -> None:
    assert shipped()[head].best(of(TALK, at)) == expected


def test_probabilities_add_up_to_one() -> None:
    likely = shipped()["behaviour"].probabilities(of(TALK, 2))
    assert sum(likely.values()) == pytest.approx(1.0)
    assert all(0 <= p <= 1 for p in likely.values())


def test_an_unknown_feature_changes_nothing() -> None:
    head = Head(("a", "b"), ({"x": 1.0}, {"x": -1.0}))
    assert head.probabilities({"x": 1.0, "never seen": 5.0}) == head.probabilities({"x": 1.0})


def rows(n: int) -> list[Row]:
    made = []
    for i in range(n):
        yes = i % 2 == 0
        features = {"bias": 1.0, "loud": float(yes), "noise": float(i % 3 == 0)}
        made.append(Row(str(i), f"video {i % 7}", features, {"asks": "yes" if yes else "no"}))
    return made


def test_fitting_learns_what_separates() -> None:
    fitted = fit(rows(80), "asks")
    assert fitted.best({"bias": 1.0, "loud": 1.0}) == "yes"
    assert fitted.best({"bias": 1.0, "loud": 0.0}) == "no"


def test_fitting_twice_gives_the_same_weights() -> None:
    assert fit(rows(40), "asks").weights == fit(rows(40), "asks").weights


def test_a_video_is_never_split_between_folds() -> None:
    made = rows(70)
    of_group: dict[str, set[int]] = {}
    for row, fold in zip(made, folds(made), strict=True):
        of_group.setdefault(row.group, set()).add(fold)
    assert all(len(seen) == 1 for seen in of_group.values())
    assert len({fold for seen in of_group.values() for fold in seen}) == 5


def test_macro_f1_by_hand() -> None:
    assert macro_f1(["a", "a", "b", "b"], ["a", "b", "b", "b"]) == pytest.approx((2 / 3 + 4 / 5) / 2)
