"""mongod and the replicas as processes: started, killed, stopped, continued."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from storage.embedded import find_mongod

ROOT = Path(__file__).resolve().parents[2]
START = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mongod:
    """A single-node replica set that keeps its port over restarts, as a server elsewhere would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.uri = f"mongodb://127.0.0.1:{self.port}/?replicaSet=chaos"

    def start(self) -> None:
        (self._folder / "db").mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [
                *(str(find_mongod()), "--dbpath", str(self._folder / "db"), "--port", str(self.port)),
                *("--bind_ip", "127.0.0.1", "--replSet", "chaos", "--wiredTigerCacheSizeGB", "0.25"),
                *("--oplogSize", "128", "--logpath", str(self._folder / "log"), "--logappend", "--nounixsocket"),
                *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    async def initiate(self) -> None:
        with self.client(direct=True) as client:
            member = {"_id": 0, "host": f"127.0.0.1:{self.port}"}
            for _ in range(200):
                try:
                    client.admin.command({"replSetInitiate": {"_id": "chaos", "members": [member]}})
                except PyMongoError:
                    await asyncio.sleep(0.2)
                else:
                    return
        raise SystemExit("mongod did not start")

    def client(self, *, direct: bool = False) -> "MongoClient[dict[str, Any]]":
        if direct:
            return MongoClient("127.0.0.1", self.port, directConnection=True, serverSelectionTimeoutMS=1000)
        return MongoClient(self.uri, serverSelectionTimeoutMS=30_000, readConcernLevel="majority")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Replica:
    """`python -m bot serve`, or another of its roles, with its configuration in the environment."""

    def __init__(
        self, number: int, environment: dict[str, str], folder: Path, role: Sequence[str] = ("serve",)
    ) -> None:
        self.port = free_port()
        self._log = folder / f"replica{number}.log"
        self._environment = {**_plain(), **environment, "PORT": str(self.port), "HOST": "127.0.0.1"}
        self._process: subprocess.Popen[bytes] | None = None
        self._role = role
        self.stopped = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/slack/events"

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", *self._role], cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    async def ready(self) -> None:
        async with asyncio.timeout(START), aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                if not self.alive:
                    self.start()  # it gave up because the database was away: whoever runs it starts it again
                await asyncio.sleep(0.2)

    def send(self, signum: signal.Signals) -> None:
        if self.alive and self._process is not None:
            self._process.send_signal(signum)
            self.stopped = signum == signal.SIGSTOP
            if signum == signal.SIGKILL:
                self._process.wait()

    def end(self) -> None:
        if self._process is not None and self.alive:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def _plain() -> dict[str, str]:
    """The environment without what would configure the bot."""
    keep = {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TMPDIR"}
    return {name: value for name, value in os.environ.items() if name in keep}
