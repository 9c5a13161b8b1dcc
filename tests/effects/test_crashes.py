"""The process dies between an act and its effects, and after each effect: all of them come, and each is on record once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from core.changes import JOB, KEPT, Kept
from core.jobs.job import Job, JobState, JobStore
from handlers.effects.table import Effects
from storage.database import tenant_of
from storage.outbox import COLLECTIONS
from tests.effects.scenes import SCENARIOS, Scene, stale


class Crash(BaseException):
    """The process ends here."""


class Mortal:
    """Jobs of a process that dies when it stores one of a change (`after`: once it is stored), and once at each step of one."""

    def __init__(self, jobs: JobStore, *, after: bool) -> None:
        self._jobs = jobs
        self._after = after
        self.deaths: set[tuple[str, str]] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jobs, name)

    async def enqueue(self, job: Job, *, delay: timedelta = timedelta()) -> bool:
        if job.kind != JOB:
            return await self._jobs.enqueue(job, delay=delay)
        if self._after:
            await self._jobs.enqueue(job)
        raise Crash

    async def save(self, job: Job, *, step: str) -> Job:
        if (job.id, step) not in self.deaths:
            self.deaths.add((job.id, step))
            raise Crash
        return await self._jobs.save(job, step=step)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_all_effects_come_whenever_the_process_dies(scene: Scene, name: str) -> None:
    scenario = SCENARIOS[name]
    await scenario.before(scene)
    await scene.carried_out()
    await scene.look()
    log = scene.house.storage.db.collection("audit_log")
    recorded = await log.count_documents({"operation": scenario.kind.value})
    mortal = Mortal(scene.services.jobs, after=KEPT[scenario.kind] is Kept.NOWHERE)
    dying = replace(scene.services, jobs=cast("JobStore", mortal))
    with pytest.raises(Crash):
        await scenario.act(replace(scene, house=replace(scene.house, services=dying)))
    assert await log.count_documents({"operation": scenario.kind.value}) == recorded, "no effect was carried out yet"
    await scene.services.announce_left()
    await _carried_out(scene, Effects(dying))
    assert mortal.deaths
    await scene.carried_out()
    assert (await stale(scene))[0] == []
    assert await log.count_documents({"operation": scenario.kind.value}) == recorded + 1
    for kept in COLLECTIONS.values():
        assert await scene.house.storage.db.collection(kept).count_documents({"outbox.id": {"$exists": True}}) == 0


async def _carried_out(scene: Scene, effects: Effects) -> None:
    """By one worker after the other, each of which dies after the effect it has carried out, before it can say so."""
    jobs = scene.house.storage.db.collection("jobs")
    about = {"kind": JOB, "state": {"$in": [JobState.QUEUED, JobState.RUNNING]}}
    claim = {"$set": {"state": JobState.RUNNING}, "$inc": {"attempt": 1}}
    while row := await jobs.find_one_and_update(about, claim, sort={"created_at": 1}):
        job = await scene.services.jobs.get(tenant_of(row), row["_id"]["id"])
        assert job is not None
        try:
            await effects.run(job)
        except Crash:
            continue
        await scene.services.jobs.finish(job, JobState.DONE)
