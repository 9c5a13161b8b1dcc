"""The house of these tests."""

import pytest

from tests.relationships.house import House, build


@pytest.fixture
def house() -> House:
    return build()
