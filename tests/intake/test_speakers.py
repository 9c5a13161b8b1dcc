"""Names made one: the same as comparing each with each would find, for a number of steps that grows with the file."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading import speakers
from core.reading.formats import names
from core.transcript import is_generic

WORDS = [
    "John",
    "JOHN",
    "Jane",
    "J.",
    "J",
    "j",
    "A.",
    "A",
    ".",
    "Smith",
    "smith",
    "Smythe",
    "van",
    "Speaker",
    "1",
    "李",
]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


def each_with_each(spoken: Iterable[str], roster: Iterable[str]) -> dict[str, str]:
    """What is meant, plainly: every name compared with every full name."""
    counts = Counter(spoken)
    shown: dict[str, str] = {}
    by_fold: dict[str, str] = {}
    for name in sorted(counts, key=lambda n: (not names.proper(n), n.isupper(), -counts[n])):
        by_fold.setdefault(fold(name), name)
        shown[name] = by_fold[fold(name)]
    full = {fold(n) for n in (*by_fold.values(), *roster) if len(n.split()) >= 2 and not is_generic(n)}
    for name in counts:
        fits = [key for key in full if short_of(fold(name), key)]
        if not is_generic(name) and len(fits) == 1 and fits[0] in by_fold:
            shown[name] = by_fold[fits[0]]
    return shown


def fold(name: str) -> str:
    return " ".join(name.casefold().split())


def short_of(short: str, full: str) -> bool:
    a, b = short.split(), full.split()
    if short == full:
        return False
    if len(a) == 1:
        return a[0] == b[0] and len(a[0]) > 1
    same = len(a) == len(b) and a[-1] == b[-1]
    return same and all(x == y or x.rstrip(".") == y[:1] for x, y in zip(a, b, strict=True))


@given(st.lists(NAMES, max_size=12), st.lists(NAMES, max_size=4))
def test_names_are_made_one_as_by_comparing_each_with_each(spoken: list[str], roster: list[str]) -> None:
    assert speakers.unify(spoken, roster) == each_with_each(spoken, roster)


def test_what_is_meant_by_a_short_form() -> None:
    shown = speakers.unify(
        ["John Smith", "JOHN SMITH", "J. Smith", "John", "Speaker 1", "Jane Doe", "Jane Roe", "Jane"]
    )
    assert {shown[name] for name in ("John Smith", "JOHN SMITH", "J. Smith", "John")} == {"John Smith"}
    assert (shown["Jane"], shown["Speaker 1"]) == ("Jane", "Speaker 1")


def lines_run(call: Callable[[], object]) -> int:
    """Lines of core/reading/speakers.py that are run: a measure of work that no busy machine changes."""
    count = 0

    def line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def entered(frame: FrameType, event: str, _: Any) -> Any:
        return line if frame.f_code.co_filename == speakers.__file__ else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def spellings(n: int) -> str:
    """The nth way to write one name in capitals and small letters."""
    return "".join(char.upper() if n >> place & 1 else char for place, char in enumerate("bartholomewson"))


KINDS: dict[str, Callable[[int], str]] = {
    "all different": lambda n: f"N{n}",
    "all full": lambda n: f"Ann{n} Lee{n}",
    "one last name": lambda n: f"Jo{n} Smith" if n % 2 else f"J. Q{n} Smith",
    "one first name": lambda n: f"John Smith{n}" if n % 2 else f"John {chr(97 + n % 26)}. Smith{n}",
    "one name in many spellings": lambda n: f"{spellings(n)} Lee{n}" if n % 2 else spellings(n),
    "initials of every form": lambda n: " ".join(
        [*("a." if n >> place & 1 else f"Abe{n % 7}" for place in range(6)), "Fox"]
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_work_grows_with_the_names_and_not_with_their_square(kind: str) -> None:
    few, many = ([KINDS[kind](n) for n in range(count)] for count in (500, 2000))
    assert lines_run(lambda: speakers.unify(many)) < 8 * lines_run(lambda: speakers.unify(few))
