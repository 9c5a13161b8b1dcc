"""A chat platform as the process knows it: connected, with its way in. Each is a folder here, and a line in bot/app.py: FACES."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from aiohttp import web

from bot.config import Config
from core.jobs.handler import JobHandler
from core.people.installations import Removal
from core.ports.chat import Face
from handlers.events import Inbox
from storage import Storage


class ServedFace(Face, Protocol):
    @property
    def jobs(self) -> Mapping[str, JobHandler]:
        """Work of the platform's own, by kind of job."""
        ...

    def mount(
        self,
        server: web.Application,
        inbox: Inbox,
        *,
        forms: Collection[str],
        removed: Callable[[Removal], Awaitable[None]],
    ) -> None:
        """Let what happens on the platform come in for as long as the server runs. `forms` names the commands and buttons that
        are answered by a form. `removed` is to be told, durably before the platform has its answer, where the app was removed."""
        ...

    async def drain(self) -> None:
        """Let what is under way besides the worker end, within seconds."""
        ...


Connect = Callable[[Config, Storage], AbstractAsyncContextManager[ServedFace] | None]
"""Takes its own part of the configuration; None where the platform is off. Nothing is sent before something is asked of it."""
