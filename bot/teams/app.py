"""Teams, connected: what speaks outward, and where what happened comes in."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from bot.background import Background
from bot.config import TeamsConfig
from bot.teams.auth import Check, Keys
from bot.teams.chat import TeamsChat
from bot.teams.connector import Connector
from bot.teams.directory import TeamsDirectory
from bot.teams.endpoint import Endpoint
from bot.teams.files import TeamsFiles
from bot.teams.named import Named
from bot.teams.references import References
from bot.teams.sender import KIND as GIVE
from bot.teams.sender import TeamsSender
from bot.teams.tokens import AppToken
from core.jobs.handler import JobHandler
from core.people.installations import Removal
from core.people.person import Tenant
from handlers.events import Inbox
from storage import Storage

PATH = "/api/messages"
GRACE = 5.0
"""Seconds that what is being answered may still take when the process ends."""


@dataclass
class TeamsFace:
    """Teams, connected: a bot.face.ServedFace."""

    config: TeamsConfig
    storage: Storage
    check: Check
    connector: Connector
    references: References
    chat: TeamsChat
    files: TeamsFiles
    directory: TeamsDirectory
    sender: TeamsSender
    background: Background
    home: None = None

    @property
    def marks(self) -> TeamsChat:
        return self.chat

    async def installed(self, tenant: Tenant) -> bool:
        """Teams tells of a person's own removal alone; a tenant is served for as long as the operator says so."""
        return self.config.serves(tenant.id)

    @property
    def jobs(self) -> Mapping[str, JobHandler]:
        return {GIVE: self.sender}

    def mount(
        self,
        server: web.Application,
        inbox: Inbox,
        *,
        forms: Collection[str] = (),
        removed: Callable[[Removal], Awaitable[None]] | None = None,
    ) -> None:
        """Serve POST /api/messages. Which buttons open a form is on the cards, and a tenant is never removed."""
        endpoint = Endpoint(
            self.config,
            self.check,
            self.connector,
            self.references,
            self.storage.conversations,
            self.chat,
            self.directory,
            self.sender,
            Named(self.references, self.directory, self.storage.relationships),
            self.background,
            inbox,
        )
        server.router.add_post(PATH, endpoint.answer)

    async def drain(self) -> None:
        await self.background.drain()


@asynccontextmanager
async def connect(config: TeamsConfig, storage: Storage) -> AsyncIterator[TeamsFace]:
    """Nothing is sent before something is asked of it. What a token says of the time is compared with the database's."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:
        connector = Connector(session, AppToken(session, config), config.hosts)
        references = References(storage.conversations, connector, config)
        chat, files = TeamsChat(references, storage.conversations), TeamsFiles(session, config.file_hosts)
        face = TeamsFace(
            config,
            storage,
            Check(Keys(session, config.openid_url), config.app_id, storage.clock.unmoved),
            connector,
            references,
            chat,
            files,
            TeamsDirectory(references, config),
            TeamsSender(references, chat, files, session, storage.uploads, storage.jobs),
            Background(GRACE),
        )
        try:
            yield face
        finally:
            await face.drain()
            await chat.informing.close()
