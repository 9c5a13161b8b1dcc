"""The stores of insights and of what hangs on them, as core and the handlers need them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from core.changes import Change
from core.insight.comments import Comment
from core.insight.corrections import Correction
from core.insight.model import Findings, Grant, SessionInsight, SessionMetadata
from core.insight.words import Spellings
from core.people.person import Person, Tenant
from core.people.relationships import Relationship

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows and where to go on: `older` and `newer` are opaque cursors, None at the ends."""

    rows: tuple[T, ...]
    older: str | None = None
    newer: str | None = None


@dataclass(frozen=True, slots=True)
class InsightSummary:
    """A row of a list: no sections, only counts by section name, and of questions and passages, as its parties have put it right.

    `figures` are those of core.sharing.trends.TRACKED that could be measured; they are part of the craft view. What follows
    them is what the policy asks (core.sharing.access.facts_of_row).
    """

    id: str
    status: str
    is_unpaired: bool
    client_user_id: str
    coach_user_id: str | None
    session_date: datetime | None
    session_title: str | None
    created_at: datetime
    quality: str | None = None
    themes: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    created_by: str = ""
    coaching_relationship_id: str | None = None
    visible_to_client: bool = True
    visible_to_coach: bool = True
    craft_shared: bool = False
    held_since: datetime | None = None
    hold_ends_at: datetime | None = None
    sharing_permissions: Mapping[str, Grant] = field(default_factory=dict)


class Scope(StrEnum):
    ALL = "all"  # mine: paired and unpaired
    PAIRED = "paired"
    UNPAIRED = "unpaired"
    SHARED = "shared"  # unpaired insights of others with a grant for me


@dataclass(frozen=True, slots=True)
class InsightQuery:
    """What `reader` asks to list. ALL, PAIRED, UNPAIRED: insights the reader is client or coach of, as far as the visible
    flags let them. SHARED: those with a grant naming the reader (expired ones too; the policy drops them row by row).

    `client`, `coach`: only those of this client, with this coach. `other`, without these two: only what there is between the
    reader and this person, as far as it is in scope: theirs that the reader coaches, the reader's that they coach, and in ALL
    also what they share with the reader. `status` a value of core.insight.model.Status. `relationship`: only those of this one.
    """

    reader: Person
    scope: Scope = Scope.ALL
    client: str | None = None
    coach: str | None = None
    status: str | None = None
    other: str | None = None
    relationship: str | None = None


