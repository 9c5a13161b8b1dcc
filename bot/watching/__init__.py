"""Seeing the bot work: figures for Prometheus (`DEBRIEF_METRICS`) and traces by OpenTelemetry (`DEBRIEF_TRACES`).

Both are off unless asked for; then neither library is loaded, and nothing is wrapped. Where one is on, the parts that do the work
(job handlers, engine, guarded children) are wrapped, so that they know nothing of it. What is told: kinds, steps, outcomes,
lengths of time, counts; in traces ids besides. Never words, and in figures nobody's id.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.config.watching import WatchingConfig
from bot.role import Role
from bot.watching.watching import Watching
from storage import Storage


@asynccontextmanager
async def watching(wanted: WatchingConfig, storage: Storage, role: Role) -> AsyncIterator[Watching | None]:
    """What the configuration asks for, for as long as the block runs; None where that is nothing."""
    if wanted.metrics is None and wanted.traces is None:
        yield None
        return
    metrics = traces = None
    async with AsyncExitStack() as stack:
        if wanted.metrics is not None:
            from bot.watching.metrics import Metrics  # noqa: PLC0415 - loads only where it is on

            metrics = Metrics(role, storage.jobs.backlog)
        if wanted.traces is not None:
            from bot.watching import traces as tracing  # noqa: PLC0415 - the same, and an extra

            traces = await stack.enter_async_context(tracing.sent_to(wanted.traces, role))
        yield Watching(metrics, traces)


__all__ = ["Watching", "watching"]
