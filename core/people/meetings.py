"""When somebody's next session is: on their relationship, for who has none on their own profile; said for certain, or told."""

from dataclasses import replace
from datetime import date, timedelta

from core.changes import Change, Kind
from core.insight.model import SessionInsight
from core.people.acts import all_of, find
from core.people.person import Person
from core.people.relationships import State, meet
from core.people.zones import today
from core.ports.sessions import Profile
from core.promises import due_dates
from core.refusal import Reason, Refused
from core.translation import _
from core.world import World

SETTING = "next_session"
FURTHEST = timedelta(days=366)


async def next_session(world: World, person: Person, relationship_id: str | None) -> date | None:
    """The day, from today on; None if it is not known."""
    if relationship_id is None:
        profile = await world.people.get(person)
        told = profile.settings.get(SETTING) if profile else None
        day = date.fromisoformat(told) if told else None
    else:
        bond = await world.relationships.get(person.tenant, relationship_id)
        day = bond.next_session if bond and bond.role(person.id) and bond.state is State.ACTIVE else None
    return day if day is not None and day >= await today(world, person) else None


async def soonest(world: World, person: Person) -> date | None:
    """Of all that the person has, with a coach, a client or alone."""
    now = await today(world, person)
    days = [bond.next_session async for bond in all_of(world, person, frozenset({State.ACTIVE}))]
    days.append(await next_session(world, person, None))
    return min((day for day in days if day is not None and day >= now), default=None)


async def set_next_session(world: World, actor: Person, relationship_id: str | None, day: date) -> None:
    """By either of the two. Raises Refused: BAD_INPUT for a day that is over or too far."""
    now = await today(world, actor)
    if not now <= day <= now + FURTHEST:
        raise Refused(Reason.BAD_INPUT, _("Pick a day from today on, within a year."))
    if relationship_id is None:
        profile = await world.people.get(actor) or Profile(actor)
        await world.people.put(replace(profile, settings={**profile.settings, SETTING: day.isoformat()}))
        return
    found = await find(world, actor, relationship_id)
    if found.next_session == day:
        return
    moved = meet(found, actor, day)
    change = Change(
        Kind.NEXT_SESSION, actor.tenant, found.id, actor.id, world.clock.now(), {}, (found.other(actor.id),)
    )
    if not await world.relationships.move(moved, change):
        raise Refused(Reason.NOT_ALLOWED, _("Things changed just now. Please ask once more."))
    await world.announce(change)


async def as_said(world: World, client: Person, insight: SessionInsight) -> None:
    """Take the day from the words of a session where they are certain, and none is known."""
    held = insight.session_date.date() if insight.session_date else None
    day = due_dates.next_session(insight.next_session_words, held, insight.metadata.language)
    bond = insight.coaching_relationship_id
    if day is None or await next_session(world, client, bond) is not None:
        return
    try:
        await set_next_session(world, client, bond, day)
    except Refused:  # it is over, or the relationship is
        return
