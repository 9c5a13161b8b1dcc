"""A real MongoDB for every test that asks for `storage`: one server per test process, one database per test."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import Storage, StorageConfig, open_storage
from storage.embedded import EmbeddedMongo

pytest_plugins = ("tests.slack.counting",)


@pytest.fixture(scope="session")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedMongo]:
    """The embedded server, in a folder of this test process."""
    server = EmbeddedMongo(tmp_path_factory.mktemp("mongo"))
    # Its own loop, without becoming the thread's: the tests' loops belong to the async plugin.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(server.start())
        yield server
        runner.run(server.stop())


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the master keys are."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def storage_config(mongo: EmbeddedMongo, data_folder: Path) -> StorageConfig:
    """A database of this test's own. The time limit is a loaded machine's."""
    return StorageConfig(data=data_folder, uri=mongo.uri, database=f"test_{uuid.uuid4().hex}", timeout=20.0)


@pytest.fixture
async def storage(storage_config: StorageConfig) -> AsyncIterator[Storage]:
    """All repositories on a fresh, empty database."""
    async with open_storage(storage_config) as opened:
        yield opened
        await opened.db.client.drop_database(storage_config.database)
