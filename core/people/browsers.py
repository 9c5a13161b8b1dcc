"""Ways into the pages a person has in the browser: a link that signs them in once, and the session that follows.

Both are secrets of 256 random bits. Kept are their digests alone, from which nobody finds the secret.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.people.person import Person, Tenant

LINK_HOLDS = timedelta(minutes=10)
IDLE = timedelta(hours=2)
"""How long a session holds after it was used last."""
LONGEST = timedelta(hours=12)
"""How long it holds at all."""
NOTED = timedelta(minutes=5)
"""A session's end moves in steps of this at least, so that reading a page is no write."""


@dataclass(frozen=True, slots=True)
class SignInLink:
    """`route` and `value` name what is to be opened, as a button of a card does: ids, no content."""

    person: Person
    route: str
    value: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BrowserSession:
    person: Person
    begun_at: datetime
    expires_at: datetime


def secret() -> str:
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret, and what it is found by."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begun(person: Person, now: datetime) -> BrowserSession:
    return BrowserSession(person, now, now + IDLE)


def ends_at(session: BrowserSession, now: datetime) -> datetime:
    """When a session that is used now ends."""
    return min(now + IDLE, session.begun_at + LONGEST)


class BrowserStore(Protocol):
    """`sign_in_links` and `browser_sessions`, by digest. What has expired is as if it were not there. A link is good once: of two
    who ask at the same time, one gets it. Index of both: (platform, tenant, person)."""

    async def keep_link(self, digest: str, link: SignInLink) -> None: ...

    async def link(self, digest: str) -> SignInLink | None: ...

    async def use_link(self, digest: str) -> SignInLink | None:
        """The link, which is gone then."""
        ...

    async def begin(self, digest: str, session: BrowserSession) -> None: ...

    async def find(self, digest: str) -> BrowserSession | None: ...

    async def go_on(self, digest: str, until: datetime) -> None:
        """Move the end of a session; one that has ended meanwhile stays so."""
        ...

    async def end(self, digest: str) -> None: ...

    async def end_all(self, person: Person) -> int:
        """Every session and link of the person; how many."""
        ...

    async def end_in(self, tenant: Tenant) -> int:
        """The same of everybody in a tenant."""
        ...
