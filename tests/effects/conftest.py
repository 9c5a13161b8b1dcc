import pytest

from storage import Storage
from tests.effects import scenes


@pytest.fixture
async def scene(storage: Storage) -> scenes.Scene:
    return await scenes.make(storage)
