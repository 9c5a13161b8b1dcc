"""`python -m bench.sizing`: what the sample session (21 minutes) costs in processor time and memory, receiver and worker apart.

They run as processes, with a MongoDB, Slack and a model played on loopback. Counted is their processor time and that of the
guarded children, so that a busy machine changes little; the model's and the database's are none of it. Starting up is left out.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.processes import Mongod, Replica
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "session.vtt"
TICK = os.sysconf("SC_CLK_TCK")
WARM = 2
"""Sessions before it is counted."""
LIMITS = ("DEBRIEF_DAILY_PER_PERSON", "DEBRIEF_DAILY_PER_WORKSPACE", "DEBRIEF_DAILY_BUDGET", "DEBRIEF_TOTAL_BUDGET")


@dataclass(frozen=True)
class Used:
    """Seconds of processor time with all children, and MB that the process itself had at the most."""

    seconds: float
    memory: float


def used_by(pid: int) -> Used:
    """With all that it has started, and what these have."""
    parents = {int(each.name): _stat(each) for each in Path("/proc").iterdir() if each.name.isdigit()}
    family, new = set(), {pid}
    while new:
        family |= new
        new = {each for each, stat in parents.items() if stat and int(stat[1]) in family} - family
    seconds = sum(sum(map(int, stat[11:15])) for each in family if (stat := parents.get(each)))
    peak = 0
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            peak = int(line.split()[1])
    return Used(seconds / TICK, peak / 1024)


def _stat(process: Path) -> list[str]:
    """Its fields from the state on (proc(5)); empty for one that has gone."""
    try:
        return (process / "stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


async def measure(sessions: int, engine: str) -> None:
    with tempfile.TemporaryDirectory(prefix="sizing") as name:
        mongod = Mongod(Path(name))
        mongod.start()
        try:
            await mongod.initiate()
            async with FakeSlack() as slack, MessagesApi(latency=0.2) as models:
                environment = {
                    "MONGODB_URI": mongod.uri,
                    "SLACK_BOT_TOKEN": slack.token,
                    "SLACK_SIGNING_SECRET": slack.signing_secret,
                    "SLACK_API_URL": slack.api_url,
                    "SLACK_FILE_HOSTS": slack.file_host,
                    "ANTHROPIC_API_KEY": "test-key",
                    "ANTHROPIC_BASE_URL": models.url,
                    "DEBRIEF_ENGINE": engine,
                    "DEBRIEF_DATA": str(Path(name) / "data"),
                    **dict.fromkeys(LIMITS, "0"),
                }
                both = [
                    Replica(n, environment, Path(name), role)
                    for n, role in enumerate((("serve", "--no-worker"), ("worker",)))
                ]
                try:
                    for each in both:
                        each.start()
                        await each.ready()
                    slack.app_url = both[0].url
                    await _carry(slack, range(WARM))
                    before = [used_by(each.pid) for each in both]
                    await _carry(slack, range(WARM, WARM + sessions))
                    after = [used_by(each.pid) for each in both]
                finally:
                    for each in both:
                        each.end()
        finally:
            mongod.kill()
    print(f"{sessions} sessions, engine {engine}")
    for part, begun, ended in zip(("receiver", "worker"), before, after, strict=True):
        each = (ended.seconds - begun.seconds) / sessions
        rate = 3600 / max(each, 1e-9)
        print(f"{part:<9} {each:.3f} s of processor time a session, {rate:.0f} an hour a core, {ended.memory:.0f} MB")


async def _carry(slack: FakeSlack, numbers: range) -> None:
    """Each by a person of their own, four at a time; until each has its card."""
    turns = asyncio.Semaphore(4)

    async def one(number: int) -> None:
        async with turns:
            drop = await slack.drop_file(f"U{number:05}", "session.vtt", SAMPLE.read_bytes())
            await slack.wait_for("Promised", channel=drop.channel, seconds=600.0)

    await asyncio.gather(*map(one, numbers))


def main() -> int:
    parser = argparse.ArgumentParser(prog="sizing", description=__doc__)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--engine", default="claude", choices=["claude", "offline"])
    args: Any = parser.parse_args()
    asyncio.run(measure(args.sessions, args.engine))
    return 0


if __name__ == "__main__":
    sys.exit(main())
