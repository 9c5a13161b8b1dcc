"""What is done with webhooks: registered, removed, turned on again; and told of what has happened."""

import hashlib
import re
from collections.abc import Collection
from datetime import datetime

from core.changes import HOUSE, Change, Fact, Kind
from core.insight.model import SessionInsight
from core.jobs.job import Job, JobState, ask_again
from core.jobs.refs import Refs
from core.people.members import ONLY_MEMBERS, is_member
from core.people.person import Person, Tenant
from core.promises.commitments import session_of
from core.refusal import Reason, Refused
from core.sharing.access import Operation, can, concerned
from core.sharing.finding import facts
from core.translation import _
from core.webhooks import signing
from core.webhooks.addresses import checked
from core.webhooks.record import MOST, Event, Webhook
from core.world import World

KIND = "webhook"
"""The kind of job that sends one message to one webhook; handlers/webhooks/sending.py carries it."""


async def register(
    world: World, actor: Person, url: str, events: Collection[str], *, id: str, loopback: bool
) -> Webhook:
    """With the `id` of one that is there (a form that comes back twice) it takes that one's place. Raises Refused, about `url` or
    `events`, and ChatFault where it cannot be told who is a member."""
    if not re.fullmatch(r"[0-9a-f]{16}", id):
        raise Refused(Reason.BAD_INPUT, _("This form is out of date. Please open it again."))
    if not await is_member(world, actor):
        raise Refused(Reason.NOT_ALLOWED, _(ONLY_MEMBERS))
    url = checked(url, loopback=loopback)
    if not events or not set(events) <= set(Event):
        raise Refused(Reason.BAD_INPUT, _("Choose what it is to be told of."), about="events")
    wanted = frozenset(map(Event, events))
    made = Webhook(id, actor, url, signing.new_secret(), wanted, world.clock.now())
    if not await world.webhooks.put(made):
        said = _("You have {most} webhooks already. Remove one of them first.", most=MOST)
        raise Refused(Reason.LIMIT_REACHED, said)
    known: dict[str, Fact] = {"webhook": id, "events": sorted(wanted)}
    await _announce(world, actor, Kind.WEBHOOK, known)
    return made


async def remove(world: World, actor: Person, id: str) -> bool:
    """From this write on it is told nothing. False if it was not there."""
    if not await world.webhooks.remove(actor, id):
        return False
    await _announce(world, actor, Kind.REMOVE_WEBHOOK, {"webhook": id})
    return True


async def turn_on(world: World, actor: Person, id: str) -> bool:
    """False if it is on, or not there."""
    return await world.webhooks.turn(actor, id, None)


async def remove_all(world: World, person: Person) -> None:
    """Of somebody who is a member no more."""
    if count := await world.webhooks.remove_all(person):
        change = Change(Kind.REMOVE_WEBHOOK, person.tenant, person.id, HOUSE, world.clock.now(), {"webhooks": count})
        await world.announce(change)


async def _announce(world: World, actor: Person, kind: Kind, known: dict[str, Fact]) -> None:
    await world.announce(Change(kind, actor.tenant, actor.id, actor.id, world.clock.now(), known))


async def tell(
    world: World,
    insight: SessionInsight,
    event: Event,
    *,
    once: str = "",
    promise: str = "",
    at: datetime | None = None,
) -> None:
    """Have it sent to the webhooks of all who may see the insight now. The same event of the same insight, promise and `once` is
    the same message, however often it is told of."""
    tenant = Tenant(insight.platform, insight.tenant_id)
    known = await facts(world, insight)
    readers = [person.id for person in concerned(known) if can(person, Operation.VIEW, known)]
    found = await world.webhooks.listening(tenant, readers, event)
    for person, webhook in found:
        told = f"{person.id}\n{webhook}\n{event}\n{insight.id}\n{promise}\n{once}"
        name = hashlib.sha256(told.encode()).hexdigest()
        refs: Refs = {
            "person": person.id,
            "webhook": webhook,
            "what": event.value,
            "insight": insight.id,
            "promise": promise,
            "at": (at or world.clock.now()).isoformat(),
        }
        job = Job(f"{KIND}:{name[:32]}", KIND, tenant, refs=refs)
        await ask_again(world.jobs, job, states={JobState.CANCELLED})  # who could not see it then may do so now
    if found:
        world.wake()


async def tell_proven(world: World, insight: SessionInsight) -> None:
    """Of promises of earlier sessions that this one proves kept."""
    tenant = Tenant(insight.platform, insight.tenant_id)
    for done in insight.done_since_last:
        await tell_kept(world, tenant, done.commitment_id, once=insight.id)


async def tell_kept(world: World, tenant: Tenant, promise: str, *, once: str, at: datetime | None = None) -> None:
    """Nothing where the promise is not kept after all."""
    insight = await world.insights.get(tenant, session_of(promise))
    if insight is not None and any(
        one.id == promise and one.state == "done" for one in await world.commitments.of(tenant, insight.id)
    ):
        await tell(world, insight, Event.KEPT, once=once, promise=promise, at=at)
