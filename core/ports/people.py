"""What relationships, sharing, comments, corrections, timelines and privacy need of the world, as narrow as their use.

For every store here: the tenant is part of every query and leads every index; a Person carries its tenant. What is not there is
None, False or an empty page; what could not be read or written is raised (StorageFault), never an empty answer.
A cursor that was not made by the same method raises Refused(BAD_INPUT). Writes are majority and journalled. An id that
could not exist (malformed) is the same as one that is not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from core.card import Card
from core.changes import Change
from core.insight.comments import Comment
from core.insight.corrections import Correction
from core.insight.model import Findings, Grant, SessionInsight
from core.people.person import MessageRef, Person, Tenant
from core.people.privacy import Erased, Holdings, Retention
from core.people.relationships import Relationship, State
from core.ports.sessions import InsightStore, InsightSummary, Page

# --- who somebody is ---


class Kind(StrEnum):
    PERSON = "person"
    GUEST = "guest"  # a guest of the workspace, or somebody from another one: not taken
    BOT = "bot"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Member:
    """What the platform says of a user id. `time_zone` an IANA name. `admin`: may set the tenant's retention."""

    person: Person
    kind: Kind
    name: str = ""
    time_zone: str | None = None
    admin: bool = False


class Directory(Protocol):
    """The platform's list of members. Implemented beside Chat."""

    async def look_up(self, person: Person) -> Member | None:
        """None if the tenant knows no such user: an unknown id, a channel's id, an id of another tenant.

        Raises ChatFault if the platform does not answer, Refused if a permission is missing. May answer
        from memory for some minutes.
        """
        ...


class FileSender(Protocol):
    """Giving a person a file. Implemented beside Chat."""

    async def send(self, person: Person, name: str, data: bytes, note: Card) -> None:
        """Into the person's direct message with the bot, under `note`. `name` holds no content. Raises ChatFault; Refused,
        with what to do, where the platform does not let us give files.

        Where the platform asks the person first (Teams), it returns once they were asked.
        """
        ...


# --- relationships ---


class RelationshipStore(Protocol):
    """`coaching_relationships`. Indexes: unique partial (platform, tenant, pair) where state is pending or active;
    (platform, tenant, pair, open, changed_at, id); (platform, tenant, party, state, changed_at, id). A `change` is kept in the
    relationship's outbox by the same write."""

    async def create(self, relationship: Relationship, change: Change) -> bool:
        """False if the pair (`Relationship.pair`, the same whoever coaches) has one pending or active: nothing is written."""
        ...

    async def get(self, tenant: Tenant, id: str) -> Relationship | None: ...

    async def get_many(self, tenant: Tenant, ids: Sequence[str]) -> Mapping[str, Relationship]:
        """Those of `ids` (at most 100) that are there, in one query."""
        ...

    async def between(self, tenant: Tenant, one: str, other: str) -> Relationship | None:
        """The pending or active relationship of the two, whoever coaches; else the one that changed last; else None."""
        ...

    async def move(self, relationship: Relationship, change: Change) -> bool:
        """Write the new state by compare-and-set: only if the stored `version` is `relationship.version - 1`. All fields but
        id, tenant, coach, client, requested_by and created_at are replaced. False if it had moved meanwhile (or is gone)."""
        ...

    async def of(
        self, person: Person, *, states: frozenset[State], limit: int, cursor: str | None = None
    ) -> Page[Relationship]:
        """Those the person is coach or client of, in these states, last changed first; keyset on (changed_at, id)."""
        ...


# --- insights as several people see them ---


class Scope(StrEnum):
    ALL = "all"  # mine: paired and unpaired
    PAIRED = "paired"
    UNPAIRED = "unpaired"
    SHARED = "shared"  # unpaired insights of others with a grant for me


@dataclass(frozen=True, slots=True)
class InsightQuery:
    """What `reader` asks to list. ALL, PAIRED, UNPAIRED: insights the reader is client or coach of, as far as the visible
    flags let them. SHARED: those with a grant naming the reader (expired ones too; the policy drops them row by row).

    `client`, `coach`: only those of this client, with this coach. `status` a value of core.insight.model.Status.
    """

    reader: Person
    scope: Scope = Scope.ALL
    client: str | None = None
    coach: str | None = None
    status: str | None = None


