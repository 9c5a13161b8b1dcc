"""What the calls of one analysis cost, those that ended in a fault included: a service cut off has worked, too."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Bill:
    """US dollars so far; `before` were paid by an earlier attempt, whose answers are used."""

    dollars: float = 0.0
    before: float = 0.0


@dataclass(slots=True)
class Call:
    """One call. `cost` begins as what it likely costs and stays that where nobody says better."""

    cost: float

    def free(self) -> None:
        """It never reached the service, or the service turned it down."""
        self.cost = 0.0


BILL: ContextVar[Bill | None] = ContextVar("bill", default=None)
"""Whose calls these are; tasks started within share it."""


@contextmanager
def call(likely: float) -> Iterator[Call]:
    """Around one call to a service: whatever comes of it is put on the bill, if somebody keeps one."""
    made = Call(likely)
    try:
        yield made
    finally:
        if (bill := BILL.get()) is not None:
            bill.dollars += made.cost


def paid_before(dollars: float) -> None:
    """An answer that an earlier attempt has paid for."""
    if (bill := BILL.get()) is not None:
        bill.before += dollars
