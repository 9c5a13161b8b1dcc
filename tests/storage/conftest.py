"""Storage on the database that stays open (tests/open_database.py)."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from storage import Storage, StorageConfig, open_storage
from tests.open_database import OpenDatabase
from tests.storage.plans import Recorder


@pytest_asyncio.fixture(loop_scope="session")
async def storage(open_database: OpenDatabase) -> Storage:
    """Empty."""
    return await open_database.emptied(keys=True)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def recorded(storage_config: StorageConfig, recorder: Recorder) -> AsyncIterator[Storage]:
    async with open_storage(storage_config, listeners=[recorder]) as opened:
        yield opened
