"""Slack, connected: what speaks outward, and where what happened comes in."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from aiohttp import web

from bot.background import Background
from bot.config import SlackConfig
from bot.slack.chat import SlackChat
from bot.slack.directory import SlackDirectory
from bot.slack.endpoint import Endpoint
from bot.slack.files import SlackFiles
from bot.slack.installations import SlackInstallations, SlackStates
from bot.slack.oauth import Installing
from bot.slack.sender import SlackSender
from bot.slack.socket import Socket
from bot.slack.web import TIMEOUT, Installations, OneWorkspace, Web, client
from core.jobs.handler import JobHandler
from core.people.installations import InstallationStore, Removal
from core.people.person import Tenant
from handlers.events import Inbox

PATH = "/slack/events"
GRACE = 5.0
"""Seconds that what is being answered may still take when the process ends."""


@dataclass
class SlackFace:
    """Slack, connected: a bot.face.ServedFace. `now` is compared with what Slack's clock says."""

    config: SlackConfig
    api: Web
    chat: SlackChat
    files: SlackFiles
    directory: SlackDirectory
    sender: SlackSender
    background: Background
    now: Callable[[], datetime]
    installing: Installing | None = None

    @property
    def installation(self) -> Installations:
        return self.api.installations

    @property
    def home(self) -> SlackChat:
        return self.chat

    @property
    def marks(self) -> SlackChat:
        return self.chat

    @property
    def jobs(self) -> Mapping[str, JobHandler]:
        return {}

    async def installed(self, tenant: Tenant) -> bool:
        return await self.installation.installed(tenant)

    def mount(
        self,
        server: web.Application,
        inbox: Inbox,
        *,
        forms: Collection[str] = (),
        removed: Callable[[Removal], Awaitable[None]] | None = None,
    ) -> None:
        """Serve POST /slack/events, and the pages for installing where there are many workspaces; with an app token, events
        come over a socket for as long as the server runs. `forms` names the commands and button actions that open a form:
        theirs is opened empty at once, since Slack's leave to open one lasts three seconds. `removed` is told, durably before
        Slack has its answer, where the app was removed."""
        endpoint = Endpoint(
            self.config,
            self.api,
            self.chat,
            self.directory,
            self.background,
            inbox,
            now=self.now,
            forms=frozenset(forms),
            removed=removed,
        )
        if self.config.signing_secret:
            server.router.add_post(PATH, endpoint.answer)
        if self.installing is not None:
            server.add_routes(self.installing.routes())
        if self.config.app_token:
            socket = Socket(self.api.session, self.config.api_url, self.config.app_token, endpoint.dispatch)
            server.cleanup_ctx.append(socket.while_serving)

    async def drain(self) -> None:
        await self.background.drain()


@asynccontextmanager
async def connect(
    config: SlackConfig, store: InstallationStore | None = None, *, now: Callable[[], datetime]
) -> AsyncIterator[SlackFace]:
    """Slack for one workspace, or for all that `store` knows. Nothing is sent before something is asked of it. `now` is the
    time of day, which is compared with Slack's: that of the database, not of this machine."""
    async with aiohttp.ClientSession(timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=64)) as session:
        installation: Installations
        installing = None
        if config.many:
            if store is None:
                raise ValueError("many workspaces need a store of installations")
            bare = client(config.api_url, session, "")
            installation = many = SlackInstallations(
                store, bare, config.client_id, config.client_secret, now=now, serves=config.serves
            )
            installing = Installing(config, bare, many, SlackStates(store), now)
        else:
            installation = OneWorkspace(config.api_url, session, config.bot_token)
        outward = Web(config.api_url, session, installation)
        chat, files = SlackChat(outward), SlackFiles(outward, config.file_hosts)
        directory, sender = SlackDirectory(outward), SlackSender(outward, chat, files.allowed)
        face = SlackFace(config, outward, chat, files, directory, sender, Background(GRACE), now, installing)
        try:
            yield face
        finally:
            await face.drain()
            await chat.agent.close()
