"""The playground, connected: a bot.face.ServedFace whose way in and out are pages of its own."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.playground.cast import CAST, TENANT, Cast, Player
from bot.playground.doing import Doing
from bot.playground.routes import Routes
from bot.playground.screen import Screens
from bot.playground.sheets import Sheets
from bot.playground.winding import Winding
from core.jobs.handler import JobHandler
from core.people.person import Person, Tenant
from handlers.events import Inbox
from storage import Storage

BROWSER = Person(TENANT, "#browser")
"""Whose the settings are: of whoever sits before this machine."""


@dataclass
class PlaygroundFace:
    screens: Screens
    cast: Cast
    winding: Winding | None

    @property
    def chat(self) -> Screens:
        return self.screens

    files = sender = home = marks = chat

    @property
    def directory(self) -> Cast:
        return self.cast

    @property
    def jobs(self) -> Mapping[str, JobHandler]:
        return {}

    async def installed(self, tenant: Tenant) -> bool:
        return tenant == TENANT

    def mount(self, server: web.Application, inbox: Inbox, **_: object) -> None:
        """Serve /playground. Who asks is let in by bot/playground/doors.py."""
        Routes(Doing(self.screens, self.cast, self.winding, inbox, self._keep, Sheets())).mount(server)

    async def drain(self) -> None:
        self.screens.close()

    async def _keep(self) -> None:
        told = json.dumps({"locale": self.cast.locale, "zone": self.cast.zone})
        await self.screens.rows.keep(BROWSER, "settings", told.encode())


@asynccontextmanager
async def connect(
    storage: Storage, *, windable: bool, players: Sequence[Player] = CAST
) -> AsyncIterator[PlaygroundFace]:
    """`windable`: nobody else is here whose time would move, too."""
    rows = storage.screens
    settings = json.loads(await rows.kept(BROWSER, "settings") or "{}")
    cast = Cast(players, settings.get("locale", ""), settings.get("zone"))
    winding = Winding(storage.clock, rows, storage.jobs, BROWSER) if windable else None
    if winding:
        await winding.restore()
    yield PlaygroundFace(Screens(rows, cast, storage.clock), cast, winding)
