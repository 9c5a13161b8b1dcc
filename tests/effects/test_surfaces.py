"""Every kind of change, every surface that shows a session, every reader: once the effects are carried out, what stands on a
screen is what would be drawn there now, or holds nothing of a session any more.

A kind of change that is added to the table of effects without a scenario here fails.
"""

import pytest

from handlers.effects.table import EFFECTS
from tests.effects.scenes import READERS, SCENARIOS, SURFACES, Scene, stale


def test_every_kind_of_change_has_a_scenario() -> None:
    assert {scenario.kind for scenario in SCENARIOS.values()} == set(EFFECTS)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_what_stands_is_what_would_be_drawn_now(scene: Scene, name: str) -> None:
    scenario = SCENARIOS[name]
    await scenario.before(scene)
    await scene.carried_out()
    await scene.look()
    await scenario.act(scene)
    await scene.carried_out()
    found, cells = await stale(scene)
    assert found == []
    assert {surface for surface, _ in cells} == set(SURFACES)
    assert {reader for _, reader in cells} == {reader.id for reader in READERS}
