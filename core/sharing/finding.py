"""The one way from an id to an insight: load it, ask the policy."""

from core.insight.model import SessionInsight
from core.people.person import Person, Tenant
from core.refusal import Reason, Refused
from core.sharing.access import Facts, Operation, facts_of, gone, require
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
