"""A webhook: an address that a person has told of what of theirs is done."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.people.owned import OwnedStore
from core.people.person import Person, Tenant
from core.translation import N_

MOST = 5
"""Webhooks of one person."""


class Event(StrEnum):
    """The words are what programs read: none may change."""

    COMPLETED = "insight.completed"
    FAILED = "insight.failed"
    KEPT = "promise.kept"


EVENTS: Mapping[Event, str] = {
    Event.COMPLETED: N_("A session is analysed"),
    Event.FAILED: N_("A session could not be analysed"),
    Event.KEPT: N_("A promise is kept"),
}


@dataclass(frozen=True, slots=True)
class Webhook:
    """`id` names it among its person's. `off_since`: nothing is sent from then on, as it did not answer for days."""

    id: str
    person: Person
    url: str
    secret: str = field(repr=False)
    events: frozenset[Event]
    created_at: datetime
    off_since: datetime | None = None


class WebhookStore(OwnedStore[Webhook], Protocol):
    """`webhooks`, address and secret sealed under their person's key."""

    async def put(self, webhook: Webhook) -> bool:
        """Store it; one of the same person and id is replaced. False if the person has MOST of them: nothing is written."""
        ...

    async def get(self, person: Person, id: str) -> Webhook | None:
        """None also if the person's key was destroyed."""
        ...

    async def listening(self, tenant: Tenant, people: Collection[str], event: Event) -> Sequence[tuple[Person, str]]:
        """Those of these people that are on and want to know of such an event: whose, and the id."""
        ...

    async def turn(self, person: Person, id: str, off_since: datetime | None) -> bool:
        """Off, or on again. False if it is not there, or was so already."""
        ...


class NotDelivered(Exception):  # noqa: N818 - named like ChatFault
    """A program did not take a message. `kind` is a short word fit for logs."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Poster(Protocol):
    """The way to other people's programs. `loopback`: http to this machine is allowed, as while developing."""

    @property
    def loopback(self) -> bool: ...

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the answer, whose body is not read; redirects are not followed. Raises NotDelivered, also where the name
        leads to an address that is not public."""
        ...
