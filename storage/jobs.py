"""The jobs collection: claim, lease and fencing by single-document writes on the database's clock.

Not sharded and indexed by state first: the hot set is tiny, and a worker claims across tenants.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument, UpdateOne

from core.jobs.job import (
    Job,
    JobState,
    Lane,
    LeaseLost,
    Owner,
    owner_of,
)
from core.jobs.refs import Refs
from core.people.person import Person, Tenant
from storage.database import Database, Document, key, scope, tenant_of
from storage.group_commit import GroupCommit

MOST_OPEN = 20  # jobs of one person shown at a time
OPEN = [JobState.QUEUED.value, JobState.RUNNING.value]


MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Backlog:
    """Jobs by kind: due and not claimed, and running. `oldest`: how long ago the first of those that wait was due."""

    due: Mapping[str, int]
    running: Mapping[str, int]
    oldest: timedelta


class MongoJobs:
    """`core.jobs.job.JobStore` on MongoDB."""

    def __init__(self, db: Database, only: Job | None = None) -> None:
        """With `only`, no other job is claimed."""
        self._db = db
        self._jobs = db.collection("jobs")
        self._new = GroupCommit(db, self._jobs)
        self._only: Document = {"_id": key(only.tenant, only.id)} if only else {}

    async def enqueue(self, job: Job, *, delay: timedelta = timedelta()) -> bool:
        fresh = {
            **scope(job.tenant),
            "kind": job.kind,
            "state": JobState.QUEUED.value,
            "step": job.step,
            "refs": dict(job.refs),
            "attempt": 0,
            "fails": 0,
        }
        # An update that can only insert: an insert could not use the database's clock.
        return await self._new.insert(
            UpdateOne(
                {"_id": key(job.tenant, job.id), "state": {"$exists": False}},
                [{"$set": {**_literal(fresh), "due": self._from_now(delay), "created_at": self._db.clock.moment()}}],
                upsert=True,
            )
        )

    async def claim(
        self, lease: timedelta, *, lanes: Collection[Lane] = (), busy: frozenset[Owner] = frozenset()
    ) -> Job | None:
        wanted = self._due()
        if lanes:
            wanted["lane"] = {"$in": [_stored(lane) for lane in lanes]}
        # By ids alone, which the index has: an id that two tenants share leaves one more job for later.
        if people := [owner.id for owner in busy if isinstance(owner, Person)]:
            wanted["refs.person"] = {"$nin": people}
        if tenants := [owner.id for owner in busy if isinstance(owner, Tenant)]:
            wanted["tenant_id"] = {"$nin": tenants}
        ended = {"$cond": [{"$eq": ["$state", JobState.RUNNING.value]}, ["$attempt"], []]}
        change = {
            "state": JobState.RUNNING.value,
            "due": self._from_now(lease),
            "attempt": {"$add": ["$attempt", 1]},
            "lane": "$$REMOVE",
            "trouble": _trouble(dead=ended),
        }
        began = time.monotonic()
        async with self._db.turn():
            found = await self._jobs.find_one_and_update(
                wanted,
                [{"$set": change}],
                sort=[("due", 1)],
                hint="lane" if lanes and not self._only else None,
                return_document=ReturnDocument.AFTER,
            )
        return replace(_job(found), fresh=found["attempt"] == 1, held_at=began) if found else None

    async def waiting(self, most: int) -> Sequence[tuple[Lane, Owner]]:
        wanted = self._due() | {"lane": {"$in": [_stored(lane) for lane in Lane]}}
        fields = {"_id": 0, "lane": 1, "platform": 1, "tenant_id": 1, "refs.person": 1}  # all of it in the index
        async with self._db.turn():
            rows = await self._jobs.find(wanted, fields).hint("lane").limit(most).to_list()
        return [(Lane(row.get("lane") or Lane.QUICK), owner_of(tenant_of(row), row.get("refs") or {})) for row in rows]

    async def quiet(self) -> bool:
        """Whether nothing is under way, and nothing due."""
        due = {"state": JobState.QUEUED.value, "$expr": {"$lte": ["$due", self._db.clock.moment()]}}
        async with self._db.turn():
            found = await self._jobs.find_one({"$or": [{"state": JobState.RUNNING.value}, due]}, {"_id": 1})
        return found is None

    async def next_due(self) -> datetime | None:
        """When the next job that waits is due; None if none waits."""
        waiting = {"state": JobState.QUEUED.value}
        async with self._db.turn():
            found = await self._jobs.find_one(waiting, {"due": 1}, sort=[("due", 1)], hint="claim")
        return found["due"] if found else None

    async def backlog(self) -> Backlog:
        """What waits for a worker and what runs, of so many at most: who has more knows enough."""
        now = self._db.clock.moment()
        due: Document = {"state": JobState.QUEUED.value, "$expr": {"$lte": ["$due", now]}}
        waited = {"$max": {"$subtract": [now, "$due"]}}
        by_kind: Document = {"$group": {"_id": "$kind", "count": {"$sum": 1}, "waited": waited}}
        found: list[list[Document]] = []
        for wanted in (due, {"state": JobState.RUNNING.value}):
            async with self._db.turn():
                stages: list[Document] = [{"$match": wanted}, {"$limit": MOST_COUNTED}, by_kind]
                found.append(await (await self._jobs.aggregate(stages, hint="claim")).to_list())
        waiting, running = ({row["_id"]: int(row["count"]) for row in rows} for rows in found)
        oldest = max((row["waited"] for row in found[0]), default=0)
        return Backlog(waiting, running, timedelta(milliseconds=oldest))

    def _due(self, since: timedelta = timedelta()) -> Document:
        """What is due and nobody carries, for so long at least."""
        late = {"$lte": ["$due", self._db.clock.moment(-since)]}
        return {**self._only, "state": {"$in": OPEN}, "$expr": late}

    async def save(self, job: Job, *, step: str | None = None, refs: Refs | None = None) -> Job:
        return await self._held(job, _progress(step, refs), fresh=job.fresh if step is None else True)

    async def extend(self, job: Job, lease: timedelta) -> None:
        await self._held(job, {"due": self._from_now(lease)})

    async def release(
        self, job: Job, *, delay: timedelta, failed: bool, lane: Lane = Lane.QUICK, child_lost: bool = False
    ) -> None:
        change: Document = {
            "state": JobState.QUEUED.value,
            "due": self._from_now(delay),
            "fails": {"$add": ["$fails", int(failed)]},
            "lane": _stored(lane) or "$$REMOVE",
        }
        await self._held(job, change | ({"trouble": _trouble(lost=1)} if child_lost else {}))

    async def outlived(self, job: Job) -> None:
        async with self._db.turn():
            await self._jobs.update_one({"_id": key(job.tenant, job.id)}, {"$pull": {"trouble.dead": job.attempt}})

    async def finish(self, job: Job, state: JobState, *, step: str | None = None, refs: Refs | None = None) -> None:
        ended: Document = {"state": state.value, "ended_at": self._db.clock.moment()}
        await self._held(job, ended | _progress(step, refs))

    async def get(self, tenant: Tenant, job_id: str) -> Job | None:
        async with self._db.turn():
            found = await self._jobs.find_one({"_id": key(tenant, job_id)})
        return _job(found) if found else None

    async def open_of(self, person: Person, kind: str) -> Sequence[Job]:
        about = {**scope(person.tenant), "refs.person": person.id, "state": {"$in": OPEN}, "kind": kind}
        async with self._db.turn():
            rows = await self._jobs.find(about).hint("person").limit(MOST_OPEN).to_list()
        return [_job(row) for row in rows]

    async def wake(
        self,
        tenant: Tenant,
        job_id: str,
        *,
        step: str | None = None,
        refs: Refs | None = None,
        states: Collection[JobState] | None = None,
        steps: Collection[str] | None = None,
    ) -> Job | None:
        """As the port says; the count of fails starts anew, for a person has asked."""
        change: Document = {
            **_progress(step, refs),
            "state": JobState.QUEUED.value,
            "due": self._db.clock.moment(),
            "ended_at": "$$REMOVE",
            "attempt": {"$add": ["$attempt", 1]},
            "fails": 0,
            "lane": "$$REMOVE",
            "trouble": "$$REMOVE",
        }
        wanted: Document = {"_id": key(tenant, job_id)}
        if states is not None:
            wanted["state"] = {"$in": [state.value for state in states]}
        if steps is not None:
            wanted["step"] = {"$in": list(steps)}
        async with self._db.turn():
            found = await self._jobs.find_one_and_update(
                wanted, [{"$set": change}], return_document=ReturnDocument.AFTER
            )
        return _job(found) if found else None

    async def go_on(self, person: Person) -> int:
        waits: Document = {
            **scope(person.tenant),
            "refs.person": person.id,
            "state": JobState.QUEUED.value,
            "refs.away": {"$gt": ""},
        }
        async with self._db.turn():
            result = await self._jobs.update_many(waits, [{"$set": {"due": self._db.clock.moment()}}], hint="person")
        return result.modified_count

    async def cancel(self, tenant: Tenant, job_id: str) -> bool:
        change = {
            "state": JobState.CANCELLED.value,
            "ended_at": self._db.clock.moment(),
            "attempt": {"$add": ["$attempt", 1]},
        }
        async with self._db.turn():
            result = await self._jobs.update_one(
                {"_id": key(tenant, job_id), "state": {"$in": OPEN}}, [{"$set": change}]
            )
        return result.modified_count == 1

    def _from_now(self, delay: timedelta) -> str | Document:
        return self._db.clock.moment(max(delay, timedelta()))

    async def _held(self, job: Job, change: Document, *, fresh: bool = False) -> Job:
        """Write `change` if the job is still the caller's; without one, only look whether it is."""
        began = time.monotonic()  # not when the answer came: this process may have slept before it was read
        mine = {"_id": key(job.tenant, job.id), "attempt": job.attempt, "state": JobState.RUNNING.value}
        async with self._db.turn():
            if change:
                found = await self._jobs.find_one_and_update(
                    mine, [{"$set": change}], return_document=ReturnDocument.AFTER
                )
            else:
                found = await self._jobs.find_one(mine)
        if found is None:
            raise LeaseLost(job.id)
        return replace(_job(found), fresh=fresh, held_at=began)


