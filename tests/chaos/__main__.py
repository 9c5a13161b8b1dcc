"""`python -m tests.chaos`: sessions given at a rate, in Slack and Teams, to replicas that are killed, stopped and robbed of their
database; and all that hangs on a session: forms, presses, pairs, holds, webhooks, reminders (tests/chaos/people.py)."""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp

from storage import StorageConfig, open_storage
from tests.chaos.checker import SOON, Verdict, check, reminders
from tests.chaos.people import KINDS, WAITS, Cast, Given, Hands, cast, furnish, meet_teams
from tests.chaos.processes import BOTH, RECEIVER, WORKER, Mongod, Replica, environment, replica_set, running, unlimited
from tests.chaos.world import (
    Listener,
    UnreliableModels,
    UnreliableSlack,
    UnreliableTeams,
    shown,
    shown_in_teams,
)
from tests.fakes.teams import FILE
from tests.relationships.house import services_over

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "short.txt"
RETRIES = (0.0, 2.0, 8.0)
"""Seconds before each of Slack's three further deliveries of an event that was not taken; in Slack 0, 60 and 300."""
REMINDED_WITHIN = 240.0
"""Seconds after their minute in which reminders are waited for."""
DATABASE = "chaos"
Send = Callable[[], Awaitable[int]]
"""One delivery; the status it was answered with."""


