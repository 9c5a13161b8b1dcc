"""The platform of the command line: files from a path, cards to a callback. The same handlers, no chat service."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from bot.render.wording import typed
from core.card import Card, Form, Text, written
from core.jobs.handler import JobHandler
from core.people.person import (
    MessageRef,
    Person,
    Place,
    Platform,
    Tenant,
)
from core.ports.sessions import FileFacts
from core.refusal import Reason, Refused
from core.translation import N_, _


def now() -> datetime:
    """The machine's own clock: for a command without a database, which decides nothing by it."""
    return datetime.now(UTC)  # noqa: TID251 - see above


TENANT = Tenant(Platform.LOCAL, "here")
CHUNK = 64 * 1024


@dataclass
class LocalChat:
    """Keeps the latest card of every message, and tells `heard` of each post and edit."""

    heard: Callable[[MessageRef, Card], None] = lambda _message, _card: None
    messages: dict[str, Card] = field(default_factory=dict)

    async def post(self, place: Place, card: Card) -> MessageRef:
        message = MessageRef(place, str(len(self.messages) + 1))
        await self.update(message, card)
        return message

    async def update(self, message: MessageRef, card: Card) -> None:
        self.messages[message.id] = card = written(card, typed)
        self.heard(message, card)

    async def direct(self, person: Person, card: Card) -> MessageRef:
        return await self.post(Place(person.tenant, person.id), card)


@dataclass(frozen=True)
class LocalRespond:
    """Answers of the command line: a reply is a message; forms are not shown here."""

    chat: LocalChat
    person: Person

    async def reply(self, card: Card) -> MessageRef | None:
        return await self.chat.direct(self.person, card)

    async def update(self, card: Card) -> None:
        await self.reply(card)

    async def open(self, form: Form) -> None:
        await self.reply(Card(form.title, form.blocks))

    async def errors(self, errors: Mapping[str, str]) -> None:
        await self.reply(Card(_("That did not work"), tuple(Text(sentence) for sentence in errors.values())))


@dataclass(frozen=True)
class LocalFiles:
    """Files by id; an id is given out by `offer`."""

    paths: dict[str, Path] = field(default_factory=dict)

    def offer(self, path: Path, file_id: str) -> None:
        self.paths[file_id] = path

    async def facts(self, tenant: Tenant, source: str) -> FileFacts:
        path = self._path(source)
        return FileFacts(path.name, path.stat().st_size)

    async def fetch(self, tenant: Tenant, source: str, limit: int) -> AsyncIterator[bytes]:
        path = self._path(source)
        if path.stat().st_size > limit:
            raise Refused(Reason.TOO_LARGE, N_("This file is too large for me."))
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def _path(self, file_id: str) -> Path:
        path = self.paths.get(file_id)
        if path is None or not path.is_file():
            raise Refused(Reason.FILE_GONE, N_("This file is not there any more."))
        return path


@dataclass(frozen=True)
class LocalFace:
    """A bot.face.ServedFace. What happens comes in by calls of whoever runs the command."""

    chat: LocalChat
    files: LocalFiles
    directory: None = None
    sender: None = None
    home: None = None
    marks: None = None

    @property
    def jobs(self) -> Mapping[str, JobHandler]:
        return {}

    async def installed(self, tenant: Tenant) -> bool:
        return True

    def mount(self, *_: object, **__: object) -> None:
        pass

    async def drain(self) -> None:
        pass

    def connect(self, *_: object) -> nullcontext[Self]:
        """As bot.face.Connect says."""
        return nullcontext(self)


def person(name: str = "you") -> Person:
    return Person(TENANT, name)


def place(thread: str | None = None) -> Place:
    return replace(Place(TENANT, "terminal"), thread=thread)
