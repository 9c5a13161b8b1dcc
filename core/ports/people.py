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
from core.people.person import MessageRef, Person, Tenant
from core.people.privacy import Erased, Holdings, Retention
from core.people.relationships import Briefs, Relationship, State
from core.ports.insights import Page

# --- who somebody is ---


class Kind(StrEnum):
    PERSON = "person"
    GUEST = "guest"  # a guest of the workspace, or somebody from another one: not taken
    BOT = "bot"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Member:
    """What the platform says of a user id. `time_zone` an IANA name, `locale` a language tag such as
    "de-AT"; both as far as the platform says. `admin` is what it says, too; who may do what an administrator may, `administers`
    says."""

    person: Person
    kind: Kind
    name: str = ""
    time_zone: str | None = None
    locale: str = ""
    admin: bool = False

    @property
    def administers(self) -> bool:
        """A platform may go on calling one an administrator who is a guest here, or not here any more."""
        return self.admin and self.kind is Kind.PERSON


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

    async def keep_briefs(self, relationship: Relationship, briefs: Briefs, change: Change | None) -> bool:
        """Write `briefs` alone, by compare-and-set on its own version: only if the stored one is one less, and the relationship
        is active. The change, if there is one to tell of, is kept in the outbox by the same write."""
        ...

    async def of(
        self, person: Person, *, states: frozenset[State], limit: int, cursor: str | None = None
    ) -> Page[Relationship]:
        """Those the person is coach or client of, in these states, last changed first; keyset on (changed_at, id)."""
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
