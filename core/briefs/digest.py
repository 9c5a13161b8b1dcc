"""A coach's week in counts: of each client what is open and what was kept, as far as the policy lets the coach see it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.people.acts import all_of
from core.people.person import Person
from core.people.relationships import Meeting, Relationship, State
from core.people.zones import today
from core.promises.commitments import Commitment
from core.refusal import Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.world import World

CLIENTS = 20
LOOKED_AT = 100
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Standing:
    """One client: their open promises, how many were kept within a week, and the next session, from today on."""

    bond: Relationship
    open: tuple[Commitment, ...]
    kept: int
    coming: Meeting | None


async def of(world: World, coach: Person) -> list[Standing]:
    """The first CLIENTS of those the coach works with now."""
    now, found = await today(world, coach), list[Standing]()
    async for bond in all_of(world, coach, frozenset({State.ACTIVE})):
        if bond.coach != coach.id or bond.withdrawn_at is not None:
            continue
        since = world.clock.now() - A_WEEK
        done = await _seen(world, coach, bond, settled=True)
        kept = sum(one.state == "done" and one.changed is not None and one.changed.at >= since for one in done)
        coming = bond.next_session if bond.next_session and bond.next_session.day >= now else None
        found.append(Standing(bond, tuple(await _seen(world, coach, bond, settled=False)), kept, coming))
        if len(found) >= CLIENTS:
            break
    return found


async def _seen(world: World, coach: Person, bond: Relationship, *, settled: bool) -> Sequence[Commitment]:
    page = await world.commitments.listed(Person(bond.tenant, bond.client), settled=settled, limit=LOOKED_AT)
    known: dict[str, bool] = {}
    for made in page.rows:
        if made.insight_id not in known:
            known[made.insight_id] = await _may(world, coach, bond, made.insight_id)
    return [made for made in page.rows if made.owner == "client" and known[made.insight_id]]


async def _may(world: World, coach: Person, bond: Relationship, insight_id: str) -> bool:
    try:
        insight, _facts = await find(world, coach, Operation.SEE_COMMITMENTS, insight_id)
    except Refused:
        return False
    return insight.coaching_relationship_id == bond.id
