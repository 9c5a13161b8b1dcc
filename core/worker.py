"""The loop that carries jobs on: claim when a slot is free, heartbeat, hand to the handler of the job's kind.

Any number of workers in any number of processes may run against one store. A worker that loses its lease stops the
handler at once; the store's fencing makes sure nothing it does afterwards is written.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, runtime_checkable

from core.faults import ChatFault
from core.jobs import Job, JobState, JobStore, LeaseLost

log = logging.getLogger(__name__)

GIVE_UP_AFTER = 10
"""Attempts that ended badly before a job is given up."""
BACKOFF = (1.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds before the next attempt, by how many have failed; the last one repeats."""


@dataclass(frozen=True, slots=True)
class Finished:
    state: JobState = JobState.DONE


@dataclass(frozen=True, slots=True)
class Later:
    """Come back after `delay`: a question waits for its answer, or a service asked for time. `failed` counts the attempt."""

    delay: timedelta
    failed: bool = False


Outcome = Finished | Later


def after(fault: ChatFault, otherwise: timedelta) -> Later:
    """Come back when the platform has said to, which is no failed attempt; `otherwise` where it has not said."""
    wait = timedelta(seconds=fault.retry_after) if fault.retry_after else otherwise
    return Later(wait, failed=fault.retry_after is None)


class JobHandler(Protocol):
    async def run(self, job: Job) -> Outcome:
        """Carry the job from its stored step as far as it goes now. Running it again after a crash must be harmless."""
        ...

    async def gave_up(self, job: Job, reference: str) -> None:
        """The job will not be tried again by itself: tell whoever waits for it, with the reference of the log line."""
        ...


@runtime_checkable
class Tidy(Protocol):
    """What a JobHandler may have besides."""

    async def lost(self, job: Job) -> None:
        """The lease was lost, and others may have carried the job on: undo what this attempt did unknown to them. Called
        with the job as it was claimed; it may have ended since."""
        ...


@dataclass
class Worker:
    store: JobStore
    handlers: Mapping[str, JobHandler]
    slots: int = 4
    lease: timedelta = timedelta(seconds=30)
    poll: float = 0.5
    backoff: tuple[float, ...] = BACKOFF
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _stopping: bool = False

    def wake(self) -> None:
        """A job was stored in this process: look for it now rather than at the next poll."""
        self._wake.set()

    @property
    def busy(self) -> int:
        """How many jobs are being carried."""
        return len(self._running)

    async def run(self) -> None:
        """Until stop() is called or the task is cancelled."""
        while not self._stopping:
            self._wake.clear()
            try:
                claimed = await self._fill()
            except Exception:
                log.exception("the job store did not answer a claim")
                claimed = False
            if not claimed:
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

    async def _fill(self) -> bool:
        claimed = False
        while len(self._running) < self.slots and not self._stopping:
            job = await self.store.claim(self.lease)
            if job is None:
                return claimed
            claimed = True
            task = asyncio.create_task(self._carry(job))
            self._running.add(task)
            task.add_done_callback(self._ended)
        return False  # every slot is taken: wait for a wake or the poll

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()

    async def _carry(self, job: Job) -> None:
        work = asyncio.create_task(self._attempt(job))
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
        finally:
            beat.cancel()

    async def _lost(self, job: Job) -> None:
        log.info("lease lost", extra={"job": job.id, "attempt": job.attempt})
        handler = self.handlers[job.kind]
        if not isinstance(handler, Tidy):
            return
        try:
            await handler.lost(job)
        except Exception as error:  # noqa: BLE001 - best effort: the job is somebody else's by now
            log.warning("not tidied after a lost lease: %s", type(error).__name__, extra={"job": job.id})

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

    async def _attempt(self, job: Job) -> None:
        handler = self.handlers[job.kind]
        try:
            outcome = await handler.run(job)
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the job goes on
            outcome = await self._failed(job, handler, error)
        match outcome:
            case Finished(state):
                await self.store.finish(job, state)
            case Later(delay, failed):
                await self.store.release(job, delay=delay, failed=failed)

    async def _failed(self, job: Job, handler: JobHandler, error: Exception) -> Outcome:
        reference = secrets.token_hex(4)
        # The class names the fault; messages may carry content and stay out of the log.
        log.error(
            "job attempt failed: %s",
            type(error).__name__,
            extra={"job": job.id, "attempt": job.attempt, "reference": reference, "where": _where(error)},
        )
        delay = timedelta(seconds=self.backoff[min(job.fails, len(self.backoff) - 1)])
        if job.fails + 1 < GIVE_UP_AFTER:
            return Later(delay, failed=True)
        await handler.gave_up(job, reference)
        return Finished(JobState.FAILED)


def _where(error: BaseException) -> str:
    """File and line of the innermost frame: enough to find a bug, nothing of what was said."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
