"""Where a day begins and ends for somebody."""

from datetime import date

from core.dates import time_zones
from core.faults import ChatFault
from core.people.person import Person
from core.refusal import Refused
from handlers.access.members import look_up
from handlers.services import Services


async def time_zone(services: Services, person: Person) -> str:
    """The IANA name of the person's time zone: as they set it, else as the platform's list of members has it, else UTC."""
    profile = await services.people.get(person)
    if profile is not None and time_zones.known(profile.time_zone):
        return profile.time_zone
    return await told(services, person) or time_zones.UTC


async def told(services: Services, person: Person) -> str | None:
    """As the platform has it. A platform that does not answer is no reason to fail."""
    try:
        member = await look_up(services, person)
    except (ChatFault, Refused):
        return None
    return member.time_zone if member is not None and time_zones.known(member.time_zone) else None


async def today(services: Services, person: Person) -> date:
    """The day it is for the person."""
    return services.clock.now().astimezone(time_zones.zone(await time_zone(services, person))).date()