class InsightStore(Protocol):
    """`session_insights` with their findings, read and changed by several people. Every change is one atomic update whose filter
    names all that must still be true, so a change that lost a race writes nothing and says so. A `change` is kept in the
    insight's outbox by the same write, and `updated_at` is its moment."""

    async def create(self, insight: SessionInsight) -> None:
        """Store a new insight; creating one that is there already changes nothing."""
        ...

    async def get(self, tenant: Tenant, id: str) -> SessionInsight | None: ...

    async def complete(
        self,
        tenant: Tenant,
        id: str,
        findings: Findings,
        metadata: SessionMetadata,
        at: datetime,
        *,
        new: SessionInsight | None = None,
    ) -> SessionInsight | None:
        """One write that completes the insight, which is given back. None if it was complete already (nothing is written
        then). `new` is the insight as the caller created it: where nobody has changed it since, it is not read."""
        ...

    async def renew(
        self, tenant: Tenant, id: str, findings: Findings, metadata: SessionMetadata, change: Change
    ) -> bool:
        """Put a new analysis in the place of a completed one's, in one write. False if it is not completed or not there."""
        ...

    async def set_status(self, tenant: Tenant, id: str, status: str, error: str | None, at: datetime) -> None: ...

    async def places(self, tenant: Tenant, ids: Sequence[str]) -> Mapping[str, str | None]:
        """The relationship each of these belongs to, None for a private one. Left out are those that are gone, and those held
        back from one of the two, for what is held back is not told through another card."""
        ...

    async def mine(self, person: Person, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        """Insights the person is client or coach of, newest session first (undated ones by when they were made)."""
        ...

    async def delete(self, tenant: Tenant, id: str) -> bool: ...

    async def list(
        self, query: InsightQuery, *, limit: int, cursor: str | None = None, skip: int = 0
    ) -> Page[InsightSummary]:
        """Newest session first (session_date, else created_at; then id), keyset both ways; index-covered for every scope
        with and without client, coach and status. At most 200 rows a page: search reads in such steps. `skip` leaves out as many
        rows, each of which costs a look; a cursor costs nothing."""
        ...

    async def count(self, query: InsightQuery) -> int:
        """How many `list` would give in all, from the index alone."""
        ...

    async def share(self, owner: Person, id: str, coach: str, grant: Grant, change: Change) -> bool:
        """Give or change a grant: sharing_permissions[coach] and shared_with_coaches in one update, filtered by unpaired and
        client_user_id == owner. False if that does not match (any more)."""
        ...

    async def revoke(self, owner: Person, id: str, coach: str, change: Change) -> bool:
        """Take the grant and the name out of both fields in one update, same filter and the grant there. False otherwise."""
        ...

    async def granted(self, owner: Person, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        """The owner's unpaired insights with at least one grant, newest session first."""
        ...

    async def pair(self, owner: Person, id: str, relationship: Relationship, change: Change) -> bool:
        """Link an unpaired insight: relationship id and coach, is_unpaired False, no grants left, both visible; one update,
        filtered by unpaired and client_user_id == owner == relationship.client. False otherwise."""
        ...

    async def set_visible(
        self,
        tenant: Tenant,
        id: str,
        *,
        client: bool,
        coach: bool,
        change: Change,
        hold_ends_at: datetime | None = None,
    ) -> bool:
        """Hold or release. An unpaired one stays visible to its owner whatever `client` says. False if it is not there.

        Held from the client, `held_since` is the moment of the change, unless it was held already, and `hold_ends_at` the first
        one ever given."""
        ...

    async def held_from(self, client: Person, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        """The paired insights of `client` that are held from them, newest session first: never to be shown as they are."""
        ...

    async def holds_to_settle(self, now: datetime, *, limit: int) -> Sequence[SessionInsight]:
        """Of every tenant: held from their clients without an end, as by a version that knew none, or past it."""
        ...

    async def set_hold_end(
        self, tenant: Tenant, id: str, *, since: datetime, ends_at: datetime, change: Change
    ) -> bool:
        """Give such a one its end; `updated_at` stays. False if it is not held any more, or has one."""
        ...

    async def end_hold(self, tenant: Tenant, id: str, change: Change) -> bool:
        """Show it to its client, if its hold has ended by the moment of the change. False otherwise."""
        ...

    async def set_craft_shared(self, tenant: Tenant, id: str, shared: bool, change: Change) -> bool:
        """Whether the client of a paired insight sees the craft view. False if it is not there or not paired."""
        ...

    async def edit(
        self,
        tenant: Tenant,
        id: str,
        *,
        title: str | None,
        session_date: datetime | None,
        change: Change,
        findings: Findings | None = None,
        seen: datetime | None = None,
    ) -> bool:
        """Set title and date, both as given (None: unknown); `findings` as counted anew from that date replace those of a
        completed one. One write. `seen`: only if `updated_at` still is that. False if there is no such insight."""
        ...

    async def retell(self, tenant: Tenant, id: str, findings: Findings, words: Spellings = ()) -> None:
        """Have the row of a completed insight tell these findings, which are its own as its parties have put them right, and its
        title with these names and words corrected; the analysis stays, and so does `updated_at`."""
        ...

    async def to_retell(self, *, limit: int, after: str = "") -> Sequence[tuple[Tenant, str]]:
        """Of every tenant, by id: whose rows tell what an earlier version stored."""
        ...

    async def count_before(self, tenant: Tenant, relationship_id: str, before: datetime) -> int:
        """Sessions of a relationship earlier than `before`, from the index alone."""
        ...

    async def of_relationship(
        self, tenant: Tenant, relationship_id: str, *, limit: int, cursor: str | None = None
    ) -> Page[InsightSummary]:
        """All of a relationship, whatever the flags say: for work of the house, never to be shown as it is."""
        ...

    async def close_to_coach(self, tenant: Tenant, relationship_id: str) -> int:
        """After consent was withdrawn: the coach no longer finds the relationship's insights by `list` or `count`. How many.

        Repeating it goes on where it stopped; the policy denies each of them in any case.
        """
        ...


class CommentStore(Protocol):
    """`comments`, the text sealed under the key of the insight's owner. Index (platform, tenant, insight_id, at, id)."""

    async def add(self, owner: Person, comment: Comment, change: Change) -> bool:
        """The change is kept with it. False if one with this id is there already: nothing is written."""
        ...

    async def of(self, tenant: Tenant, insight_id: str, *, limit: int, cursor: str | None = None) -> Page[Comment]:
        """Newest first, keyset on (at, id)."""
        ...

    async def get(self, tenant: Tenant, id: str) -> Comment | None: ...

    async def delete(self, tenant: Tenant, id: str, author: str) -> bool:
        """False if there is none of this author's."""
        ...

    async def delete_all(self, tenant: Tenant, insight_id: str) -> int:
        """With their insight. How many."""
        ...


class CorrectionStore(Protocol):
    """`corrections`, text and anchor sealed under the key of the insight's owner. All of one insight are read together."""

    async def put(self, owner: Person, insight_id: str, correction: Correction, change: Change) -> bool:
        """Store, or replace the one with this id; the change is kept with all of the insight's. False if the insight has
        core.insight.corrections.MOST of them already."""
        ...

    async def of(self, tenant: Tenant, insight_id: str) -> Sequence[Correction]:
        """All of one insight (at most core.insight.corrections.MOST), oldest first."""
        ...

    async def remove(self, tenant: Tenant, insight_id: str, id: str, change: Change | None = None) -> bool:
        """False if it is not there. The change, if there is one to tell of, is kept with all of the insight's."""
        ...

    async def remove_all(self, tenant: Tenant, insight_id: str) -> int:
        """With their insight. How many."""
        ...


class FeedbackStore(Protocol):
    """`feedback`: whether an insight helped; one row per person and insight. Goes with either of them."""

    async def put(self, person: Person, insight_id: str, helpful: bool, change: Change) -> bool:
        """The last word counts. True if it is the person's first about this insight."""
        ...

    async def get(self, person: Person, insight_id: str) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """Commitments made in one session, by either of the two: how many there are, of how many somebody said (or a later session
    proves) what became of them, how many were kept, and of how many nothing was told though their day has passed."""

    made: int
    settled: int
    kept: int
    not_told: int = 0


class CommitmentCounts(Protocol):
    async def by_insight(self, tenant: Tenant, insight_ids: Sequence[str]) -> Mapping[str, Kept]:
        """For those of `insight_ids` (at most 100) that made commitments, in one query."""
        ...
