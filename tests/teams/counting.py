"""Says at the end of a test run how many activities both vendors' models have read, and how many Adaptive Cards the validator has
looked at, over all processes of the run."""

import sys
from collections import Counter
from typing import Any

import pytest

NAME = "for_teams"
_others: Counter[str] = Counter()


def _here() -> Counter[str]:
    """Without loading the vendors' models or the schema where no test has."""
    wire, validator = (sys.modules.get(name) for name in ("tests.fakes.teams_wire", "tests.teams.validator"))
    return Counter(
        activities=wire.TeamsWire.read_by_both if wire else 0, cards=validator.validated["cards"] if validator else 0
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[NAME] = dict(_here())


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _others.update(getattr(node, "workeroutput", {}).get(NAME, {}))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    total = _here() + _others
    if total["activities"]:
        terminalreporter.write_line(f"Activities for Teams, read by both vendors' models: {total['activities']}")
    if total["cards"]:
        terminalreporter.write_line(
            f"Adaptive Cards held against Microsoft's schema and Teams' limits: {total['cards']}"
        )
