"""What lists tell of a session, its counts and themes, is stored with its row and kept to what its parties have put right."""

from core.insight.corrections import lay_over
from core.insight.model import SessionInsight, Status
from core.people.person import Tenant
from core.world import World

STEP = 100


async def retell(world: World, insight: SessionInsight) -> None:
    """Have lists tell the insight as it reads now. Repeating it changes nothing."""
    tenant = Tenant(insight.platform, insight.tenant_id)
    corrections = await world.corrections.of(tenant, insight.id)
    while True:
        laid = lay_over(insight, corrections)
        await world.insights.retell(tenant, insight.id, laid.findings, laid.words)
        newer = await world.corrections.of(tenant, insight.id)
        if newer == corrections:  # else whoever wrote the newer ones may have been first
            return
        corrections = newer


async def retell_former(world: World) -> None:
    """For housekeeping: what an earlier version stored, which counted what nobody reads any more (storage/migrations.py)."""
    after = ""
    while found := await world.insights.to_retell(limit=STEP, after=after):
        for tenant, insight_id in found:
            insight = await world.insights.get(tenant, insight_id)
            if insight is not None and insight.status is Status.COMPLETED:
                await retell(world, insight)
        after = found[-1][1]
