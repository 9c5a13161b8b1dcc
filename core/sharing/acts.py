"""What a client does with a session of their own: share it with somebody, take that back, give it to their coach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.card import Say
from core.changes import HOUSE, Change, Kind
from core.insight.model import Grant, SessionInsight
from core.jobs.job import Job
from core.people.members import taken
from core.people.person import Person
from core.people.relationships import Relationship, State
from core.people.zones import time_zone
from core.ports.people import Member
from core.refusal import Reason, Refused
from core.sharing.access import Operation, gone
from core.sharing.finding import find
from core.sharing.grants import make_grant, room_for
from core.translation import _
from core.world import World

GRANT_ENDS = "grant.ends"
"""The kind of job that is due when a grant runs out; handlers/sharing/grant_ends.py carries it out."""


@dataclass(frozen=True, slots=True)
class ShareRequest:
    """What a client wants to share: which sessions, with whom, what that person may do besides seeing them, until when."""

    ids: tuple[str, ...]
    coach: Person
    permissions: frozenset[str]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    insights: tuple[SessionInsight, ...]
    coach: Member
    grant: Grant


async def grant_of(world: World, actor: Person, request: ShareRequest) -> Grant:
    """Raises Refused for a day that is over, and for permissions there are none of."""
    return make_grant(request.permissions, world.clock.now(), request.until, await time_zone(world, actor))


async def share(world: World, actor: Person, request: ShareRequest) -> Shared:
    """Sharing twice shares once; a second request for the same person replaces the first. Raises Refused; sessions before the
    one that was refused are shared then."""
    member = await taken(world, actor, request.coach)
    grant = await grant_of(world, actor, request)
    found = [(await find(world, actor, Operation.SHARE, wished))[0] for wished in request.ids]
    for insight in found:
        room_for(insight, request.coach.id)
    for insight in found:
        before = insight.sharing_permissions.get(request.coach.id)
        await _end_later(world, request.coach, insight.id, grant)
        facts = {
            **_facts(grant),
            "coach": request.coach.id,
            "again": before is not None and _facts(before) == _facts(grant),
        }
        change = Change(Kind.SHARE, actor.tenant, insight.id, actor.id, world.clock.now(), facts, (request.coach.id,))
        if not await world.insights.share(actor, insight.id, request.coach.id, grant, change):
            said = _("One of these sessions changed just now. Please begin again with {share}.", share=Say("share"))
            raise Refused(Reason.NOT_ALLOWED, said)
        await world.announce(change)
    return Shared(tuple(found), member, grant)


def _facts(grant: Grant) -> dict[str, str | bool | None]:
    until = grant.expires_at.isoformat() if grant.expires_at else None
    return {"view": grant.view, "comment": grant.comment, "export": grant.export, "until": until}


async def _end_later(world: World, coach: Person, insight_id: str, grant: Grant) -> None:
    """Before the grant is stored: one that ended unnoticed would leave a card to be read."""
    if grant.expires_at is None:
        return
    job_id = f"{GRANT_ENDS}:{insight_id}:{coach.id}:{grant.expires_at:%Y%m%d%H%M%S}"
    job = Job(job_id, GRANT_ENDS, coach.tenant, refs={"insight": insight_id, "person": coach.id})
    await world.jobs.enqueue(job, delay=until(grant.expires_at, world.clock.now()))


def until(end: datetime, now: datetime) -> timedelta:
    """How long a job waits for the end of a grant."""
    return max(timedelta(), end - now) + timedelta(seconds=1)


async def revoke(world: World, actor: Person, insight_id: str, coach: Person) -> SessionInsight:
    """From this write on the coach sees nothing, whatever is open at their side. Raises Refused."""
    insight, _access = await find(world, actor, Operation.REVOKE, insight_id)
    change = Change(
        Kind.REVOKE, actor.tenant, insight.id, actor.id, world.clock.now(), {"coach": coach.id}, (coach.id,)
    )
    if not await world.insights.revoke(actor, insight.id, coach.id, change):
        raise Refused(Reason.NOT_FOUND, _("You do not share this session with them any more."))
    await world.announce(change)
    return insight


async def end_grant(world: World, owner: Person, insight_id: str, coach: Person) -> bool:
    """As `revoke`, when the coach is no member any more and nobody asked. False if there was no grant."""
    change = Change(Kind.REVOKE, owner.tenant, insight_id, HOUSE, world.clock.now(), {"coach": coach.id}, (owner.id,))
    if not await world.insights.revoke(owner, insight_id, coach.id, change):
        return False
    await world.announce(change)
    return True


async def pair(world: World, actor: Person, insight_id: str, relationship: Relationship) -> None:
    """Give a session of one's own to one's coach; sharing it with others ends. Raises Refused."""
    insight, _access = await find(world, actor, Operation.PAIR, insight_id)
    revoked = [granted for granted in insight.sharing_permissions if granted != relationship.coach]
    facts: dict[str, str | list[str]] = {
        "relationship": relationship.id,
        "coach": relationship.coach,
        "revoked": revoked,
    }
    people = (relationship.coach, *revoked)
    change = Change(Kind.PAIR, actor.tenant, insight.id, actor.id, world.clock.now(), facts, people)
    if not await world.insights.pair(actor, insight.id, relationship, change):
        raise Refused(Reason.NOT_FOUND, gone())
    await world.announce(change)


async def open_coach(world: World, client: Person, relationship_id: str) -> Relationship | None:
    """The client's active relationship of this id."""
    found = await world.relationships.get(client.tenant, relationship_id)
    return found if found and found.client == client.id and found.state is State.ACTIVE else None


async def coaches(world: World, client: Person, *, limit: int) -> Sequence[Relationship]:
    """Those the client works with as a client now."""
    page = await world.relationships.of(client, states=frozenset({State.ACTIVE}), limit=limit)
    return [relationship for relationship in page.rows if relationship.client == client.id]
