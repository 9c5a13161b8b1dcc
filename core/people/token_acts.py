"""What is done with access tokens: made, taken back, and found again by what a program shows."""

import re
from collections.abc import Collection
from datetime import timedelta

from core.changes import HOUSE, Change, Fact, Kind
from core.people import tokens
from core.people.members import ONLY_MEMBERS, is_member
from core.people.person import Person
from core.people.tokens import Token, digest
from core.refusal import Reason, Refused
from core.translation import _
from core.world import World

NOTED = timedelta(minutes=1)
"""How exactly it is kept when a token was used last: a write for every call would cost more than the call."""


async def create(
    world: World, actor: Person, name: str, scopes: Collection[str], days: str, *, id: str
) -> tuple[Token, str]:
    """The token, and what is shown of it this once. With the `id` of one that is there (a form that comes back twice) it takes
    that one's place. Raises Refused, about `name`, `scopes` or `days`, and ChatFault where it cannot be told who is a member."""
    if not re.fullmatch(r"[0-9a-f]{16}", id):
        raise Refused(Reason.BAD_INPUT, _("This form is out of date. Please open it again."))
    if not await is_member(world, actor):
        raise Refused(Reason.NOT_ALLOWED, _(ONLY_MEMBERS))
    token, secret = tokens.make(actor, name, scopes, days, id=id, at=world.clock.now())
    if not await world.tokens.put(token, digest(secret)):
        said = _("You have {most} tokens already. Revoke one of them first.", most=tokens.MOST)
        raise Refused(Reason.LIMIT_REACHED, said)
    facts: dict[str, Fact] = {
        "token": id,
        "scopes": sorted(token.scopes),
        "until": token.expires_at.isoformat(),
    }
    await world.announce(
        Change(Kind.MAKE_TOKEN, actor.tenant, actor.id, actor.id, token.created_at, facts, (actor.id,))
    )
    return token, secret


async def revoke(world: World, actor: Person, id: str) -> bool:
    """From this write on it opens nothing. False if it was none, or none any more."""
    if not await world.tokens.remove(actor, id):
        return False
    change = Change(Kind.REVOKE_TOKEN, actor.tenant, actor.id, actor.id, world.clock.now(), {"token": id})
    await world.announce(change)
    return True


async def revoke_all(world: World, person: Person) -> None:
    """Of somebody who is a member no more."""
    if count := await world.tokens.remove_all(person):
        facts: dict[str, Fact] = {"tokens": count}
        await world.announce(Change(Kind.REVOKE_TOKEN, person.tenant, person.id, HOUSE, world.clock.now(), facts))


async def bearer(world: World, secret: str) -> Token | None:
    """The token a program shows; None if it is none, was revoked, has expired, or its person is no member any more.

    Raises ChatFault (transient) where that cannot be told.
    """
    if not secret.startswith(tokens.PREFIX) or not secret.isascii():
        return None
    token = await world.tokens.find(digest(secret))
    if token is None or not await is_member(world, token.person):
        return None
    at = world.clock.now()
    if token.used_at is None or at - token.used_at >= NOTED:
        await world.tokens.used(token, at)
    return token
