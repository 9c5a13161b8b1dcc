"""`python -m bot serve` as a process of its own, and what anybody on the network may send it."""

import asyncio
import os
import resource
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = 90.0
"""Seconds; a busy machine takes its time."""
SECRET = "s" * 32


@dataclass
class Bot:
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> int:
        """The status; raises OSError where there is no answer within ten seconds."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310 - ours
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code

    def connect(self, sent: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall(sent)
        return connection

    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def lines(self) -> list[str]:
        return self.log.read_text().splitlines()

    def end(self) -> float:
        """Seconds from the signal to the end."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(120)
        return time.monotonic() - began


@contextmanager
def serving(folder: Path, descriptors: int | None = None, **keys: str) -> Iterator[Bot]:
    """A bot that answers, killed at the end if it has not ended by itself. `descriptors` is its limit."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    environment |= {
        "PORT": str(port),
        "DEBRIEF_DATA": str(folder / "data"),
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": "http://127.0.0.1:9/",
        **keys,
    }

    def limit() -> None:
        if descriptors is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    log = folder / "log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            preexec_fn=limit,  # noqa: PLW1509 - one system call
        )
    bot = Bot(process, port, log)
    try:
        _until_up(bot)
        yield bot
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _until_up(bot: Bot) -> None:
    deadline = time.monotonic() + START
    while True:
        try:
            if bot.get("/healthz") == 200:
                return
        except OSError:
            if time.monotonic() > deadline or bot.process.poll() is not None:
                raise AssertionError(bot.log.read_text()) from None
            time.sleep(0.1)


async def answer(bot: Bot, sent: bytes, *, within: float = 60.0) -> bytes:
    """All that comes back until the bot closes the connection."""
    async with asyncio.timeout(within):
        reader, writer = await asyncio.open_connection("127.0.0.1", bot.port)
        try:
            writer.write(sent)
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()
