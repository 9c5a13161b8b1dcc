"""Storage on the database that stays open (tests/open_database.py)."""

import pytest_asyncio

from storage import Storage
from tests.open_database import OpenDatabase


@pytest_asyncio.fixture(loop_scope="session")
async def storage(open_database: OpenDatabase) -> Storage:
    """Empty."""
    return await open_database.emptied(keys=True)
