"""mongod and the replicas as processes: started, killed, stopped, continued."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from storage.embedded import find_mongod
from tests.fakes.messages_api import MessagesApi
from tests.fakes.slack import FakeSlack

ROOT = Path(__file__).resolve().parents[2]
START = 600.0
"""Seconds that a replica may take to be ready, on a machine that has much else to do."""
BOTH, RECEIVER, WORKER = ("serve",), ("serve", "--no-worker"), ("worker",)
ELECTION = 3_000
"""Milliseconds without a primary before another is elected."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Member:
    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        (self.folder / "db").mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [
                *(str(find_mongod()), "--dbpath", str(self.folder / "db"), "--port", str(self.port)),
                *("--bind_ip", "127.0.0.1", "--replSet", "chaos", "--wiredTigerCacheSizeGB", "0.25"),
                *("--oplogSize", "128", "--logpath", str(self.folder / "log"), "--logappend", "--nounixsocket"),
                *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def client(self) -> "MongoClient[dict[str, Any]]":
        return MongoClient("127.0.0.1", self.port, directConnection=True, serverSelectionTimeoutMS=1000)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


class Mongod:
    """A replica set whose members keep their ports over restarts, as servers elsewhere would."""

    def __init__(self, folder: Path, members: int = 1) -> None:
        self.members = [Member(folder / f"member{number}") for number in range(members)]
        self.uri = f"mongodb://{','.join(one.address for one in self.members)}/?replicaSet=chaos"

    def start(self) -> None:
        """Those that do not run."""
        for member in self.members:
            if not member.alive:
                member.start()

    async def initiate(self) -> None:
        members = [{"_id": number, "host": one.address} for number, one in enumerate(self.members)]
        wanted = {"_id": "chaos", "members": members, "settings": {"electionTimeoutMillis": ELECTION}}
        with self.members[0].client() as client:
            for _ in range(300):
                with suppress(PyMongoError):
                    client.admin.command({"replSetInitiate": wanted})
                    break
                await asyncio.sleep(0.2)
        for _ in range(300):
            if self.primary() is not None:
                return
            await asyncio.sleep(0.2)
        raise SystemExit("mongod did not start")

    def primary(self) -> Member | None:
        for member in self.members:
            if member.alive:
                with suppress(PyMongoError), member.client() as client:
                    if client.admin.command("hello")["isWritablePrimary"]:
                        return member
        return None

    def client(self) -> "MongoClient[dict[str, Any]]":
        return MongoClient(self.uri, serverSelectionTimeoutMS=30_000, readConcernLevel="majority")

    def kill_primary(self) -> bool:
        """False where there is none at this moment."""
        member = self.primary()
        if member is not None:
            member.kill()
        return member is not None

    def step_down(self) -> bool:
        """The primary becomes a secondary, and another is elected; of one member alone, itself, after a while."""
        member = self.primary()
        if member is None:
            return False
        with suppress(PyMongoError), member.client() as client:
            client.admin.command(
                {"replSetStepDown": 5, "secondaryCatchUpPeriodSecs": 2 if len(self.members) > 1 else 0, "force": True}
            )
        return True

    def kill(self) -> None:
        for member in self.members:
            member.kill()


class Replica:
    """`python -m bot serve`, or another of its roles, with its configuration in the environment."""

    def __init__(self, number: int, environment: dict[str, str], folder: Path, role: Sequence[str] = BOTH) -> None:
        self.port = free_port()
        self._log = folder / f"replica{number}.log"
        self._environment = {**_plain(), **environment, "PORT": str(self.port), "HOST": "127.0.0.1"}
        self._process: subprocess.Popen[bytes] | None = None
        self._role = role
        self.stopped = False

    @property
    def receives(self) -> bool:
        return self._role != WORKER

    @property
    def teams(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/messages"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/slack/events"

    @property
    def pid(self) -> int:
        """Of a process that was started."""
        if self._process is None:
            raise RuntimeError("it was not started")
        return self._process.pid

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


@asynccontextmanager
async def replica_set(folder: Path, members: int = 1) -> AsyncIterator[Mongod]:
    """One that takes writes, until it is left."""
    mongod = Mongod(folder, members)
    mongod.start()
    try:
        await mongod.initiate()
        yield mongod
    finally:
        mongod.kill()


@asynccontextmanager
async def running(*replicas: Replica) -> AsyncIterator[None]:
    """Ready, one after the other: the first makes the indexes and the master key."""
    try:
        for replica in replicas:
            replica.start()
            await replica.ready()
        yield
    finally:
        for replica in replicas:
            replica.end()


def unlimited() -> dict[str, str]:
    """What says that no day's limit holds."""
    limits = ("DAILY_PER_PERSON", "DAILY_PER_WORKSPACE", "DAILY_BUDGET", "TOTAL_BUDGET")
    return {f"DEBRIEF_{name}": "0" for name in limits}


def environment(mongodb_uri: str, folder: Path, slack: FakeSlack, models: MessagesApi | None = None) -> dict[str, str]:
    """The configuration of a bot in this Slack, with this model or without one."""
    given = {
        "MONGODB_URI": mongodb_uri,
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "SLACK_FILE_HOSTS": slack.file_host,
        "DEBRIEF_DATA": str(folder / "data"),
    }
    return given if models is None else {**given, "ANTHROPIC_API_KEY": "test-key", "ANTHROPIC_BASE_URL": models.url}
