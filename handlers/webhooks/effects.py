"""Webhooks told of what follows from a change."""

from core.changes import Change, Kind
from core.insight.model import Status
from core.webhooks.acts import tell, tell_kept, tell_proven
from core.webhooks.record import Event
from handlers.services import Services


async def webhooks_of_completed(services: Services, change: Change) -> None:
    """Of an analysis that was made anew; and those of who sees it from now on, where they were not told before."""
    insight = await services.insights.get(change.tenant, change.subject)
    if insight is not None and insight.status is Status.COMPLETED:
        again = change.id if change.kind is Kind.ANALYSE_AGAIN else ""
        await tell(services, insight, Event.COMPLETED, once=again, at=change.at)
        await tell_proven(services, insight)


async def webhooks_of_kept(services: Services, change: Change) -> None:
    promise = f"{change.subject}-{change.facts['place']}"
    await tell_kept(services, change.tenant, promise, once=change.id, at=change.at)
