"""No text can hold a pattern: the work of every pattern of the product grows with the text, and no faster."""

import json
import re
import subprocess
import sys

import pytest

from tests.patterns import finding
from tests.patterns.attacks import attacks
from tests.patterns.growth import SHARES, SLOW, order, search_all
from tests.patterns.waiting import WAITING


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("share", range(SHARES))
def test_every_pattern_is_linear(share: int, every: int) -> None:
    """In a child with a limit on its processor time, so that whatever is not even stopped by a signal fails, too."""
    child = subprocess.run(
        [sys.executable, "-m", "tests.patterns.growth", str(share), str(every)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, f"the child ended with {child.returncode}: {child.stderr[-2000:]}"
    told = json.loads(child.stdout)
    slow = {name: growth for name, growth in told["slow"].items() if name not in WAITING}
    assert not slow, "\n".join(f"{name}: {growth}" for name, growth in slow.items())
    assert WAITING.intersection(told["tried"]) <= told["slow"].keys(), "linear by now: take it off the waiting list"


def test_the_waiting_list_names_what_there_is() -> None:
    assert finding.patterns().keys() >= WAITING


def test_the_patterns_of_all_rooms_are_found() -> None:
    """Wherever they are kept: by name, in tables, in dataclasses, in closures, in functions, by language."""
    found = finding.patterns()
    for name in (
        "core.reading.continuing:TURN",
        "bot.slack.mentions:MENTION",
        "core.reading.formats.names:clean(0)",
        "core.analysis.speech.question_words:SELF['de']",
        "core.analysis.safety:RULES[0].pattern",
        "core.analysis.promises.grammar:GRAMMARS['es'].patterns['before']",
        "core.reading.extraction:FORMATS[9].recognise.headings.find.told.pattern",
        "core.analysis.speech.questions:_permission(0.0)",
        "core.analysis.speech.questions:_permission(0.1)",
    ):
        assert name in found
    assert len(found) > 600
    assert {name.partition(".")[0].partition(":")[0] for name in found} >= {"bot", "handlers", "core"}


@pytest.mark.parametrize(
    "slow",
    [
        r"^(?:\W*(?:well|um)\W+)*you",
        r"^\s*[^\s:]{1,9}:",
        r"\s+,",
        r"(?:a|b|ab)*c",
        r"\bsee\b[^.]*\bif\b",
        r"<@U[0-9]+(?:\|[^>]*)?>",
        r"\W*x",
        r"[.!?]+(?=\s|$)",
        r"\b[\w-]+(?:\.[\w-]+)*\.com\b",
        r"(?:so |and )*why",
    ],
)
def test_a_slow_pattern_is_told(slow: str) -> None:
    pattern = re.compile(slow, re.MULTILINE)
    assert any(order(search_all(pattern, attack)) > SLOW for attack in attacks(pattern))


@pytest.mark.parametrize(
    "linear", [r"^\W*+(?:(?:well|um)\W++)*+you", r"(?<!\s)\s++,", r"\bhow\w*\b.{0,40}\?", r"[^\W\d_]+"]
)
def test_a_linear_pattern_is_not_told(linear: str) -> None:
    pattern = re.compile(linear)
    assert all(order(search_all(pattern, attack)) <= SLOW for attack in attacks(pattern))
