"""Three processes killed at every point while they remind (tests/nudges/chaos.py): nothing doubled on a day, nothing missed."""

import pytest

from tests.nudges import chaos


@pytest.mark.long
async def test_processes_that_are_killed_remind_once() -> None:
    args = chaos.parsed(["--people", "20", "--days", "12", "--kills", "16", "--share", "0.15", "--seed", "7"])
    found = dict(await chaos.chaos(args))
    assert {name: found[name] for name in chaos.NONE} == dict.fromkeys(chaos.NONE, 0)
    assert found["briefs taken by the platform"] > 0
    assert found["weekly overviews"] > 0
    assert sum(count for name, count in found.items() if name.startswith("killed ")) > 10
