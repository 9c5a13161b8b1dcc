"""What a session costs in processor time and memory, receiver and worker apart, beside five bare calls of a model's SDK.

    python -m bench.sizing [--sessions 20] [--rounds 5] [--engine claude]

Receiver and worker run as processes, with a MongoDB, Slack and a model played on loopback; the sessions are the sample (21
minutes), four at a time. Counted is their processor time and that of the guarded children, so that a busy machine changes
little; the model's and the database's are none of it. Starting up is left out. In each round the sessions and the bare calls
(bench/bare_calls.py, with the very words the worker asked) take turns. With many sessions (`--sessions 200 --rounds 10`) the
memory after each round says whether it grows.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.chaos.processes import Replica, environment, replica_set, running, unlimited
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "session.vtt"
TICK = os.sysconf("SC_CLK_TCK")
WARM = 4
"""Sessions before it is counted."""
CALLS = 5
"""Bare calls that a session is held against."""
TARGET = 1.5
ROLES = {"receiver": ("serve", "--no-worker"), "worker": ("worker",)}


@dataclass(frozen=True)
class Used:
    """Seconds of processor time, of the process itself and of all its children, and MB that the process has and had at most."""

    own: float
    children: float
    memory: float
    most: float

    @property
    def seconds(self) -> float:
        return self.own + self.children


def used_by(pid: int) -> Used:
    """With all that it has started, and what these have."""
    parents = {int(each.name): _stat(each) for each in Path("/proc").iterdir() if each.name.isdigit()}
    family, new = set(), {pid}
    while new:
        family |= new
        new = {each for each, stat in parents.items() if stat and int(stat[1]) in family} - family
    times = {each: [int(value) for value in stat[11:15]] for each in family if (stat := parents.get(each))}
    own = sum(times[pid][:2])
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(("VmHWM:", "VmRSS:"))}
    return Used(own / TICK, (sum(map(sum, times.values())) - own) / TICK, sizes["VmRSS:"], sizes["VmHWM:"])


def _stat(process: Path) -> list[str]:
    """Its fields from the state on (proc(5)); empty for one that has gone."""
    try:
        return (process / "stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


@dataclass
class Bench:
    slack: FakeSlack
    models: MessagesApi
    replicas: dict[str, Replica]
    folder: Path
    carried: int = 0

    async def carry(self, sessions: int) -> dict[str, tuple[Used, Used]]:
        """So many, each by a person of their own, four at a time, until each has its card: what each process had used before and
        after. What Slack and the model keep of them is thrown away."""
        turns = asyncio.Semaphore(4)

        async def one(number: int) -> None:
            async with turns:
                drop = await self.slack.drop_file(f"U{number:05}", "session.vtt", SAMPLE.read_bytes())
                await self.slack.wait_for("Promised", channel=drop.channel, seconds=600.0)

        before = {role: used_by(each.pid) for role, each in self.replicas.items()}
        await asyncio.gather(*map(one, range(self.carried, self.carried + sessions)))
        self.carried += sessions
        after = {role: used_by(each.pid) for role, each in self.replicas.items()}
        self.slack.messages.clear()
        self.slack.calls.clear()
        self.slack.files.clear()
        del self.models.requests[:-1]
        return {role: (before[role], after[role]) for role in self.replicas}

    @asynccontextmanager
    async def bare(self) -> AsyncIterator["Bare"]:
        """Ready to make the call the worker made last."""
        body = self.folder / "body.json"
        body.write_text(json.dumps(self.models.calls()[-1].body), encoding="utf-8")
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.bare_calls", self.models.url, str(body)), stdin=pipe, stdout=pipe
        )
        try:
            yield Bare(process)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


@dataclass
class Bare:
    process: asyncio.subprocess.Process

    async def seconds(self, calls: int) -> float:
        """Of processor time that so many calls take."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("without pipes")
        self.process.stdin.write(f"{calls}\n".encode())
        return float(await self.process.stdout.readline())


@asynccontextmanager
async def bench(engine: str) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sizing")))
        mongod = await stack.enter_async_context(replica_set(folder))
        slack = await stack.enter_async_context(FakeSlack())
        models = await stack.enter_async_context(MessagesApi(latency=0.2))
        given = {**environment(mongod.uri, folder, slack, models), **unlimited(), "DEBRIEF_ENGINE": engine}
        replicas = {role: Replica(n, given, folder, words) for n, (role, words) in enumerate(ROLES.items())}
        await stack.enter_async_context(running(*replicas.values()))
        slack.app_url = replicas["receiver"].url
        yield Bench(slack, models, replicas, folder)


async def measure(sessions: int, rounds: int, engine: str) -> None:
    async with bench(engine) as run, AsyncExitStack() as stack:
        await run.carry(WARM)
        bare = await stack.enter_async_context(run.bare()) if run.models.calls() else None
        ratios: list[float] = []
        table = Table(
            *("", "receiver ms", "worker ms", "its children ms", f"{CALLS} bare calls ms", "ratio", "receiver MB"),
            "worker MB",
            title=f"Processor time a session, engine {engine}, and memory after each {sessions}",
        )
        for number in range(rounds):
            used = await run.carry(sessions)
            theirs = await bare.seconds(CALLS * sessions) / sessions if bare else 0.0
            ours = sum(after.seconds - before.seconds for before, after in used.values()) / sessions
            ratios.append(ours / theirs if theirs else 0.0)
            (before, after), (_, receiver) = used["worker"], used["receiver"]
            table.add_row(
                str(number + 1),
                f"{1000 * ours - 1000 * (after.seconds - before.seconds) / sessions:.0f}",
                f"{1000 * (after.own - before.own) / sessions:.0f}",
                f"{1000 * (after.children - before.children) / sessions:.0f}",
                f"{1000 * theirs:.0f}",
                f"{ratios[-1]:.2f}",
                f"{receiver.memory:.0f}",
                f"{after.memory:.0f}",
            )
    Console().print(table)
    print(f"a session to {CALLS} bare calls: {median(ratios):.2f} in the middle of {rounds} rounds, target {TARGET}")
    print(f"at the most {receiver.most:.0f} MB of the receiver, {after.most:.0f} MB of the worker")


def main() -> int:
    parser = argparse.ArgumentParser(prog="sizing", description=__doc__)
    parser.add_argument("--sessions", type=int, default=20, help="of one round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engine", default="claude", choices=["claude", "offline"])
    args: Any = parser.parse_args()
    asyncio.run(measure(args.sessions, args.rounds, args.engine))
    return 0


if __name__ == "__main__":
    sys.exit(main())
