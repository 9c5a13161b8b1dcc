"""Ports with a hand on the switch: every call of a job can be made the last one of its life, before or after it is done.

A life goes on over ordinary claims, when a job waits or its next step takes another slot; a crash or a freeze ends it. A job's
calls are told apart by the task that makes them: claiming a job marks the context from which its task is started.
A crash is an exception nobody catches, so the job stays claimed until its lease ends, as after kill -9. A freeze is a process
stopped in the middle: neither the call nor the heartbeat goes on until it is thawed.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar, cast

from bot.slack.chat import SlackChat
from core.card import Card
from core.jobs.job import Job, JobStore
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Platform,
    Tenant,
)
from core.ports.sessions import Files
from handlers.services import Services
from tests.fakes.face import Face

T = TypeVar("T")

Life = tuple[str, int]
"""A job's id, and the how manieth of its lives (from 1)."""
_current: ContextVar[tuple[Life, asyncio.Task[Any] | None] | None] = ContextVar("current", default=None)
"""Whose calls these are, and the task that claimed it, which only hands it on."""


class Crash(BaseException):
    """The process ends here."""


@dataclass(frozen=True)
class Point:
    """The `nth` call (from 1) of port method `call` in one life, and which side of it."""

    call: str
    nth: int
    after: bool

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.call} {self.nth}"


@dataclass
class Switch:
    """`plans` say at which point a life ends (crash), `freezes` where it stops. `seen` collects the calls of every life in
    order."""

    plans: dict[Life, Point] = field(default_factory=dict)
    freezes: dict[Life, Point] = field(default_factory=dict)
    seen: dict[Life, list[str]] = field(default_factory=lambda: defaultdict(list))
    fired: set[Life] = field(default_factory=set)
    thaw: asyncio.Event = field(default_factory=asyncio.Event)

    async def through(self, name: str, call: Callable[[], Awaitable[T]]) -> T:
        current = _current.get()
        if current is None or current[1] is asyncio.current_task():
            return await call()
        key, _ = current
        if name == "jobs.extend":
            if key in self.freezes and key in self.fired:
                await self.thaw.wait()
            return await call()
        self.seen[key].append(name)
        nth = Counter(self.seen[key])[name]
        await self._at(key, Point(name, nth, after=False))
        result = await call()
        await self._at(key, Point(name, nth, after=True))
        return result

    def life(self, job_id: str) -> Life:
        return (job_id, 1 + sum(fired == job_id for fired, _ in self.fired))

    async def _at(self, key: Life, point: Point) -> None:
        if self.plans.get(key) == point:
            self.fired.add(key)
            raise Crash
        if self.freezes.get(key) == point:
            self.fired.add(key)
            await self.thaw.wait()

    def around(self, services: Services) -> Services:
        """For bot.app.Overrides: the same services, every call through this switch."""
        slack = services.faces[Platform.SLACK]
        assert isinstance(slack.chat, SlackChat)
        chat = SwitchedChat(slack.chat, self)
        return replace(
            services,
            jobs=cast("Any", SwitchedJobs("jobs", services.jobs, self)),
            uploads=self._around("uploads", services.uploads),
            transcripts=self._around("transcripts", services.transcripts),
            insights=self._around("insights", services.insights),
            audit=self._around("audit", services.audit),
            work=self._around("work", services.work),
            engine=self._around("engine", services.engine),
            faces={Platform.SLACK: Face(chat, SwitchedFiles("files", slack.files, self), slack.directory, marks=chat)},
        )

    def _around(self, name: str, port: object) -> Any:
        return Switched(name, port, self)


class Switched:
    """Any port of awaitable methods."""

    def __init__(self, name: str, port: object, switch: Switch) -> None:
        self._name, self._port, self._switch = name, port, switch

    def __getattr__(self, method: str) -> Any:
        inner = getattr(self._port, method)
        if not callable(inner):
            return inner

        async def call(*args: Any, **named: Any) -> Any:
            return await self._switch.through(f"{self._name}.{method}", lambda: inner(*args, **named))

        return call


class SwitchedJobs(Switched):
    """Claiming says whose calls the following ones are."""

    async def claim(self, lease: timedelta, **named: Any) -> Job | None:
        _current.set(None)
        job = await cast("JobStore", self._port).claim(lease, **named)
        _current.set((self._switch.life(job.id), asyncio.current_task()) if job else None)
        return job


class SwitchedChat:
    def __init__(self, chat: SlackChat, switch: Switch) -> None:
        self._chat, self._switch = chat, switch

    async def post(self, place: Place, card: Card) -> MessageRef:
        return await self._switch.through("chat.post", lambda: self._chat.post(place, card))

    async def post_marked(self, place: Place, card: Card, mark: str) -> MessageRef:
        return await self._switch.through("chat.post", lambda: self._chat.post_marked(place, card, mark))

    async def update(self, message: MessageRef, card: Card) -> None:
        await self._switch.through("chat.update", lambda: self._chat.update(message, card))

    async def direct(self, person: Person, card: Card) -> MessageRef:
        return await self._switch.through("chat.direct", lambda: self._chat.direct(person, card))

    async def marked(self, place: Place, mark: str) -> tuple[MessageRef, ...] | None:
        return await self._switch.through("chat.marked", lambda: self._chat.marked(place, mark))

    async def remove(self, message: MessageRef) -> None:
        await self._switch.through("chat.remove", lambda: self._chat.remove(message))


class SwitchedFiles(Switched):
    async def _whole(self, tenant: Tenant, file_id: str, limit: int) -> list[bytes]:
        return [chunk async for chunk in cast("Files", self._port).fetch(tenant, file_id, limit)]

    async def fetch(self, tenant: Tenant, source: str, limit: int) -> AsyncIterator[bytes]:
        for chunk in await self._switch.through("files.fetch", lambda: self._whole(tenant, source, limit)):
            yield chunk


def points(calls: list[str]) -> list[Point]:
    """Both sides of every call of a life."""
    counted: Counter[str] = Counter()
    found = []
    for call in calls:
        counted[call] += 1
        found += [Point(call, counted[call], after) for after in (False, True)]
    return found
