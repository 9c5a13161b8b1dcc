"""How soon Slack has its answer: signed events and commands under load, against a bare Bolt app on the same aiohttp, in turns.

`python -m bench.ack [--rate 200] [--seconds 6]`. Three servers on loopback take the same signed requests at the same rate in
interleaved rounds of one run, so that what the machine does meanwhile hits all alike:

  bare     a Bolt app with one listener for messages and one for the command, each doing nothing, behind aiohttp
  no store Debrief's endpoint, with an inbox that keeps nothing
  store    Debrief's endpoint and dispatcher; every dropped file stored in a real MongoDB (majority, journalled) before its answer

Times are from sending to the whole answer, measured from the moment the request was due, so that a queue shows. The load is
open: requests leave when they are due, whether or not the ones before are answered.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.config import SlackConfig
from bot.slack.app import connect
from core.jobs.job import Job
from core.people.person import Platform, Tenant
from handlers.events import (
    Event,
    FileDropped,
    Respond,
    TextSaid,
)
from handlers.intake.jobs import KIND, job_id
from storage import StorageConfig, open_storage
from tests.fakes.slack import FakeSlack

SECRET = FakeSlack.signing_secret
TEAM = FakeSlack.team
BARE, PLAIN, STORE = "bare Bolt", "Debrief, no store", "Debrief, stored"
LIMITS = {PLAIN: 1.3, STORE: 2.0}
"""How many times the p99 of the bare app each may take."""
SLOWEST = 1.0  # seconds


class Nowhere:
    """An Inbox that keeps nothing."""

    async def accept(self, events: Sequence[FileDropped | TextSaid]) -> None:
        return

    async def keep(self, event: Event, key: str) -> None:
        pass

    async def handle(self, event: Event, respond: Respond, key: str = "") -> None:
        return


@dataclass
class Stored(Nowhere):
    """An Inbox that stores a job for every file, as the dispatcher does."""

    enqueue: Callable[[Job], Awaitable[bool]]

    async def accept(self, events: Sequence[FileDropped | TextSaid]) -> None:
        for event in (each for each in events if isinstance(each, FileDropped)):
            tenant = event.person.tenant
            refs = {"person": event.person.id, "file": event.file_id, "channel": event.place.channel}
            await self.enqueue(Job(job_id(tenant, event.file_id), KIND, tenant, refs=refs))


@dataclass
class Times:
    seconds: list[float] = field(default_factory=list)
    wrong: int = 0
    p99s: list[float] = field(default_factory=list)
    """Of each round."""
    commands: list[float] = field(default_factory=list)
    """Those of `seconds` that answered a command. Bolt looks for an acknowledgement every 10 ms: most of a bare app's p99."""

    def at(self, share: float) -> float:
        return quantile(self.seconds, share)

    @property
    def events(self) -> list[float]:
        return list((Counter(self.seconds) - Counter(self.commands)).elements())


