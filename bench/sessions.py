"""How long a session takes besides its engine, from the upload to the card: of somebody new, of somebody with many sessions, and
beside the bare work.

    python -m bench.sessions [--rounds 15] [--before 100]

The real bot on loopback with its own MongoDB, the Slack of the tests in the same process and the keyless engine; a file of 90
turns, another one each time. In every round the three are measured in turns, so that whatever else the machine does hits all:

  bare       the file read and verified in guarded children as the bot does, and stored by one majority write
  first      the first session of somebody new, from the event to the edit that shows the card
  many       one more session of somebody who has had `--before`, each with a promise that is still open

The engine's time is taken from each. What a process weighs after many, bench/sizing.py says.
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from aiohttp import web
from rich.console import Console
from rich.table import Table

from bot.app import App, Overrides, build
from bot.config import Config, SlackConfig
from core.analysis.analyse import Analysis, analyse, to_json
from core.insight.draft import Draft
from core.insight.engine import AnalysisRequest, Engine
from core.insight.model import SessionInsight
from core.people.person import Person, Platform, Tenant
from core.promises.commitments import Commitment
from core.sandbox import tasks
from handlers.services import Services
from tests.fakes.slack import FakeSlack

TURNS = 90
COACH = (
    "What would you like to look at today?",
    "What makes that matter to you now?",
    "So it sounds as if the plan is clear, and the first step is not. Is that right?",
    "On a scale from one to ten, how sure are you?",
    "What else could you do?",
)
CLIENT = (
    "I want to talk about how I lead my team. We are number {n} in the company and I answer everything myself.",
    "I noticed on day {n} that I said yes before I had thought about it, and I felt tired afterwards.",
    "Maybe I could ask Tom to take the meeting. I have not tried that yet.",
    "It would mean that I have two mornings free. That is worth {n} hours to me.",
    "I will write to Tom about the meeting by Friday.",
)
CARD = "Only you see this"
PACE = 1.0
"""Seconds between two messages to one conversation: what the bot still waits for of the session before is none of this one."""
TARGET = (200, 300)
"""Milliseconds, p50 and p95; and `many` takes no longer than `first`."""


def session(number: int) -> bytes:
    """A file of TURNS turns whose bytes no other number has."""
    said = [
        f"Coach: {COACH[at // 2 % len(COACH)]}"
        if at % 2 == 0
        else f"Client: {CLIENT[at // 2 % len(CLIENT)].format(n=number + at)}"
        for at in range(TURNS)
    ]
    return "\n\n".join(said).encode()


@dataclass
class Timed:
    """An engine that says how long it took for whom, in seconds."""

    engine: Engine
    seconds: dict[Person | None, float] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        began = time.perf_counter()
        try:
            return await self.engine.analyse(request, progress)
        finally:
            self.seconds[request.requested_by] = time.perf_counter() - began


@dataclass
class Bench:
    slack: FakeSlack
    app: App
    engine: Timed
    made: int = 0

    @property
    def tenant(self) -> Tenant:
        return Tenant(Platform.SLACK, self.slack.team)

    async def dropped(self, user: str) -> float:
        """Seconds from the event to the card, without the engine's."""
        self.made += 1
        before = {message.ts for message in self.slack.in_channel(self.slack.direct_channel(user))}
        began = time.perf_counter()
        delivery = await self.slack.drop_file(user, "session.txt", session(self.made))
        while not self._shown(delivery.channel, before):
            if time.perf_counter() - began > 300:
                raise TimeoutError([message.words for message in self.slack.in_channel(delivery.channel)])
            await asyncio.sleep(0.002)
        seconds = time.perf_counter() - began - self.engine.seconds.pop(Person(self.tenant, user))
        while not await self.app.storage.jobs.quiet():  # noqa: ASYNC110 - state of the database, told by no event
            await asyncio.sleep(0.01)
        return seconds

    def _shown(self, channel: str, before: set[str]) -> bool:
        new = (message for message in self.slack.in_channel(channel)[-3:] if message.ts not in before)
        return any(CARD in message.words for message in new)

    async def bare(self) -> float:
        self.made += 1
        services = self.app.services
        began = time.perf_counter()
        received = await services.work.run(tasks.RECEIVE, session(self.made), "session.txt")
        transcript = received.transcript
        found: Analysis = await analyse(self.engine, AnalysisRequest(transcript, None), services.work)
        rows = self.app.storage.db.collection("bench_bare")
        await rows.insert_one({"body": to_json(found, transcript)})
        return time.perf_counter() - began - self.engine.seconds.pop(None)

    async def fill(self, person: Person, many: int) -> None:
        """Give the person so many earlier sessions, like one they had, each with an open promise."""
        await self.dropped(person.id)
        (row,) = (await self.app.storage.insights.mine(person, limit=2)).rows
        if (like := await self.app.storage.insights.get(person.tenant, row.id)) is None:
            raise LookupError(row.id)
        for number in range(1, many):
            at = like.created_at - timedelta(days=number)
            earlier = like.model_copy(update={"id": os.urandom(12).hex(), "created_at": at, "source_document_id": None})
            await self.app.storage.insights.create(earlier)
            await self.app.storage.commitments.record(person, earlier.id, (_promise(person, earlier),))