def _progress(step: str | None, refs: Refs | None) -> Document:
    change: Document = {}
    if step is not None:
        change["step"] = {"$literal": step}
        change["fails"] = {"$cond": [{"$eq": ["$step", {"$literal": step}]}, "$fails", 0]}
    if refs:
        change["refs"] = {"$mergeObjects": ["$refs", {"$literal": dict(refs)}]}
    return change


def _stored(lane: Lane) -> str | None:
    """Jobs that wait for QUICK have no field, as all those of older versions."""
    return None if lane is Lane.QUICK else lane.value


def _trouble(*, dead: Document | None = None, lost: int = 0) -> Document:
    """What became of claims at one step: the attempts that ended with their process, and the guarded children lost. It names
    the step, so that a step forward forgets it, whichever version of the program takes it."""
    same = {"$eq": ["$trouble.step", "$step"]}
    return {
        "step": "$step",
        "dead": {"$concatArrays": [{"$cond": [same, "$trouble.dead", []]}, dead or []]},
        "lost": {"$add": [{"$cond": [same, "$trouble.lost", 0]}, lost]},
    }


def _literal(values: Mapping[str, Any]) -> Document:
    """Values a pipeline takes as they are, whatever they begin with."""
    return {name: {"$literal": value} for name, value in values.items()}


def _job(found: Document) -> Job:
    trouble = found.get("trouble") or {}
    here = trouble.get("step") == found["step"]
    return Job(
        id=found["_id"]["id"],
        kind=found["kind"],
        tenant=tenant_of(found),
        state=JobState(found["state"]),
        step=found["step"],
        refs=found["refs"],
        attempt=found["attempt"],
        fails=found["fails"],
        due=found["due"],
        deaths=len(trouble["dead"]) if here else 0,
        lost=trouble["lost"] if here else 0,
    )
