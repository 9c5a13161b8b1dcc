"""The start: a database that is away for a moment is waited for; which server it is, is said."""

import asyncio
import logging
import os
import signal
from datetime import date
from pathlib import Path

import pytest

from core.faults import StorageFault
from storage import NoDatabase, Storage, StorageConfig, open_storage, outlast
from storage.embedded import EmbeddedMongo
from storage.servers import Server

TODAY = date(2026, 11, 28)


async def test_a_database_that_hesitates_is_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def started() -> None:
        async with open_storage(StorageConfig(tmp_path, server.uri, timeout=1.0, patience=300.0)) as storage:
            await storage.ping()

    async with EmbeddedMongo(tmp_path / "mongo") as server:
        assert server.pid is not None
        os.kill(server.pid, signal.SIGSTOP)
        starting = asyncio.create_task(started())
        async with asyncio.timeout(60):
            while "does not answer yet" not in caplog.text:  # noqa: ASYNC110 - a log has no event
                await asyncio.sleep(0.05)
        assert not starting.done()
        os.kill(server.pid, signal.SIGCONT)
        await asyncio.wait_for(starting, 120)
    assert all(record.levelno == logging.WARNING for record in caplog.records)


async def test_a_fault_that_passes_is_tried_again_and_one_that_stays_is_said() -> None:
    faults = [StorageFault("AutoReconnect", transient=True)]

    async def step() -> str:
        if faults:
            raise faults.pop()
        return "done"

    assert await outlast(step) == "done"
    faults.append(StorageFault("OperationFailure", transient=False))
    with pytest.raises(NoDatabase, match="as it should"):
        await outlast(step)
    faults.extend([StorageFault("AutoReconnect", transient=True)] * 3)
    with pytest.raises(NoDatabase, match="has not answered for 0 seconds"):
        await outlast(step, 0.4)


async def test_the_embedded_server_is_told_with_the_end_of_its_line(storage: Storage) -> None:
    version = storage.server.version
    first, second = Server(version, embedded=True).about(TODAY)
    assert ".".join(map(str, version)) in first
    assert "one small machine" in second
    assert Server((6, 0, 5), embedded=True).about(TODAY)[0] == "  Version 6.0.5, fixes ended on 2025-07-31."
    assert Server((7, 0, 28), embedded=True).about(TODAY)[0] == "  Version 7.0.28, fixes until 2027-08-31."
    assert not Server((6, 0, 5), embedded=True).open


@pytest.mark.parametrize(
    ("version", "better"),
    [
        ((6, 0, 26), "6.0.27"),
        ((7, 0, 27), "7.0.28"),
        ((8, 0, 16), "8.0.17"),
        ((8, 2, 2), "8.2.3"),
        ((4, 4, 29), "8.0"),
        ((5, 0, 99), "8.0"),
        ((7, 3, 4), "8.0"),
        ((8, 1, 3), "8.0"),
    ],
)
def test_a_server_whose_memory_lies_open_is_warned_about(version: tuple[int, int, int], better: str) -> None:
    said = Server(version, embedded=False).about(TODAY)
    assert "CVE-2025-14847" in said[1]
    assert f"Update it to {better} or later" in said[1]


@pytest.mark.parametrize("version", [(6, 0, 27), (7, 0, 28), (8, 0, 17), (8, 2, 3), (8, 3, 0), (9, 0, 0)])
def test_a_server_that_is_mended_is_not(version: tuple[int, int, int]) -> None:
    assert len(Server(version, embedded=False).about(TODAY)) == 1
