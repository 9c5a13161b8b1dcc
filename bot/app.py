"""The one place that wires. Nothing connects at import; nothing is global."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Protocol

from aiohttp import web

from bot import assets, engines, front, inbox, pages, playground, slack, teams
from bot.api.app import Api, as_problems
from bot.api.rates import Rates
from bot.config import Config
from bot.face import Connect, ServedFace
from bot.mail import Smtp
from bot.render import markdown
from bot.role import Role
from bot.schedule import ticking, ticks
from bot.sources.table import sources
from bot.uploads import Receiving
from bot.watching import Watching, watching
from bot.web import application
from bot.webhooks import poster
from core.analysis import care
from core.card import Card
from core.insight.engine import Engine
from core.insight.holds import settle_holds
from core.insight.telling import retell_former
from core.jobs.job import JobStore, Lane
from core.jobs.lanes import Slots
from core.jobs.worker import BACKOFF, Worker
from core.people.locales import read_by_its_person
from core.people.person import Platform
from core.ports.sessions import Clock
from core.programme import acts as programme
from core.sandbox.pool import ChildServer, Sandbox
from handlers import presses
from handlers.account import workspace
from handlers.account.housekeeping import KIND as HOUSEKEEPING
from handlers.account.housekeeping import (
    ROTATION,
    Housekeeping,
    RotateKeys,
    begin,
)
from handlers.account.privacy import erase_again
from handlers.dispatcher import Dispatcher
from handlers.intake import again
from handlers.intake.analysis import Patience
from handlers.intake.intake import FILE_WAITS, Intake
from handlers.intake.jobs import KIND as INTAKE
from handlers.intake.parts import Holds
from handlers.jobs import HANDLERS
from handlers.lanes import lane_of
from handlers.routes import OPENS_FORM
from handlers.services import Pages, Services
from storage import Storage, StorageConfig, open_storage, outlast

log = logging.getLogger(__name__)

FACES: Mapping[Platform, Connect] = {
    Platform.SLACK: slack.face,
    Platform.TEAMS: teams.face,
    Platform.PLAYGROUND: playground.face,
}
"""The chat platforms; each takes its own part of the configuration."""


@dataclass(frozen=True)
class Overrides:
    """What a test or the demo puts in place of the default; None keeps the default. `clock` is what handlers ask; `ahead` moves
    the database's time for them and for every query alike, so that a simulation may wind it on."""

    engine: Engine | None = None
    clock: Clock | None = None
    ahead: Callable[[], timedelta] = timedelta
    faces: Mapping[Platform, Connect] = field(default_factory=dict)
    patience: Patience = field(default_factory=Patience)
    storage_timeout: float = 2.5
    poll: float | None = None
    lease: float | None = None
    backoff: tuple[float, ...] = BACKOFF
    file_waits: tuple[float, ...] = FILE_WAITS
    holds: Holds = field(default_factory=Holds)
    tick: float = 60.0
    """Seconds between the ticks of bot/schedule.py."""
    child_server: ChildServer | None = None
    """One that outlives the app, instead of its own."""
    around: Callable[[Services], Services] = lambda services: services
    """Sees every port before it is used: a test of crashes puts its own before each."""


class Carrier(Protocol):
    """Has the worker carry jobs until it is stopped."""

    async def run(self) -> None: ...

    async def stop(self, grace: float = 5.0) -> None: ...

    def lively(self) -> bool: ...


@dataclass(frozen=True)
class App:
    config: Config
    services: Services
    dispatcher: Dispatcher
    worker: Worker
    carrier: Carrier
    """What has jobs carried: the worker itself, or Temporal."""
    storage: Storage
    web: web.Application
    draining: tuple[Callable[[], Awaitable[None]], ...] = ()
    """What has work under way besides the worker, and lets it end."""
    tick: float = 60.0
    watching: Watching | None = None

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """The worker loop and the ticks of bot/schedule.py, for as long as the block runs."""
        erase = partial(erase_again, self.services)
        if people := await outlast(lambda: self.storage.set_aside.hand_over(erase)):
            log.warning("what a restore brought back of erased people is being erased", extra={"people": people})
        await outlast(lambda: begin(self.services.jobs, self.services.clock))
        loop = asyncio.create_task(self.carrier.run())
        try:
            async with ticking(ticks(self.services, every=timedelta(seconds=self.tick))):
                yield
        finally:
            await self.carrier.stop()
            loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await loop

    async def finish(self) -> None:
        """Take no new work; what is under way has five seconds."""
        await asyncio.gather(self.carrier.stop(), *(drain() for drain in self.draining))


def storage_config(config: Config, overrides: Overrides = Overrides()) -> StorageConfig:
    return StorageConfig(
        uri=config.mongodb_uri,
        database=config.mongodb_database,
        data=config.data,
        timeout=overrides.storage_timeout,
        ahead=overrides.ahead,
        keys=config.keys,
        keys_mounted=config.keys_mounted,
        key_service=config.key_service,
    )


