"""What a crash left in an outbox is found by the ticks of whichever process is there."""

import pytest

from bot.schedule import ticks
from core.changes import Kind
from core.people import acts
from core.transcript import Role
from handlers.account.housekeeping import HOUSE, job_at
from tests.acts.conftest import Crash, Stage
from tests.relationships.house import person


async def test_a_minute_later_its_effects_are_on_their_way_and_the_hour_is_asked_for(stage: Stage) -> None:
    with pytest.raises(Crash):
        await acts.invite(stage.dying, person("ada"), person("iva"), Role.CLIENT)
    stage.later(minutes=1)
    for tick in (*ticks(stage.world), *ticks(stage.world)):  # two processes
        await tick.run()
    (change,) = await stage.announced()
    assert change.kind is Kind.INVITE
    assert await stage.world.jobs.get(HOUSE, job_at(stage.world.clock.now()).id) is not None
