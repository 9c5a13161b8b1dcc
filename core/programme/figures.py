"""A month of a programme in figures: what is counted, and what of it may be told. Pure, and the port that counts and keeps.

Three rules keep everybody out of sight. A figure stands on at least FEWEST different people, or is not there at all: not on the
card, and not in what is kept. Of what has two sides (helpful or not) each side stands by itself and no sum of both is kept, so
that nothing hidden is found by subtraction; a share is told only where both are. And a month is counted once, after its end: what
is deleted later takes nothing out of it, so that before and after cannot be compared.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Protocol

from core.people.person import Tenant

FEWEST = 5
"""Different people a figure needs."""
READY = timedelta(days=1)
"""After a month's end, until it is counted: by then what was done in its last minutes is on record."""
MONTHS = 12
"""That can be looked at, and that are counted where they were not yet."""
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Part:
    """How much there was of one thing, and of how many different people."""

    count: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of a month; it is shown to nobody and kept nowhere. `waits` are a person and the seconds until their card;
    `whole`: all of it was on record in that month, as an older version did not do."""

    active: Part
    analysed: Part
    not_analysed: Part
    opened: Part
    helpful: Part
    not_helpful: Part
    shared: Part
    kept: Part
    let_go: Part
    waits: Sequence[tuple[str, float]] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be told of a month: None where fewer than FEWEST people stand behind it. `half_within` and `most_within` are
    seconds: within them half, and nine in ten, of the cards came. Without `whole`, these and `not_analysed` were not counted."""

    active: int | None = None
    analysed: int | None = None
    not_analysed: int | None = None
    half_within: int | None = None
    most_within: int | None = None
    opened: int | None = None
    helpful: int | None = None
    not_helpful: int | None = None
    shared: int | None = None
    kept: int | None = None
    let_go: int | None = None
    whole: bool = True


def figures_of(tally: Tally) -> Figures:
    return Figures(
        active=_told(tally.active),
        analysed=_told(tally.analysed),
        not_analysed=_told(tally.not_analysed) if tally.whole else None,
        half_within=_within(tally.waits, 0.5) if tally.whole else None,
        most_within=_within(tally.waits, 0.9) if tally.whole else None,
        opened=_told(tally.opened),
        helpful=_told(tally.helpful),
        not_helpful=_told(tally.not_helpful),
        shared=_told(tally.shared),
        kept=_told(tally.kept),
        let_go=_told(tally.let_go),
        whole=tally.whole,
    )


def _told(part: Part) -> int | None:
    return part.count if part.people >= FEWEST else None


def _within(waits: Sequence[tuple[str, float]], share: float) -> int | None:
    """The seconds within which this share came, in full seconds or minutes; None unless FEWEST people stand on either side."""
    ordered = sorted(waits, key=lambda wait: wait[1])
    first = ceil(share * len(ordered))
    if min(_people(ordered[:first]), _people(ordered[first:])) < FEWEST:
        return None
    seconds = max(1, ceil(ordered[first - 1][1]))
    return seconds if seconds < MINUTE else ceil(seconds / MINUTE) * MINUTE


def _people(waits: Iterable[tuple[str, float]]) -> int:
    return len({person for person, _seconds in waits})


def per_cent(one: int | None, other: int | None) -> int | None:
    """How much of both is the one; None unless both may be told."""
    return round(100 * one / (one + other)) if one is not None and other is not None else None


# --- months: from the first to the last day in UTC, the same for everybody in a workspace ---


def month_of(moment: datetime) -> date:
    """A month is its first day."""
    return moment.astimezone(UTC).date().replace(day=1)


def before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def begins(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)


def ready(month: date) -> datetime:
    """From when it can be counted."""
    return begins(after(month)) + READY


def ended(now: datetime, since: datetime) -> tuple[date, ...]:
    """The months that can be counted, newest first: from the one that `since` is in, and no more than MONTHS."""
    months: list[date] = []
    month = before(month_of(now - READY))
    while month >= month_of(since) and len(months) < MONTHS:
        months.append(month)
        month = before(month)
    return tuple(months)


class ProgrammeStore(Protocol):
    """Counts from what is kept in the clear (the record of who did what, states of promises), and keeps `programme`, one document
    a month and tenant, in which there is no person. Index of the record: (platform, tenant, at, operation, actor)."""

    async def began(self, tenant: Tenant) -> datetime | None:
        """When the record's first entry was made; None where there is none."""
        ...

    async def tally(self, tenant: Tenant, month: date) -> Tally:
        """Count the month as things stand. Whoever was erased since it began is left out."""
        ...

    async def keep(self, tenant: Tenant, month: date, figures: Figures, at: datetime) -> None:
        """For good: where the month has figures already, these stay."""
        ...

    async def kept(self, tenant: Tenant, months: Sequence[date]) -> Mapping[date, Figures]:
        """Those of `months` that are."""
        ...

    def tenants(self) -> AsyncIterator[Tenant]:
        """All that have anything on record."""
        ...
