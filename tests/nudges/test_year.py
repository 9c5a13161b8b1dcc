"""A short simulated year: every rule held against what was sent (tests/nudges/year.py; `make sim` is the long one)."""

from tests.nudges import year


def test_a_year_of_sixty_people_breaks_no_rule() -> None:
    totals = year.simulate(people=60, seed=2026)
    assert not totals.wrong, f"{dict(totals.wrong)} {totals.examples}"
    assert totals.planned == totals.sent + sum(totals.suppressed.values()) + totals.waiting
    # It has tried what it is there for.
    assert totals.sent > 1000
    assert totals.questions > 50
    assert len(totals.zones) == len(year.ZONES)
    assert totals.cut_short.keys() == {"before the post", "after the post"}
    assert {"done", "let go", "moved", "cut short"} <= totals.suppressed.keys()
    assert totals.briefs["briefs"] > 20
    assert totals.briefs["weekly overviews"] > 100
    assert totals.briefs["sessions without the yes of both"] > 0
