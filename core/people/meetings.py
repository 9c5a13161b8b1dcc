"""When somebody's next session is: on their relationship, for who has none on their own profile; said for certain, or told."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

from core.changes import HOUSE, Change, Fact, Kind
from core.dates import agreed
from core.insight.holding import held
from core.insight.model import SessionInsight, Status
from core.nudges import hours
from core.people.acts import all_of, find
from core.people.appointments import MEETING, SETTING, stored
from core.people.person import Person, Tenant
from core.people.relationships import Meeting, Relationship, State, meet
from core.people.zones import time_zone, today
from core.ports.insights import InsightQuery, Scope
from core.ports.sessions import Profile
from core.refusal import Reason, Refused
from core.translation import _
from core.world import World

LET_GO = "next_session_let_go"
"""In a profile's settings: the relationships (or "" for none) whose next session its person does not want to be asked about."""
FURTHEST = timedelta(days=366)
LOOKED_AT = 5
"""Sessions, the newest, of which one was analysed."""
CERTAIN = frozenset(
    {"iso", "calendar", "numeric", "week from", "after tomorrow", "tomorrow", "last of", "next weekday"}
    | {"weekday of", "span", "weekday", "ordinal", "feast"}
)
"""Rules of core.dates.phrases that name one day; a week or a month as a whole names none to meet on."""
_MONTHS = re.compile(r"\b(?:months?|years?|monate?n?|jahre?n?|mes(?:es)?|años?)\b", re.IGNORECASE)
"""Of a span: "in a month" names no day."""


# --- what is known ---


async def coming(world: World, person: Person, relationship_id: str | None) -> Meeting | None:
    """What is stored of it (core/people/appointments.py), from today on."""
    meeting = await stored(world, person, relationship_id)
    return meeting if meeting is not None and meeting.day >= await today(world, person) else None


async def next_session(world: World, person: Person, relationship_id: str | None) -> date | None:
    """Its day; None if it is not known."""
    meeting = await coming(world, person, relationship_id)
    return meeting.day if meeting else None


async def as_it_is(world: World, person: Person, bond: Relationship) -> Relationship:
    """As the person is shown it: without a session whose day is over."""
    meeting = bond.next_session
    over = meeting is not None and meeting.day < await today(world, person)
    return replace(bond, next_session=None) if over else bond


async def all_coming(world: World, person: Person) -> list[tuple[Meeting, Relationship | None]]:
    """Of all that the person has, with a coach, a client or alone, the soonest first."""
    now = await today(world, person)
    bonds = [bond async for bond in all_of(world, person, frozenset({State.ACTIVE}))]
    found: list[tuple[Meeting, Relationship | None]] = [
        (bond.next_session, bond) for bond in bonds if bond.next_session and bond.next_session.day >= now
    ]
    if alone := await coming(world, person, None):
        found.append((alone, None))
    return sorted(found, key=lambda each: (each[0].day, each[0].at or time()))


# --- what is said ---


async def set_next_session(
    world: World, actor: Person, relationship_id: str | None, day: date, at: time | None = None
) -> Meeting:
    """By either of the two. Raises Refused: BAD_INPUT for a day that is over or too far."""
    now = await today(world, actor)
    if not now <= day <= now + FURTHEST:
        raise Refused(Reason.BAD_INPUT, _("Pick a day from today on, within a year."))
    after = await _newest(world, actor, relationship_id)
    meeting = Meeting(day, at, await time_zone(world, actor), actor.id, after, now)
    await _keep(world, actor, relationship_id, meeting)
    return meeting


async def as_said(world: World, insight: SessionInsight) -> None:
    """Take it from the words of a session where they are certain, unless something newer is known. Repeating it changes
    nothing."""
    if insight.status is not Status.COMPLETED or held(insight) or not insight.visible_to_coach:
        return
    client, bond = (
        Person(Tenant(insight.platform, insight.tenant_id), insight.client_user_id),
        insight.coaching_relationship_id,
    )
    told = certain(insight)
    if told is None or insight.session_date is None:
        return
    said_on, known = insight.session_date.date(), await stored(world, client, bond)
    if told[0] < await today(world, client) or (known and not _newer(insight, said_on, known)):
        return
    meeting = Meeting(*told, await time_zone(world, client), "", insight.id, said_on)
    try:
        await _keep(world, client, bond, meeting)
    except Refused:  # the relationship is over, or somebody has just said another
        return


