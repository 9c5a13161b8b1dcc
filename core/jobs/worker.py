"""The loop that carries jobs on: claim when a slot is free, heartbeat, hand to the handler of the job's kind.

Any number of workers in any number of processes may run against one store. A worker that loses its lease stops the
handler at once; the store's fencing makes sure nothing it does afterwards is written.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta

from core.faults import ChildLost, StorageFault
from core.jobs.handler import Finished, JobHandler, Later, Outcome, Reads, Tidy
from core.jobs.job import (
    Job,
    JobState,
    JobStore,
    Lane,
    LeaseLost,
    Owner,
)
from core.jobs.lanes import LOOKED_AT, Slots, Waiting

log = logging.getLogger(__name__)

GIVE_UP_AFTER = 10
"""Attempts that ended badly before a job is given up."""
BACKOFF = (1.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds before the next attempt, by how many have failed; the last one repeats."""
TIDIES = 4
"""Times it is tried to put right what an attempt without a lease has left."""
STUCK = 180.0
"""Seconds in which a worker has not looked for work: longer than any look, also at a store that answers none of its calls."""


@dataclass(slots=True)
class _Slot:
    """The one that a job is in; of another lane with each kind of work. Not `counted`: it is one of somebody else's."""

    lane: Lane
    counted: bool = True


