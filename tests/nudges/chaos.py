"""Reminders by three processes over one database, killed at every point; the platform is the judge.

    python -m tests.nudges.chaos --people 200 --days 25 --kills 160 --share 0.045 --mongod-kills 5 --patience 600

Every person has a promise for each day; every fifth works with a coach, to whom briefs and weekly overviews go
(tests/nudges/pairs.py). A process is killed with kill -9 as its post arrives (not taken), once it was taken and
before the answer, as the answer goes out, and at any other time. On a platform that cannot be asked what was posted, a message
cut short between its answer and our write is one of which nobody knows: it must not come twice on its day, and what it was
about comes with the next. How often that happened is counted here, and told.
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time as machine
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from pymongo.errors import PyMongoError

from core.faults import StorageFault
from core.insight.model import SessionInsight, Status
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.nudges import acts
from core.nudges.acts import KIND
from core.nudges.settings import Settings
from core.people.person import Person, Platform, Tenant
from core.promises.recording import record
from storage import Storage, open_storage
from tests.chaos.processes import ROOT, Mongod, free_port
from tests.nudges.pairs import Pairs, Taken, linked
from tests.nudges.pairs import judged as judged_pairs
from tests.nudges.replica import DATABASE, config, services

TENANT = Tenant(Platform.LOCAL, "chaos")
REPLICAS = 3
WITH_A_COACH = 5
"""Every so many people one has a coach."""
HIDDEN = 3
"""The promise, by its place, that a client hides."""
TAIL = 8
"""Days: what is too much for one message comes a week later."""
EVERY_DAY = frozenset(range(7))
NONE = (
    "missed", "doubled", "briefs missed", "briefs doubled", "briefs without the yes of both",
    "briefs the client did not see before", "messages to a coach with what is hidden", "weekly overviews too soon",
    "days that did not come to an end",
)  # fmt: skip
"""What there must be none of."""
POINTS = ("as it arrives", "taken, before the answer", "as the answer goes out")


@dataclass
class World:
    """The platform, which keeps what it took; and what was done to whom."""

    args: argparse.Namespace
    dice: random.Random
    folder: Path
    mongod: Mongod
    day: date = date.min
    posts: dict[tuple[str, date], list[Taken]] = field(default_factory=lambda: defaultdict(list))
    pairs: Pairs = field(default_factory=Pairs)
    not_taken: set[tuple[str, date]] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    """To whom a message was posted by a process that was killed then."""
    killed: Counter[str] = field(default_factory=Counter)
    replicas: list[subprocess.Popen[bytes]] = field(default_factory=list)
    url: str = ""

    # --- the platform ---

    async def direct(self, request: web.Request) -> web.Response:
        told = await request.json()
        kills = self.dice.random() < self.args.share and sum(self.killed[each] for each in POINTS) < self.args.kills
        point = self.dice.choice(POINTS) if kills else ""
        if point == POINTS[0]:
            self._kill(told["pid"], point)
            self.not_taken.add((told["person"], self.day))
            return web.Response(status=503)
        self.posts[told["person"], self.day].append(Taken(told["ids"], told["text"]))
        if point:
            self.cut.add(told["person"])
        if point == POINTS[1]:
            self._kill(told["pid"], point)
        answer = web.Response(text=str(sum(map(len, self.posts.values()))))
        if point == POINTS[2]:
            asyncio.get_running_loop().call_later(self.dice.uniform(0, 0.02), self._kill, told["pid"], point)
        return answer

    def _kill(self, pid: int, point: str) -> None:
        with suppress(ProcessLookupError):
            if any(one.pid == pid and one.poll() is None for one in self.replicas):
                os.kill(pid, signal.SIGKILL)
                self.killed[point] += 1

    # --- processes ---

    def start(self) -> None:
        with (self.folder / "replicas.log").open("ab") as log:
            command = [sys.executable, "-m", "tests.nudges.replica", self.mongod.uri, str(self.folder), self.url]
            self.replicas.append(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log))

    async def keep_running(self) -> None:
        while True:
            self.replicas = [one for one in self.replicas if one.poll() is None]
            while len(self.replicas) < REPLICAS:
                self.start()
            await asyncio.sleep(0.2)

    async def trouble(self) -> None:
        """Kills at any time, and of the database."""
        mongod_kills = 0
        while True:
            await asyncio.sleep(self.dice.uniform(0.5, 6))
            if self.killed["at any time"] < self.args.kills // 4 and self.replicas:
                self._kill(self.dice.choice(self.replicas).pid, "at any time")
            if mongod_kills < self.args.mongod_kills and self.dice.random() < 0.1:
                mongod_kills += 1
                self.killed["mongod"] += 1
                self.mongod.kill()
                await asyncio.sleep(0.5)
                self.mongod.start()

    # --- days ---

    def wind(self, to: datetime) -> None:
        ahead = (to - datetime.now(UTC)).total_seconds()
        fresh = self.folder / "ahead.new"
        fresh.write_text(str(ahead))
        fresh.replace(self.folder / "ahead")

    async def live(self, first: date, storage: Storage) -> int:
        """Each day until every person's message of it was begun and ended; how many days did not come to an end."""
        unfinished, made = 0, services(storage)
        for number in range(self.args.days):
            self.day = first + timedelta(days=number)
            await until_it_works(lambda: self.pairs.take_back(made, self.day))
            self.wind(datetime.combine(self.day, time(12, 33), UTC))
            unfinished += not await self._ended()
        return unfinished

    async def _ended(self) -> bool:
        day = self.day.isoformat()
        # Whoever has a promise for each day is written to; who has none, where a note is due.
        wanted = {"$or": [{"person": {"$regex": "^U"}}, {"state.notes.when.day": {"$lte": day}}]}
        waits = {"$or": [{"state.last_day": {"$ne": day}, **wanted}, {"state.sending": {"$ne": None}}]}
        until = machine.monotonic() + self.args.patience
        while machine.monotonic() < until:
            await asyncio.sleep(0.3)
            with suppress(PyMongoError):
                if not await asyncio.to_thread(self._count, waits):
                    return True
        return False

    def _count(self, wanted: Mapping[str, Any]) -> int:
        with self.mongod.client() as client:
            return client[DATABASE]["nudges"].count_documents(dict(wanted))


