"""A chat platform in fifty lines: cards are values on people's screens, and a file is a link that opens once."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from core.card import Card, Form, Say, written
from core.faults import ChatFault
from core.jobs.handler import JobHandler
from core.people.person import MessageRef, Person, Place, Tenant
from core.ports.people import Kind, Member
from core.ports.sessions import FileFacts
from core.refusal import Reason, Refused
from handlers.events import Inbox
from tests.faces.stage import ANA, CORA, GUEST
from tests.fakes import opening

MEMBERS = {ANA: ("Ana", Kind.PERSON), CORA: ("Cora", Kind.PERSON), GUEST: ("Gil", Kind.GUEST)}


def typed(said: Say) -> str:
    return f"say “{said.verb} {said.rest}”"


@dataclass
class Toy:
    """`screens` are people's conversations with the bot, `forms` what lies over them, `links` files by their secret."""

    screens: dict[str, dict[str, Card]] = field(default_factory=lambda: {who: {} for who in MEMBERS})
    links: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    given: dict[str, dict[str, bytes]] = field(default_factory=lambda: {who: {} for who in MEMBERS})
    forms: dict[str, Form] = field(default_factory=dict)
    refused: str = ""
    inbox: Inbox | None = None
    home: None = None
    marks: None = None

    @property
    def chat(self) -> Self:
        return self

    files = directory = sender = chat

    async def post(self, place: Place, card: Card) -> MessageRef:
        message = MessageRef(place, str(sum(map(len, self.screens.values()))))
        await self.update(message, card)
        return message

    async def update(self, message: MessageRef, card: Card) -> None:
        if message.place.channel not in self.screens:
            raise ChatFault("no_such_screen", transient=False)
        opening.told(*card.blocks)
        self.screens[message.place.channel][message.id] = written(card, typed)

    async def direct(self, person: Person, card: Card) -> MessageRef:
        return await self.post(Place(person.tenant, person.id), card)

    async def facts(self, tenant: Tenant, source: str) -> FileFacts:
        if source not in self.links:
            raise Refused(Reason.FILE_GONE, "This link has died. Please drop the file again.")
        return FileFacts(self.links[source][0])

    async def fetch(self, tenant: Tenant, source: str, limit: int) -> AsyncIterator[bytes]:
        await self.facts(tenant, source)
        _, data = self.links.pop(source)
        if len(data) > limit:
            raise Refused(Reason.TOO_LARGE, "This file is too large for me.")
        yield data

    async def look_up(self, person: Person) -> Member | None:
        return Member(person, MEMBERS[person.id][1], MEMBERS[person.id][0]) if person.id in MEMBERS else None

    async def send(self, person: Person, name: str, data: bytes, note: Card) -> None:
        await self.direct(person, note)
        self.given[person.id][name] = data

    @property
    def jobs(self) -> Mapping[str, JobHandler]:
        return {}

    async def installed(self, tenant: Tenant) -> bool:
        return True

    def mount(self, server: object, inbox: Inbox, **_: object) -> None:
        self.inbox = inbox

    async def drain(self) -> None:
        pass


@dataclass
class Answers:
    """handlers.events.Respond for one thing that a person did."""

    toy: Toy
    person: Person
    message: MessageRef | None = None

    async def reply(self, card: Card) -> MessageRef | None:
        return await self.toy.direct(self.person, card)

    async def open(self, form: Form) -> None:
        self.toy.forms[self.person.id] = written(form, typed)

    async def update(self, card: Card) -> None:
        await (self.toy.update(self.message, card) if self.message else self.reply(card))

    async def errors(self, errors: Mapping[str, str]) -> None:
        self.toy.refused = written("\n".join(errors.values()), typed)
