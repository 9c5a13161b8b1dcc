"""Everything of the storage room, opened in order and closed in reverse."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pymongo.errors import ConfigurationError, InvalidName, InvalidURI
from pymongo.monitoring import CommandListener

from core.people.person import Person
from storage import expiry
from storage.answers import MongoAnswers
from storage.audit import MongoAudit
from storage.browsers import MongoBrowsers
from storage.clock import DatabaseClock
from storage.comments import MongoComments
from storage.commitments import MongoCommitments
from storage.conversations import MongoConversations
from storage.corrections import MongoCorrections
from storage.counters import MongoCounters
from storage.data_folder import NoDatabase
from storage.database import Database
from storage.embedded import EmbeddedMongo
from storage.feedback import MongoFeedback
from storage.inboxes import MongoInboxes
from storage.insight_store import MongoInsightStore
from storage.installations import MongoInstallations
from storage.jobs import MongoJobs
from storage.key_start import Places, open_keyring
from storage.masterkeys import KeyService, key_files
from storage.migrations import migrate
from storage.nudges import MongoNudges
from storage.outbox import MongoOutbox
from storage.people import MongoPeople
from storage.posted import MongoPostedCards
from storage.privacy import MongoPrivacy
from storage.programme import MongoProgramme
from storage.readings import MongoReadings
from storage.relationships import MongoRelationships
from storage.rotation import Pace, Rotation
from storage.screens import MongoScreens
from storage.servers import Server
from storage.set_aside import SetAside
from storage.starting import PATIENCE, check, outlast
from storage.tenants import MongoTenants
from storage.tokens import MongoTokens
from storage.transcripts import MongoTranscripts
from storage.uploads import MongoUploads
from storage.vault import Vault
from storage.webhooks import MongoWebhooks
from storage.workspaces import MongoWorkspaces


@dataclass(frozen=True, slots=True)
class StorageConfig:
    """`data` is the folder for master keys and the embedded database, which is started if `uri` is None.

    `timeout` in seconds bounds one call (an answer to Slack is due within three); `width` calls go at once; `keys` moves the
    master keys elsewhere, which with `keys_mounted` has to be a volume of its own; `key_service` moves them to a KMS. `pace` is
    that of a rotation, None the usual one; `ahead` moves the clock, in a simulation alone (storage/clock.py). A database that
    is away at the start is waited for `patience` seconds.
    """

    data: Path
    uri: str | None = field(default=None, repr=False)
    database: str = "debrief"
    timeout: float = 2.5
    width: int = 32
    keys: Path | None = None
    keys_mounted: bool = False
    key_service: KeyService | None = None
    ahead: Callable[[], timedelta] = timedelta
    patience: float = PATIENCE
    pace: Pace | None = None


@dataclass(frozen=True, slots=True)
class Storage:
    """All repositories on one database."""

    db: Database
    server: Server
    vault: Vault
    jobs: MongoJobs
    outbox: MongoOutbox
    insights: MongoInsightStore
    transcripts: MongoTranscripts
    uploads: MongoUploads
    people: MongoPeople
    answers: MongoAnswers
    audit: MongoAudit
    relationships: MongoRelationships
    comments: MongoComments
    conversations: MongoConversations
    corrections: MongoCorrections
    commitments: MongoCommitments
    counters: MongoCounters
    feedback: MongoFeedback
    nudges: MongoNudges
    readings: MongoReadings
    inboxes: MongoInboxes
    webhooks: MongoWebhooks
    posted: MongoPostedCards
    privacy: MongoPrivacy
    programme: MongoProgramme
    tenants: MongoTenants
    tokens: MongoTokens
    installations: MongoInstallations
    workspaces: MongoWorkspaces
    browsers: MongoBrowsers
    rotation: Rotation
    set_aside: SetAside
    screens: MongoScreens
    key_notes: Sequence[str] = ()
    """What the start has done with the master keys, a sentence each."""

    @property
    def clock(self) -> DatabaseClock:
        """The one clock."""
        return self.db.clock

    async def ping(self) -> None:
        """Return if the database takes writes. Raises StorageFault."""
        await self.db.ping()

    async def sweep(self, now: datetime) -> Counter[str]:
        """Housekeeping, to be called now and then by any process: what retention ends, and what a crash left loose.

        How many were deleted, by kind of core.people.privacy.KINDS or by collection.
        """
        await self.insights.sweep()
        swept = await self.tenants.sweep(now)
        swept["uploads"] += await self.uploads.sweep(now)
        return +(swept + await expiry.sweep(self.db, now))

    async def forget(self, person: Person) -> bool:
        """Destroy the person's key: everything sealed under it is unreadable from now on. False if there was none."""
        return await self.vault.forget(person)