def thing(client: Person, number: int) -> str:
    return f"Thing {number} of {client.id}."


async def until_it_works(act: Callable[[], Awaitable[None]]) -> None:
    """While the database is killed and comes back."""
    for _try in range(60):
        with suppress(StorageFault, PyMongoError):
            await act()
            return
        await asyncio.sleep(0.5)
    raise SystemExit("the database did not come back")


def session(client: Person, first: date, days: int) -> SessionInsight:
    """One with a promise for each day."""
    at = datetime.combine(first - timedelta(days=1), time(9), UTC)
    items = tuple(
        ActionItem(
            action=thing(client, n),
            due=first + timedelta(days=n),
            evidence=(Evidence(quote=f"I will do thing {n}.", turn=n + 1, speaker="Ada"),),
        )
        for n in range(days)
    )
    return SessionInsight(
        id=f"{int(client.id[1:]):024x}",
        platform=client.tenant.platform,
        tenant_id=client.tenant.id,
        client_user_id=client.id,
        created_by=client.id,
        session_date=at,
        status=Status.COMPLETED,
        action_items=items,
        created_at=at,
        updated_at=at,
        completed_at=at,
    )


async def furnish(storage: Storage, people: int, first: date, days: int, pairs: Pairs) -> None:
    made = services(storage)
    for number in range(people):
        person = Person(TENANT, f"U{number}")
        insight, pair = session(person, first, days), None
        if number % WITH_A_COACH == 0:
            pair = await pairs.meet(made, person, number // WITH_A_COACH, first, days)
            insight = linked(insight, pair)
        await storage.insights.create(insight)
        await record(made, TENANT, insight.id)
        await acts.set_settings(made, person, lambda _settings: Settings(days=EVERY_DAY))
        kept = await storage.commitments.of(TENANT, insight.id)
        await acts.keep(made, person, kept)
        if pair:
            await pairs.agree(made, pair, kept[HIDDEN].id)
    # Work of other kinds, which no process here carries.
    await storage.db.collection("jobs").delete_many({"kind": {"$ne": KIND}})


def judged(world: World, people: int, first: date, days: int) -> list[tuple[str, int]]:
    """What the platform took, held against what was due."""
    doubled = sum(len(taken) - 1 for taken in world.posts.values())
    missed = next_day = later = 0
    for number in range(people):
        # What was due in the last week may come after the end.
        for n in range(days - TAIL):
            promise, day = f"{number:024x}-{n}", first + timedelta(days=n)
            taken = (world.posts.get((f"U{number}", day + timedelta(days=late)), []) for late in range(days - n))
            late = next((late for late, told in enumerate(taken) if any(promise in one.ids for one in told)), None)
            missed += late is None
            next_day += late == 1
            later += late is not None and late > 1
    told = sum(":" not in each for taken in world.posts.values() for one in taken for each in one.ids)
    cut = {person for person, _day in world.not_taken} | world.cut
    return [
        ("messages taken by the platform", sum(map(len, world.posts.values()))),
        ("reminders of a promise in them", told),
        *((f"killed {point}", count) for point, count in sorted(world.killed.items())),
        ("messages that a kill kept from the platform", len(world.not_taken)),
        ("promises that came a day later", next_day),
        ("later: cut short twice, or more than five a day", later),
        *judged_pairs(
            world.pairs.pairs, world.posts, lambda pair: thing(pair.client, HIDDEN), lambda who: who.id in cut
        ),
        ("missed", missed),
        ("doubled", doubled),
    ]


async def chaos(args: argparse.Namespace) -> list[tuple[str, int]]:
    with tempfile.TemporaryDirectory(prefix="nudges-") as name:
        folder = Path(name)
        world = World(args, random.Random(args.seed), folder, Mongod(folder / "mongo"))
        first = datetime.now(UTC).date() + timedelta(days=2)
        world.wind(datetime.now(UTC) + timedelta(seconds=1))
        world.mongod.start()
        await world.mongod.initiate()
        app = web.Application()
        app.router.add_post("/direct", world.direct)
        runner = web.AppRunner(app)
        await runner.setup()
        port = free_port()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        world.url = f"http://127.0.0.1:{port}/direct"
        troubles: list[asyncio.Task[None]] = []
        try:
            async with open_storage(config(world.mongod.uri, folder)) as storage:
                await furnish(storage, args.people, first, args.days, world.pairs)
                troubles = [asyncio.create_task(world.keep_running()), asyncio.create_task(world.trouble())]
                unfinished = await world.live(first, storage)
        finally:
            for task in troubles:
                task.cancel()
            await asyncio.gather(*troubles, return_exceptions=True)
            for replica in world.replicas:
                replica.kill()
                replica.wait()
            world.mongod.kill()
            await runner.cleanup()
        return [*judged(world, args.people, first, args.days), ("days that did not come to an end", unfinished)]


def parsed(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--kills", type=int, default=40, help="as posts arrive; a quarter as many more at any time")
    parser.add_argument("--share", type=float, default=0.1, help="of posts at which a process is killed")
    parser.add_argument("--mongod-kills", type=int, default=2)
    parser.add_argument("--patience", type=float, default=120.0, help="seconds for one day")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return parser.parse_args(words)


def main() -> int:
    args = parsed()
    begun = machine.monotonic()
    rows = asyncio.run(chaos(args))
    for name, value in [("seed", args.seed), *rows, ("seconds", round(machine.monotonic() - begun))]:
        print(f"{name:<50}{value:>8}")
    return int(any(dict(rows)[name] for name in NONE))


if __name__ == "__main__":
    raise SystemExit(main())
