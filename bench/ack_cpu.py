"""What an answer to Slack costs in processor time: a dropped file, stored before it is answered, beside a bare aiohttp.

    python -m bench.ack_cpu [--requests 1000] [--rounds 5]

Two processes take the same signed events, 32 at a time, in turns: the bot's receiver, with a MongoDB and a Slack played on
loopback, and an aiohttp application that checks the signature, parses the body and answers. Counted is the processor time of each
process itself. Everything the bot does because of the event is in it, also what it says to Slack afterwards.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bench.ack import SECRET, request
from bench.sizing import used_by
from tests.chaos.processes import RECEIVER, Replica, environment, replica_set, running
from tests.fakes.slack import FakeSlack

AT_A_TIME = 32
TARGET = 4.0


async def bare() -> None:
    """A server that says where it is and lives until its input ends."""
    verifier = SignatureVerifier(SECRET)

    async def answer(asked: web.Request) -> web.Response:
        raw = await asked.read()
        stamp, signature = (asked.headers[f"X-Slack-{name}"] for name in ("Request-Timestamp", "Signature"))
        if not verifier.is_valid(raw, stamp, signature):
            return web.Response(status=401)
        json.loads(raw)
        return web.Response()

    app = web.Application()
    app.router.add_post("/slack/events", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}/slack/events", flush=True)
    await asyncio.to_thread(sys.stdin.read)


async def load(http: aiohttp.ClientSession, url: str, first: int, requests: int) -> None:
    """Events alone: `request` makes a command of every other number."""
    waiting = iter([request(2 * number) for number in range(first, first + requests)])

    async def one() -> None:
        for raw, headers in waiting:
            async with http.post(url, data=raw, headers=headers) as answer:
                if answer.status != 200:
                    raise RuntimeError(f"answered {answer.status}")

    await asyncio.gather(*(one() for _ in range(AT_A_TIME)))


async def measure(requests: int, rounds: int) -> None:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ack")))
        mongod = await stack.enter_async_context(replica_set(folder))
        slack = await stack.enter_async_context(FakeSlack())
        configuration = {**environment(mongod.uri, folder, slack), "SLACK_SIGNING_SECRET": SECRET}
        bot = Replica(0, configuration, folder, RECEIVER)
        await stack.enter_async_context(running(bot))
        pipe = asyncio.subprocess.PIPE
        beside = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.ack_cpu", "--bare"), stdin=pipe, stdout=pipe
        )
        stack.callback(beside.kill)
        if beside.stdout is None:
            raise RuntimeError("without a pipe")
        servers = {"bot": (bot.pid, bot.url), "bare": (beside.pid, (await beside.stdout.readline()).decode().strip())}
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        took: dict[str, list[float]] = {name: [] for name in servers}
        for number in range(rounds + 1):
            for name, (pid, url) in servers.items():
                before = used_by(pid).own
                await load(http, url, number * requests, requests)
                if number:  # the first warms up
                    took[name].append((used_by(pid).own - before) / requests)
            slack.calls.clear()
    ratios = [ours / theirs for ours, theirs in zip(took["bot"], took["bare"], strict=True)]
    for name, seconds in took.items():
        print(f"{name:5} {1e6 * median(seconds):6.0f} µs of processor time an answer")
    print(f"{median(ratios):.1f} times as much ({min(ratios):.1f} to {max(ratios):.1f}), target {TARGET:.0f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="What an answer to Slack costs in processor time.")
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asyncio.run(bare() if asked.bare else measure(asked.requests, asked.rounds))