class InsightShelf(InsightStore, Protocol):
    """InsightStore, and what reading and changing by several people needs. Every change is one atomic update whose filter
    names all that must still be true, so a change that lost a race writes nothing and says so. A `change` is kept in the
    insight's outbox by the same write, and `updated_at` is its moment."""

    async def list(self, query: InsightQuery, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        """Newest session first (session_date, else created_at; then id), keyset both ways; index-covered for every scope
        with and without client, coach and status. At most 200 rows a page: search reads in such steps."""
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
    ) -> bool:
        """Set title and date, both as given (None: unknown); `findings` as counted anew from that date replace those of a
        completed one. One write. False if there is no such insight."""
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


# --- what is written about an insight ---


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
    """Commitments made in one session: how many, how many of them came due or were settled, how many were kept."""

    made: int
    settled: int
    kept: int


class CommitmentCounts(Protocol):
    async def by_insight(self, tenant: Tenant, insight_ids: Sequence[str]) -> Mapping[str, Kept]:
        """For those of `insight_ids` (at most 100) that made commitments, by the client, in one query."""
        ...


# --- cards that may have to be taken back ---


class PostedCards(Protocol):
    """Messages the bot sent about a thing, so that they can be replaced when it ends. Index (platform, tenant, subject)."""

    async def remember(self, subject: str, reader: Person, message: MessageRef, kind: str = "") -> None:
        """`subject` is an insight's or a relationship's id, or whose words it holds (handlers/messages/posted.py); `kind` what of
        it the message shows, where that is kept up to date. A message remembered again without a kind keeps its own. The
        newest 1000 of a subject and reader are kept."""
        ...

    async def of(
        self, tenant: Tenant, subject: str, reader: str | None = None, kind: str | None = None
    ) -> Sequence[MessageRef]:
        """Of every kind where `kind` is None."""
        ...

    async def shown(self, tenant: Tenant, subject: str, reader: str) -> Sequence[tuple[MessageRef, str]]:
        """One reader's, oldest first, each with its kind."""
        ...

    async def readers(self, tenant: Tenant, subject: str) -> Sequence[str]:
        """The ids of those who were sent something about it that has not been forgotten."""
        ...

    async def forget(self, tenant: Tenant, subject: str, reader: str | None = None) -> None: ...


# --- privacy ---


class PrivacyStore(Protocol):
    """Everything held about one person, over all collections."""

    async def holdings(self, person: Person) -> Holdings:
        """Counts by kind (core.people.privacy.KINDS), from indexes."""
        ...

    async def is_gone(self, person: Person) -> bool:
        """Whether nothing of the person's opens: they were erased and have not come back, or were never here."""
        ...

    async def comments_by(self, author: Person, *, limit: int, cursor: str | None = None) -> Page[Comment]:
        """Newest first, keyset on (at, id)."""
        ...

    async def erase(self, person: Person, at: datetime) -> Erased:
        """Everything about the person; resumable, and repeating it is harmless.

        In this order: destroy the person's data key (all they own is unreadable from then on, in every copy); close
        their relationships (state ended, withdrawn_at set) and take grants naming them out; delete the insights they own
        with transcripts, findings, comments, corrections, commitments, posted cards, uploads and jobs (but for the job of
        kind `privacy.erase` that is asking); delete the comments and
        corrections they wrote elsewhere; on insights of their clients (which stay, being the client's) coach_user_id
        None, created_by the client, and nothing held from the client any more; tokens, reminders, profile. The audit log
        stays (ids only) and gets one entry `erase`.
        """
        ...


class KeyRotation(Protocol):
    """What follows an erasure: the master key that once wrapped the destroyed data key is destroyed, too."""

    @property
    def shuts_backups(self) -> bool:
        """Whether, once it is done, copies of the database made before open nothing of the erased with the keys of today. False
        where a copy of the data takes the keys along."""
        ...

    async def advance(self) -> timedelta | None:
        """Do what can be done now; after how long the next step is due, None if nothing is to be done. Harmless to repeat."""
        ...


class TenantStore(Protocol):
    async def retention(self, tenant: Tenant) -> Retention:
        """The default if the tenant set none."""
        ...

    async def set_retention(self, tenant: Tenant, retention: Retention) -> None:
        """From now on, for what is there as well: transcripts expire this many days after their analysis."""
        ...

    async def care_note(self, tenant: Tenant) -> str | None:
        """The tenant's own words on where help is found; None if it has set none."""
        ...

    async def set_care_note(self, tenant: Tenant, note: str | None) -> None: ...
