"""When a brief is due: at the last of the coach's own hours before the session; the client is shown it most of a day before that.

Both join the message of the day (core/nudges): what is planned here is a note in the record of either.
"""

from datetime import date, datetime, time, timedelta

from core.briefs.acts import BRIEF, PREVIEW, ahead
from core.dates import time_zones
from core.nudges import acts as nudges
from core.nudges import record as records
from core.nudges.acts import Today
from core.nudges.record import Note
from core.nudges.schedule import When, moment
from core.nudges.settings import Settings
from core.people.appointments import begins
from core.people.person import Person
from core.people.relationships import Meeting, Relationship, State
from core.world import World

BEFORE = timedelta(hours=1)
"""Between a brief and the session."""
SHOWN_BEFORE = timedelta(hours=20)
"""Between what the client is shown and the brief."""
BACK = 14
"""Days that are looked back for one of somebody's own."""


async def plan(world: World, bond: Relationship) -> None:
    """Bring what joins the messages of the two to how things stand. Repeating it changes nothing."""
    coach, client = Person(bond.tenant, bond.coach), Person(bond.tenant, bond.client)
    theirs, mine = await nudges.of(world, client), await nudges.of(world, coach)
    there, here = await nudges.today(world, client), await nudges.today(world, coach)
    preview, brief = wanted(bond, (theirs.settings, there), (mine.settings, here))
    await _note(world, client, f"{PREVIEW}:{bond.id}", preview)
    await _note(world, coach, f"{BRIEF}:{bond.id}", brief)


def wanted(
    bond: Relationship, client: tuple[Settings, Today], coach: tuple[Settings, Today]
) -> tuple[Note | None, Note | None]:
    """What is to join a message of the client, and of the coach, as things stand."""
    (theirs, there), (mine, here) = client, coach
    meeting, briefs = bond.next_session, bond.briefs
    if bond.state is not State.ACTIVE or not briefs.agreed or meeting is None or not ahead(meeting, here.now):
        return None, None
    if meeting.day in {briefs.skipped, briefs.sent_for}:
        return None, None
    day = brief_day(mine, meeting, here)
    brief = Note(f"{BRIEF}:{bond.id}", When(day), once=True)
    if briefs.seen_for == meeting.day:
        return None, brief
    comes = moment(day, mine.at, time_zones.zone(here.zone))
    return Note(f"{PREVIEW}:{bond.id}", When(preview_day(theirs, comes, there))), brief


async def _note(world: World, person: Person, id: str, wanted: Note | None) -> None:
    record = await world.nudges.get(person)
    before = next((one for one in record.notes if one.id == id), None) if record else None
    if before != wanted:
        await nudges.change(world, person, lambda record: records.note(record, id, wanted))


def brief_day(settings: Settings, meeting: Meeting, here: Today) -> date:
    """The last of the coach's days whose hour comes before the session."""
    start = begins(meeting).astimezone(here.now.tzinfo)
    day, earlier = start.date(), start - BEFORE
    latest = earlier.time() if earlier.date() == day else time()
    first = day if settings.at <= latest else day - timedelta(days=1)
    return settings.on_or_before(first, not_before=here.day) if first >= here.day else here.day


def preview_day(settings: Settings, comes: datetime, there: Today) -> date:
    """The last of the client's days whose hour is early enough before the brief comes; the next one, if that is over."""
    zone = time_zones.zone(there.zone)
    last = comes.astimezone(zone).date()
    for back in range(BACK):
        day = last - timedelta(days=back)
        if day < there.day:
            break
        if settings.theirs(day) and moment(day, settings.at, zone) <= comes - SHOWN_BEFORE:
            return day
    return settings.first_from(there.day)
