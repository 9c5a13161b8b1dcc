"""What core and the handlers need of the world, as narrow as their use."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from core.card import Card
from core.insight.model import (
    Findings,
    Grant,
    SessionInsight,
    SessionMetadata,
)
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Tenant,
)
from core.transcript import Role, Transcript

T = TypeVar("T")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC: one for all replicas, whatever their machines' own clocks show."""
        ...


class Chat(Protocol):
    """Saying something on a platform. All cards are rendered behind this port."""

    async def post(self, place: Place, card: Card) -> MessageRef: ...

    async def update(self, message: MessageRef, card: Card) -> None:
        """Replace a posted message; repeating it changes nothing."""
        ...

    async def direct(self, person: Person, card: Card) -> MessageRef:
        """A direct message to the person."""
        ...


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a platform says of a file before its bytes are fetched. `name` is content: it is never logged or echoed in a
    place others see. `size` in bytes, None if unknown."""

    name: str
    size: int | None = None


class Files(Protocol):
    """Fetching what a person dropped. `source` is what the platform told of it: an id, or an address that holds for a while.
    Both raise NotYet for a file that its platform told of but does not know yet."""

    async def facts(self, tenant: Tenant, source: str) -> FileFacts: ...

    def fetch(self, tenant: Tenant, source: str, limit: int) -> AsyncIterator[bytes]:
        """The bytes in chunks. Raises Refused (login page, missing scope, too large while reading, gone)."""
        ...


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows and where to go on: `older` and `newer` are opaque cursors, None at the ends."""

    rows: tuple[T, ...]
    older: str | None = None
    newer: str | None = None


@dataclass(frozen=True, slots=True)
class InsightSummary:
    """A row of a list: no sections, only counts by section name.

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


class UploadStore(Protocol):
    """Uploaded bytes, encrypted, kept only until their text has been extracted."""

    async def put(self, owner: Person, job_id: str, data: bytes, name: str) -> None: ...

    async def get(self, tenant: Tenant, job_id: str) -> tuple[bytes, str] | None:
        """(bytes, file name), or None if it is not there (any more)."""
        ...

    async def delete(self, tenant: Tenant, job_id: str) -> None: ...


class TranscriptStore(Protocol):
    """Transcripts, encrypted under the key of the client they belong to."""

    async def put(self, owner: Person, transcript: Transcript, digest: str, *, id: str) -> None:
        """Store under `id` (the job's); a second put of the same id replaces it. `digest` is the SHA-256 of the file."""
        ...

    async def get(self, tenant: Tenant, id: str) -> Transcript | None: ...

    async def set_roles(self, tenant: Tenant, id: str, roles: Mapping[str, Role]) -> None: ...

    async def seen_before(self, owner: Person, digest: str) -> tuple[str, datetime] | None:
        """(transcript id, when) of the same file given earlier by the same person."""
        ...

    async def delete(self, tenant: Tenant, id: str) -> None: ...


class InsightStore(Protocol):
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
    ) -> bool:
        """One write that completes the insight. False if it was complete already (nothing is written then)."""
        ...

    async def set_status(self, tenant: Tenant, id: str, status: str, error: str | None, at: datetime) -> None: ...

    async def mine(self, person: Person, *, limit: int, cursor: str | None = None) -> Page[InsightSummary]:
        """Insights the person is client or coach of, newest session first (undated ones by when they were made)."""
        ...

    async def delete(self, tenant: Tenant, id: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Profile:
    """What is remembered of a person. `time_zone` an IANA name, None if unknown. `consents` maps a consent text's version
    to when it was given."""

    person: Person
    name: str = ""
    time_zone: str | None = None
    consents: Mapping[str, datetime] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


class PeopleStore(Protocol):
    async def get(self, person: Person) -> Profile | None: ...

    async def put(self, profile: Profile) -> None: ...


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which thing, when, and how it ended. `facts` hold sizes, versions and ids; never words."""

    tenant: Tenant
    actor: str
    operation: str
    subject: str
    at: datetime
    result: str = "ok"
    facts: Mapping[str, Any] = field(default_factory=dict)
    change: str = ""
    """The id of the change it tells of, where there is one (core/changes.py)."""


class AuditLog(Protocol):
    async def append(self, entry: AuditEntry) -> None: ...

    async def append_once(self, entry: AuditEntry) -> None:
        """Unless this actor's operation on this subject is on record already."""
        ...

    async def of(self, tenant: Tenant, subject: str, *, limit: int = 100) -> Sequence[AuditEntry]:
        """The newest entries on one thing, newest first."""
        ...

    async def by(self, tenant: Tenant, actor: str, *, limit: int = 100) -> Sequence[AuditEntry]:
        """The newest entries of what one person did, newest first."""
        ...
