"""What two people do about working together: invite, accept, decline or take back, end, withdraw consent.

Each is one move of the relationship, stored once whoever was first (core/people/relationships.py says which move is whose).
"""

import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.card import Say
from core.changes import Change, Fact, Kind
from core.people import relationships
from core.people.members import taken
from core.people.person import Person, Tenant
from core.people.relationships import Relationship, State
from core.ports.people import Member
from core.refusal import Reason, Refused
from core.transcript import Role
from core.translation import _
from core.world import World

STEP = 100

Move = Callable[[Relationship, Person, datetime], Relationship]


@dataclass(frozen=True, slots=True)
class Invited:
    """The open invitation of the two, and the other as the platform knows them. It is the actor's own, or the other's that stood
    already."""

    relationship: Relationship
    other: Member


async def invite(world: World, actor: Person, other: Person, actor_is: Role) -> Invited:
    """Asking again, or asking back, gives the invitation there is already. Raises Refused."""
    member = await taken(world, actor, other)
    wanted = relationships.request(secrets.token_hex(12), actor, other, actor_is, world.clock.now())
    change = _change(Kind.INVITE, actor, wanted)
    if await world.relationships.create(wanted, change):
        await world.announce(change)
        return Invited(wanted, member)
    standing = await world.relationships.between(actor.tenant, actor.id, other.id)
    if standing is None or standing.state not in relationships.OPEN:
        raise Refused(Reason.NOT_ALLOWED, _("Things changed just now. Please ask once more."))
    if standing.state is State.ACTIVE:
        said = _("You two are working together already. {coach} shows it.", coach=Say("coach"))
        raise Refused(Reason.NOT_ALLOWED, said)
    return Invited(standing, member)


async def accept(world: World, actor: Person, relationship_id: str) -> Relationship:
    """Raises Refused."""
    return await _move(world, actor, await find(world, actor, relationship_id), relationships.accept, Kind.ACCEPT)


async def decline(world: World, actor: Person, relationship_id: str) -> Relationship:
    """By whoever was asked; by whoever asked, it is taken back. Raises Refused."""
    return await _move(world, actor, await find(world, actor, relationship_id), relationships.decline, Kind.DECLINE)


async def end(world: World, actor: Person, relationship_id: str) -> Relationship:
    """Raises Refused."""
    return await _move(world, actor, await find(world, actor, relationship_id), relationships.end, Kind.END)


async def withdraw(world: World, actor: Person, relationship_id: str) -> Relationship:
    """The client's consent, taken back from the coach: from this relationship and from those the two had before. The stored moves
    alone end the coach's access, at once; `close` makes the lists follow. Raises Refused."""
    found = await find(world, actor, relationship_id)
    if found.client == actor.id:
        await close(
            world, actor.tenant, relationship_id
        )  # pressed again: what a version without effects left at a crash
    moved = await _move(world, actor, found, relationships.withdraw, Kind.WITHDRAW)
    await withdraw_earlier(world, moved)
    return moved


async def withdraw_earlier(world: World, withdrawn: Relationship) -> None:
    """From what the two had before and ended: consent is given to a person, and taken back from one. Harmless to repeat."""
    client = Person(withdrawn.tenant, withdrawn.client)
    for old in await _ended(world, withdrawn):
        try:
            await _move(world, client, old, relationships.withdraw, Kind.WITHDRAW, {"with": withdrawn.id})
        except Refused:  # done at the same moment by somebody who carries the same on
            continue


async def close(world: World, tenant: Tenant, relationship_id: str) -> None:
    """What follows a withdrawal, and goes on where a crash ended it: earlier relationships are withdrawn from as well, and the
    coach finds none of the sessions in a list. Harmless to repeat."""
    withdrawn = await world.relationships.get(tenant, relationship_id)
    if withdrawn is not None and withdrawn.withdrawn_at is not None:
        await withdraw_earlier(world, withdrawn)
        await world.insights.close_to_coach(tenant, relationship_id)


async def find(world: World, actor: Person, relationship_id: str) -> Relationship:
    """One of the actor's. Raises Refused, in the same words for what is not there and what is not theirs."""
    found = await world.relationships.get(actor.tenant, relationship_id)
    if found is None or found.role(actor.id) is None:
        raise Refused(Reason.NOT_FOUND, relationships.gone())
    return found


async def _move(
    world: World, actor: Person, found: Relationship, move: Move, kind: Kind, facts: dict[str, Fact] | None = None
) -> Relationship:
    moved = move(found, actor, world.clock.now())
    change = _change(kind, actor, moved, facts)
    if not await world.relationships.move(moved, change):
        raise Refused(Reason.NOT_ALLOWED, relationships.settled())
    await world.announce(change)
    return moved


def _change(kind: Kind, actor: Person, after: Relationship, facts: dict[str, Fact] | None = None) -> Change:
    other = after.other(actor.id)
    return Change(kind, actor.tenant, after.id, actor.id, after.changed_at, facts or {}, (other,))


async def _ended(world: World, withdrawn: Relationship) -> Sequence[Relationship]:
    """What the two had before, and the coach still sees. All of it, before any of it moves."""
    client = Person(withdrawn.tenant, withdrawn.client)
    return [
        old
        async for old in all_of(world, client, frozenset({State.ENDED}))
        if (old.coach, old.client) == (withdrawn.coach, withdrawn.client) and old.withdrawn_at is None
    ]


async def all_of(world: World, person: Person, states: frozenset[State]) -> AsyncIterator[Relationship]:
    """Every relationship of the person, as client or coach, in these states."""
    cursor: str | None = None
    while True:
        page = await world.relationships.of(person, states=states, limit=STEP, cursor=cursor)
        for relationship in page.rows:
            yield relationship
        if (cursor := page.older) is None:
            return
