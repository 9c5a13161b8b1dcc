"""What it costs to start a bot that is in Slack alone, beside its libraries without it.

    python -m bench.starting [--rounds 7]

In turns, so that whatever else the machine does hits both: the bot as a process, from its start until `/readyz` says so, with a
MongoDB that runs already, without the server its guarded children come from; and a Python that imports what a bot for Slack
cannot do without (LIBRARIES). Processor time of the process, and the memory it has then.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.sizing import Used, used_by
from tests.chaos.processes import Replica, environment, replica_set, running
from tests.fakes.slack import FakeSlack

LIBRARIES = "import aiohttp.web, pydantic, pymongo.asynchronous.encryption, slack_bolt.async_app"
SECONDS, MEGABYTES = 0.8, 75
"""What is aimed at."""


def bare() -> Used:
    waits = f"{LIBRARIES}; import sys; print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", waits], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdout is None:
            raise RuntimeError("without a pipe")
        process.stdout.readline()
        return used_by(process.pid)


async def started(number: int, configuration: dict[str, str], folder: Path) -> Used:
    bot = Replica(number, configuration, folder)
    async with running(bot):
        return used_by(bot.pid)


async def measure(rounds: int) -> None:
    found: dict[str, list[Used]] = {"the bot": [], "its libraries": []}
    with tempfile.TemporaryDirectory(prefix="starting") as name:
        folder = Path(name)
        async with replica_set(folder) as mongod, FakeSlack() as slack:
            configuration = environment(mongod.uri, folder, slack)
            await started(0, configuration, folder)  # makes keys and indexes, as no later start does
            for number in range(1, rounds + 1):
                found["its libraries"].append(bare())
                found["the bot"].append(await started(number, configuration, folder))
    for who, used in found.items():
        seconds, memory = [each.own for each in used], median(each.memory for each in used)
        print(f"{who:14} {median(seconds):.2f} s (least {min(seconds):.2f}), {memory:.0f} MB")
    ratios = [ours.own / theirs.own for ours, theirs in zip(found["the bot"], found["its libraries"], strict=True)]
    print(f"the bot beside its libraries: {median(ratios):.2f} of the time; aimed at {SECONDS} s and {MEGABYTES} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="What the start of a bot costs.")
    parser.add_argument("--rounds", type=int, default=7)
    asyncio.run(measure(parser.parse_args().rounds))
