"""A house for every test that asks for one."""

import pytest_asyncio

from tests.open_database import OpenDatabase
from tests.relationships.house import House, furnish


@pytest_asyncio.fixture(loop_scope="session")
async def house(open_database: OpenDatabase) -> House:
    """On an empty database."""
    return furnish(await open_database.emptied())
