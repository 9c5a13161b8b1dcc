"""A chat platform as the house knows it: its face, and what only some platforms offer beyond core.ports.sessions.Chat."""

from typing import Protocol

from core.card import Card
from core.people.person import MessageRef, Person, Place, Tenant
from core.ports.people import Directory, FileSender
from core.ports.sessions import Chat, Files


class MarkedChat(Protocol):
    """A chat whose messages can carry an invisible mark and be found again by it, so that a message whose posting was cut
    short is adopted rather than posted twice. A mark holds opaque ids alone: others in the workspace may read it."""

    async def post_marked(self, place: Place, card: Card, mark: str) -> MessageRef: ...

    async def marked(self, place: Place, mark: str) -> tuple[MessageRef, ...] | None:
        """The bot's messages under `mark` in the thread `place`, oldest first; None where the thread cannot be read.
        Raises ChatFault if it may be readable later."""
        ...

    async def remove(self, message: MessageRef) -> None:
        """Delete a message of the bot's own; one that is gone already is no fault."""
        ...


class HomeScreen(Protocol):
    """A chat with a page of the bot's own for every person."""

    async def draw_home(self, person: Person, card: Card, note: str = "") -> None:
        """Put the card there. `note`, an opaque word, is given back by `home_note`."""
        ...

    def home_note(self, person: Person) -> str | None:
        """The note of what was last drawn for the person, as far as this process knows; None if nothing was."""
        ...


class Face(Protocol):
    """One chat platform. What it does not have is None, and who would use it does without."""

    @property
    def chat(self) -> Chat: ...

    @property
    def files(self) -> Files: ...

    @property
    def directory(self) -> Directory | None: ...

    @property
    def sender(self) -> FileSender | None: ...

    @property
    def home(self) -> HomeScreen | None: ...

    @property
    def marks(self) -> MarkedChat | None: ...

    async def installed(self, tenant: Tenant) -> bool:
        """Whether the app is installed there now, as the platform or the store says. Raises ChatFault if that cannot be told."""
        ...
