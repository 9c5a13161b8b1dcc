"""The job store: absorbed twice, claimed once, fenced always."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Unpack

import pytest

from core.jobs.job import Job, JobState, LeaseLost
from core.jobs.refs import Refs
from core.people.person import Platform, Tenant
from storage import Storage, StorageConfig, open_storage

ACME = Tenant(Platform.SLACK, "T1")
OTHER = Tenant(Platform.SLACK, "T2")
LEASE = timedelta(seconds=30)
NOW = timedelta()


def job(name: str = "slack:T1:F1", tenant: Tenant = ACME, **refs: Unpack[Refs]) -> Job:
    return Job(name, "intake", tenant, refs=refs)


async def claimed(storage: Storage, lease: timedelta = LEASE) -> Job:
    found = await storage.jobs.claim(lease)
    assert found is not None
    return found


async def test_a_job_is_stored_once_and_keeps_what_it_was_given(storage: Storage) -> None:
    assert await storage.jobs.enqueue(job(file="F1", message="$due"))
    assert not await storage.jobs.enqueue(job(file="changed"))

    stored = await storage.jobs.get(ACME, "slack:T1:F1")
    assert stored is not None
    assert stored.refs == {"file": "F1", "message": "$due"}
    assert (stored.state, stored.attempt, stored.fails, stored.step) == (JobState.QUEUED, 0, 0, "")
    assert stored.due is not None
    assert stored.due.tzinfo is not None


async def test_the_same_id_of_another_tenant_is_another_job(storage: Storage) -> None:
    assert await storage.jobs.enqueue(job("F1"))
    assert await storage.jobs.get(OTHER, "F1") is None
    assert await storage.jobs.wake(OTHER, "F1") is None
    assert not await storage.jobs.cancel(OTHER, "F1")
    assert await storage.jobs.enqueue(job("F1", OTHER))


async def test_the_most_overdue_is_claimed_first_and_a_later_one_not_yet(storage: Storage) -> None:
    await storage.jobs.enqueue(job("later"), delay=timedelta(hours=1))
    await storage.jobs.enqueue(job("first"))
    await asyncio.sleep(0.01)
    await storage.jobs.enqueue(job("second"))

    assert [(await claimed(storage)).id for _ in range(2)] == ["first", "second"]
    assert await storage.jobs.claim(LEASE) is None


@pytest.fixture
async def replicas(fresh_storage: Storage, storage_config: StorageConfig) -> AsyncIterator[list[Storage]]:
    """Four processes' worth of clients on one database."""
    async with open_storage(storage_config) as b, open_storage(storage_config) as c, open_storage(storage_config) as d:
        yield [fresh_storage, b, c, d]


async def test_many_claimers_never_hold_the_same_job(replicas: list[Storage]) -> None:
    names = {f"job-{n}" for n in range(40)}
    await asyncio.gather(*(replicas[0].jobs.enqueue(job(name)) for name in names))

    async def drain(storage: Storage) -> list[Job]:
        mine = []
        while (found := await storage.jobs.claim(LEASE)) is not None:
            mine.append(found)
        return mine

    taken = [found for part in await asyncio.gather(*(drain(replica) for replica in replicas)) for found in part]
    assert sorted(found.id for found in taken) == sorted(names)
    assert {found.attempt for found in taken} == {1}


async def test_one_of_many_enqueues_of_the_same_file_counts(replicas: list[Storage]) -> None:
    results = await asyncio.gather(*(replica.jobs.enqueue(job()) for replica in replicas for _ in range(5)))
    assert sorted(results) == [False] * 19 + [True]


async def test_whoever_lost_the_lease_writes_nothing(storage: Storage) -> None:
    await storage.jobs.enqueue(job())
    late = await claimed(storage, NOW)
    now = await claimed(storage)
    assert now.attempt == late.attempt + 1

    for write in (
        storage.jobs.save(late, step="fetched", refs={"insight": "i"}),
        storage.jobs.extend(late, LEASE),
        storage.jobs.release(late, delay=NOW, failed=True),
        storage.jobs.finish(late, JobState.DONE),
    ):
        with pytest.raises(LeaseLost):
            await write
    assert await storage.jobs.get(ACME, now.id) == now


