"""What is set is stored and announced; what is not theirs to set is neither."""

import pytest

from core.changes import Kind
from core.people import settings
from core.people.privacy import Retention
from core.refusal import Reason, Refused
from tests.acts.conftest import Stage
from tests.relationships.house import HERE, person

ADA = person("ada")


async def test_a_time_zone_is_set_and_taken_back(stage: Stage) -> None:
    for name in ("Europe/Lisbon", None):
        await settings.set_time_zone(stage.world, ADA, name)
        profile = await stage.world.people.get(ADA)
        assert profile is not None
        assert profile.time_zone == name
        (change,) = await stage.announced()
        assert (change.kind, change.subject, change.facts) == (
            Kind.SETTINGS,
            "ada",
            {"own_time_zone": name is not None},
        )


async def test_only_who_administers_a_workspace_decides_for_it(stage: Stage) -> None:
    before = await stage.world.tenants.retention(HERE)
    with pytest.raises(Refused) as refused:
        await settings.set_workspace(stage.world, ADA, Retention(1, 1), "Call me.")
    assert refused.value.reason is Reason.NOT_ALLOWED
    assert await stage.world.tenants.retention(HERE) == before
    assert await stage.world.tenants.care_note(HERE) is None
    assert await stage.announced() == []
