"""Looking at a programme's figures, and counting the months that have ended."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.faults import StorageFault
from core.people.members import look_up
from core.people.person import Person, Tenant
from core.programme import figures
from core.programme.figures import Figures, figures_of
from core.refusal import Reason, Refused
from core.sharing.access import gone
from core.world import World

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """`months` are those that can be looked at, newest first; none before `first`, the month from which there will be some, has
    ended."""

    months: Mapping[date, Figures]
    first: date


async def look(world: World, actor: Person) -> Seen:
    """Raises Refused, in the words for what is not there, for whoever does not administer the workspace."""
    member = await look_up(world, actor)
    if member is None or not member.administers:
        raise Refused(Reason.NOT_FOUND, gone())
    since = await world.programme.began(actor.tenant) or world.clock.now()
    return Seen(await counted(world, actor.tenant), figures.month_of(since))


async def counted(world: World, tenant: Tenant) -> Mapping[date, Figures]:
    """All months that have ended, newest first; one that nobody has counted yet is, now and for good. Harmless to repeat."""
    since = await world.programme.began(tenant)
    months = figures.ended(world.clock.now(), since) if since else ()
    kept = await world.programme.kept(tenant, months)
    for month in (missing := [month for month in months if month not in kept]):
        tally = await world.programme.tally(tenant, month)
        await world.programme.keep(tenant, month, figures_of(tally), world.clock.now())
    if missing:  # what another process has kept meanwhile stays
        kept = await world.programme.kept(tenant, months)
    return {month: kept[month] for month in months}


async def count_all(world: World) -> None:
    """The same for every tenant, so that a month is counted soon after its end, whoever asks for it when. One that cannot be
    counted now is tried again by the next hour, and keeps nobody else waiting."""
    async for tenant in world.programme.tenants():
        try:
            await counted(world, tenant)
        except StorageFault as fault:
            log.warning("a month was not counted", extra={"tenant": tenant.id, "fault": fault.kind})
