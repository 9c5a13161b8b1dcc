"""Holding a session for review, releasing it, and the end of a hold. How long one may last is core/insight/holding.py's."""

from datetime import datetime, timedelta

from core.changes import HOUSE, Change, Kind
from core.insight.acts import CHANGED
from core.insight.holding import HELD_FOR, end_of_hold, may_be_held
from core.insight.model import SessionInsight
from core.jobs.job import ENDED, Job, ask_again
from core.people.person import Person, Tenant
from core.refusal import Reason, Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.translation import _, ngettext
from core.world import World

HOLD_ENDS = "hold.ends"
"""The kind of job that ends a hold; handlers/insight/hold_ends.py carries it."""
AT_ONCE = 1000


async def hold(world: World, actor: Person, insight_id: str) -> None:
    """Hide it from the other: a coach from the client, for a while; a client from coach and grantees. It may be so already.
    Raises Refused."""
    insight, _facts = await find(world, actor, Operation.HOLD, insight_id)
    mine = actor.id == insight.client_user_id
    await _show(world, actor, insight, Kind.HOLD, client=mine, coach=not mine)


async def release(world: World, actor: Person, insight_id: str) -> None:
    """Show it to both. It may be so already. Raises Refused."""
    insight, _facts = await find(world, actor, Operation.HOLD, insight_id)
    await _show(world, actor, insight, Kind.RELEASE, client=True, coach=True)


async def _show(world: World, actor: Person, insight: SessionInsight, kind: Kind, *, client: bool, coach: bool) -> None:
    if (client, coach) == (insight.visible_to_client, insight.visible_to_coach):
        return
    at, ends = world.clock.now(), None
    if not client:
        if not may_be_held(insight, at):
            raise Refused(Reason.NOT_ALLOWED, _held_long_enough())
        ends = end_of_hold(insight, at)
        await end_later(world, actor.tenant, insight.id, ends)
    change = Change(kind, actor.tenant, insight.id, actor.id, at)
    if not await world.insights.set_visible(
        actor.tenant, insight.id, client=client, coach=coach, hold_ends_at=ends, change=change
    ):
        raise Refused(Reason.CHANGED, _(CHANGED))
    await world.announce(change)


def _held_long_enough() -> str:
    return ngettext(
        "A session can be held for {count} day, and for this one it is over.",
        "A session can be held for {count} days, and for this one they are over.",
        HELD_FOR.days,
    )


async def end_hold(world: World, tenant: Tenant, insight_id: str) -> bool:
    """Show it to its client, if its hold is over. False if it is not held, or not over."""
    change = Change(Kind.RELEASE, tenant, insight_id, HOUSE, world.clock.now())
    if not await world.insights.end_hold(tenant, insight_id, change):
        return False
    await world.announce(change)
    return True


async def settle_holds(world: World) -> None:
    """For housekeeping: what an older version held has no end yet, and gets one that counts from now, so that its coach, who was
    told of none, has the whole time too. What is past its end is ended, whatever has become of its job."""
    now = world.clock.now()
    for insight in await world.insights.holds_to_settle(now, limit=AT_ONCE):
        tenant = Tenant(insight.platform, insight.tenant_id)
        if insight.hold_ends_at is not None:
            await ask_again(world.jobs, _job(tenant, insight.id), states=ENDED)
            continue
        entries = await world.audit.of(tenant, insight.id)
        since = next((entry.at for entry in entries if entry.operation == Kind.HOLD.value), insight.created_at)
        await end_later(world, tenant, insight.id, now + HELD_FOR)
        change = Change(Kind.DATE_HOLD, tenant, insight.id, HOUSE, now)
        if await world.insights.set_hold_end(tenant, insight.id, since=since, ends_at=now + HELD_FOR, change=change):
            await world.announce(change)


async def end_later(world: World, tenant: Tenant, insight_id: str, ends_at: datetime) -> None:
    """Before the hold is stored: one without an end would stay."""
    delay = max(timedelta(), ends_at - world.clock.now()) + timedelta(seconds=1)
    await world.jobs.enqueue(_job(tenant, insight_id), delay=delay)


def _job(tenant: Tenant, insight_id: str) -> Job:
    """One for each session: it is held for so long once, however often it is released and held again."""
    return Job(f"{HOLD_ENDS}:{insight_id}", HOLD_ENDS, tenant, refs={"insight": insight_id})
