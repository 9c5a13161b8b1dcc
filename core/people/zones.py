"""Where a day begins and ends for somebody."""

from datetime import date

from core.dates import time_zones
from core.faults import ChatFault
from core.people.members import look_up
from core.people.person import Person
from core.refusal import Refused
from core.world import World


async def time_zone(world: World, person: Person) -> str:
    """The IANA name of the person's time zone: as they set it, else as the platform's list of members has it, else UTC."""
    profile = await world.people.get(person)
    if profile is not None and time_zones.known(profile.time_zone):
        return profile.time_zone
    return await told(world, person) or time_zones.UTC


async def told(world: World, person: Person) -> str | None:
    """As the platform has it. A platform that does not answer is no reason to fail."""
    try:
        member = await look_up(world, person)
    except (ChatFault, Refused):
        return None
    return member.time_zone if member is not None and time_zones.known(member.time_zone) else None


async def today(world: World, person: Person) -> date:
    """The day it is for the person."""
    return world.clock.now().astimezone(time_zones.zone(await time_zone(world, person))).date()
