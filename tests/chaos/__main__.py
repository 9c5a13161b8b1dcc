"""`python -m tests.chaos`: files dropped at a rate into replicas that are killed, stopped and robbed of their database."""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.chaos.checker import Verdict, check
from tests.chaos.processes import Mongod, Replica
from tests.chaos.world import UnreliableModels, UnreliableSlack, shown
from tests.fakes.slack import Delivery

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "short.txt"
RETRIES = (0.0, 2.0, 8.0)
"""Seconds before each of Slack's three further deliveries of an event that was not taken; in Slack 0, 60 and 300."""
SLACK_WAITS = 3.0
DATABASE = "chaos"


@dataclass
class Dropped:
    """One file a person dropped, and every answer its deliveries got (0: none in time)."""

    file: str
    channel: str
    ts: str
    user: str
    statuses: list[int] = field(default_factory=list)


@dataclass
class Chaos:
    args: argparse.Namespace
    dice: random.Random
    slack: UnreliableSlack
    models: UnreliableModels
    mongod: Mongod
    replicas: list[Replica]
    events: list[Dropped] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=lambda: {"kill -9": 0, "SIGSTOP": 0, "mongod kill -9": 0})
    answers: list[float] = field(default_factory=list)

    async def run(self) -> None:
        feeding = asyncio.create_task(self._feed())
        troubles = asyncio.create_task(self._trouble())
        await feeding
        await troubles
        for replica in self.replicas:
            await replica.ready()
        await self._settle()

    # --- load ---

    async def _feed(self) -> None:
        deliveries = []
        for number in range(self.args.sessions):
            deliveries.append(asyncio.create_task(self._drop(number)))
            await asyncio.sleep(self.dice.expovariate(self.args.rate))
        await asyncio.gather(*deliveries)

    async def _drop(self, number: int) -> None:
        user = f"U{number % max(1, self.args.sessions // 3):05d}"
        text = (
            SAMPLE.read_text(encoding="utf-8")
            + f"\nClient: And this was our talk number {number}, as far as I count.\n"
        )
        file = self.slack.add_file(user, f"{number}.txt", text.encode())
        event = self.slack.message(user, subtype="file_share", files=[self.slack.describe(file)], upload=False)
        dropped = Dropped(file.id, event["channel"], event["ts"], user)
        self.events.append(dropped)
        envelope = self.slack.envelope(event)
        for wait in (None, *RETRIES):
            if wait is not None:
                await asyncio.sleep(wait)
            if await self._deliver(dropped, envelope) == 200:
                break
        for _ in range(self.dice.randint(0, 3)):  # the same event once more, for no reason
            await asyncio.sleep(self.dice.uniform(0, 5))
            await self._deliver(dropped, envelope)

    async def _deliver(self, dropped: Dropped, envelope: dict[str, Any]) -> int:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(SLACK_WAITS):
                status = (await self._send(json.dumps(envelope))).status
                self.answers.append(time.perf_counter() - started)
        except (TimeoutError, aiohttp.ClientError):
            status = 0
        dropped.statuses.append(status)
        return status

    async def _send(self, raw: str) -> Delivery:
        self.slack.app_url = self.dice.choice(self.replicas).url
        return await self.slack.send(raw)

    # --- trouble ---

    async def _trouble(self) -> None:
        span = self.args.sessions / self.args.rate
        plan = (
            [self._kill] * self.args.kills
            + [self._stop] * self.args.stops
            + [self._kill_mongod] * self.args.mongod_kills
        )
        self.dice.shuffle(plan)
        for trouble in plan:
            await asyncio.sleep(span / (len(plan) + 1) * self.dice.uniform(0.6, 1.2))
            await trouble()

    async def _kill(self) -> None:
        replica = self.dice.choice(self.replicas)
        replica.send(signal.SIGKILL)
        self.done["kill -9"] += 1
        await asyncio.sleep(self.dice.uniform(0.1, 2.0))
        replica.start()

    async def _stop(self) -> None:
        replica = self.dice.choice(self.replicas)
        replica.send(signal.SIGSTOP)
        self.done["SIGSTOP"] += 1
        await asyncio.sleep(self.args.lease * self.dice.uniform(1.2, 2.0))
        replica.send(signal.SIGCONT)

    async def _kill_mongod(self) -> None:
        self.mongod.kill()
        self.done["mongod kill -9"] += 1
        await asyncio.sleep(self.dice.uniform(0.2, 2.0))
        self.mongod.start()
        await asyncio.sleep(3)
        for replica in self.replicas:
            if not replica.alive:
                replica.start()

    # --- the end ---

    async def _settle(self) -> None:
        """Until every job has ended, at most `--settle` seconds."""
        deadline = time.monotonic() + self.args.settle
        with self.mongod.client() as client:
            jobs = client[DATABASE]["jobs"]
            while time.monotonic() < deadline:
                for row in jobs.find({"state": "failed"}):
                    await self._try_again(str(row["refs"].get("status", "")))
                if not jobs.count_documents({"state": {"$nin": ["done", "cancelled"]}}):
                    break
                await asyncio.sleep(1)
        await asyncio.sleep(2 * self.args.lease)  # whoever slept wakes and tidies

    async def _try_again(self, ts: str) -> None:
        for message in self.slack.messages:
            if message.ts == ts and "Try again" in message.words:
                self.slack.app_url = self.replicas[0].url
                self.done["Try again"] = self.done.get("Try again", 0) + 1
                await self.slack.press(message.channel.removeprefix("D0"), message, "Try again")
                await asyncio.sleep(1)