async def test_progress_adds_to_what_is_there(storage: Storage) -> None:
    await storage.jobs.enqueue(job(file="F1"))
    held = await claimed(storage)
    held = await storage.jobs.save(held, step="fetched")
    held = await storage.jobs.save(held, refs={"insight": "$x"})
    assert (held.step, held.refs) == ("fetched", {"file": "F1", "insight": "$x"})
    assert await storage.jobs.save(held) == held


async def test_a_beat_keeps_the_lease(storage: Storage) -> None:
    await storage.jobs.enqueue(job())
    held = await claimed(storage, NOW)
    await storage.jobs.extend(held, LEASE)
    assert await storage.jobs.claim(LEASE) is None
    await storage.jobs.finish(held, JobState.DONE)


async def test_a_parked_job_comes_back_and_failures_are_counted(storage: Storage) -> None:
    await storage.jobs.enqueue(job())
    held = await claimed(storage)
    await storage.jobs.release(held, delay=timedelta(days=7), failed=False)
    assert await storage.jobs.claim(LEASE) is None
    woken = await storage.jobs.wake(ACME, held.id, step="ready", refs={"coach": "Ada"})
    assert woken is not None
    assert (woken.step, woken.refs, woken.attempt) == ("ready", {"coach": "Ada"}, 2)

    held = await claimed(storage)
    await storage.jobs.release(held, delay=NOW, failed=True)
    held = await claimed(storage)
    assert held.fails == 1


async def test_waking_takes_a_job_from_its_holder_and_forgives(storage: Storage) -> None:
    await storage.jobs.enqueue(job())
    held = await claimed(storage)
    await storage.jobs.release(held, delay=NOW, failed=True)
    held = await claimed(storage)
    await storage.jobs.wake(ACME, held.id)
    with pytest.raises(LeaseLost):
        await storage.jobs.finish(held, JobState.DONE)
    assert (await claimed(storage)).fails == 0


@pytest.mark.parametrize("end", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
async def test_an_ended_job_stays_ended_until_woken(storage: Storage, end: JobState) -> None:
    await storage.jobs.enqueue(job())
    await storage.jobs.finish(await claimed(storage, NOW), end)
    assert await storage.jobs.claim(LEASE) is None
    assert not await storage.jobs.cancel(ACME, "slack:T1:F1")
    assert not await storage.jobs.enqueue(job())
    assert await storage.jobs.wake(ACME, "slack:T1:F1") is not None
    assert (await claimed(storage)).state == JobState.RUNNING
    row = await storage.db.collection("jobs").find_one({})
    assert row is not None
    assert "ended_at" not in row  # or the database would delete a job that is at work


async def test_cancelling_takes_the_job_from_its_holder(storage: Storage) -> None:
    await storage.jobs.enqueue(job())
    held = await claimed(storage)
    assert await storage.jobs.cancel(ACME, held.id)
    with pytest.raises(LeaseLost):
        await storage.jobs.save(held, step="analysed")
    assert await storage.jobs.claim(LEASE) is None


async def test_busy_tenants_wait_for_the_others(storage: Storage) -> None:
    for n in range(3):
        await storage.jobs.enqueue(job(f"whale-{n}"))
    await storage.jobs.enqueue(job("small", OTHER))
    found = await storage.jobs.claim(LEASE, busy=frozenset({ACME}))
    assert found is not None
    assert found.id == "small"
    assert await storage.jobs.claim(LEASE, busy=frozenset({ACME, OTHER})) is None
    assert (await claimed(storage)).id == "whale-0"


async def test_ended_jobs_expire_and_open_ones_do_not(storage: Storage) -> None:
    indexes = await storage.db.collection("jobs").index_information()
    assert indexes["ended"]["expireAfterSeconds"] == 30 * 86400
    await storage.jobs.enqueue(job())
    open_row = await storage.db.collection("jobs").find_one({})
    assert open_row is not None
    assert "ended_at" not in open_row
    await storage.jobs.finish(await claimed(storage), JobState.DONE)
    ended = await storage.db.collection("jobs").find_one({"ended_at": {"$type": "date"}})
    assert ended is not None
