"""Commitments: what was promised in a session, kept apart from it so that it can be followed up. Pure, and the port to keep them.

Each action item of a completed insight is one commitment. Its id follows from the insight and the item's place there, so that
recording it again changes nothing; whether it is open or done is its own, and outlives a correction of its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from core.corrections import Correction, lay_over
from core.insight import SessionInsight
from core.people import Person, Tenant
from core.ports_people import CommitmentCounts

CommitmentState = Literal["open", "done", "renegotiated", "dropped"]


@dataclass(frozen=True, slots=True)
class Proof:
    """Where it was told that a promise was kept. The words themselves stay with that insight, and go with it."""

    insight_id: str
    turn: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Commitment:
    """`client` is the insight's owner, under whose key the words lie; `owner` who promised. `quote` was found in turn `turn`;
    `timeline` are the words that say when. `made_at` is the session's date, or when it was brought where that is unknown."""

    id: str
    tenant: Tenant
    insight_id: str
    client: str
    owner: Literal["client", "coach"]
    action: str
    quote: str
    turn: int
    made_at: datetime
    timeline: str | None = None
    due: date | None = None
    recurring: bool = False
    state: CommitmentState = "open"
    proof: Proof | None = None


class CommitmentStore(CommitmentCounts, Protocol):
    """`commitments`, the words sealed under the client's key. Indexes: (platform, tenant, insight, owner, state, due);
    (platform, tenant, client); (platform, tenant, client, state, made_at)."""

    async def record(self, client: Person, insight_id: str, commitments: Sequence[Commitment]) -> None:
        """Make the insight's commitments these: new ones are added as they are, known ones get new words and dates and keep
        their state, others of this insight are deleted. Repeating it changes nothing."""
        ...

    async def of(self, tenant: Tenant, insight_id: str) -> Sequence[Commitment]:
        """All of one insight, in its order."""
        ...

    async def open_of(self, client: Person, *, before: datetime, limit: int) -> Sequence[Commitment]:
        """The open ones of a client's sessions made before `before`, the newest first."""
        ...

    async def settle(self, client: Person, id: str, proof: Proof) -> bool:
        """An open one is done. False if it is not open (any more); nothing is written then."""
        ...


def made_in(insight: SessionInsight, corrections: Sequence[Correction] = ()) -> tuple[Commitment, ...]:
    """The commitments of an insight as its parties have put them right: what they dismissed was none."""
    corrected = lay_over(insight, corrections)
    places = corrected.places["action_items"]
    made = []
    for place, item in zip(places, corrected.findings.action_items, strict=True):
        first = item.evidence[0] if item.evidence else None
        made.append(
            Commitment(
                id=f"{insight.id}-{place}",
                tenant=Tenant(insight.platform, insight.tenant_id),
                insight_id=insight.id,
                client=insight.client_user_id,
                owner=item.owner,
                action=item.action,
                quote=first.quote if first else "",
                turn=first.turn if first else 0,
                made_at=insight.session_date or insight.created_at,
                timeline=item.timeline,
                due=item.due,
                recurring=item.recurring,
                state=item.state,
            )
        )
    return tuple(made)
