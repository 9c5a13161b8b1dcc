"""The parts that do the work, watched while they do it: each keeps to the port of what it wraps."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.watching.watching import Watching
from core.analysis.analyse import RepairingEngine
from core.insight.draft import Draft, Rejected
from core.insight.engine import AnalysisRequest, Engine
from core.jobs.handler import Finished, JobHandler, Later, Outcome, Reads, Tidy
from core.jobs.job import Job, JobStore
from core.ports.work import P, R, Task, TextWork
from core.sandbox.walls import Walls
from handlers.intake.steps import Step

STEPS = frozenset(Step)
"""Steps of other kinds of jobs may be days or ids."""


class WatchedHandler:
    """A JobHandler, with what it has besides, and nothing that it has not."""

    def __init__(self, handler: JobHandler, kind: str, watching: Watching) -> None:
        self._handler, self._kind, self._watching = handler, kind, watching
        self.gave_up = handler.gave_up
        if isinstance(handler, Tidy):
            self.lost = handler.lost
        if isinstance(handler, Reads):
            self.unreadable = handler.unreadable

    async def run(self, job: Job) -> Outcome:
        labels = {"kind": self._kind, "step": job.step if job.step in STEPS else ""}
        ids = {"job": job.id, "attempt": str(job.attempt)}
        with self._watching.doing("step", labels, within=job.refs.get("trace", ""), ids=ids) as done:
            try:
                outcome = await self._handler.run(job)
            except Exception:
                self._watching.count("attempts", kind=self._kind, outcome="raised")
                raise
            if isinstance(outcome, Later):
                done.outcome = "failed" if outcome.failed else "later"
                self._watching.count("attempts", kind=self._kind, outcome=done.outcome)
            elif isinstance(outcome, Finished):
                done.outcome = outcome.state.value
        return outcome


class WatchedEngine:
    """An Engine, and what may be asked of one that repairs."""

    def __init__(self, engine: Engine, watching: Watching) -> None:
        self._engine, self._watching = engine, watching

    @property
    def name(self) -> str:
        return self._engine.name

    @property
    def model(self) -> str:
        return self._engine.model

    @property
    def version(self) -> str:
        return self._engine.version

    async def analyse(self, request: AnalysisRequest, progress: Callable[[str], None]) -> Draft:
        return await self._drafted("analyse", lambda: self._engine.analyse(request, progress))

    async def repair(self, request: AnalysisRequest, rejected: Sequence[Rejected]) -> Draft:
        engine = self._engine
        if not isinstance(engine, RepairingEngine):
            return Draft(sections={})
        return await self._drafted("repair", lambda: engine.repair(request, rejected))

    async def _drafted(self, call: str, make: Callable[[], Awaitable[Draft]]) -> Draft:
        which = {"engine": self._engine.name, "model": self._engine.model}
        with self._watching.doing("engine", {**which, "call": call}):
            draft = await make()
        if (metrics := self._watching.metrics) is not None:
            used = draft.usage
            for of, count in (
                ("input", used.input_tokens),
                ("output", used.output_tokens),
                ("cached", used.cached_tokens),
            ):
                metrics.add("tokens", count, {**which, "of": of})
            metrics.add("cost", used.cost_usd, which)
        return draft


@dataclass(frozen=True)
class WatchedWork:
    """TextWork."""

    work: TextWork
    watching: Watching

    async def run(self, task: Task[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        with self.watching.doing("child", {"task": task.name}):
            answer = await self.work.run(task, *args, **kwargs)
        if isinstance(answer, Walls) and self.watching.metrics is not None:
            self.watching.metrics.walls(answer)
        return answer

    def alone(self) -> AbstractAsyncContextManager[None]:
        return self.work.alone()


class TracedJobs:
    """A JobStore in which a job that is stored while a span is open keeps where it belongs; all else is the store's own."""

    def __init__(self, jobs: JobStore, watching: Watching) -> None:
        self._jobs, self._watching = jobs, watching

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jobs, name)

    async def enqueue(self, job: Job, *, delay: timedelta = timedelta()) -> bool:
        if here := self._watching.here():
            job = replace(job, refs={"trace": here, **job.refs})
        return await self._jobs.enqueue(job, delay=delay)


def requests(watching: Watching) -> Middleware:
    """Around every answer; a route by its pattern, and one name for all there is not."""

    @web.middleware
    async def watched(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        with watching.doing("request", {"route": resource.canonical if resource else "none"}) as done:
            try:
                response = await handler(request)
            except web.HTTPException as answer:
                done.outcome = str(answer.status)
                raise
            done.outcome = str(response.status)
        return response

    return watched
