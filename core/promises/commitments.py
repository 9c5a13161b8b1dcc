"""Commitments: what was promised in a session, kept apart from it so that it can be followed up. Pure, and the port to keep them.

Each action item of a completed insight is one commitment. Its id follows from the insight and the item's place there, so that
recording it again changes nothing; whether it is open or done is its own, and outlives a correction of its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, Protocol

from core.changes import Change
from core.insight.corrections import Correction, lay_over
from core.insight.model import SessionInsight
from core.people.person import Person, Tenant
from core.ports.insights import CommitmentCounts, Page

CommitmentState = Literal["open", "done", "renegotiated", "dropped"]
OUTSTANDING: frozenset[CommitmentState] = frozenset({"open", "renegotiated"})
"""Not settled: agreed anew is still to be done."""
LONGEST = 2000
"""Characters of a promise put in other words."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where it was told that a promise was kept. The words themselves stay with that insight, and go with it."""

    insight_id: str
    turn: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """When the state became what it is, and by whom: a person's id, or None where a later session proved it."""

    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """A client's own words on one, for nobody else: `line` says when and where they will do it, `obstacle` what may get in the
    way, `said` the day they named for being reminded of it."""

    line: str = ""
    obstacle: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """`client` is the insight's owner, under whose key the words lie; `owner` who promised. `quote` was found in turn `turn`;
    `timeline` are the words that say when. `made_at` is the session's date, or when it was brought where that is unknown.

    `renewed`: `action` and `due` are as agreed anew, and the session's own no longer replace them. `proof` stays when a
    settled one is opened again, so that the same proof does not settle it twice. `version` counts the changes of state.
    """

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
    changed: Changed | None = None
    renewed: bool = False
    version: int = 0
    plan: Plan | None = None

    @property
    def settled(self) -> bool:
        return self.state not in OUTSTANDING


def session_of(id: str) -> str:
    """The id of the session a promise was made in."""
    return id.rpartition("-")[0]


def place_of(id: str) -> int:
    """Where its item is in the analysis of that session."""
    return int(id.rpartition("-")[2])


class CommitmentStore(CommitmentCounts, Protocol):
    """`commitments`, the words sealed under the client's key. Indexes: (platform, tenant, insight, owner, state, due);
    (platform, tenant, client); (platform, tenant, client, state, made_at); (platform, tenant, client, settled, listed_at, id)."""

    async def record(self, client: Person, insight_id: str, commitments: Sequence[Commitment]) -> None:
        """Make the insight's commitments these: new ones are added as they are, known ones get new words and dates and keep
        their state and what was agreed anew, others of this insight are deleted. Repeating it changes nothing."""
        ...

    async def of(self, tenant: Tenant, insight_id: str) -> Sequence[Commitment]:
        """All of one insight, in its order."""
        ...

    async def reword(self, commitment: Commitment) -> None:
        """Store the words of one agreed anew, with a name or a word corrected; nothing else of it changes, and nothing at all if
        it has changed meanwhile."""
        ...

    async def open_of(self, client: Person, *, before: datetime, limit: int) -> Sequence[Commitment]:
        """The outstanding ones of a client's sessions made before `before`, the newest first."""
        ...

    async def listed(self, client: Person, *, settled: bool, limit: int, cursor: str | None = None) -> Page[Commitment]:
        """All of a client's sessions, keyset both ways. Outstanding: the earliest due first, then those without a date, then
        recurring ones. Settled: what changed last first. For rows to be shown, each is asked of the policy."""
        ...

    async def settle(self, client: Person, id: str, proof: Proof) -> bool:
        """An outstanding one is done. False if it is not outstanding (any more), or was opened again after this very proof;
        nothing is written then."""
        ...

    async def plan(self, client: Person, id: str, plan: Plan) -> bool:
        """Keep the client's plan with it, in place of another. False if it is not there."""
        ...

    async def move(self, client: Person, commitment: Commitment, change: Change) -> bool:
        """Write state, `changed` and `version` by compare-and-set: only if the stored version is one less; one agreed anew
        (`renegotiated`) also gets its words and date. The change is kept in its outbox by the same write. False if it had
        changed meanwhile, or is gone."""
        ...


def settle(commitment: Commitment, state: Literal["done", "dropped"], by: str, at: datetime) -> Commitment | None:
    """Done, or dropped; None if it is settled already."""
    if commitment.settled:
        return None
    return replace(commitment, state=state, changed=Changed(by, at), version=commitment.version + 1)


def renegotiate(commitment: Commitment, action: str, due: date | None, by: str, at: datetime) -> Commitment | None:
    """Agreed anew, in these words and for this day; None if it is settled, or nothing would differ."""
    if commitment.settled or (action, due) == (commitment.action, commitment.due):
        return None
    return replace(
        commitment,
        state="renegotiated",
        action=action,
        due=due,
        changed=Changed(by, at),
        renewed=True,
        version=commitment.version + 1,
    )


def reopen(commitment: Commitment, by: str, at: datetime) -> Commitment | None:
    """To be done after all, as it was agreed last; None if it is not settled."""
    if not commitment.settled:
        return None
    state: CommitmentState = "renegotiated" if commitment.renewed else "open"
    return replace(commitment, state=state, changed=Changed(by, at), version=commitment.version + 1)


def made_in(insight: SessionInsight, corrections: Sequence[Correction] = ()) -> tuple[Commitment, ...]:
    """The commitments of an insight as its parties have put them right: what they dismissed was none. In a private session, those
    of its owner alone; nobody's, where their voice is not known."""
    corrected = lay_over(insight, corrections)
    places = corrected.places["action_items"]
    alone = insight.is_unpaired and insight.speakers is not None
    speakers = corrected.findings.speakers
    made = []
    for place, item in zip(places, corrected.findings.action_items, strict=True):
        if alone and not (speakers and speakers.owner == item.owner):
            continue
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


def promised_by_client(commitment: Commitment, session: SessionInsight) -> bool:
    """Whether it is the promise of whom the session belongs to: in a private one whose voices are known, each is."""
    return commitment.owner == "client" or (session.is_unpaired and session.speakers is not None)


def as_they_stand(insight: SessionInsight, places: Sequence[int], made: Mapping[int, Commitment]) -> SessionInsight:
    """The insight with each promise in its words, date and state of now. `places` are where its items were in the analysis,
    `made` the commitments by that place."""
    items = tuple(
        item.model_copy(update={"action": found.action, "due": found.due, "state": found.state})
        if (found := made.get(place))
        else item
        for place, item in zip(places, insight.action_items, strict=True)
    )
    return insight.model_copy(update={"action_items": items})
