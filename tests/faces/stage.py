"""What the contract of a face is tried with: the platform (or its fake), people on it, and what they do and see there."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Protocol

from bot.config import Config
from bot.face import Connect
from core.card import Button, Choice, Form, Menu, Words
from core.people.person import Person, Platform, Tenant
from handlers.events import Inbox

ANA, CORA, GUEST, NOBODY = "U0ANA", "U0CORA", "U0GUEST", "U0NOBODY"
"""Two members; a guest; somebody the platform does not know. Where there is no list of members they are all alike."""


class Stage(Protocol):
    """One per test. People are named by their ids on the platform. What they do returns once the bot has it."""

    platform: Platform

    @property
    def tenant(self) -> Tenant: ...

    def configured(self, config: Config) -> Config:
        """With the platform's own part."""
        ...

    @property
    def faces(self) -> Mapping[Platform, Connect]:
        """For bot.app.Overrides, where the platform is not one of bot.app.FACES."""
        ...

    async def open(self, base: str, inbox: Inbox) -> None:
        """The bot serves at this address; `inbox` is for a platform that has no other way in."""
        ...

    async def give(self, who: str, name: str, data: bytes) -> str:
        """A file as the platform has it once somebody has dropped it; its source."""
        ...

    async def take_back(self, source: str) -> None:
        """The file is deleted there."""
        ...

    async def drop(self, who: str, name: str, data: bytes) -> None: ...

    async def command(self, who: str, name: str, text: str = "", about: str = "") -> None:
        """In the conversation with the bot; `about` is mentioned."""
        ...

    async def press(self, who: str, words: str, label: str) -> None:
        """The button of that label on what they see with these words: the newest message, or a view."""
        ...

    async def send(self, who: str, words: str, fields: Mapping[str, str | tuple[str, ...]]) -> None:
        """The form with these words, once it is open; a field not named keeps its value."""
        ...

    async def sees(self, who: str) -> str:
        """All words before the person: messages, forms, what is said of a form's fields, the home screen."""
        ...

    async def has(self, who: str) -> Mapping[str, bytes]:
        """The files they were given, by name; where the platform asks first, they agree."""
        ...


def person(stage: Stage, who: str) -> Person:
    return Person(stage.tenant, who)


def strings(shown: object) -> list[str]:
    """All that somebody may read of a card, a form or a part of one, in its order."""
    match shown:
        case Button(label) | Choice(label):
            return [label]
        case Enum():
            return []
        case str():
            return [shown]
        case tuple():
            return [each for part in shown for each in strings(part)]
        case Menu(placeholder, _, choices):
            return [placeholder, *strings(choices)]
        case Form(title, _, inputs, blocks, submit, _, _):
            labels = tuple(each.text if isinstance(each, Words) else each.label for each in inputs)
            return [title, *labels, *strings(blocks), submit]
        case _ if is_dataclass(shown):
            return [each for part in fields(shown) for each in strings(getattr(shown, part.name))]
        case _:
            return []
