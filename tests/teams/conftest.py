"""The face over loopback: signed activities in, a fake Teams out, an inbox that remembers, and the database that stays open."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest_asyncio
from aiohttp import web

from bot.teams.app import TeamsFace, connect
from core.people.person import Person, Platform, Tenant
from storage import Storage
from tests.faces.on_teams import configured
from tests.fakes.teams import FakeTeams
from tests.open_database import OpenDatabase
from tests.slack.test_face import FakeInbox


@dataclass
class House:
    teams: FakeTeams
    inbox: FakeInbox
    face: TeamsFace
    storage: Storage

    @property
    def tenant(self) -> Tenant:
        return Tenant(Platform.TEAMS, self.teams.tenant)

    def person(self, who: str) -> Person:
        return Person(self.tenant, who)

    async def settled(self) -> None:
        """What was answered in the background is done."""
        await self.face.background.drain()


@pytest_asyncio.fixture(loop_scope="session")
async def storage(open_database: OpenDatabase) -> Storage:
    return await open_database.emptied()


@pytest_asyncio.fixture(loop_scope="session")
async def house(storage: Storage) -> AsyncIterator[House]:
    async with FakeTeams() as teams:
        for who, name in (("maya", "Maya Lind"), ("clara", "Clara Novak")):
            teams.member(who, name)
        config = replace(configured(teams), admins=frozenset({"maya"}))
        async with connect(config, storage) as face:
            inbox, server = FakeInbox(), web.Application()
            face.connector._pause = 0.01
            face.mount(server, inbox)
            runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            teams.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
            yield House(teams, inbox, face, storage)
            await runner.cleanup()
