"""Where the next session of somebody is kept, and when it begins: on the relationship, or on the profile of who has none."""

from datetime import UTC, date, datetime, time

from pydantic import TypeAdapter

from core.dates import time_zones
from core.people.person import Person
from core.people.relationships import Meeting, State
from core.world import World

SETTING = "next_session"
"""In a profile's settings."""
MEETING = TypeAdapter(Meeting)


async def stored(world: World, person: Person, relationship_id: str | None) -> Meeting | None:
    """The last that was said, though it may be over; None where nothing was, or it is not the person's."""
    if relationship_id is None:
        profile = await world.people.get(person)
        told = profile.settings.get(SETTING) if profile else None
        return read(told)
    bond = await world.relationships.get(person.tenant, relationship_id)
    return bond.next_session if bond and bond.role(person.id) and bond.state is State.ACTIVE else None


def read(told: object) -> Meeting | None:
    """As it is stored. A text is the day alone, as an earlier version kept it."""
    if isinstance(told, str):
        return Meeting(date.fromisoformat(told))
    return MEETING.validate_python(told) if told else None


def begins(meeting: Meeting) -> datetime:
    """The moment, in UTC: worked out anew each time, for rules of zones change. Where only the day was said, its beginning."""
    zone = time_zones.zone(meeting.zone if time_zones.known(meeting.zone) else time_zones.UTC)
    return datetime.combine(meeting.day, meeting.at or time(), zone).astimezone(UTC)
