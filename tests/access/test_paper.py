"""docs/access.md shows the table as the code has it."""

import re
from pathlib import Path

from core.insight.model import Status
from core.sharing.access import RULES, Rule, Standing
from tests.access.cells import ACTORS, cells

PAGE = (Path(__file__).parents[2] / "docs" / "access.md").read_text()


def said(standings: frozenset[Standing]) -> str:
    return ", ".join(sorted(standing.value for standing in standings)) or "–"


def row(operation: str, rule: Rule) -> str:
    when = "any" if rule.statuses == frozenset(Status) else ", ".join(s.value for s in Status if s in rule.statuses)
    return f"| {operation} | {said(rule.paired)} | {said(rule.ended)} | {said(rule.unpaired)} | {when} |"


def test_every_rule_is_on_paper() -> None:
    rows = [row(operation.value, rule) for operation, rule in RULES.items()]
    assert [line for line in PAGE.splitlines() if line in rows] == rows


def test_the_number_of_cells_is_on_paper() -> None:
    count = sum(1 for _ in cells()) * len(RULES)
    told = re.search(r"all ([\d,]+) cells \((\d+) actors, (\d+) operations", PAGE)
    assert told is not None
    assert (int(told[1].replace(",", "")), int(told[2]), int(told[3])) == (count, len(ACTORS), len(RULES))
