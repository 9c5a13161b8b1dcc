"""What is done is measured and traced at once, by wrapping whoever does it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from aiohttp.typedefs import Middleware

from core.faults import ChatFault, ChildFault, ChildLost, StorageFault
from core.insight.engine import EngineFault
from core.jobs.handler import JobHandler
from core.jobs.job import JobStore, LeaseLost
from core.refusal import Refused
from handlers.services import Services

if TYPE_CHECKING:
    from bot.watching.metrics import Metrics
    from bot.watching.traces import Traces


OK = "ok"


@dataclass
class Done:
    """How something ended; whoever did it may say so."""

    outcome: str = OK


@dataclass(frozen=True)
class Watching:
    """`core.ports.watch.Watch`, and what the wrappers of this folder use besides."""

    metrics: "Metrics | None" = None
    traces: "Traces | None" = None

    def count(self, what: str, **labels: str) -> None:
        if self.metrics is not None:
            self.metrics.add(what, 1, labels)

    def here(self) -> str:
        """What a job keeps, so that its steps join the span that is open; empty where none is."""
        return self.traces.here() if self.traces is not None else ""

    @contextmanager
    def doing(
        self, what: str, labels: Mapping[str, str], *, within: str = "", ids: Mapping[str, str] | None = None
    ) -> Iterator[Done]:
        """Around a piece of work: its length by outcome, and a span, which joins `within` (what `here` gave elsewhere). Ids are
        for the span alone."""
        done, began = Done(), time.perf_counter()
        span = self.traces.begin(what, {**labels, **(ids or {})}, within) if self.traces else None
        try:
            yield done
        except BaseException as error:
            if done.outcome == OK:
                done.outcome = outcome_of(error)
            raise
        finally:
            if self.metrics is not None:
                self.metrics.took(what, time.perf_counter() - began, {**labels, "outcome": done.outcome})
            if span is not None:
                span.end(done.outcome)

    # --- whoever does it, wrapped (bot/watching/wrapped.py, which loads only where somebody watches) ---

    def around(self, services: Services) -> Services:
        from bot.watching import wrapped  # noqa: PLC0415

        jobs = services.jobs if self.traces is None else cast("JobStore", wrapped.TracedJobs(services.jobs, self))
        engine, work = wrapped.WatchedEngine(services.engine, self), wrapped.WatchedWork(services.work, self)
        return replace(services, jobs=jobs, engine=engine, work=work, watch=self)

    def handlers(self, given: Mapping[str, JobHandler]) -> Mapping[str, JobHandler]:
        from bot.watching import wrapped  # noqa: PLC0415

        return {kind: wrapped.WatchedHandler(handler, kind, self) for kind, handler in given.items()}

    def requests(self) -> Middleware:
        from bot.watching import wrapped  # noqa: PLC0415

        return wrapped.requests(self)

    @asynccontextmanager
    async def page(self, at: tuple[str, int]) -> AsyncIterator[None]:
        """Where the figures are read, for as long as the block runs. Raises OSError."""
        from bot.watching.page import served  # noqa: PLC0415

        if self.metrics is None:
            yield
            return
        async with served(self.metrics, *at):
            yield


def outcome_of(error: BaseException) -> str:
    """A word for it, never its message, which may hold a person's words."""
    match error:
        case Refused():
            return "refused"
        case EngineFault() | ChatFault() | StorageFault() | ChildLost():
            return error.kind
        case LeaseLost():
            return "lease_lost"
        case ChildFault():
            return "bug"
        case asyncio.CancelledError():
            return "cancelled"
        case _:
            return type(error).__name__
