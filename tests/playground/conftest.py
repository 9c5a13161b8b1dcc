"""A running playground, and a browser before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core.sandbox.pool import ChildServer
from storage import StorageConfig
from tests.faces.conftest import Staged, served
from tests.faces.on_playground import OnPlayground, on_playground


@asynccontextmanager
async def playing(config: StorageConfig, child_server: ChildServer) -> AsyncIterator[tuple[OnPlayground, Staged]]:
    async with on_playground() as stage, served(stage, config, child_server) as staged:
        yield stage, staged


@pytest.fixture
async def play(storage_config: StorageConfig, child_server: ChildServer) -> AsyncIterator[tuple[OnPlayground, Staged]]:
    async with playing(storage_config, child_server) as there:
        yield there
