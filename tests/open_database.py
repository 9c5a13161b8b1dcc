"""A database that stays open for all of a process and is emptied before each test: to make one anew takes longer than most tests.

Whoever needs one that nobody used before takes `storage_config`.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from storage import Storage, StorageConfig, open_storage
from storage.embedded import EmbeddedMongo
from tests.storage.samples import ACME, OTHER, TEAMS

WRITES = {"insert", "update", "findAndModify"}
KEPT = {"schema", "keys"}
"""The database's version and master keys, and people's keys, which cost the most to make."""


class Written(CommandListener):
    """The names of the collections that were written to."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name in WRITES:
            self.names.add(event.command[event.command_name])

    def succeeded(self, event: CommandSucceededEvent) -> None:
        pass

    def failed(self, event: CommandFailedEvent) -> None:
        pass


@dataclass(frozen=True)
class OpenDatabase:
    storage: Storage
    written: Written = field(repr=False)

    async def emptied(self, *, keys: bool = False) -> Storage:
        """Without what the test before has left in it; people's keys go where a test looks at them."""
        for tenant in (ACME, OTHER, TEAMS) if keys else ():
            await self.storage.vault.forget_all(tenant)
        for name in self.written.names - KEPT:
            await self.storage.db.collection(name).delete_many({})
        self.written.names.clear()
        return self.storage


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands on the open database runs in the loop that opened it."""
    for item in items:
        if pytest_asyncio.is_async_test(item) and "open_database" in item.fixturenames:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def open_database(mongo: EmbeddedMongo, data_folder: Path) -> AsyncIterator[OpenDatabase]:
    """The time limit is a loaded machine's."""
    written = Written()
    config = StorageConfig(data=data_folder, uri=mongo.uri, database="open", timeout=20.0)
    async with open_storage(config, listeners=[written]) as storage:
        yield OpenDatabase(storage, written)
