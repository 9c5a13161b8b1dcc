"""What an hour costs, as `make bench-cost` prints it."""

import pytest

from bench import cost
from bot.engines import pricing


def test_what_runs_costs_little_more_than_the_one_bare_call_and_less_than_several() -> None:
    prefix, answer, words = cost.hour()
    assert 5_000 < words < 10_000
    ways = {way.name: way for way in cost.WAYS}
    for model in pricing.PRICES:
        for thinking in (0, cost.THINKING):
            bare, runs, _, three, *_ = (way.dollars(model, prefix, answer, thinking) for way in ways.values())
            assert bare < runs < 1.1 * bare
            assert runs < three


def test_the_table_has_every_way_with_and_without_thinking(capsys: pytest.CaptureFixture[str]) -> None:
    cost.main()
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("one call") for line in lines) == 4