@asynccontextmanager
async def build(config: Config, overrides: Overrides = Overrides(), role: Role = Role.BOTH) -> AsyncIterator[App]:
    """Everything a process needs, connected; closed in reverse when the block ends. A worker's web has its health alone."""
    async with AsyncExitStack() as stack:
        storage = await stack.enter_async_context(open_storage(storage_config(config, overrides)))
        clock = overrides.clock or storage.clock
        # Two more than may read: a long file keeps nobody from having a session screened, drafted or checked.
        sandbox = Sandbox(children=config.slots[Lane.READ] + 2, lent=overrides.child_server)
        await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        faces: dict[Platform, ServedFace] = {}
        for platform, connect in {**FACES, **overrides.faces}.items():
            if connected := connect(config, storage):
                faces[platform] = await stack.enter_async_context(connected)
        engine: Engine
        if overrides.engine is None:
            slots = config.slots[Lane.ANALYSE]
            made = engines.make(
                config.engine,
                sandbox,
                slots=slots,
                counters=storage.counters,
                answers=storage.answers,
                now=clock.now,
            )
            stack.push_async_callback(made.close)
            engine = made
        else:
            engine = overrides.engine
        worker = Worker(
            storage.jobs,
            {},
            Slots(config.slots),
            lane_of,
            sandbox.alone,
            poll=overrides.poll or config.poll,
            lease=timedelta(seconds=overrides.lease or config.lease),
            backoff=overrides.backoff,
        )
        jobs, carrier = (
            await _carried_by_temporal(config, storage, worker) if config.temporal else (storage.jobs, worker)
        )
        services = Services(
            jobs=jobs,
            outbox=storage.outbox,
            uploads=storage.uploads,
            transcripts=storage.transcripts,
            insights=storage.insights,
            people=storage.people,
            relationships=storage.relationships,
            comments=storage.comments,
            corrections=storage.corrections,
            readings=storage.readings,
            commitments=storage.commitments,
            nudges=storage.nudges,
            inboxes=storage.inboxes,
            webhooks=storage.webhooks,
            feedback=storage.feedback,
            posted=storage.posted,
            privacy=storage.privacy,
            tenants=storage.tenants,
            tokens=storage.tokens,
            rotation=storage.rotation,
            audit=storage.audit,
            programme=storage.programme,
            answers=storage.answers,
            faces=faces,
            directories={platform: face.directory for platform, face in faces.items() if face.directory},
            work=sandbox,
            engine=engine,
            poster=await stack.enter_async_context(poster(loopback=config.webhooks_loopback)),
            sources=await stack.enter_async_context(sources(config)),
            mail=Smtp(config.smtp_url, config.mail_from) if config.smtp_url else None,
            clock=clock,
            wake=worker.wake,
            pages=Pages(storage.browsers, f"{config.public_url}{pages.ENTER}") if config.public_url else None,
            printers={"md": markdown.render, "pdf": _pdf, "docx": _word},
        )
        services = overrides.around(services)
        if (watch := await stack.enter_async_context(watching(config.watching, storage, role))) is not None:
            services = watch.around(services)
        worker.store = services.jobs
        worker.for_person = partial(read_by_its_person, services)
        dispatcher = Dispatcher(services)
        worker.handlers = {
            **{kind: handler(services) for kind, handler in HANDLERS.items()},
            presses.KIND: presses.HandleAfterwards(services, dispatcher.presses, dispatcher.handle),
            INTAKE: Intake(
                services, overrides.patience, config.care_note or care.NOTE, overrides.file_waits, overrides.holds
            ),
            again.KIND: again.AnalyseAgain(services, overrides.patience, config.care_note or care.NOTE),
            HOUSEKEEPING: Housekeeping(services.jobs, services.clock, storage, partial(_besides, services)),
            ROTATION: RotateKeys(storage.rotation),
            workspace.KIND: workspace.EraseWorkspace(storage.installations, storage.workspaces, faces),
            **{kind: handler for face in faces.values() for kind, handler in face.jobs.items()},
        }
        server = application(storage.ping, carrier.lively if role.carries else None, proxies=config.proxies)
        if watch is not None:
            worker.handlers = watch.handlers(worker.handlers)
        if role.receives:
            server.middlewares.insert(0, as_problems)
            server.add_routes([*assets.routes(), *front.routes(config)])
            receiving = Receiving()
            inbox.mount(server, services, receiving)
            departure = workspace.Departure(services, storage.installations, storage.workspaces)
            for face in faces.values():
                face.mount(server, dispatcher, forms=OPENS_FORM, removed=departure.removed)
            if config.api:
                Api(services, Rates(config.api_rate), receiving).mount(server)
            await stack.enter_async_context(pages.mounted(server, config, services, dispatcher, storage, receiving))
        if watch is not None:
            server.middlewares.insert(0, watch.requests())  # outside of all others: what they answer is what is counted
        draining = tuple(face.drain for face in faces.values())
        yield App(config, services, dispatcher, worker, carrier, storage, server, draining, overrides.tick, watch)


async def _carried_by_temporal(config: Config, storage: Storage, worker: Worker) -> tuple[JobStore, Carrier]:
    from bot.temporal import connect  # noqa: PLC0415 - the SDK loads only where it is used
    from bot.temporal.jobs import TemporalJobs  # noqa: PLC0415
    from bot.temporal.worker import TemporalWorker  # noqa: PLC0415

    client = await connect(config.temporal, lazy=True)
    jobs = TemporalJobs(storage.db, client, config.temporal_queue)
    return jobs, TemporalWorker(partial(connect, config.temporal), jobs, worker, config.slots, storage.clock)


async def _besides(world: Services) -> None:
    await settle_holds(world)
    await retell_former(world)
    await programme.count_all(world)


def _pdf(card: Card) -> bytes:
    from bot.render import pdf  # noqa: PLC0415 - the typesetter loads with the first PDF

    return pdf.render(card)


def _word(card: Card) -> bytes:
    from bot.render import word  # noqa: PLC0415 - python-docx loads with the first Word file

    return word.render(card)
