"""A real MongoDB for every test that asks for `storage`: one server per test process, one database per test."""

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pymongo import MongoClient

from core.sandbox.pool import ChildServer
from storage import Storage, StorageConfig, open_storage
from storage.embedded import EmbeddedMongo

pytest_plugins = (
    "tests.slack.counting",
    "tests.teams.counting",
    "tests.open_database",
    "tests.relationships.fixtures",
    "tests.temporal_server",
)

# Every run tries the same, so that a change is judged by what it changed; a search for more is asked for by its number.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
if "DEBRIEF_FUZZ_CASES" not in os.environ:
    settings.load_profile("repeatable")


MEMORY = Path("/dev/shm")  # noqa: S108 - a folder is made in it that is this process's own
ENOUGH = 4 * 1024**3
"""Bytes."""
BETWEEN = 3
"""Databases that rest before one is used once more."""

Shape = tuple[set[tuple[str, str]], dict[str, Any] | None]
"""A database's indexes and the version of its schema."""


@pytest.fixture(scope="session")
def mongo_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """In memory where there is room: most of a test's time would go into flushing journals. What a killed server keeps is tried
    on a disk (tests/storage/test_embedded.py, tests/chaos)."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH:
        yield tmp_path_factory.mktemp("mongo")
        return
    with tempfile.TemporaryDirectory(prefix="debrief-tests-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def mongo(mongo_folder: Path) -> Iterator[EmbeddedMongo]:
    """The embedded server of this test process."""
    server = EmbeddedMongo(mongo_folder)
    # Its own loop, without becoming the thread's: the tests' loops belong to the async plugin.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(server.start())
        yield server
        runner.run(server.stop())


@pytest.fixture(scope="session")
def child_server() -> Iterator[ChildServer]:
    """What the guarded children of this test process are forked from. To start one takes a second of processor time, which the
    bots of hundreds of tests would each pay. Those that try the server itself start their own (tests/sandbox)."""
    server = ChildServer()
    yield server
    server.end()


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the master keys are."""
    return tmp_path_factory.mktemp("data")


@dataclass
class UsedDatabases:
    """What tests are done with, to be emptied and used once more: to make a database takes ten times as long. One whose indexes
    are not those of a new one is dropped. A few others come between, so that what ends late disturbs nobody."""

    mongo: EmbeddedMongo
    shape: Shape
    _done: list[str] = field(default_factory=list)

    def take(self) -> str:
        """The name of an empty database, or of none."""
        with MongoClient[dict[str, Any]](self.mongo.uri) as client:
            while len(self._done) > BETWEEN:
                name = self._done.pop(0)
                if _shape(client, name) == self.shape:
                    for collection in client[name].list_collection_names():
                        client[name][collection].delete_many({"_id": {"$ne": "schema"}})
                    return name
                # A database is a hundred open files: those of all tests together are more than a server may open.
                client.drop_database(name)
        return f"test_{uuid.uuid4().hex}"

    def give_back(self, name: str) -> None:
        self._done.append(name)


def _shape(client: MongoClient[dict[str, Any]], name: str) -> Shape:
    stages: list[dict[str, Any]] = [{"$listCatalog": {}}, {"$match": {"db": name, "type": "collection"}}]
    indexes = {
        (each["name"], str(index["spec"])) for each in client.admin.aggregate(stages) for index in each["md"]["indexes"]
    }
    # A collection that the first write makes has no index but this.
    return {index for index in indexes if "'_id_'" not in index[1]}, client[name]["schema"].find_one({"_id": "schema"})


@pytest.fixture(scope="session")
def used_databases(mongo: EmbeddedMongo, data_folder: Path) -> UsedDatabases:
    config = StorageConfig(data=data_folder, uri=mongo.uri, database="new", timeout=20.0)
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(_opened(config))
    with MongoClient[dict[str, Any]](mongo.uri) as client:
        return UsedDatabases(mongo, _shape(client, config.database))


async def _opened(config: StorageConfig) -> None:
    async with open_storage(config):
        pass


@pytest.fixture
def storage_config(used_databases: UsedDatabases, data_folder: Path) -> Iterator[StorageConfig]:
    """A database of this test's own, empty. The time limit is a loaded machine's."""
    name = used_databases.take()
    yield StorageConfig(data=data_folder, uri=used_databases.mongo.uri, database=name, timeout=20.0)
    used_databases.give_back(name)


@pytest.fixture
def unused_config(mongo: EmbeddedMongo, data_folder: Path) -> Iterator[StorageConfig]:
    """A database that is not there yet."""
    config = StorageConfig(data=data_folder, uri=mongo.uri, database=f"test_{uuid.uuid4().hex}", timeout=20.0)
    yield config
    with MongoClient[dict[str, Any]](mongo.uri) as client:
        client.drop_database(config.database)


@pytest.fixture
async def fresh_storage(storage_config: StorageConfig) -> AsyncIterator[Storage]:
    """All repositories on a database that is empty."""
    async with open_storage(storage_config) as opened:
        yield opened


@pytest.fixture
def storage(fresh_storage: Storage) -> Storage:
    """Where a room's own conftest does not say otherwise."""
    return fresh_storage
