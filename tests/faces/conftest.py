"""The real bot over each face in turn."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass

import pytest
from aiohttp import web

from bot.app import App, Overrides, build
from bot.config import Config
from bot.engines.offline import Offline
from core.sandbox.pool import ChildServer
from storage import StorageConfig
from tests.faces.on_playground import on_playground
from tests.faces.on_slack import on_slack
from tests.faces.on_teams import on_teams
from tests.faces.on_toy import on_local, on_toy
from tests.faces.stage import Stage
from tests.fakes.in_process import InProcess

FACES: dict[str, Callable[[], AbstractAsyncContextManager[Stage]]] = {
    "slack": on_slack,
    "teams": on_teams,
    "local": on_local,
    "toy": on_toy,
    "playground": on_playground,
}
"""A face joins with a line."""


@dataclass
class Staged:
    """A running bot, and people before it."""

    app: App
    stage: Stage

    async def until(self, who: str, words: str, *, gone: bool = False) -> None:
        """They see these words; or, `gone`, do not any more."""
        deadline = time.monotonic() + 120
        while (words in (seen := await self.stage.sees(who))) is gone:
            if time.monotonic() > deadline:
                raise AssertionError(f"{words!r} of {who} is {'' if gone else 'not '}there:\n{seen}")
            await asyncio.sleep(0.02)


@asynccontextmanager
async def served(
    stage: Stage, storage_config: StorageConfig, child_server: ChildServer, *, working: bool = True
) -> AsyncIterator[Staged]:
    config = Config(data=storage_config.data, mongodb_uri=storage_config.uri, mongodb_database=storage_config.database)
    overrides = Overrides(
        engine=Offline(InProcess()), faces=stage.faces, poll=0.1, storage_timeout=20.0, child_server=child_server
    )
    async with build(stage.configured(config), overrides) as app:
        runner = web.AppRunner(app.web, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        await stage.open(f"http://{host}:{port}", app.dispatcher)
        try:
            async with app.working() if working else nullcontext():
                yield Staged(app, stage)
        finally:
            await runner.cleanup()


@pytest.fixture(params=FACES)
async def staged(
    request: pytest.FixtureRequest, storage_config: StorageConfig, child_server: ChildServer
) -> AsyncIterator[Staged]:
    async with FACES[request.param]() as stage, served(stage, storage_config, child_server) as opened:
        yield opened
