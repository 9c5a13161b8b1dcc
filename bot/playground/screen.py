"""What people see: messages, files, homes, all kept in the storage, so that a restart loses nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.playground import kept
from bot.playground.cast import TENANT, Cast
from core.card import Card
from core.faults import ChatFault
from core.people.person import MessageRef, Person, Place, Tenant
from core.ports.sessions import Clock, FileFacts
from core.refusal import Reason, Refused
from core.translation import N_
from storage.screens import MongoScreens, Row

CHUNK = 256 * 1024
HOME = "home"


class Kind(StrEnum):
    """Of a row on somebody's screen."""

    CARD = "card"
    SAID = "said"  # by the person
    DROPPED = "dropped"  # a file of theirs
    GIVEN = "given"  # a file for them
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Named:
    """A file on a screen: its row, and what it is called. `note` is what the bot says with one that it gives."""

    name: str
    size: int
    file: str
    note: Card | None = None

    def packed(self) -> bytes:
        note = kept.packed(self.note).decode("utf-8", "surrogatepass") if self.note else ""
        return json.dumps({"name": self.name, "size": self.size, "file": self.file, "note": note}).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> "Named":
        told = json.loads(data)
        note = kept.unpacked(told["note"].encode("utf-8", "surrogatepass")) if told["note"] else None
        return cls(told["name"], told["size"], told["file"], note)


@dataclass
class Screens:
    """The core ports Chat, Files, FileSender, MarkedChat and HomeScreen, on rows of the storage. A conversation has no threads of
    its own: where a place names one, it is said in the same row of messages."""

    rows: MongoScreens
    cast: Cast
    clock: Clock
    tenant: Tenant = TENANT
    closing: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _notes: dict[Person, str] = field(default_factory=dict)

    def tell(self) -> None:
        """Whoever looks at a screen looks again."""
        self.changed.set()
        self.changed = asyncio.Event()

    def now(self) -> datetime:
        return self.clock.now()

    def close(self) -> None:
        """The process ends: nobody looks any longer."""
        self.closing = True
        self.tell()

    # --- messages ---

    async def post(self, place: Place, card: Card) -> MessageRef:
        return await self.post_marked(place, card, "")

    async def post_marked(self, place: Place, card: Card, mark: str) -> MessageRef:
        reader = self._reader(place)
        message = await self.rows.add(reader, Kind.CARD, kept.packed(card), mark)
        self.tell()
        return MessageRef(place, message)

    async def update(self, message: MessageRef, card: Card) -> None:
        self._reader(message.place)
        if not await self.rows.change(message.place.tenant, message.id, kept.packed(card)):
            raise ChatFault("message_not_found", transient=False)
        self.tell()

    async def direct(self, person: Person, card: Card) -> MessageRef:
        return await self.post(Place(person.tenant, person.id), card)

    async def marked(self, place: Place, mark: str) -> tuple[MessageRef, ...] | None:
        found = await self.rows.marked(place.tenant, place.channel, mark)
        return tuple(MessageRef(place, each) for each in found)

    async def remove(self, message: MessageRef) -> None:
        await self.rows.remove(message.place.tenant, message.id)
        self.tell()

    def _reader(self, place: Place) -> Person:
        if self.cast.find(place.channel) is None:
            raise ChatFault("channel_not_found", transient=False)
        return Person(place.tenant, place.channel)

    # --- homes ---

    async def draw_home(self, person: Person, card: Card, note: str = "") -> None:
        await self.rows.keep(person, HOME, kept.packed(card), Kind.HOME)
        self._notes[person] = note
        self.tell()

    def home_note(self, person: Person) -> str | None:
        return self._notes.get(person)

    # --- files ---

    async def keep_file(self, person: Person, name: str, data: bytes) -> str:
        """Where it is to be had, for a week."""
        return await self.rows.add_file(person, json.dumps(name).encode() + b"\n" + data)

    async def file(self, tenant: Tenant, source: str) -> tuple[str, bytes]:
        """Its name and bytes. Raises Refused where it is gone."""
        row = await self.rows.get(tenant, source)
        if row is None or row.kind:
            raise Refused(Reason.FILE_GONE, N_("This file is not there any more."))
        name, _newline, data = row.body.partition(b"\n")
        return json.loads(name), data

    async def facts(self, tenant: Tenant, source: str) -> FileFacts:
        name, data = await self.file(tenant, source)
        return FileFacts(name, len(data))

    async def fetch(self, tenant: Tenant, source: str, limit: int) -> AsyncIterator[bytes]:
        _name, data = await self.file(tenant, source)
        if len(data) > limit:
            raise Refused(Reason.TOO_LARGE, N_("This file is too large for me."))
        for start in range(0, len(data), CHUNK):
            yield data[start : start + CHUNK]

    async def send(self, person: Person, name: str, data: bytes, note: Card) -> None:
        given = Named(name, len(data), await self.keep_file(person, name, data), note)
        await self.rows.add(person, Kind.GIVEN, given.packed())
        self.tell()

    # --- what a person did ---

    async def said(self, person: Person, text: str) -> str:
        """The id of their message."""
        message = await self.rows.add(person, Kind.SAID, text.encode())
        self.tell()
        return message

    async def dropped(self, person: Person, name: str, data: bytes) -> tuple[str, str]:
        """The ids of their message, and of the file."""
        file = await self.keep_file(person, name, data)
        message = await self.rows.add(person, Kind.DROPPED, Named(name, len(data), file).packed())
        self.tell()
        return message, file

    async def taken_back(self, person: Person, row: Row) -> None:
        if row.kind == Kind.DROPPED:
            await self.rows.remove(person.tenant, Named.unpacked(row.body).file)
        await self.rows.remove(person.tenant, row.id)
        self.tell()