def _promise(person: Person, insight: SessionInsight) -> Commitment:
    said = "write to Tom about the meeting"
    return Commitment(
        f"{insight.id}-0",
        person.tenant,
        insight.id,
        person.id,
        "client",
        said,
        f"I will {said} by Friday.",
        10,
        insight.created_at,
    )


@asynccontextmanager
async def bench(data: Path) -> AsyncIterator[Bench]:
    async with FakeSlack() as slack:
        timed: list[Timed] = []

        def around(services: Services) -> Services:
            timed.append(Timed(services.engine))
            return replace(services, engine=timed[0])

        config = Config(
            data=data, slack=SlackConfig(slack.token, slack.signing_secret, slack.api_url, (slack.file_host,))
        )
        limits = replace(config.engine, per_person=0, per_tenant=0)
        overrides = Overrides(poll=30.0, storage_timeout=20.0, lease=600.0, tick=3600.0, around=around)
        async with build(replace(config, engine=limits), overrides) as app:
            runner = web.AppRunner(app.web, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            slack.app_url = f"http://{host}:{port}/slack/events"
            async with app.working():
                yield Bench(slack, app, timed[0])
            await runner.cleanup()


def _ms(seconds: list[float], share: float) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))] * 1000


async def measure(rounds: int, before: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with bench(Path(folder)) as run:
            many = Person(run.tenant, "U0MANY")
            await run.fill(many, before)
            await run.dropped("U0WARM")
            await run.bare()
            taken: dict[str, list[float]] = {"bare": [], "first": [], "many": []}
            for number in range(rounds):
                taken["bare"].append(await run.bare())
                taken["first"].append(await run.dropped(f"U0NEW{number}"))
                await asyncio.sleep(PACE)
                taken["many"].append(await run.dropped(many.id))
    title = "Upload to card less engine time, target {} and {} ms".format(*TARGET)
    table = Table("", "p50 ms", "p95 ms", "ratio to bare", "ratio to first", title=title)
    for name, seconds in taken.items():
        ratios = [
            f"{median(mine / theirs for mine, theirs in zip(seconds, taken[other], strict=True)):.2f}"
            for other in ("bare", "first")
        ]
        table.add_row(name, f"{_ms(seconds, 0.5):.0f}", f"{_ms(seconds, 0.95):.0f}", *ratios)
    Console().print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How long a session takes besides its engine.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--before", type=int, default=100, help="sessions that the person with many has had")
    wanted = parser.parse_args()
    asyncio.run(measure(wanted.rounds, wanted.before))
