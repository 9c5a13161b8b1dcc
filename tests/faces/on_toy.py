"""People before the toy, and before the command line's own platform: what they do is told to the bot as an adapter would."""

import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.local import LocalChat, LocalFace, LocalFiles, LocalRespond
from core.card import Actions, Block, Button, Card, Fold, Form
from core.people.person import MessageRef, Person, Place, Platform, Tenant
from handlers.events import ButtonPressed, CommandGiven, FileDropped, FormSent, Inbox, Respond
from tests.faces.stage import strings
from tests.faces.toy import Answers, Toy


@dataclass
class OnToy:
    """Teams' name stands for a platform that the house has no face for."""

    toy: Toy = field(default_factory=Toy)
    platform: Platform = Platform.TEAMS
    inbox: Inbox | None = None

    @property
    def tenant(self) -> Tenant:
        return Tenant(self.platform, "toy")

    @property
    def faces(self) -> Mapping[Platform, Any]:
        return {self.platform: lambda *_: nullcontext(self.toy)}

    def configured(self, config: Config) -> Config:
        return config

    async def open(self, base: str, inbox: Inbox) -> None:
        self.inbox = self.toy.inbox

    async def give(self, who: str, name: str, data: bytes) -> str:
        source = f"toy://secret/{len(self.toy.links)}-{name}"
        self.toy.links[source] = (name, data)
        return source

    async def take_back(self, source: str) -> None:
        del self.toy.links[source]

    async def drop(self, who: str, name: str, data: bytes) -> None:
        place = Place(self.tenant, who)
        event = FileDropped(
            self._person(who), place, f"file-{name}", name=name, source=await self.give(who, name, data)
        )
        await self._bot.accept([event])

    async def command(self, who: str, name: str, text: str = "", about: str = "") -> None:
        mentioned = (self._person(about),) if about else ()
        event = CommandGiven(self._person(who), Place(self.tenant, who), name, text, mentioned=mentioned)
        await self._bot.handle(event, self.respond(who))

    async def press(self, who: str, words: str, label: str) -> None:
        found = [name for name, card in self.screen(who).items() if words in shown(card)]
        message = MessageRef(Place(self.tenant, who), found[-1])
        button = next(each for each in buttons(self.screen(who)[found[-1]].blocks) if each.label == label)
        event = ButtonPressed(self._person(who), message.place, button.action, button.value, message)
        await self._bot.handle(event, self.respond(who, message))

    async def send(self, who: str, words: str, fields: Mapping[str, str | tuple[str, ...]]) -> None:
        form, self.toy.refused = self.forms.pop(who), ""
        assert words in of_form(form)
        await self._bot.handle(FormSent(self._person(who), form.action, form.value, fields), self.respond(who))

    async def sees(self, who: str) -> str:
        forms = [of_form(form) for whose, form in self.forms.items() if whose == who]
        return "\n".join([*map(shown, self.screen(who).values()), *forms, self.toy.refused])

    async def has(self, who: str) -> Mapping[str, bytes]:
        return self.toy.given[who]

    # --- what is the platform's own ---

    @property
    def forms(self) -> dict[str, Form]:
        return self.toy.forms

    def screen(self, who: str) -> Mapping[str, Card]:
        return self.toy.screens[who]

    def respond(self, who: str, message: MessageRef | None = None) -> Respond:
        return Answers(self.toy, self._person(who), message)

    def _person(self, who: str) -> Person:
        return Person(self.tenant, who)

    @property
    def _bot(self) -> Inbox:
        assert self.inbox
        return self.inbox


@dataclass
class OnLocal(OnToy):
    """One person, who sees all there is."""

    folder: Path = field(default_factory=Path)
    chat: LocalChat = field(default_factory=LocalChat)
    files: LocalFiles = field(default_factory=LocalFiles)
    platform: Platform = Platform.LOCAL
    opened: dict[str, Form] = field(default_factory=dict)

    @property
    def faces(self) -> Mapping[Platform, Any]:
        return {self.platform: LocalFace(self.chat, self.files).connect}

    async def open(self, base: str, inbox: Inbox) -> None:
        self.inbox = inbox

    async def give(self, who: str, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        self.files.offer(path, f"file-{name}")
        return f"file-{name}"

    async def take_back(self, source: str) -> None:
        self.files.paths[source].unlink()

    @property
    def forms(self) -> dict[str, Form]:
        return self.opened

    def screen(self, who: str) -> Mapping[str, Card]:
        return self.chat.messages

    def respond(self, who: str, message: MessageRef | None = None) -> Respond:
        return Remembering(self.chat, self._person(who), self.opened)


@dataclass(frozen=True)
class Remembering(LocalRespond):
    """A form is shown as what it says; what is filled in, the test knows."""

    opened: dict[str, Form] = field(default_factory=dict)

    async def open(self, form: Form) -> None:
        self.opened[self.person.id] = form
        await super().open(form)


def buttons(blocks: tuple[Block, ...]) -> list[Button]:
    """All that may be pressed, in their order."""
    found: list[Button] = []
    for block in blocks:
        if isinstance(block, Actions):
            found += [each for each in block.items if isinstance(each, Button)]
        elif isinstance(block, Fold):
            found += [*buttons(block.blocks), *([block.open] if block.open else [])]
    return found


def shown(card: Card) -> str:
    return "\n".join(strings(card))


def of_form(form: Form) -> str:
    return "\n".join(strings(form))


@asynccontextmanager
async def on_toy() -> AsyncIterator[OnToy]:
    yield OnToy()


@asynccontextmanager
async def on_local() -> AsyncIterator[OnLocal]:
    with tempfile.TemporaryDirectory() as folder:
        yield OnLocal(folder=Path(folder))