@dataclass
class Worker:
    """`lane_of` says which slots a job's next step takes. `alone` is entered around the steps of a job that may be what ended a
    process or a guarded child: while it lasts, no other job's child runs. `for_person` is entered around all that
    is done of a job."""

    store: JobStore
    handlers: Mapping[str, JobHandler]
    slots: Slots = field(default_factory=Slots)
    lane_of: Callable[[Job], Lane] = lambda _: Lane.QUICK
    alone: Callable[[], AbstractAsyncContextManager[None]] = contextlib.nullcontext
    for_person: Callable[[Job], AbstractAsyncContextManager[None]] = lambda _: contextlib.nullcontext()
    lease: timedelta = timedelta(seconds=30)
    poll: float = 0.5
    backoff: tuple[float, ...] = BACKOFF
    _waiting: Waiting = field(default_factory=Waiting)
    _outlived: list[Job] = field(default_factory=list)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _stopping: bool = False
    _looked: float = field(default_factory=time.monotonic)

    def wake(self) -> None:
        """A job was stored in this process: look for it now rather than at the next poll."""
        self._wake.set()

    @property
    def busy(self) -> int:
        """How many jobs are being carried."""
        return len(self._running)

    def lively(self) -> bool:
        """Whether it looks for work, found or not: one that does not will never again."""
        return time.monotonic() - self._looked < STUCK

    async def run(self) -> None:
        """Until stop() is called or the task is cancelled."""
        while not self._stopping:
            self._looked = time.monotonic()
            self._wake.clear()
            try:
                await self.settle()
                await self._fill()
            except Exception:
                log.exception("the job store did not answer a claim")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self.poll)

    async def stop(self, grace: float = 5.0) -> None:
        """No new claims; what runs may end within `grace` seconds, then is cancelled and left to its lease."""
        self._stopping = True
        self._wake.set()
        if self._running:
            _, pending = await asyncio.wait(self._running, timeout=grace)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)

    async def _fill(self) -> None:
        """Claim as long as there are slots and jobs for them; what is said to people first."""
        if not any(map(self.slots.free, Lane)):
            return
        self._waiting = Waiting(tuple(await self.store.waiting(LOOKED_AT)))
        told = self.slots.told()  # before QUICK is asked: who is done with it meanwhile may have more there
        while await self._take_next(Lane.QUICK, told):
            pass
        told |= self.slots.told()
        while await self._take(self.slots.idle(), told):
            told |= self.slots.told()
        for lane in Lane:
            while await self._take_next(lane, told):
                pass

    async def _take_next(self, lane: Lane, told: frozenset[Owner]) -> bool:
        """Claim a job for a slot of this lane, in the order that is fair. False if no slot is free or nobody waits."""
        for busy in self.slots.turns(lane, told):
            if await self._take([lane], busy):
                return True
        return False

    async def _take(self, lanes: Sequence[Lane], busy: frozenset[Owner]) -> bool:
        if self._stopping or not self._waiting.perhaps(lanes, busy):
            return False
        job = await self.store.claim(self.lease, lanes=lanes, busy=busy)
        if job is None:
            return False
        lane = self.lane(job)
        self._waiting = self._waiting.without(lane, job.owner)
        if lane in lanes or self._goes_on(job, lane):
            self._begin(job, lane)
        else:  # not sorted yet, as after a wait or a crash
            with contextlib.suppress(LeaseLost):
                await self.store.release(job, delay=timedelta(), failed=False, lane=lane)
            self._waiting = self._waiting.joined_by(lane, job.owner)
            self._wake.set()
        return True

    def lane(self, job: Job) -> Lane:
        """Which slots its next step takes."""
        return Lane.ALONE if job.suspect else self.lane_of(job)

    def _goes_on(self, job: Job, lane: Lane) -> bool:
        """Whether a job may take a slot of this lane at once, without waiting for it in the store: nobody waits for anything, as
        far as was seen."""
        return not self._stopping and not self._waiting.jobs and self.slots.spare(job.owner, lane)

    def _begin(self, job: Job, lane: Lane) -> None:
        self.slots.begin(job, lane)
        held = _Slot(lane)
        task = asyncio.create_task(self._carry(job, held))
        self._running.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._running.discard(task)
            self._leave(job, held)

        task.add_done_callback(ended)

    def _leave(self, job: Job, held: "_Slot") -> None:
        """Its slot is free: look for whom it may be, where somebody may wait for one."""
        full = not self.slots.free(held.lane)
        self.slots.end(job, held.lane)
        if full or self._waiting.jobs:
            self._wake.set()

    def _move(self, job: Job, held: "_Slot", lane: Lane) -> None:
        self._leave(job, held)
        self.slots.begin(job, lane)
        held.lane = lane

    async def settle(self) -> None:
        """Jobs whose attempt ended here without an outcome, by an outage or a lease that ran out: nobody died of them."""
        while self._outlived:
            job = self._outlived[0]
            try:
                await self.store.release(job, delay=self.lease, failed=False)
            except LeaseLost:
                await self.store.outlived(job)
            self._outlived.remove(job)

    async def carry(self, job: Job) -> None:
        """Carry a job that was claimed elsewhere and has a slot there, as far as its steps are of the same lane."""
        task = asyncio.create_task(self._carry(job, _Slot(self.lane(job), counted=False)))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await task

    async def _carry(self, job: Job, held: "_Slot") -> None:
        work = asyncio.create_task(self._attempt(job, held))
        beat = asyncio.create_task(self._heartbeat(job, work))
        try:
            await work
        except LeaseLost:
            await self._lost(job)
        except asyncio.CancelledError:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            if self._stopping:
                await self._give_back(job)
            else:
                await self._lost(job)
        except Exception:
            log.exception("the job store did not take an outcome", extra={"job": job.id})
            self._outlived.append(job)
        finally:
            beat.cancel()

    async def _lost(self, job: Job) -> None:
        log.info("lease lost", extra={"job": job.id, "attempt": job.attempt})
        self._outlived.append(job)
        handler = self.handlers.get(job.kind)
        if not isinstance(handler, Tidy):
            return
        for times in range(TIDIES):
            if times:
                await asyncio.sleep(self._pause(times - 1))
            try:
                await handler.lost(job)
            except Exception as error:  # noqa: BLE001 - a platform or store that is away; the job is somebody else's by now
                log.warning("not tidied after a lost lease: %s", type(error).__name__, extra={"job": job.id})
            else:
                return

    def _pause(self, failed: int) -> float:
        """Seconds before the next try."""
        return self.backoff[min(failed, len(self.backoff) - 1)]

    async def _give_back(self, job: Job) -> None:
        with contextlib.suppress(Exception):  # the lease ends by itself if the store is gone
            await self.store.release(job, delay=timedelta(), failed=False)

    async def _heartbeat(self, job: Job, work: asyncio.Task[None]) -> None:
        # Until the work is done, not until it is cancelled: a driver may swallow a cancellation, and a beat that outlived its
        # work would keep the job from everybody for good.
        while not work.done():
            await asyncio.sleep(self.lease.total_seconds() / 3)
            if work.done():
                return
            try:
                await self.store.extend(job, self.lease)
            except LeaseLost:
                work.cancel()
                return
            except Exception:  # noqa: BLE001 - an outage of the store: the next beat may still be in time
                log.warning("heartbeat failed", extra={"job": job.id})

    async def _attempt(self, job: Job, held: "_Slot") -> None:
        handler = self.handlers.get(job.kind)
        if handler is None:  # of a newer version, which runs beside this one
            await self.store.release(job, delay=self.lease, failed=False)
            return
        async with self.for_person(job):
            outcome = await self._step(job, handler, held.lane, give_up=job.hopeless)
            while isinstance(outcome, Job):
                if (lane := self.lane(outcome)) is not held.lane:
                    if not (held.counted and self._goes_on(outcome, lane)):
                        break
                    self._move(job, held, lane)
                job = outcome
                outcome = await self._step(job, handler, lane)
        match outcome:
            case Finished(state, step, refs):
                await self.store.finish(job, state, step=step, refs=refs)
            case Later(delay, failed, child_lost):
                next_lane = Lane.ALONE if child_lost else self.lane(job)
                await self.store.release(job, delay=delay, failed=failed, lane=next_lane, child_lost=child_lost)
            case Job():
                await self.store.release(job, delay=timedelta(), failed=False, lane=self.lane(outcome))

    async def _step(self, job: Job, handler: JobHandler, lane: Lane, *, give_up: bool = False) -> Outcome:
        try:
            async with self.alone() if lane is Lane.ALONE else contextlib.nullcontext():
                return await (_given_up(job, handler) if give_up else handler.run(job))
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the job goes on
            return await self._failed(job, handler, error)

    async def _failed(self, job: Job, handler: JobHandler, error: Exception) -> Outcome:
        reference = secrets.token_hex(4)
        # The class names the fault; messages may carry content and stay out of the log.
        log.error(
            "job attempt failed: %s",
            type(error).__name__,
            extra={"job": job.id, "attempt": job.attempt, "reference": reference, "where": _where(error)},
        )
        lost = isinstance(error, ChildLost) and error.kind != "not_up"
        times = job.lost + 1 if lost else job.fails
        delay = timedelta(seconds=self._pause(times))
        if lost or (isinstance(error, StorageFault) and error.transient):
            return Later(delay, child_lost=lost)
        if job.fails + 1 < GIVE_UP_AFTER:
            return Later(delay, failed=True)
        await handler.gave_up(job, reference)
        return Finished(JobState.FAILED)


async def _given_up(job: Job, handler: JobHandler) -> Outcome:
    """After what its text did to processes and children."""
    reference = secrets.token_hex(4)
    facts = {"job": job.id, "step": job.step, "deaths": job.deaths, "lost": job.lost, "reference": reference}
    log.error("a job is given up", extra=facts)
    if isinstance(handler, Reads):
        return await handler.unreadable(job, reference)
    await handler.gave_up(job, reference)
    return Finished(JobState.FAILED)


def _where(error: BaseException) -> str:
    """File and line of the innermost frame: enough to find a bug, nothing of what was said."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
