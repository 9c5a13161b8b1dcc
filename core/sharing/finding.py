"""The one way from an id to an insight: load it, ask the policy, and show what this reader sees of it at this moment."""

from collections.abc import Sequence
from dataclasses import replace

from core.insight.model import Grant, SessionInsight
from core.people.person import Person, Tenant
from core.promises.commitments import Commitment, session_of
from core.refusal import Reason, Refused
from core.sharing.access import Facts, Operation, facts_of, gone, require
from core.sharing.seen import Seen, as_seen
from core.world import World


async def facts(world: World, insight: SessionInsight) -> Facts:
    """The policy's facts as they are now; the relationship is read afresh."""
    relationship = None
    if insight.coaching_relationship_id:
        tenant = Tenant(insight.platform, insight.tenant_id)
        relationship = await world.relationships.get(tenant, insight.coaching_relationship_id)
    return facts_of(insight, world.clock.now(), relationship)


async def find(world: World, person: Person, operation: Operation, insight_id: str) -> tuple[SessionInsight, Facts]:
    """The insight as stored, and its facts. Raises Refused as core.sharing.access.require does; what is not there
    is NOT_FOUND."""
    try:
        insight = await world.insights.get(person.tenant, insight_id)
    except Refused:
        insight = None
    if insight is None:
        raise Refused(Reason.NOT_FOUND, gone())
    known = await facts(world, insight)
    require(person, operation, known)
    return insight, known


async def see(world: World, person: Person, insight_id: str, operation: Operation = Operation.VIEW) -> Seen:
    """What the person sees of it; for an `operation` that needs more than seeing it, that is asked for. Raises as `find`."""
    insight, known = await find(world, person, operation, insight_id)
    return await _seen(world, person, insight, known)


async def preview(world: World, coach: Person, insight: SessionInsight, known: Facts, grant: Grant) -> Seen:
    """What `coach` will see once the grant is given: the same as for reading, on the facts as they will be."""
    return await _seen(world, coach, insight, replace(known, grants={**known.grants, coach.id: grant}))


async def _seen(world: World, person: Person, insight: SessionInsight, known: Facts) -> Seen:
    corrections = await world.corrections.of(person.tenant, insight.id)
    made = await world.commitments.of(person.tenant, insight.id)
    return as_seen(person, insight, known, corrections, (*made, *await _earlier(world, person, insight)))


async def _earlier(world: World, person: Person, insight: SessionInsight) -> Sequence[Commitment]:
    """The promises of the sessions before it of which it proves some kept, where the person may see those."""
    found: list[Commitment] = []
    for session in dict.fromkeys(session_of(done.commitment_id) for done in insight.done_since_last):
        try:
            await find(world, person, Operation.SEE_COMMITMENTS, session)
        except Refused:
            continue
        found += await world.commitments.of(person.tenant, session)
    return found
