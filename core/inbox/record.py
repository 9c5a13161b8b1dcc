"""What is kept of a person's inbox beside the sessions that wait in it: one document a person, moved by compare-and-set."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from core.people.person import Person


@dataclass(frozen=True, slots=True)
class Series:
    """Sessions that are analysed as they come, because their person said so. `id` is as core.inbox.arrival makes it, `title` that
    of the session at which it was said, `source` and `through` whatever sent that one."""

    id: str
    title: str
    source: str
    through: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """`address`: the e-mail address that is theirs, by which meetings are known to be; empty where none is. `asked`: one that is
    to be confirmed, by whoever knows the `code`, of which a digest is kept, `until` then; `tries` counts wrong ones, `sent` are
    the moments of the last day at which one was asked for."""

    address: str = ""
    asked: str = ""
    code: str = ""
    until: datetime | None = None
    tries: int = 0
    sent: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Inbox:
    """`always` and `link` are content and sealed where they are stored; `version` counts the writes."""

    person: Person
    always: tuple[Series, ...] = ()
    version: int = 0
    link: Link = field(default_factory=Link)


class InboxStore(Protocol):
    """`inboxes`. Index (digest of the confirmed address)."""

    async def get(self, person: Person) -> Inbox:
        """An empty one where nothing was decided, or the person was erased."""
        ...

    async def save(self, inbox: Inbox) -> bool:
        """Write it if the stored `version` is one less. False if it had moved meanwhile."""
        ...

    async def whose(self, address: str) -> Person | None:
        """Who has confirmed this e-mail address, in whichever tenant: a vendor knows none. If several have, the last."""
        ...