async def chaos(args: argparse.Namespace) -> int:
    dice = random.Random(args.seed)
    print(
        f"seed {args.seed}: {args.sessions} sessions at {args.rate}/s, {args.replicas} replicas, lease {args.lease} s"
    )
    with tempfile.TemporaryDirectory(prefix="chaos") as name:
        folder = Path(args.keep or name)
        mongod = Mongod(folder)
        mongod.start()
        try:
            await mongod.initiate()
            return await _with_services(args, dice, folder, mongod)
        finally:
            mongod.kill()


async def _with_services(args: argparse.Namespace, dice: random.Random, folder: Path, mongod: Mongod) -> int:
    async with (
        UnreliableSlack(args.faults, dice) as slack,
        UnreliableModels(latency=0.2, share=args.faults, dice=dice) as models,
    ):
        environment = {
            "MONGODB_URI": mongod.uri,
            "MONGODB_DATABASE": DATABASE,
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "SLACK_FILE_HOSTS": slack.file_host,
            "ANTHROPIC_API_KEY": "test-key",
            "ANTHROPIC_BASE_URL": models.url,
            "DEBRIEF_DATA": str(folder / "data"),
            "DEBRIEF_LEASE": str(args.lease),
            "DEBRIEF_POLL": "0.2",
            "DEBRIEF_DAILY_PER_PERSON": "0",
            "DEBRIEF_DAILY_PER_WORKSPACE": "0",
            "DEBRIEF_DAILY_BUDGET": "0",
        }
        replicas = [Replica(number, environment, folder) for number in range(args.replicas)]
        run = Chaos(args, dice, slack, models, mongod, replicas)
        started = time.monotonic()
        try:
            for replica in replicas:  # one after the other: the first makes the indexes and the master key
                replica.start()
                await replica.ready()
            await run.run()
        finally:
            for replica in replicas:
                replica.end()
        with mongod.client() as client:
            verdict = check(client[DATABASE], slack.team, [vars(event) for event in run.events], shown(slack))
        _tell(run, verdict, time.monotonic() - started)
        return 0 if verdict.passed and not slack.violations else 1


def _tell(run: Chaos, verdict: Verdict, seconds: float) -> None:
    deliveries = [status for event in run.events for status in event.statuses]
    answers = sorted(run.answers) or [0.0]
    print(f"{seconds:.0f} s; done to it: {run.done}")
    print(f"faults of Slack {dict(run.slack.faults)}; of the model {dict(run.models.faults)}")
    print(
        f"{len(deliveries)} deliveries of {verdict.dropped} files, answers {_counted(deliveries)} (0: none within 3 s)"
    )
    print(f"answered in: p50 {answers[len(answers) // 2]:.3f} s, p99 {answers[int(len(answers) * 0.99)]:.3f} s")
    print(f"attempts a job took: {dict(sorted(verdict.attempts.items()))} (-1: loose findings awaiting the sweep)")
    print(f"accepted {verdict.accepted}; never answered 200: {len(verdict.refused)}")
    for name, found in vars(verdict).items():
        if isinstance(found, list):
            print(f"{name.replace('_', ' ')}: {len(found)}")
            for line in found[:20]:
                print(f"  {line}")
    print("passed" if verdict.passed else f"FAILED, seed {run.args.seed}")


def _counted(statuses: list[int]) -> dict[int, int]:
    return {status: statuses.count(status) for status in sorted(set(statuses))}


def main() -> int:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--sessions", type=int, default=150)
    parser.add_argument("--rate", type=float, default=1.5, help="files dropped a second")
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--kills", type=int, default=8, help="kill -9 of a replica")
    parser.add_argument("--stops", type=int, default=3, help="SIGSTOP of a replica for longer than its lease")
    parser.add_argument("--mongod-kills", type=int, default=3)
    parser.add_argument("--faults", type=float, default=0.04, help="share of calls to Slack and the model that fail")
    parser.add_argument("--lease", type=float, default=4.0)
    parser.add_argument(
        "--settle", type=float, default=180.0, help="seconds all work has to end after the last trouble"
    )
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--keep", help="a folder to keep logs and database in")
    return asyncio.run(chaos(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
