"""What a crash left in an outbox is found by the ticks of whichever process is there."""

from datetime import timedelta

import pytest

from bot.schedule import ticks
from core.changes import Kind
from core.jobs.job import JobState
from core.people import acts
from core.transcript import Role
from handlers.account.housekeeping import HOUSE, job_at
from storage.outbox import AT_ONCE
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


async def test_effects_that_were_given_up_are_tried_again_until_they_are_done(stage: Stage) -> None:
    await acts.invite(stage.world, person("ada"), person("iva"), Role.CLIENT)
    jobs = stage.world.jobs
    for _ in range(2):
        stage.later(minutes=1)
        assert await stage.world.announce_left() == 1
        job = await jobs.claim(timedelta(seconds=30))
        assert job is not None, "nobody would try again"
        assert await stage.world.announce_left() == 1
        await jobs.finish(job, JobState.FAILED)  # raises where the job was taken from who carries it
    stage.later(minutes=1)
    await stage.world.announce_left()
    await stage.carried_out(await stage.announced())
    assert await stage.world.announce_left() == 0


async def test_what_this_version_does_not_know_keeps_nothing_else_waiting(stage: Stage) -> None:
    with pytest.raises(Crash):
        await acts.invite(stage.dying, person("ada"), person("iva"), Role.CLIENT)
    bonds = stage.storage.db.collection("coaching_relationships")
    known = await bonds.find_one({})
    assert known is not None
    (entry,) = known["outbox"]
    where = {"platform": known["platform"], "tenant_id": known["tenant_id"]}
    await bonds.insert_many(
        {**where, "_id": n, "parties": [n], "outbox": [{**entry, "id": f"!{n:03}", "kind": "something of tomorrow"}]}
        for n in range(AT_ONCE)
    )
    stage.later(minutes=1)
    assert [change.id for change in await stage.world.outbox.left()] == [entry["id"]]
