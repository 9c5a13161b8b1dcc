"""What acts need of the world, in one value: the stores, the platforms' lists of members, the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.changes import Change, Outbox, job_of
from core.inbox.record import InboxStore
from core.jobs.job import JobState, JobStore, ask_again
from core.nudges.record import NudgeStore
from core.people.person import Platform
from core.people.tokens import TokenStore
from core.ports.insights import CommentStore, CorrectionStore, FeedbackStore, InsightStore
from core.ports.people import Directory, RelationshipStore, TenantStore
from core.ports.sessions import AuditLog, Clock, PeopleStore, TranscriptStore, UploadStore
from core.programme.figures import ProgrammeStore
from core.promises.commitments import CommitmentStore
from core.promises.readings import Readings
from core.webhooks.record import WebhookStore


@dataclass(frozen=True)
class World:
    jobs: JobStore
    outbox: Outbox
    uploads: UploadStore
    transcripts: TranscriptStore
    insights: InsightStore
    people: PeopleStore
    relationships: RelationshipStore
    comments: CommentStore
    corrections: CorrectionStore
    commitments: CommitmentStore
    readings: Readings
    nudges: NudgeStore
    inboxes: InboxStore
    webhooks: WebhookStore
    feedback: FeedbackStore
    tenants: TenantStore
    tokens: TokenStore
    audit: AuditLog
    programme: ProgrammeStore
    directories: Mapping[Platform, Directory]
    clock: Clock
    wake: Callable[[], None]

    async def announce(self, change: Change) -> None:
        """Have the effects of a change carried out soon. Call it once the write that keeps the change has succeeded."""
        await self.jobs.enqueue(job_of(change))
        self.wake()

    async def announce_left(self) -> int:
        """The same for every change that a crash left in an outbox, or whose job was given up; how many. Harmless to repeat."""
        left = await self.outbox.left()
        for change in left:
            await ask_again(self.jobs, job_of(change), states={JobState.FAILED})
        if left:
            self.wake()
        return len(left)
