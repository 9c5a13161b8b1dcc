"""The embedded server under a bot that goes on: ended from outside, out of disk, not coming up; and what it offers strangers."""

import asyncio
import logging
import os
import resource
import signal
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import bson
import pytest

from core.faults import StorageFault
from core.jobs.job import Job
from storage import Storage, StorageConfig, open_storage
from storage.embedded import EmbeddedMongo, find_mongod
from tests.storage.samples import ACME

OP_MSG = 2013


async def hello(port: int, **asked: Any) -> dict[str, Any]:
    """What the server answers to somebody who has not logged in."""
    body = struct.pack("<IB", 0, 0) + bson.encode({"hello": 1, "$db": "admin", **asked})
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(struct.pack("<iiii", 16 + len(body), 1, 0, OP_MSG) + body)
    length = struct.unpack("<i", (await reader.readexactly(16))[:4])[0]
    answer = await reader.readexactly(length - 16)
    writer.close()
    await writer.wait_closed()
    return bson.decode(answer[5:])


async def test_it_offers_no_compression_before_a_login(mongo: EmbeddedMongo) -> None:
    answer = await hello(mongo.port, compression=["zlib", "snappy", "zstd"])
    assert answer["isWritablePrimary"]
    assert not answer.get("compression")


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(90):
        while not done():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.05)


async def ended(pid: int, server: EmbeddedMongo) -> None:
    """Until another process has taken the place of `pid`."""
    await until(lambda: server.pid != pid)


async def eventually(ask: Callable[[], Awaitable[Any]]) -> Any:
    """What is answered once the database does; faults meanwhile are passing ones."""
    async with asyncio.timeout(90):
        while True:
            try:
                return await ask()
            except StorageFault as fault:
                if not fault.transient:
                    raise
                await asyncio.sleep(0.05)


async def names(storage: Storage) -> set[str]:
    async def ask() -> set[str]:
        async with storage.db.turn():
            rows = await storage.db.collection("jobs").find({}, {"_id": 1}).to_list()
        return {row["_id"]["id"] for row in rows}

    found: set[str] = await eventually(ask)
    return found


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_one_that_is_ended_is_started_again_and_nothing_is_lost(tmp_path: Path, how: signal.Signals) -> None:
    async with (
        EmbeddedMongo(tmp_path / "mongo") as server,
        open_storage(StorageConfig(tmp_path, server.uri, timeout=3.0)) as storage,
    ):
        for n in range(20):
            await storage.jobs.enqueue(Job(f"{n}", "intake", ACME))
        before = server.pid
        assert before is not None
        os.kill(before, how)
        await ended(before, server)
        assert await eventually(lambda: storage.jobs.enqueue(Job("after", "intake", ACME))) in (True, False)
        assert await names(storage) == {*(f"{n}" for n in range(20)), "after"}


async def test_one_that_may_write_no_more_is_started_again_and_nothing_is_lost(tmp_path: Path) -> None:
    """A limit on its files stands for a full disk: its journal cannot grow, and it ends itself. The next one has room."""
    written: set[str] = set()
    async with (
        EmbeddedMongo(tmp_path / "mongo") as server,
        open_storage(StorageConfig(tmp_path, server.uri, timeout=3.0)) as storage,
    ):
        before = server.pid
        assert before is not None
        resource.prlimit(before, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        async with asyncio.timeout(90):
            while server.pid == before:
                name = f"{len(written)}"
                with suppress(StorageFault):
                    await storage.jobs.enqueue(Job(name, "intake", ACME))
                    written.add(name)
        assert await eventually(lambda: storage.jobs.enqueue(Job("after", "intake", ACME))) in (True, False)
        assert await names(storage) >= written | {"after"}


def gate(folder: Path) -> Path:
    """A mongod that ends at once, as on a full disk, until a file says that there is room."""
    script = folder / "mongod"
    script.write_text(f'#!/bin/sh\n[ -e {folder}/room ] || exit 100\nexec {find_mongod()} "$@"\n')
    script.chmod(0o755)
    (folder / "room").touch()
    return script


async def test_it_is_tried_until_there_is_room_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    async with (
        EmbeddedMongo(tmp_path / "mongo", mongod=gate(tmp_path)) as server,
        open_storage(StorageConfig(tmp_path, server.uri, timeout=3.0)) as storage,
    ):
        await storage.jobs.enqueue(Job("before", "intake", ACME))
        (tmp_path / "room").unlink()
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        await until(lambda: sum("did not start again" in record.message for record in caplog.records) >= 3)
        with pytest.raises(StorageFault) as raised:
            await storage.ping()
        assert raised.value.transient
        (tmp_path / "room").touch()
        assert await names(storage) == {"before"}
        await until(lambda: any("is up again" in record.message for record in caplog.records))
    said = [record.message for record in caplog.records if "ended by itself" in record.message]
    assert str(tmp_path / "mongo" / "mongod.log") in said[0]
    assert [record.__dict__["pause"] for record in caplog.records if "pause" in record.__dict__][:3] == [0.0, 0.5, 1.0]


async def test_a_bot_that_stops_meanwhile_leaves_nothing_running(tmp_path: Path) -> None:
    server = EmbeddedMongo(tmp_path / "mongo", mongod=gate(tmp_path))
    await server.start()
    before = server.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    await ended(before, server)  # the next one is coming up
    last = server.pid
    await server.stop()
    assert server.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(last or 0, 0)
    async with EmbeddedMongo(tmp_path / "mongo"):  # the folder is free
        pass


@pytest.mark.parametrize("left", ["", "no number", "1", "999999999", "-1"])
async def test_a_lock_file_that_was_left_stops_nobody(tmp_path: Path, left: str) -> None:
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "mongod.lock").write_text(left)
    (tmp_path / "bot.lock").write_text("1")
    async with EmbeddedMongo(tmp_path) as server:
        assert (await hello(server.port))["isWritablePrimary"]
