"""The house of these tests, on dictionaries and on the database; promises come from sessions alone."""

import pytest

from core.ports.people import Kept
from storage import Storage
from tests.relationships.house import House, build, furnish

ON_THE_DATABASE = frozenset(
    {
        "test_done_is_told_counted_and_recorded",
        "test_another_date_and_other_words_outlive_what_the_session_says",
        "test_a_double_press_has_one_effect",
        "test_what_is_settled_outlives_the_session_told_again",
        "test_open_again_and_the_same_proof_does_not_settle_it_twice",
        "test_pages_go_both_ways_and_hold_everything_once",
        "test_a_coach_sees_what_is_shared_and_nothing_of_the_rest",
    }
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "house" in metafunc.fixturenames:
        both = metafunc.function.__name__ in ON_THE_DATABASE
        metafunc.parametrize("house", ["memory", "database"] if both else ["memory"], indirect=True)


@pytest.fixture
def house(request: pytest.FixtureRequest) -> House:
    """On dictionaries, or on the database."""
    if request.param == "memory":
        return build()
    storage: Storage = request.getfixturevalue("storage")

    async def promise(insight_id: str, kept: Kept) -> None:
        raise AssertionError("promises come from sessions here")

    return furnish(storage, promise)