def quantile(seconds: Sequence[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def bare_app() -> web.Application:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-bench")  # noqa: S106

    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    async def listener() -> None:
        return

    async def command(ack: Callable[[], Awaitable[None]]) -> None:
        await ack()

    app.event("message")(listener)
    app.command("/insights")(command)

    async def answer(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.router.add_post("/slack/events", answer)
    return server


@asynccontextmanager
async def listening(server: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


_serial = count(1)


def is_command(number: int) -> bool:
    return number % 4 == 3


def request(number: int) -> tuple[bytes, dict[str, str]]:
    """A signed request as Slack sends it: three dropped files to one command."""
    serial = next(_serial)
    if is_command(number):
        form = {
            "command": "/insights", "text": "", "user_id": "U1", "team_id": TEAM, "channel_id": "C1",
            "trigger_id": str(serial), "response_url": "http://127.0.0.1:9/none",
        }  # fmt: skip
        raw, kind = urlencode(form), "application/x-www-form-urlencoded"
    else:
        event: dict[str, Any] = {
            "type": "message", "subtype": "file_share", "channel_type": "im", "channel": "D1", "user": "U1", "text": "",
            "ts": f"{time.time():.6f}", "files": [{"id": f"F{serial:08d}", "mode": "hosted", "name": "session.vtt"}],
        }  # fmt: skip
        raw = json.dumps({"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{serial}", "event": event})
        kind = "application/json"
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=raw) or ""
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    return raw.encode(), headers


async def load(session: aiohttp.ClientSession, url: str, rate: float, seconds: float, times: Times) -> None:
    prepared = [request(number) for number in range(int(rate * seconds))]
    start = time.perf_counter() + 0.05

    async def one(number: int, raw: bytes, headers: dict[str, str]) -> None:
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        async with session.post(url, data=raw, headers=headers) as response:
            await response.read()
        took = time.perf_counter() - due
        times.seconds.append(took)
        if is_command(number):
            times.commands.append(took)
        times.wrong += response.status != 200

    async with asyncio.TaskGroup() as group:
        for number, (raw, headers) in enumerate(prepared):
            group.create_task(one(number, raw, headers))


async def measure(rate: float, seconds: float, rounds: int) -> dict[str, Times]:
    """Each server under the same load, one after the other, in so many rounds; the first round warms up."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        storage = await stack.enter_async_context(open_storage(StorageConfig(data=Path(folder))))
        slack = await stack.enter_async_context(FakeSlack())
        urls = {BARE: await stack.enter_async_context(listening(bare_app()))}
        for name, inbox in ((PLAIN, Nowhere()), (STORE, Stored(storage.jobs.enqueue))):
            face = await stack.enter_async_context(
                connect(SlackConfig(slack.token, SECRET, slack.api_url), now=storage.clock.unmoved)
            )
            server = web.Application()
            face.mount(server, inbox)
            urls[name] = await stack.enter_async_context(listening(server))
        session = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=30))
        )
        found = {name: Times() for name in urls}
        for turn in range(rounds + 1):
            for name, url in urls.items():
                times = Times()
                await load(session, url, rate, seconds, times)
                if turn:
                    found[name].seconds += times.seconds
                    found[name].commands += times.commands
                    found[name].wrong += times.wrong
                    found[name].p99s.append(times.at(0.99))
        tenant = Tenant(Platform.SLACK, TEAM)
        kept = await storage.db.collection("jobs").count_documents({"tenant_id": tenant.id})
        print(f"{kept} files stored")
        return found


def report(found: dict[str, Times], rate: float) -> bool:
    print(f"{rate:g} signed requests a second, milliseconds from due to answered")
    print(
        f"{'':20}{'requests':>9}{'p50':>8}{'p90':>8}{'p99':>8}{'most':>8}{'of bare':>9}{'at most':>9}"
        f"{'events p99':>12}{'commands p99':>14}"
    )
    good = True
    for name, times in found.items():
        # Round against round, and the middle one: a moment in which the machine did something else counts for nobody.
        share = median(own / bare for own, bare in zip(times.p99s, found[BARE].p99s, strict=True))
        limit = LIMITS.get(name)
        figures = "".join(
            f"{1000 * value:8.1f}" for value in (times.at(0.5), times.at(0.9), times.at(0.99), max(times.seconds))
        )
        apart = f"{1000 * quantile(times.events, 0.99):12.1f}{1000 * quantile(times.commands, 0.99):14.1f}"
        print(f"{name:20}{len(times.seconds):9}{figures}{share:9.2f}{limit or '':>9}{apart}")
        good &= not times.wrong and max(times.seconds) < SLOWEST and (limit is None or share <= limit)
    return good


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=200.0)
    parser.add_argument("--seconds", type=float, default=1.0, help="of one round")
    parser.add_argument("--rounds", type=int, default=12)
    chosen = parser.parse_args(arguments)
    good = report(asyncio.run(measure(chosen.rate, chosen.seconds, chosen.rounds)), chosen.rate)
    print("within the limits" if good else "NOT within the limits")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
