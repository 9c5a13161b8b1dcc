"""Says at the end of a test run how many Block Kit payloads the validator has looked at, over all processes of the run."""

from collections import Counter
from typing import Any

import pytest

from tests.slack import validator

_others: Counter[str] = Counter()
NAME = "block_kit_payloads"


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[NAME] = dict(validator.validated)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _others.update(getattr(node, "workeroutput", {}).get(NAME, {}))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    total = validator.validated + _others
    if total:
        parts = ", ".join(f"{count} {surface}" for surface, count in sorted(total.items()))
        terminalreporter.write_line(f"Block Kit payloads validated: {total.total()} ({parts})")