async def forget(world: World, client: Person, relationship_id: str | None, insight_id: str) -> None:
    """What a session that is deleted said of it goes with it; what one of the two told stays."""
    known = await stored(world, client, relationship_id)
    if known is None or known.by or known.after != insight_id:
        return
    if relationship_id is None:
        profile = await world.people.get(client) or Profile(client)
        settings = {name: value for name, value in profile.settings.items() if name != SETTING}
        await world.people.put(replace(profile, settings=settings))
        return
    found = await find(world, client, relationship_id)
    facts: dict[str, Fact] = {"before": known.day.isoformat(), "after": ""}
    change = Change(
        Kind.NEXT_SESSION, client.tenant, found.id, HOUSE, world.clock.now(), facts, (found.coach, client.id)
    )
    if await world.relationships.move(meet(found, client, None), change):
        await world.announce(change)


def _newer(insight: SessionInsight, said_on: date, known: Meeting) -> bool:
    """What one of them told here stands until the two have met."""
    if known.by:
        return known.day <= said_on
    return known.after == insight.id or known.said_on is None or known.said_on < said_on


def certain(insight: SessionInsight) -> tuple[date, time | None] | None:
    """The day and the time that the words for meeting again name, where nothing about them is open."""
    words, language = insight.next_session_words, insight.metadata.language
    if not words or insight.session_date is None:
        return None
    held_on = insight.session_date.date()
    found = agreed.day(words, held_on, language=language)
    if found.due is None or found.rule not in CERTAIN:
        return None
    if agreed.unsure(words) or (found.rule == "span" and _MONTHS.search(words)):
        return None
    if len(agreed.times(words, language=language)) > 1:
        return None
    if not held_on < found.due <= held_on + FURTHEST:
        return None
    return found.due, hours.sure(words)


async def _keep(world: World, actor: Person, relationship_id: str | None, meeting: Meeting) -> None:
    if relationship_id is None:
        profile = await world.people.get(actor) or Profile(actor)
        told = MEETING.dump_python(meeting, mode="json")
        if profile.settings.get(SETTING) != told:
            await world.people.put(replace(profile, settings={**profile.settings, SETTING: told}))
        await world.announce(_change(world, actor, actor.id, meeting, "", ()))
        return
    found = await find(world, actor, relationship_id)
    before = found.next_session
    if before == meeting:
        return
    moved = meet(found, actor, meeting)
    change = _change(
        world, actor, found.id, meeting, before.day.isoformat() if before else "", (found.other(actor.id),)
    )
    if not await world.relationships.move(moved, change):
        raise Refused(Reason.NOT_ALLOWED, _("Things changed just now. Please ask once more."))
    await world.announce(change)


def _change(
    world: World, actor: Person, subject: str, meeting: Meeting, before: str, people: tuple[str, ...]
) -> Change:
    facts = {"before": before, "after": meeting.after}
    return Change(Kind.NEXT_SESSION, actor.tenant, subject, actor.id, world.clock.now(), dict(facts), people)


async def _newest(world: World, person: Person, relationship_id: str | None) -> str:
    """The session before the one that comes: the newest of the two, or of who is alone; empty where there is none."""
    if relationship_id is not None:
        page = await world.insights.of_relationship(person.tenant, relationship_id, limit=LOOKED_AT)
        return next((row.id for row in page.rows if row.status == Status.COMPLETED.value), "")
    query = InsightQuery(person, Scope.UNPAIRED, client=person.id, status=Status.COMPLETED.value)
    page = await world.insights.list(query, limit=1)
    return page.rows[0].id if page.rows else ""


# --- being asked ---


async def may_be_asked(world: World, person: Person, insight: SessionInsight) -> bool:
    """Whether to ask after a session: nothing later is known, and the person has not let it go."""
    bond, held_on = insight.coaching_relationship_id, insight.session_date or insight.created_at
    known = await stored(world, person, bond)
    if known is not None and (known.after == insight.id or known.day > held_on.date()):
        return False
    profile = await world.people.get(person)
    return (bond or "") not in (profile.settings.get(LET_GO, ()) if profile else ())


async def let_go(world: World, person: Person, relationship_id: str) -> None:
    """Never asked again about these two."""
    profile = await world.people.get(person) or Profile(person)
    gone = [*profile.settings.get(LET_GO, ())]
    if relationship_id not in gone:
        settings = {**profile.settings, LET_GO: [*gone, relationship_id]}
        await world.people.put(replace(profile, settings=settings))
