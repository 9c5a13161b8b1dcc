"""How a person is reached on a platform that says so with each event and cannot be asked: kept, and looked up when there is
something to say. And what was sent there, for a platform on which a message cannot be found again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.people.person import Person, Place, Tenant


@dataclass(frozen=True, slots=True)
class Conversation:
    """The bot's own conversation with a person. `address` is the platform's address for calls about it, `user` and `bot` what
    the two are called there. `time_zone` an IANA name and `locale` a language tag, as far as the platform says. `open`: the
    person has the app; otherwise nothing is sent until they are heard of again."""

    person: Person
    channel: str
    address: str
    user: str = ""
    bot: str = ""
    time_zone: str | None = None
    locale: str = ""
    open: bool = True


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the bot's. `mark` is core.ports.chat.MarkedChat's; `parts` are the ids of the further messages of a long card;
    `judged` the two presses (action and value, packed) that the platform's thumbs under it stand for."""

    id: str
    mark: str = ""
    parts: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()


class ConversationStore(Protocol):
    """`conversations`, one document a person. Ids and addresses alone. Index (platform, tenant, person), (platform, tenant,
    channel)."""

    async def keep(self, conversation: Conversation) -> None:
        """What is newest holds. What was sent there stays known; an unknown time zone or locale leaves the one that is known."""
        ...

    async def close(self, person: Person) -> None:
        """The person has removed the app."""
        ...

    async def of(self, person: Person) -> Conversation | None: ...

    async def at(self, place: Place) -> Conversation | None:
        """Whose conversation it is."""
        ...

    async def called(self, tenant: Tenant, user: str) -> Conversation | None:
        """Of whom the platform calls `user`."""
        ...

    async def address(self, tenant: Tenant) -> str:
        """One that is good for the tenant; empty where nobody of it is known."""
        ...

    async def note(self, place: Place, sent: Sent) -> bool:
        """Remember it, in the place of what was known of the message; the newest 1000 stay. False for nobody's conversation."""
        ...

    async def sent(self, place: Place, *, id: str = "", mark: str = "") -> Sequence[Sent]:
        """Those of that id or mark, oldest first."""
        ...

    async def forget(self, place: Place, id: str) -> None: ...