@dataclass
class Chaos:
    args: argparse.Namespace
    dice: random.Random
    slack: UnreliableSlack
    teams: UnreliableTeams
    models: UnreliableModels
    listener: Listener
    mongod: Mongod
    replicas: list[Replica]
    cast: Cast
    hands: Hands
    events: list[Given] = field(default_factory=list)
    remind_at: float = 0.0
    """By this machine's monotonic clock."""
    done: Counter[str] = field(default_factory=Counter)
    answers: list[float] = field(default_factory=list)

    @property
    def doors(self) -> list[Replica]:
        """Those that take what comes in."""
        return [replica for replica in self.replicas if replica.receives]

    @property
    def cut(self) -> int:
        """How often a process or the database was cut short in whatever it did."""
        return sum(count for name, count in self.done.items() if name != "Try again")

    @property
    def paid_twice(self) -> int:
        """Engine calls that were answered more than once. Where a process ends between an answer and its write, one is."""
        return sum(self.models.paid_twice.values())

    async def run(self) -> None:
        pressing = asyncio.create_task(self.hands.run())
        feeding = asyncio.create_task(self._feed())
        troubles = asyncio.create_task(self._trouble())
        await feeding
        await troubles
        for replica in self.replicas:
            await replica.ready()
        await self._settle()
        pressing.cancel()

    # --- load ---

    async def _feed(self) -> None:
        deliveries = []
        for number in range(self.args.sessions):
            deliveries.append(asyncio.create_task(self._drop(number)))
            await asyncio.sleep(self.dice.expovariate(self.args.rate))
        await asyncio.gather(*deliveries)

    async def _drop(self, number: int) -> None:
        kind = KINDS[number % len(KINDS)]
        user = self.cast.giver(number, kind)
        text = (
            SAMPLE.read_text(encoding="utf-8")
            + f"\nClient: And this was our talk number {number}, as far as I count.\n"
        )
        given = Given(number, kind, user, self.slack.direct_channel(user))
        self.events.append(given)
        if kind == "form":
            await self.hands.paste(given, text)
        elif kind == "teams":
            await self._tell(given, self._in_teams(given, text.encode()))
        else:
            await self._tell(given, self._in_slack(given, text.encode()))

    def _in_slack(self, given: Given, data: bytes) -> Send:
        file = self.slack.add_file(given.user, f"{given.number}.txt", data)
        files = [self.slack.describe(file)]
        event = self.slack.message(given.user, subtype="file_share", files=files, upload=False)
        given.file, given.ts = file.id, event["ts"]
        if given.kind in {"pair", "held"}:
            self.hands.wants[given.channel, given.ts] = "place.with" if given.kind == "pair" else "place.held"
        envelope = json.dumps(self.slack.envelope(event))

        async def send() -> int:
            self.slack.app_url = self.dice.choice(self.doors).url
            return (await self.slack.send(envelope)).status

        return send

    def _in_teams(self, given: Given, data: bytes) -> Send:
        given.file, given.channel = f"unique-{given.number}", self.teams.conversation(given.user)
        name = f"{given.number}.txt"
        content = {"downloadUrl": self.teams.add_file(name, data), "uniqueId": given.file, "fileType": "txt"}
        attached = {"contentType": FILE, "name": name, "contentUrl": "", "content": content}
        activity = self.teams.activity(given.user, "message", text="", textFormat="plain", attachments=[attached])

        async def send() -> int:
            self.teams.app_url = self.dice.choice(self.doors).teams
            return (await self.teams.send(activity, authorization="")).status

        return send

    async def _tell(self, given: Given, send: Send) -> None:
        for wait in (None, *RETRIES):
            if wait is not None:
                await asyncio.sleep(wait)
            if await self._deliver(given, send) in {200, 201, 202}:
                break
        for _ in range(self.dice.randint(0, 3)):  # the same event once more, for no reason
            await asyncio.sleep(self.dice.uniform(0, 5))
            await self._deliver(given, send)

    async def _deliver(self, given: Given, send: Send) -> int:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(WAITS):
                status = await send()
                self.answers.append(time.perf_counter() - started)
        except (TimeoutError, aiohttp.ClientError):
            status = 0
        given.statuses.append(200 if status in {201, 202} else status)
        return status

    # --- trouble ---

    async def _trouble(self) -> None:
        span = self.args.sessions / self.args.rate
        plan = (
            [self._kill] * self.args.kills
            + [self._terminate] * self.args.terms
            + [self._stop] * self.args.stops
            + [self._kill_mongod] * self.args.mongod_kills
            + [self._step_down] * self.args.step_downs
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
        self.done["pauses"] += 1
        await asyncio.sleep(self.args.lease * self.dice.uniform(1.2, 2.0))
        replica.send(signal.SIGCONT)

    async def _terminate(self) -> None:
        """As an update does it."""
        replica = self.dice.choice(self.replicas)
        replica.send(signal.SIGTERM)
        self.done["SIGTERM"] += 1
        until = time.monotonic() + 30
        while replica.alive and time.monotonic() < until:  # noqa: ASYNC110 - told by no event
            await asyncio.sleep(0.1)
        replica.send(signal.SIGKILL)
        replica.start()

    async def _kill_mongod(self) -> None:
        self.done["primaries killed"] += await asyncio.to_thread(self.mongod.kill_primary)
        await asyncio.sleep(self.dice.uniform(0.2, 2.0))
        self.mongod.start()
        await self._outlasted()

    async def _step_down(self) -> None:
        self.done["step-downs"] += await asyncio.to_thread(self.mongod.step_down)
        await self._outlasted()

    async def _outlasted(self) -> None:
        """Whoever gave up without a database is started again, as whoever runs it does."""
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
                for row in jobs.find({"state": "failed", "kind": "intake"}):
                    await self._try_again(str(row["refs"].get("status", "")))
                # Not those that wait for a day to come: the end of a hold, the next reminder.
                if (
                    self._reminded()
                    and not self.hands.busy
                    and not jobs.count_documents(
                        {"kind": {"$in": ["intake", *SOON]}, "state": {"$nin": ["done", "cancelled"]}}
                    )
                ):
                    break
                await asyncio.sleep(1)
        await asyncio.sleep(2 * self.args.lease)  # whoever slept wakes and tidies

    def _reminded(self) -> bool:
        messages = shown(self.slack)
        late = time.monotonic() > self.remind_at + REMINDED_WITHIN
        return late or all(reminders(user, messages) for user in self.cast.to_remind)

    async def _try_again(self, ts: str) -> None:
        for message in self.slack.messages:
            if message.ts == ts and "Try again" in message.words:
                self.slack.app_url = self.doors[0].url
                self.done["Try again"] += 1
                await self.slack.press(message.channel.removeprefix("D0"), message, "Try again")
                await asyncio.sleep(1)


async def chaos(args: argparse.Namespace) -> int:
    dice = random.Random(args.seed)
    print(
        f"seed {args.seed}: {args.sessions} sessions at {args.rate}/s, lease {args.lease} s, "
        f"{args.replicas} replicas, {args.receivers} receivers, {args.workers} workers"
    )
    with tempfile.TemporaryDirectory(prefix="chaos") as name:
        folder = Path(args.keep or name)
        async with replica_set(folder, args.members) as mongod:
            return await _with_services(args, dice, folder, mongod)


async def _with_services(args: argparse.Namespace, dice: random.Random, folder: Path, mongod: Mongod) -> int:
    async with (
        UnreliableSlack(args.faults, dice) as slack,
        UnreliableTeams(args.faults, dice) as teams,
        UnreliableModels(latency=0.2, share=args.faults, dice=dice) as models,
        Listener(args.faults, dice) as listener,
    ):
        configuration = {
            **environment(mongod.uri, folder, slack, models),
            **unlimited(),
            "MONGODB_DATABASE": DATABASE,
            "TEAMS_ANONYMOUS": "1",
            "TEAMS_APP_ID": teams.app_id,
            "TEAMS_TENANTS": teams.tenant,
            "TEAMS_SERVICE_HOSTS": teams.host,
            "TEAMS_FILE_HOSTS": teams.host,
            "DEBRIEF_WEBHOOKS_LOOPBACK": "1",
            "DEBRIEF_LEASE": str(args.lease),
            "DEBRIEF_POLL": "0.2",
        }
        roles = [BOTH] * args.replicas + [RECEIVER] * args.receivers + [WORKER] * args.workers
        replicas = [Replica(number, configuration, folder, role) for number, role in enumerate(roles)]
        doors = [replica for replica in replicas if replica.receives]
        who = cast(args.sessions, reminded=args.reminded)
        hands = Hands(slack, dice, [door.url for door in doors])
        run = Chaos(args, dice, slack, teams, models, listener, mongod, replicas, who, hands)
        started = time.monotonic()
        async with running(*replicas):
            config = StorageConfig(folder / "data", mongod.uri, DATABASE, timeout=30.0)
            async with open_storage(config) as storage:
                in_a_while = timedelta(minutes=1, seconds=args.sessions / args.rate / 2)
                run.remind_at = time.monotonic() + in_a_while.total_seconds()
                await furnish(services_over(storage, {}, {}, storage.clock), slack, who, listener.base, in_a_while)
            await meet_teams(teams, [door.teams for door in doors], who)
            await run.run()
        with mongod.client() as client:
            verdict = check(
                client[DATABASE],
                {"slack": slack.team, "teams": teams.tenant},
                [vars(event) for event in run.events],
                [*shown(slack), *shown_in_teams(teams)],
                presses=[vars(pressed) for pressed in hands.pressed],
                took=listener.took,
                reminded=who.to_remind,
                cut=run.cut,
            )
        _tell(run, verdict, time.monotonic() - started)
        fine = verdict.passed and run.paid_twice <= run.cut and not slack.violations
        print("passed" if fine else f"FAILED, seed {args.seed}")
        return 0 if fine else 1


def _tell(run: Chaos, verdict: Verdict, seconds: float) -> None:
    deliveries = [status for event in run.events for status in event.statuses]
    answers = sorted(run.answers) or [0.0]
    print(f"{seconds:.0f} s; done to it: {dict(run.done)}")
    print(
        f"faults of Slack {dict(run.slack.faults)}; of Teams {dict(run.teams.hiccups)}; of the model {dict(run.models.faults)}"
    )
    print(
        f"{len(deliveries)} deliveries of {verdict.dropped} sessions {dict(verdict.kinds)}, answers {_counted(deliveries)} "
        f"(0: none within {WAITS:.0f} s)"
    )
    presses = Counter(pressed.action for pressed in run.hands.pressed)
    print(
        f"presses {dict(presses)}; {sum(run.listener.took.values())} messages to webhooks; {run.cast.reminded} reminded"
    )
    print(f"engine calls answered {sum(run.models.answered.values())}, of these paid twice: {run.paid_twice}")
    print(f"answered in: p50 {answers[len(answers) // 2]:.3f} s, p99 {answers[int(len(answers) * 0.99)]:.3f} s")
    print(f"attempts a job took: {dict(sorted(verdict.attempts.items()))} (-1: loose findings awaiting the sweep)")
    print(f"accepted {verdict.accepted}; never answered 200: {len(verdict.refused)}")
    for name, found in vars(verdict).items():
        if isinstance(found, list):
            print(f"{name.replace('_', ' ')}: {len(found)}")
            for line in found[:20]:
                print(f"  {line}")


def _counted(statuses: list[int]) -> dict[int, int]:
    return {status: statuses.count(status) for status in sorted(set(statuses))}


def parsed(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--sessions", type=int, default=120)
    parser.add_argument("--rate", type=float, default=1.5, help="files dropped a second")
    parser.add_argument("--replicas", type=int, default=2, help="processes that do both")
    parser.add_argument("--receivers", type=int, default=0, help="processes besides that only take what comes in")
    parser.add_argument("--workers", type=int, default=0, help="processes besides that only carry jobs")
    parser.add_argument("--kills", type=int, default=8, help="kill -9 of a replica")
    parser.add_argument("--stops", type=int, default=3, help="SIGSTOP of a replica for longer than its lease")
    parser.add_argument("--terms", type=int, default=2, help="SIGTERM of a replica, as by an update")
    parser.add_argument("--members", type=int, default=1, help="of the database's replica set")
    parser.add_argument("--mongod-kills", type=int, default=3, help="kill -9 of the primary")
    parser.add_argument("--step-downs", type=int, default=1, help="of the primary")
    parser.add_argument("--reminded", type=int, default=6, help="people who are reminded of a promise meanwhile")
    parser.add_argument("--faults", type=float, default=0.04, help="share of calls to Slack and the model that fail")
    parser.add_argument("--lease", type=float, default=4.0)
    parser.add_argument(
        "--settle", type=float, default=180.0, help="seconds all work has to end after the last trouble"
    )
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--keep", help="a folder to keep logs and database in")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(asyncio.run(chaos(parsed())))
