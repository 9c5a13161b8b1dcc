"""Figures in Prometheus' form. Each process says its own; what lies in the database, all say alike."""

from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.role import Role
from core.faults import StorageFault
from core.sandbox.walls import WALLS, Walls
from storage.jobs import Backlog

disable_created_metrics()  # type: ignore[no-untyped-call]  # when each series began, which nobody asks
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SLOW = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
GOOD_FOR = 5.0
"""Seconds for which a look at the database is good, however many ask."""


class Metrics:
    """Of one process. `backlog` looks at the jobs that are due and those that run."""

    def __init__(self, role: Role, backlog: Callable[[], Awaitable[Backlog]]) -> None:
        self._registry = registry = CollectorRegistry()
        self._backlog = backlog
        self._looked = float("-inf")
        ProcessCollector(registry=registry)

        def histogram(name: str, about: str, labels: tuple[str, ...], buckets: tuple[float, ...]) -> Histogram:
            return Histogram(f"debrief_{name}_seconds", about, labels, buckets=buckets, registry=registry)

        def counter(name: str, about: str, labels: tuple[str, ...]) -> Counter:
            return Counter(f"debrief_{name}", about, labels, registry=registry)

        def gauge(name: str, about: str, labels: tuple[str, ...] = ()) -> Gauge:
            return Gauge(f"debrief_{name}", about, labels, registry=registry)

        self._lengths = {
            "request": histogram("request", "Answering what came in", ("route", "outcome"), QUICK),
            "step": histogram("step", "One step of a job", ("kind", "step", "outcome"), SLOW),
            "engine": histogram("engine", "One draft of the engine", ("engine", "model", "call", "outcome"), SLOW),
            "child": histogram("child", "One piece of text in a guarded child", ("task", "outcome"), SLOW),
        }
        self._counts = {
            "tokens": counter(
                "engine_tokens", "Tokens that drafts used, by the vendor's count", ("engine", "model", "of")
            ),
            "cost": counter("engine_cost_dollars", "What drafts cost at list price", ("engine", "model")),
            "attempts": counter("attempts", "How attempts at a step ended that did not end it", ("kind", "outcome")),
            "nudges": counter("nudges", "Reminders: sent, or due and not sent, and why", ("outcome",)),
        }
        self._running = gauge("jobs_running", "Jobs being carried, by all processes", ("kind",))
        self._due = gauge("jobs_due", "Jobs that wait for a worker, by all processes", ("kind",))
        self._age = gauge("queue_age_seconds", "How long the oldest of them has waited")
        self._answers = gauge("database_up", "Whether the database answered the last look")
        self._walls = gauge("wall_holds", "Whether a wall around what reads people's text holds here", ("wall",))
        gauge("info", "Always 1", ("role",)).labels(role.value).set(1)

    def took(self, what: str, seconds: float, labels: Mapping[str, str]) -> None:
        self._lengths[what].labels(**labels).observe(seconds)

    def add(self, what: str, amount: float, labels: Mapping[str, str]) -> None:
        self._counts[what].labels(**labels).inc(amount)

    def walls(self, found: Walls) -> None:
        for name in WALLS:
            self._walls.labels(name).set(name not in found.open)

    async def page(self) -> tuple[bytes, str]:
        """What is to be read, and its type."""
        if monotonic() - self._looked > GOOD_FOR:
            self._looked = monotonic()
            await self._look()
        return generate_latest(self._registry), CONTENT_TYPE_LATEST

    async def _look(self) -> None:
        try:
            found = await self._backlog()
        except StorageFault:
            self._answers.set(0)
            return
        self._answers.set(1)
        self._age.set(found.oldest.total_seconds())
        for gauge, counts in ((self._due, found.due), (self._running, found.running)):
            gauge.clear()
            for kind, count in counts.items():
                gauge.labels(kind).set(count)
