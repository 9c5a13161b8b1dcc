"""Where a day begins and ends for somebody."""

from datetime import date, timedelta

from core.dates import time_zones
from core.faults import ChatFault
from core.people.members import look_up
from core.people.person import Person
from core.refusal import Refused
from core.world import World

FIRST = timedelta(hours=14)
"""By which a day begins earlier than in UTC where it begins first."""


async def time_zone(world: World, person: Person) -> str:
    """The IANA name of the person's time zone: as they set it, else as the platform's list of members has it, else UTC."""
    return await _said(world, person) or time_zones.UTC


async def _said(world: World, person: Person) -> str | None:
    """As they set it, else as the platform has it."""
    profile = await world.people.get(person)
    if profile is not None and time_zones.known(profile.time_zone):
        return profile.time_zone
    return await told(world, person)


async def told(world: World, person: Person) -> str | None:
    """As the platform has it. A platform that does not answer is no reason to fail."""
    try:
        member = await look_up(world, person)
    except (ChatFault, Refused):
        return None
    return member.time_zone if member is not None and time_zones.known(member.time_zone) else None


async def latest_day(world: World, person: Person) -> date:
    """The last day that can have begun for the person: where nobody has said where they live, anywhere."""
    name = await _said(world, person)
    now = world.clock.now()
    return (now.astimezone(time_zones.zone(name)) if name else now + FIRST).date()


async def today(world: World, person: Person) -> date:
    """The day it is for the person."""
    return world.clock.now().astimezone(time_zones.zone(await time_zone(world, person))).date()
