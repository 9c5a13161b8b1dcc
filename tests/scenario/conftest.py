"""The whole bot on loopback: the real app, a real MongoDB, a Slack workspace and a model service played by fakes."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import web

from bot.app import App, Overrides, build
from bot.config import Config, EngineConfig, SlackConfig
from bot.config.watching import WatchingConfig
from bot.role import Role
from core.sandbox.pool import ChildServer
from handlers.intake.analysis import Patience
from handlers.intake.parts import Holds
from storage import StorageConfig
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_web import Message

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SESSION = (SAMPLES / "session.vtt").read_bytes()
QUICK = Overrides(
    poll=0.1,  # a job that is stored or woken here waits for none; looking for more is work of two processes
    backoff=(0.05,),
    file_waits=(0.05, 0.1, 0.2, 0.4, 0.8, 0.8),
    holds=Holds(whole=1.0, cut=3.0),
    patience=Patience(delays=(0.05, 0.05), ceiling=0.2),
)


@dataclass(frozen=True)
class House:
    """A running bot and the world around it."""

    app: App
    slack: FakeSlack
    models: MessagesApi


OFF = WatchingConfig()
Open = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def open_house(storage_config: StorageConfig, child_server: ChildServer) -> Open:
    """Opens a bot on this test's database; several may be opened one after the other, as after a restart."""

    @asynccontextmanager
    async def opened(
        slack: FakeSlack,
        models: MessagesApi,
        *,
        engine: str = "claude",
        overrides: Overrides = QUICK,
        working: bool = True,
        role: Role = Role.BOTH,
        temporal: Mapping[str, str] = {},
        watching: WatchingConfig = OFF,
    ) -> AsyncIterator[House]:
        config = Config(
            data=storage_config.data,
            mongodb_uri=storage_config.uri,
            mongodb_database=storage_config.database,
            slack=SlackConfig(slack.token, slack.signing_secret, slack.api_url, (slack.file_host,)),
            engine=EngineConfig(name=engine, anthropic_key="test-key", anthropic_url=models.url),
            temporal=temporal,
            temporal_queue=storage_config.database,
            watching=watching,
        )
        # A loaded machine is no outage.
        patient = replace(overrides, storage_timeout=20.0, child_server=child_server)
        async with build(config, patient, role) as app:
            runner = web.AppRunner(app.web, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0][:2]
            slack.app_url = f"http://{host}:{port}/slack/events"
            try:
                if working:
                    async with app.working():
                        yield House(app, slack, models)
                else:
                    yield House(app, slack, models)
            finally:
                await runner.cleanup()

    return opened


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as workspace:
        yield workspace


@pytest.fixture
async def models() -> AsyncIterator[MessagesApi]:
    async with MessagesApi() as service:
        yield service


@pytest.fixture
async def house(open_house: Open, slack: FakeSlack, models: MessagesApi) -> AsyncIterator[House]:
    async with open_house(slack, models) as opened:
        yield opened


async def delete_from(slack: FakeSlack, who: str, card: Message) -> None:
    """Delete a session through the menu of its card."""
    await slack.press(who, card, "More", choice="Delete")
    view = await slack.wait_for_view("Delete this session?")
    await slack.submit(who, view, {})