@asynccontextmanager
async def open_database(
    config: StorageConfig, *, listeners: Sequence[CommandListener] = ()
) -> AsyncIterator[tuple[Database, Server]]:
    """The database, whatever its version. Raises NoDatabase, whose message is for the person who starts the process."""
    async with AsyncExitStack() as stack:
        uri = config.uri
        if uri is None:
            uri = (await stack.enter_async_context(EmbeddedMongo(config.data / "mongo"))).uri
        try:
            db = Database(
                uri,
                config.database,
                timeout=config.timeout,
                width=config.width,
                listeners=listeners,
                ahead=config.ahead,
            )
        except (ConfigurationError, InvalidURI, InvalidName) as error:
            raise NoDatabase(
                f"MONGODB_URI or MONGODB_DATABASE is not what MongoDB takes: {type(error).__name__}."
            ) from None
        stack.push_async_callback(db.close)
        yield db, await outlast(lambda: check(db, embedded=config.uri is None), config.patience)


@asynccontextmanager
async def open_storage(config: StorageConfig, *, listeners: Sequence[CommandListener] = ()) -> AsyncIterator[Storage]:
    """The storage of a process, its database brought up to date. Raises NoDatabase."""
    async with AsyncExitStack() as stack:
        db, server = await stack.enter_async_context(open_database(config, listeners=listeners))
        await outlast(lambda: migrate(db), config.patience)
        await outlast(db.look_at_clock, config.patience)
        await stack.enter_async_context(_kept(db))
        places = _places(config)
        ring = await outlast(lambda: open_keyring(db, places, config.key_service), config.patience)
        vault = Vault(db, ring)
        stack.push_async_callback(vault.close)
        audit, comments = MongoAudit(db), MongoComments(db, vault)
        insights = MongoInsightStore(db, vault)
        corrections, commitments = MongoCorrections(db, vault), MongoCommitments(db, vault)
        yield Storage(
            db=db,
            server=server,
            vault=vault,
            jobs=MongoJobs(db),
            outbox=MongoOutbox(db),
            insights=insights,
            transcripts=MongoTranscripts(db, vault),
            uploads=MongoUploads(db, vault),
            people=MongoPeople(db, vault),
            answers=MongoAnswers(db, vault),
            audit=audit,
            relationships=MongoRelationships(db),
            comments=comments,
            conversations=MongoConversations(db),
            corrections=corrections,
            commitments=commitments,
            readings=MongoReadings(insights, corrections, commitments),
            counters=MongoCounters(db),
            feedback=MongoFeedback(db),
            nudges=MongoNudges(db),
            inboxes=MongoInboxes(db, vault),
            webhooks=MongoWebhooks(db, vault),
            posted=MongoPostedCards(db),
            privacy=MongoPrivacy(db, vault, audit, comments),
            programme=MongoProgramme(db),
            tenants=MongoTenants(db),
            tokens=MongoTokens(db, vault),
            installations=MongoInstallations(db, vault),
            workspaces=MongoWorkspaces(db, vault),
            browsers=MongoBrowsers(db),
            rotation=Rotation(ring, vault, places, alone=config.uri is None, pace=config.pace),
            set_aside=SetAside(db, vault),
            screens=MongoScreens(db, vault),
            key_notes=tuple(ring.notes),
        )


@asynccontextmanager
async def _kept(db: Database) -> AsyncIterator[None]:
    """The clock looks at the database's time now and then, for as long as the block runs."""
    looking = asyncio.create_task(db.clock.keep(db.look_at_clock))
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.wait([looking])


def _places(config: StorageConfig) -> Places:
    beside = config.data / "keys"
    if config.keys is None or config.keys == beside:
        return Places(beside)
    adopting = bool({file.name for file in key_files(beside)} - {file.name for file in key_files(config.keys)})
    return Places(config.keys, beside, config.keys_mounted, adopting)
