"""An insight with what hangs on it, as every card of it needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.insight.corrections import Correction
from core.insight.model import SessionInsight
from core.people.person import Tenant
from core.promises.commitments import Commitment


@dataclass(frozen=True, slots=True)
class Reading:
    """As it was at one moment."""

    insight: SessionInsight
    corrections: Sequence[Correction]
    commitments: Sequence[Commitment]


class Readings(Protocol):
    async def read(self, tenant: Tenant, id: str) -> Reading | None:
        """By one look at the database."""
        ...
