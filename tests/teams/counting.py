"""Says at the end of a test run how many activities both vendors' models have read, over all processes of the run."""

import sys
from typing import Any

import pytest

NAME = "teams_activities"
_others: list[int] = []


def _here() -> int:
    """Without loading the vendors' models where no test has."""
    wire = sys.modules.get("tests.fakes.teams_wire")
    return int(wire.TeamsWire.read_by_both) if wire else 0


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[NAME] = _here()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _others.append(getattr(node, "workeroutput", {}).get(NAME, 0))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if total := _here() + sum(_others):
        terminalreporter.write_line(f"Activities for Teams, read by both vendors' models: {total}")
