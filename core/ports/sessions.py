"""What core and the handlers need of the world, as narrow as their use."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from core.card import Card
from core.insight.model import OwnerVoice
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Tenant,
)
from core.transcript import Role, Transcript


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC: one for all replicas, whatever their machines' own clocks show."""
        ...

    def unmoved(self) -> datetime:
        """The same without what a simulation adds: to be compared with the clock of somebody else."""
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


class UploadStore(Protocol):
    """Uploaded bytes, encrypted, kept only until their text has been extracted."""

    async def put(self, owner: Person, job_id: str, data: bytes, name: str) -> None: ...

    async def get(self, tenant: Tenant, job_id: str) -> tuple[bytes, str] | None:
        """(bytes, file name), or None if it is not there (any more)."""
        ...

    async def delete(self, tenant: Tenant, job_id: str) -> None: ...


class TranscriptStore(Protocol):
    """Transcripts, encrypted under the key of the client they belong to."""

    async def put(self, owner: Person, transcript: Transcript, digest: str, *, id: str) -> tuple[str, datetime] | None:
        """Store under `id` (the job's); a second put of the same id replaces it. `digest` is the SHA-256 of the file, empty where
        it does not matter. Where the same file of the same person is held under another id, nothing is stored: (that id, since
        when), so that of two at the same moment one is first."""
        ...

    async def let_go(self, tenant: Tenant, id: str) -> None:
        """It is still held, and no longer in the way of the same file."""
        ...

    async def get(self, tenant: Tenant, id: str) -> Transcript | None: ...

    async def held(self, tenant: Tenant, id: str) -> bool:
        """Whether `get` would give it."""
        ...

    async def set_roles(self, tenant: Tenant, id: str, roles: Mapping[str, Role]) -> None: ...

    async def seen_before(self, owner: Person, digest: str) -> tuple[str, datetime] | None:
        """(transcript id, when) of the same file given earlier by the same person."""
        ...

    async def delete(self, tenant: Tenant, id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Profile:
    """What is remembered of a person. `time_zone` an IANA name, None if unknown. `consents` maps a consent text's version
    to when it was given. `voices` are (client, coach, whose voice is theirs), by the names of private sessions."""

    person: Person
    name: str = ""
    time_zone: str | None = None
    consents: Mapping[str, datetime] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    voices: tuple[tuple[str, str, OwnerVoice], ...] = ()


class PeopleStore(Protocol):
    async def get(self, person: Person) -> Profile | None: ...

    async def put(self, profile: Profile) -> None: ...

    async def opened_home(self, person: Person) -> None:
        """Remember that the person has looked at their Home; repeating it changes nothing."""
        ...

    async def has_home(self, person: Person) -> bool:
        """Whether they have."""
        ...


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
