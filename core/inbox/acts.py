"""What a person decides about sessions that come from other tools."""

from collections.abc import Callable
from dataclasses import replace

from core.changes import Change, Fact, Kind
from core.faults import StorageFault
from core.inbox.arrival import Arrival
from core.inbox.record import Inbox, Series
from core.people.person import Person
from core.world import World

TRIES = 10
MOST = 50
"""Series of one person; the oldest goes for a new one."""


async def always(world: World, actor: Person, arrival: Arrival) -> None:
    """Further sessions of its series are analysed as they come, until `ask_again`. Nothing where it is of none."""
    if not arrival.series:
        return
    series = Series(arrival.series, arrival.title, arrival.source, arrival.through, world.clock.now())

    def step(inbox: Inbox) -> Inbox:
        others = tuple(one for one in inbox.always if one.id != series.id)
        return replace(inbox, always=(*others, series)[-MOST:])

    await change(world, actor, step)


async def ask_again(world: World, actor: Person, series_id: str) -> bool:
    """The opposite. False if it was asked about already."""

    def step(inbox: Inbox) -> Inbox:
        return replace(inbox, always=tuple(one for one in inbox.always if one.id != series_id))

    return await change(world, actor, step)


async def change(world: World, actor: Person, step: Callable[[Inbox], Inbox]) -> bool:
    """Compare-and-set. False if the step changed nothing; whatever it raises leaves all as it was."""
    for _attempt in range(TRIES):
        before = await world.inboxes.get(actor)
        after = step(before)
        if after == before:
            return False
        if await world.inboxes.save(replace(after, version=before.version + 1)):
            facts: dict[str, Fact] = {"series": len(after.always), "linked": bool(after.link.address)}
            await world.announce(
                Change(Kind.SETTINGS, actor.tenant, actor.id, actor.id, world.clock.now(), facts)
            )  # only the record follows
            return True
    raise StorageFault("Contended", transient=True)
