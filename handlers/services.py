"""What the handlers need of the world, in one value that bot/app.py fills in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.card import Card
from core.faults import ChatFault
from core.insight.engine import Engine
from core.jobs.job import JobStore
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Platform,
    Tenant,
)
from core.ports.people import (
    CommentStore,
    CorrectionStore,
    Directory,
    FeedbackStore,
    FileSender,
    InsightShelf,
    KeyRotation,
    PostedCards,
    PrivacyStore,
    RelationshipStore,
    TenantStore,
)
from core.ports.sessions import (
    AuditLog,
    Chat,
    Clock,
    Files,
    PeopleStore,
    TranscriptStore,
    UploadStore,
)
from core.ports.work import TextWork
from core.promises.commitments import CommitmentStore

Printer = Callable[[Card], bytes]
"""A card as a file: Markdown or PDF. Slow enough to be called in a thread."""


@dataclass(frozen=True)
class Services:
    jobs: JobStore
    uploads: UploadStore
    transcripts: TranscriptStore
    insights: InsightShelf
    people: PeopleStore
    relationships: RelationshipStore
    comments: CommentStore
    corrections: CorrectionStore
    commitments: CommitmentStore
    feedback: FeedbackStore
    posted: PostedCards
    privacy: PrivacyStore
    tenants: TenantStore
    rotation: KeyRotation
    audit: AuditLog
    directories: Mapping[Platform, Directory]
    senders: Mapping[Platform, FileSender]
    chats: Mapping[Platform, Chat]
    files: Mapping[Platform, Files]
    work: TextWork
    engine: Engine
    clock: Clock
    wake: Callable[[], None]
    printers: Mapping[str, Printer] = field(default_factory=dict)
    outdated: set[Person] = field(default_factory=set)
    """Whose Home tab shows what has changed since: handlers/home/home.py draws it anew once the change is done."""

    def chat(self, at: Place | Person | MessageRef | Tenant) -> Chat:
        """The chat of the platform a thing belongs to."""
        tenant = at if isinstance(at, Tenant) else at.place.tenant if isinstance(at, MessageRef) else at.tenant
        try:
            return self.chats[tenant.platform]
        except KeyError:
            raise ChatFault("platform_off", transient=False) from None
