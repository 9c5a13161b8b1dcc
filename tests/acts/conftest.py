"""Acts over the real database, with no handler and no platform: what they refuse, write and announce."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from core.changes import JOB, Change, change_of
from core.jobs.job import Job
from core.people.person import Person, Platform
from core.ports.people import Kind, Member
from core.world import World
from storage import Storage, StorageConfig, open_storage


class Everybody:
    """A platform's list of members on which everybody is."""

    async def look_up(self, person: Person) -> Member | None:
        return Member(person, Kind.PERSON, person.id.capitalize())


class Crash(BaseException):
    """The process ends here."""


class Killed:
    """The jobs of a process that is killed before it stores one of a change."""

    def __init__(self, jobs: Any) -> None:
        self._jobs = jobs

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jobs, name)

    async def enqueue(self, job: Job, **when: Any) -> bool:
        if job.kind == JOB:
            raise Crash
        return bool(await self._jobs.enqueue(job, **when))


@dataclass
class Stage:
    """`world` is what an act gets; `dying` the same in a process that is killed between the act's write and its announcement."""

    storage: Storage
    world: World
    ahead: dict[str, timedelta] = field(default_factory=dict)

    @property
    def dying(self) -> World:
        return replace(self.world, jobs=Killed(self.world.jobs))

    def later(self, **length: float) -> None:
        self.ahead["by"] = self.ahead.get("by", timedelta()) + timedelta(**length)

    async def announced(self) -> list[Change]:
        """The changes whose effects wait to be carried out; the next look finds new ones alone."""
        found = []
        while job := await self.world.jobs.claim(timedelta(days=1)):
            if job.kind == JOB:
                found.append(change_of(job))
        return found

    async def carried_out(self, changes: list[Change]) -> None:
        for change in changes:
            await self.world.outbox.done(change)


@pytest.fixture
async def stage(storage_config: StorageConfig) -> AsyncIterator[Stage]:
    ahead: dict[str, timedelta] = {}
    config = replace(storage_config, ahead=lambda: ahead.get("by", timedelta()))
    async with open_storage(config) as storage:
        world = World(
            jobs=storage.jobs,
            outbox=storage.outbox,
            uploads=storage.uploads,
            transcripts=storage.transcripts,
            insights=storage.insights,
            people=storage.people,
            relationships=storage.relationships,
            comments=storage.comments,
            corrections=storage.corrections,
            commitments=storage.commitments,
            readings=storage.readings,
            nudges=storage.nudges,
            inboxes=storage.inboxes,
            webhooks=storage.webhooks,
            feedback=storage.feedback,
            tenants=storage.tenants,
            tokens=storage.tokens,
            audit=storage.audit,
            programme=storage.programme,
            directories={Platform.SLACK: Everybody()},
            clock=storage.clock,
            wake=lambda: None,
        )
        yield Stage(storage, world, ahead)
