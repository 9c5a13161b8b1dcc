"""How soon Slack has its answer while the same process reads long files and waits for many models, beside the same process idle.

    python -m bench.ack_busy [--calls 200] [--files 4] [--seconds 10]

The whole bot as one process, with a MongoDB, Slack and a model played on loopback. What is asked with, 40 times a second and
whether or not the ones before are answered, is the event of a dropped file told once more: a durable write looks for its job each
time. First nothing else is done; then so many sessions wait for the model; then files of 9.5 MB are read, too.
"""

import argparse
import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bench.ack import quantile
from bench.sessions import session
from tests.chaos.processes import Replica, environment, replica_set, running, unlimited
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import Delivery, FakeSlack

RATE = 40
SIZE = 9_500_000
TARGET = 2.0


async def answered(slack: FakeSlack, event: Delivery, seconds: float) -> list[float]:
    """Seconds from when each was due to its answer."""
    start = time.perf_counter() + 0.1

    async def one(number: int) -> float:
        due = start + number / RATE
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await slack.again(event)
        return time.perf_counter() - due

    return list(await asyncio.gather(*(one(number) for number in range(int(RATE * seconds)))))


async def measure(calls: int, files: int, seconds: float) -> None:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ack")))
        mongod = await stack.enter_async_context(replica_set(folder))
        slack = await stack.enter_async_context(FakeSlack())
        models = await stack.enter_async_context(MessagesApi(latency=3600.0))
        configuration = {
            **environment(mongod.uri, folder, slack, models),
            **unlimited(),
            "DEBRIEF_ENGINE": "claude",
            "DEBRIEF_SLOTS_READ": str(files),
            "DEBRIEF_SLOTS_ANALYSE": str(calls + 1),
        }
        bot = Replica(0, configuration, folder)
        await stack.enter_async_context(running(bot))
        slack.app_url = bot.url
        event = await slack.drop_file("U0ASKED", "session.txt", session(0))
        while models.in_flight < 1:  # noqa: ASYNC110 - told by no event
            await asyncio.sleep(0.1)
        await answered(slack, event, 2.0)
        idle = await answered(slack, event, seconds)
        for number in range(1, calls):
            await slack.drop_file(f"U0CALL{number}", "session.txt", session(number))
        while models.in_flight < calls:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        waits = await answered(slack, event, seconds)
        for number in range(files):
            whole = session(1000 + number)
            await slack.drop_file(f"U0FILE{number}", "session.txt", b"\n\n".join([whole] * (SIZE // len(whole))))
        busy = await answered(slack, event, seconds)
    for name, times in (("idle", idle), (f"{calls} calls", waits), (f"and {files} files", busy)):
        p50, p99 = (1000 * quantile(times, share) for share in (0.5, 0.99))
        print(
            f"{name:12} p50 {p50:6.1f} ms, p99 {p99:7.1f} ms, {quantile(times, 0.99) / quantile(idle, 0.99):.1f} times idle"
        )
    print(f"target {TARGET:.0f} times")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How soon Slack has its answer from a busy process.")
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10.0)
    asked = parser.parse_args()
    asyncio.run(measure(asked.calls, asked.files, asked.seconds))
