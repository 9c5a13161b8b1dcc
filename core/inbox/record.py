"""What is kept of a person's inbox beside the sessions that wait in it: one document a person, moved by compare-and-set."""

from dataclasses import dataclass
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
class Inbox:
    """`always` is content and sealed where it is stored; `version` counts the writes."""

    person: Person
    always: tuple[Series, ...] = ()
    version: int = 0


class InboxStore(Protocol):
    """`inboxes`."""

    async def get(self, person: Person) -> Inbox:
        """An empty one where nothing was decided, or the person was erased."""
        ...

    async def save(self, inbox: Inbox) -> bool:
        """Write it if the stored `version` is one less. False if it had moved meanwhile."""
        ...
