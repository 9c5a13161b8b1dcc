"""What the handlers need of the world, in one value that bot/app.py fills in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.engine import Engine
from core.faults import ChatFault
from core.jobs import JobStore
from core.people import MessageRef, Person, Place, Platform, Tenant
from core.ports import (
    AuditLog,
    Chat,
    Clock,
    Extractor,
    Files,
    InsightStore,
    PeopleStore,
    TranscriptStore,
    UploadStore,
)


@dataclass(frozen=True)
class Services:
    jobs: JobStore
    uploads: UploadStore
    transcripts: TranscriptStore
    insights: InsightStore
    people: PeopleStore
    audit: AuditLog
    chats: Mapping[Platform, Chat]
    files: Mapping[Platform, Files]
    extractor: Extractor
    engine: Engine
    clock: Clock
    wake: Callable[[], None]

    def chat(self, at: Place | Person | MessageRef | Tenant) -> Chat:
        """The chat of the platform a thing belongs to."""
        tenant = at if isinstance(at, Tenant) else at.place.tenant if isinstance(at, MessageRef) else at.tenant
        try:
            return self.chats[tenant.platform]
        except KeyError:
            raise ChatFault("platform_off", transient=False) from None
