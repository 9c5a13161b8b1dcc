"""Nobody waits behind work of another kind, nor behind one person's dozen files."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.jobs.handler import Finished, Outcome
from core.jobs.job import (
    Job,
    JobState,
    Lane,
    Owner,
)
from core.jobs.lanes import LOOKED_AT, SLOTS, TELLING, Slots, Waiting
from core.jobs.worker import Worker
from core.people.person import Person, Platform, Tenant
from storage import Storage
from tests.worker.test_worker import Scripted

ACME, OTHER = Tenant(Platform.SLACK, "T1"), Tenant(Platform.SLACK, "T2")
LEASE = timedelta(seconds=30)


def by_step(job: Job) -> Lane:
    """In these tests a step is named after its lane; the first is quick."""
    return Lane(job.step) if job.step in set(Lane) else Lane.QUICK


def of(person: str, number: int = 0, *, step: str = "", tenant: Tenant = ACME) -> Job:
    return Job(f"{person}-{number}", "test", tenant, step=step, refs={"person": person})


class Gate(Scripted):
    """Holds every job at every step until it is let on, and remembers who came in which order."""

    def __init__(self, storage: Storage, ways: Mapping[str, str] | None = None) -> None:
        super().__init__(self.hold)
        self.storage, self.ways = storage, ways or {}
        self.came: list[tuple[str, str]] = []
        self.inside: set[str] = set()
        self.open: dict[str, asyncio.Event] = {}

    async def hold(self, job: Job) -> Outcome:
        self.came.append((job.id, job.step))
        self.inside.add(job.id)
        await self.open.setdefault(job.id, asyncio.Event()).wait()
        self.open.pop(job.id)
        self.inside.discard(job.id)
        if job.step in self.ways:
            return await self.storage.jobs.save(job, step=self.ways[job.step])
        return Finished()

    def let(self, *names: str) -> None:
        for name in names:
            self.open[name].set()

    async def until(self, *names: str) -> None:
        async with asyncio.timeout(120):
            while not set(names) <= self.inside:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.01)


@asynccontextmanager
async def working(storage: Storage, gate: Gate, **slots: int) -> AsyncIterator[Worker]:
    each = {**SLOTS, **{Lane(name): many for name, many in slots.items()}}
    worker = Worker(storage.jobs, {"test": gate}, Slots(each, seconds=lambda: 0.0), by_step, poll=0.02)
    loop = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        await worker.stop(grace=0.1)
        await loop


async def stored(storage: Storage, *jobs: Job) -> None:
    """In this order."""
    for job in jobs:
        await storage.jobs.enqueue(job)
        await asyncio.sleep(0.002)


async def test_what_takes_a_moment_is_not_behind_what_takes_minutes(storage: Storage) -> None:
    gate = Gate(storage)
    slow = [of(f"U{n}", step=lane) for n in range(12) for lane in ("read", "analyse", "upkeep")]
    slow = [Job(f"{job.id}-{job.step}", job.kind, job.tenant, step=job.step, refs=job.refs) for job in slow]
    await stored(storage, *slow)
    async with working(storage, gate):
        while len(gate.inside) < 8:  # noqa: ASYNC110 - every slot but the quick ones
            await asyncio.sleep(0.01)
        await stored(storage, of("late"))
        await gate.until("late-0")
        assert Counter(step for _, step in gate.came) == {"read": 2, "analyse": 4, "upkeep": 2, "": 1}


async def test_a_step_of_another_kind_waits_for_its_own_slot(storage: Storage) -> None:
    gate = Gate(storage, {"": "analyse"})
    await stored(storage, of("a", step="analyse"), of("b"))
    async with working(storage, gate, analyse=1, quick=1):
        await gate.until("a-0", "b-0")
        gate.let("b-0")
        await stored(storage, of("c"))
        await gate.until("c-0")  # in the one quick slot, which b has left
        row = await storage.jobs.get(ACME, "b-0")
        assert row is not None
        assert (row.state, row.step, row.fails, row.deaths) == (JobState.QUEUED, "analyse", 0, 0)
        gate.let("a-0")
        await gate.until("b-0")
        assert gate.came == [("a-0", "analyse"), ("b-0", ""), ("c-0", ""), ("b-0", "analyse")]


async def test_another_persons_one_file_is_not_behind_a_dozen(storage: Storage) -> None:
    gate = Gate(storage)
    await stored(storage, *(of("many", n, step="read") for n in range(12)))
    async with working(storage, gate):
        await gate.until("many-0")
        await stored(storage, of("one", step="read"))
        await gate.until("one-0")
        assert [name for name, _ in gate.came] == ["many-0", "one-0"], "the last slot is for somebody else"
        await stored(storage, of("two", step="read"), of("three", step="read"))
        gate.let("many-0")
        await gate.until("two-0")
        gate.let("two-0", "one-0")
        await gate.until("three-0", "many-1")


async def test_one_slot_goes_round(storage: Storage) -> None:
    gate = Gate(storage)
    await stored(storage, *(of("many", n, step="read") for n in range(5)), of("one", step="read"))
    async with working(storage, gate, read=1):
        await gate.until("many-0")
        gate.let("many-0")
        await gate.until("one-0")
        gate.let("one-0")
        await gate.until("many-1")
        gate.let("many-1")
        await gate.until("many-2")  # nobody else waits


async def test_a_tenant_has_its_share_while_others_wait(storage: Storage) -> None:
    gate = Gate(storage)
    await stored(storage, *(of(f"U{n}", step="analyse") for n in range(12)))
    async with working(storage, gate):
        await gate.until("U0-0", "U1-0", "U2-0", "U3-0")  # all of it, as long as it is alone
        await stored(storage, *(of("other", n, step="analyse", tenant=OTHER) for n in range(3)))
        gate.let("U0-0")
        await gate.until("other-0")
        gate.let("U1-0")
        await gate.until("U4-0")
        assert "other-1" not in gate.inside


async def test_all_files_of_one_person_are_told_of_before_one_is_read(storage: Storage) -> None:
    gate = Gate(storage, {"": "read"})
    await stored(storage, *(of("many", n) for n in range(6)))
    async with working(storage, gate):
        for n in range(6):
            await gate.until(f"many-{n}")
            gate.let(f"many-{n}")
        async with asyncio.timeout(120):
            while len(gate.came) < 7:  # noqa: ASYNC110 - whichever is read first
                await asyncio.sleep(0.01)
        assert [step for _, step in gate.came] == [""] * 6 + ["read"]


def test_a_message_that_hangs_keeps_its_persons_file_waiting_for_seconds() -> None:
    now = [0.0]
    slots, person = Slots(seconds=lambda: now[0]), Person(ACME, "a")
    slots.begin(of("a"), Lane.QUICK)
    slots.begin(of("b", step="read"), Lane.READ)
    assert all(person in busy for busy in slots.turns(Lane.READ, slots.told()))
    now[0] = TELLING + 1
    assert not any(person in busy for busy in slots.turns(Lane.READ, slots.told()))
    slots.begin(of("a"), Lane.QUICK)
    assert slots.told() == {person}


async def test_jobs_that_nobody_has_sorted_find_their_slots(storage: Storage) -> None:
    """New ones of an older version, those due again after a wait, and those that a dead process left."""
    jobs = storage.db.collection("jobs")
    gate = Gate(storage)
    names = ["left", "waited", "sorted"]
    await stored(storage, *(of(name, step="analyse") for name in names))
    for lane in (Lane.ANALYSE, Lane.UPKEEP):
        held = await storage.jobs.claim(LEASE)
        assert held is not None
        await storage.jobs.release(held, delay=timedelta(), failed=False, lane=lane)
    await storage.jobs.claim(timedelta())
    async with working(storage, gate):
        await gate.until(*(f"{name}-0" for name in names))
    assert await jobs.count_documents({"lane": {"$exists": True}}) == 0


def test_of_more_than_a_look_sees_none_is_claimed_that_has_no_slot() -> None:
    """A claim for no lane takes any job: it would be claimed and given back without end."""
    waiting = Waiting(((Lane.ANALYSE, Person(ACME, "a")),) * LOOKED_AT)
    assert waiting.perhaps([Lane.READ], frozenset()), "who waits behind those seen is not known"
    assert not waiting.perhaps([], frozenset())


async def test_an_answer_of_a_person_does_not_wait_where_the_job_waited(storage: Storage) -> None:
    await stored(storage, of("a", step="analyse"))
    held = await storage.jobs.claim(LEASE)
    assert held is not None
    await storage.jobs.release(held, delay=timedelta(), failed=False, lane=Lane.ANALYSE)
    assert await storage.jobs.claim(LEASE, lanes=[Lane.QUICK, Lane.READ]) is None
    await storage.jobs.wake(ACME, "a-0", step="stopping")
    assert await storage.jobs.claim(LEASE, lanes=[Lane.QUICK]) is not None


@pytest.mark.parametrize("lane", Lane)
async def test_a_claim_for_a_lane_finds_only_that(storage: Storage, lane: Lane) -> None:
    await stored(storage, of("a"))
    held = await storage.jobs.claim(LEASE)
    assert held is not None
    await storage.jobs.release(held, delay=timedelta(), failed=False, lane=lane)
    assert await storage.jobs.claim(LEASE, lanes=[other for other in Lane if other is not lane]) is None
    assert await storage.jobs.claim(LEASE, lanes=[lane], busy=frozenset({Person(ACME, "a")})) is None
    assert await storage.jobs.claim(LEASE, lanes=[lane], busy=frozenset({ACME})) is None
    assert await storage.jobs.claim(LEASE, lanes=[lane], busy=frozenset({OTHER, Person(ACME, "b")})) is not None


async def test_a_look_tells_who_waits_for_what_and_claims_nothing(storage: Storage) -> None:
    await stored(storage, of("a"), of("b"), of("c"), Job("nobody's", "test", OTHER))
    await storage.jobs.enqueue(of("later"), delay=timedelta(hours=1))
    for lane in (Lane.READ, Lane.ALONE):
        held = await storage.jobs.claim(LEASE)
        assert held is not None
        await storage.jobs.release(held, delay=timedelta(), failed=False, lane=lane)
    assert await storage.jobs.claim(LEASE, lanes=[Lane.QUICK]) is not None
    assert set(await storage.jobs.waiting(9)) == {
        (Lane.READ, Person(ACME, "a")),
        (Lane.ALONE, Person(ACME, "b")),
        (Lane.QUICK, OTHER),
    }
    assert len(await storage.jobs.waiting(2)) == 2
    assert await storage.jobs.claim(LEASE, lanes=[Lane.READ, Lane.ALONE]) is not None


async def test_a_job_goes_all_its_way_in_one_claim_where_nobody_waits(storage: Storage) -> None:
    gate = Gate(storage, {"": "read", "read": "analyse", "analyse": "quick"})
    await stored(storage, of("a"))
    async with working(storage, gate) as worker:
        for step in ("", "read", "analyse", "quick"):
            await gate.until("a-0")
            assert gate.came[-1] == ("a-0", step)
            gate.inside.clear()
            gate.let("a-0")
        async with asyncio.timeout(120):
            while worker.busy:  # noqa: ASYNC110 - state of another party, told by no event
                await asyncio.sleep(0.01)
    row = await storage.jobs.get(ACME, "a-0")
    assert row is not None
    assert (row.state, row.attempt) == (JobState.DONE, 1)


# --- the order alone, on any crowd ---

CROWD = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=40)


def served(crowd: list[tuple[int, int]], slots: int, ends: list[int]) -> list[tuple[Owner, int]]:
    """Who of a crowd that waits in this order is served, with how many began between; `ends` says which of the running ends."""
    waiting = [
        of(f"U{tenant}{who}", n, tenant=Tenant(Platform.SLACK, f"T{tenant}")) for n, (tenant, who) in enumerate(crowd)
    ]
    held, running, order = Slots(dict.fromkeys(Lane, slots)), list[Job](), list[tuple[Owner, int]]()
    while waiting or running:
        while waiting:
            turns = [frozenset[Owner]()] if Lane.READ in held.idle() else held.turns(Lane.READ)
            found = next((j for busy in turns for j in waiting if not {j.owner, j.tenant} & busy), None)
            if found is None:
                break
            waiting.remove(found)
            running.append(found)
            held.begin(found, Lane.READ)
            order.append((found.owner, len(order)))
            count = Counter(job.owner for job in running)
            assert len(running) <= slots
            assert max(count.values()) <= max(1, slots - 1)
        assert running, "somebody waits and no slot is taken"
        job = running.pop(ends.pop() % len(running) if ends else 0)
        held.end(job, Lane.READ)
    return order


@given(CROWD, st.integers(1, 5), st.lists(st.integers(0, 9), max_size=40))
def test_everybody_is_served_whoever_else_waits(crowd: list[tuple[int, int]], slots: int, ends: list[int]) -> None:
    order = served(crowd, slots, ends)
    assert len(order) == len(crowd)


@given(st.integers(1, 5), st.integers(1, 30), st.integers(1, 6))
def test_who_comes_last_with_one_waits_for_people_and_not_for_files(slots: int, files: int, people: int) -> None:
    """`people` with `files` each wait before somebody of the same workspace who has one."""
    crowd = [(0, who) for who in range(people) for _ in range(files)] + [(0, 9)]
    last = Person(Tenant(Platform.SLACK, "T0"), "U09")
    place = next(number for owner, number in served(crowd, slots, []) if owner == last)
    assert place <= slots + people


@given(st.integers(1, 5), st.integers(1, 12), st.integers(0, 4))
def test_people_with_many_files_take_turns(slots: int, files: int, more: int) -> None:
    people = slots + more
    crowd = [(0, who) for who in range(people) for _ in range(files)]
    order = [owner for owner, _ in served(crowd, slots, [])]
    for end in range(len(order)):
        counts = Counter(order[:end])
        assert max(counts.values(), default=0) - min(counts[owner] for owner in set(order)) <= 2
