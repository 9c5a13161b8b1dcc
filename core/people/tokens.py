"""Access tokens: what a person gives to a program of theirs, so that it may ask here in their name.

A token is shown once, when it is made. Kept is its digest alone, from which nobody finds a secret of 256 random bits.
"""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from core.people.owned import OwnedStore
from core.people.person import Person
from core.refusal import Reason, Refused
from core.translation import N_, _

PREFIX = "debrief_"
"""By which tools that look for leaked secrets can know one."""
LONGEST_NAME = 60
MOST = 20
"""Tokens a person has at a time."""
DAYS: Mapping[int, str] = {30: N_("30 days"), 90: N_("90 days"), 365: N_("A year")}
"""How long one may hold; none holds for ever."""


class Scope(StrEnum):
    READ = "read"
    WRITE = "write"
    INBOX = "inbox"
    """It may add sessions to the person's inbox, and nothing else: neither `read` nor `write` is part of it."""
    WEBHOOKS = "webhooks"
    """Apart from `write`, since what it adds goes on when the token has ended."""


SCOPES: Mapping[Scope, str] = {
    Scope.READ: N_("Read what you can see"),
    Scope.WRITE: N_("Add, change, share and delete in your name"),
    Scope.INBOX: N_("Add sessions to your inbox, and nothing else"),
    Scope.WEBHOOKS: N_("Add and remove your webhooks"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """`id` names it among its person's. `name` is the person's own words, so it is content."""

    id: str
    person: Person
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


def make(person: Person, name: str, scopes: Collection[str], days: str, *, id: str, at: datetime) -> tuple[Token, str]:
    """A token and what is shown of it once. Raises Refused, about `name`, `scopes` or `days`."""
    called = " ".join(name.split())
    if not 1 <= len(called) <= LONGEST_NAME:
        said = _("Give it a name of {most} characters at most.", most=LONGEST_NAME)
        raise Refused(Reason.BAD_INPUT, said, about="name")
    if not scopes or not set(scopes) <= set(Scope):
        raise Refused(Reason.BAD_INPUT, _("Choose what it may do."), about="scopes")
    if days not in map(str, DAYS):
        raise Refused(Reason.BAD_INPUT, _("Choose how long it holds."), about="days")
    allowed = frozenset(map(Scope, scopes))
    return Token(id, person, called, allowed, at, at + timedelta(days=int(days))), PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a token, and what it is found by."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenStore(OwnedStore[Token], Protocol):
    """`tokens`, their names sealed under their person's key. One that has expired is as if it were not there. Index: unique
    (digest)."""

    async def put(self, token: Token, digest: str) -> bool:
        """Store it; one of the same person and id is replaced. False if the person has MOST of them: nothing is written."""
        ...

    async def find(self, digest: str) -> Token | None:
        """Of whichever tenant: a program shows nothing but its token. None also if the person's key was destroyed."""
        ...

    async def used(self, token: Token, at: datetime) -> None:
        """Note when it was used last."""
        ...
