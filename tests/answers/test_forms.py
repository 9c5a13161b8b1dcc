"""The examples in the files of plain questions, each read as its file says; and what is never taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answers.forms import LANGUAGES, read
from handlers.intake.paste import is_session

EXAMPLES = [(name, *example) for name, language in LANGUAGES.items() for example in language.examples]


@pytest.mark.parametrize(("language", "kind", "said", "good", "slots"), EXAMPLES)
def test_example(language: str, kind: str, said: str, good: bool, slots: str) -> None:
    found = read(said)
    if not good:
        assert found is None or found.kind != kind
        return
    assert found is not None
    read_of_it = " / ".join(slot for slot in (found.name, found.other, found.topic) if slot)
    assert (found.kind, read_of_it) == (kind, slots)


@pytest.mark.parametrize("said", ["👍", "❤️ 🙏", ":+1:", ":heart: :wave::skin-tone-3:", ":-)"])
def test_a_sign_alone_is_a_nod(said: str) -> None:
    found = read(said)
    assert found is not None
    assert found.kind == "nod"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "?",
        "…",
        "/",
        ":",
        "x" * 300,
        "danke\nWas habe ich versprochen?",
        "Ana: what did I promise?",
        "I am :+1: today",
    ],
)
def test_anything_else_is_no_question(said: str) -> None:
    assert read(said) is None


LINES = st.lists(
    st.tuples(
        st.sampled_from(("Coach", "Ana", "What did I promise", "Danke")), st.sampled_from([e[2] for e in EXAMPLES])
    ),
    min_size=1,
    max_size=40,
)


@given(LINES)
def test_a_pasted_session_is_no_question_and_no_question_a_session(lines: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{who}: {said}" for who, said in lines)
    assert read(text) is None
    assert not any(is_session(said) for _who, said in lines)
