"""The house of these tests, on dictionaries and on the database."""

import os
import secrets

import pytest

from core.ports.people import Kept
from storage import Storage
from storage.database import scope
from tests.relationships.house import HERE, House, build, furnish

ON_THE_DATABASE = frozenset(
    {
        "test_invite_accept_end_withdraw",
        "test_one_relationship_per_pair_whoever_asks",
        "test_a_pair_may_begin_again_after_the_end",
        "test_both_end_at_once",
        "test_share_open_revoke_and_the_old_card_says_it_is_gone",
        "test_a_grant_ends_with_its_day",
        "test_pairing_ends_grants_and_tells",
        "test_held_for_review_then_released",
        "test_a_correction_is_marked_and_outlives_a_new_analysis",
        "test_many_comments_come_in_pages",
        "test_an_edit_reaches_both_cards_in_place",
        "test_a_comment_is_shown_in_the_thread_that_stands",
        "test_ended_is_frozen_and_withdrawn_is_closed",
        "test_delete_takes_everything_and_old_cards_say_so",
        "test_one_persons_sessions",
        "test_filters_and_buttons",
        "test_pages_both_ways_stay_steady",
        "test_timeline",
        "test_everything_as_a_zip",
        "test_everything_is_erased_also_for_others",
        "test_a_coach_who_erases_leaves_the_clients_sessions",
        "test_only_an_administrator_sets_retention",
        "test_the_model_and_the_house_agree_after_every_step",
        "test_a_long_sequence_by_everybody",
    }
)
"""Tests that run over MongoDB as well: each way of storing once. EVERYTHING=1 runs all of them there, which takes minutes."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "house" in metafunc.fixturenames and not hasattr(metafunc.module, "house"):
        both = metafunc.function.__name__ in ON_THE_DATABASE or os.environ.get("EVERYTHING") == "1"
        metafunc.parametrize("house", ["memory", "database"] if both else ["memory"], indirect=True)


@pytest.fixture
def house(request: pytest.FixtureRequest) -> House:
    """On dictionaries, or on the database."""
    if request.param == "memory":
        return build()
    storage: Storage = request.getfixturevalue("storage")

    async def promise(insight_id: str, kept: Kept) -> None:
        states = ["done"] * kept.kept + ["dropped"] * (kept.settled - kept.kept) + ["open"] * (kept.made - kept.settled)
        rows = [
            {
                "_id": secrets.token_hex(12),
                **scope(HERE),
                "insight_id": insight_id,
                "client": "ada",
                "owner": "client",
                "state": state,
                "due": None,
            }
            for state in states
        ]
        await storage.db.collection("commitments").insert_many(rows)

    return furnish(storage, promise)
