"""What coach and client decide about briefs, and what the coach gets. Each is a compare-and-set on what the two agreed to."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from core.briefs import lines
from core.briefs.lines import Line
from core.changes import Change, Fact, Kind
from core.faults import StorageFault
from core.jobs.job import Job
from core.people.acts import find
from core.people.appointments import begins
from core.people.person import Person
from core.people.relationships import Briefs, Meeting, Relationship, State, gone
from core.refusal import Reason, Refused
from core.transcript import Role
from core.world import World

KIND = "brief"
"""The kind of the job that shows the client a brief the coach asks for, or gives it to the coach; handlers/briefs/asked.py."""
PREVIEW, BRIEF = "preview", "brief"
"""What joins the message of a day (core/nudges), with the id of the relationship behind a colon."""
SHOWN_AT_LEAST = timedelta(hours=12)
"""Between what the client is shown and a brief: less, and none is sent by itself."""
AGAIN = timedelta(hours=20)
"""After which a coach may ask for a brief that was not answered again."""
HIDDEN = 200
"""Lines that are kept hidden: the last of them."""
TRIES = 20

Step = Callable[[Briefs], Briefs]


# --- what either decides ---


async def agree(world: World, actor: Person, relationship_id: str, *, wanted: bool) -> Relationship:
    """Yes to briefs, or no (again), of either. Raises Refused."""
    at = world.clock.now()

    def step(bond: Relationship) -> Step:
        coach = bond.role(actor.id) is Role.COACH
        return lambda briefs: agreed(briefs, at if wanted else None, coach=coach)

    return await _decide(world, actor, relationship_id, step, {"yes": wanted})


def agreed(briefs: Briefs, at: datetime | None, *, coach: bool) -> Briefs:
    """With the yes of either, or without it (None)."""
    before = briefs.coach if coach else briefs.client
    if (before is None) == (at is None):
        return briefs
    briefs = replace(briefs, coach=at) if coach else replace(briefs, client=at)
    # A yes given later is not one to what was shown before.
    return replace(briefs, seen=(), seen_at=None, seen_for=None, told=(), asked_at=None)


async def share_plans(world: World, client: Person, relationship_id: str, *, wanted: bool) -> Relationship:
    """Whether plans and obstacles are in the briefs. Raises Refused."""
    return await _by_client(
        world, client, relationship_id, lambda briefs: replace(briefs, plans=wanted), {"plans": wanted}
    )


async def hide(world: World, client: Person, relationship_id: str, line: str, *, hidden: bool) -> Relationship:
    """A line, from this brief and every later one. Raises Refused."""

    return await _by_client(
        world, client, relationship_id, lambda briefs: kept_back(briefs, line, hidden=hidden), {"hidden": hidden}
    )


def kept_back(briefs: Briefs, line: str, *, hidden: bool) -> Briefs:
    others = tuple(one for one in briefs.hidden if one != line)
    return replace(briefs, hidden=(*others, line)[-HIDDEN:] if hidden else others)


async def skip(world: World, client: Person, relationship_id: str) -> Relationship:
    """No brief this time: none before the next session, and none now where the coach asked. Raises Refused."""
    day = _day(await find(world, client, relationship_id))
    return await _by_client(world, client, relationship_id, lambda briefs: skipped(briefs, day), {"skipped": True})


def skipped(briefs: Briefs, day: date | None) -> Briefs:
    return replace(briefs, skipped=day or briefs.skipped, asked_at=None, given=False)


async def _by_client(
    world: World, client: Person, relationship_id: str, step: Step, facts: dict[str, Fact]
) -> Relationship:
    found = await find(world, client, relationship_id)
    if found.client != client.id:
        raise Refused(Reason.NOT_FOUND, gone())
    return await _decide(world, client, relationship_id, lambda _bond: step, facts)


async def _decide(
    world: World,
    actor: Person,
    relationship_id: str,
    step: Callable[[Relationship], Step],
    facts: dict[str, Fact],
) -> Relationship:
    """The relationship as it is then; what follows is announced where anything changed."""
    for _try in range(TRIES):
        bond = await find(world, actor, relationship_id)
        if bond.state is not State.ACTIVE:
            raise Refused(Reason.NOT_FOUND, gone())
        after = step(bond)(bond.briefs)
        if after == bond.briefs:
            return bond
        after = replace(after, version=bond.briefs.version + 1)
        other = bond.other(actor.id)
        change = Change(Kind.BRIEFS, actor.tenant, bond.id, actor.id, world.clock.now(), facts, (other,))
        if await world.relationships.keep_briefs(bond, after, change):
            await world.announce(change)
            return replace(bond, briefs=after)
    raise StorageFault("Contended", transient=True)


async def note(world: World, bond: Relationship, step: Step) -> Briefs | None:
    """What the house keeps in mind; None if the two do not work together any more."""
    for _try in range(TRIES):
        found = await world.relationships.get(bond.tenant, bond.id)
        if found is None or found.state is not State.ACTIVE:
            return None
        after = step(found.briefs)
        if after == found.briefs:
            return after
        after = replace(after, version=found.briefs.version + 1)
        if await world.relationships.keep_briefs(found, after, None):
            return after
    raise StorageFault("Contended", transient=True)


async def shown(world: World, bond: Relationship, made: Iterable[Line], *, asked: bool) -> None:
    """The client has these lines before them. `asked`: since the coach asked, which is no word about the next session."""
    ids, at, day = tuple(line.id for line in made), world.clock.now(), None if asked else _day(bond)
    await note(world, bond, lambda briefs: seen(briefs, ids, at, day))


def seen(briefs: Briefs, lines: tuple[str, ...], at: datetime, day: date | None) -> Briefs:
    """`day` is that of the session before which it is, if it is before one."""
    return replace(briefs, seen=lines, seen_at=at, seen_for=day or briefs.seen_for)


async def sent(world: World, bond: Relationship, made: Iterable[Line], *, asked: bool) -> None:
    """The coach has these lines."""
    ids, day = tuple(line.id for line in made), None if asked else _day(bond)
    await note(world, bond, lambda briefs: had(briefs, ids, day))


def had(briefs: Briefs, lines: tuple[str, ...], day: date | None) -> Briefs:
    """By the coach; `day` as in `seen`."""
    return replace(briefs, told=lines, sent_for=day or briefs.sent_for)


def _day(bond: Relationship) -> date | None:
    return bond.next_session.day if bond.next_session else None


async def note_told(world: World, bond: Relationship, *, both: bool) -> None:
    """That one would like briefs, or that both agree."""
    await note(world, bond, lambda briefs: replace(briefs, confirmed=True) if both else replace(briefs, wished=True))


# --- what the coach gets ---


async def for_coach(world: World, bond: Relationship, *, fresh: bool = False) -> tuple[Line, ...]:
    """What of it the client was shown and does not hide; nothing unless both agree. `fresh`: it is about to be sent; else it is
    what the coach has, as it stands."""
    allowed = open_lines(bond.briefs, fresh=fresh)
    return tuple(line for line in await lines.of(world, bond) if line.id in allowed) if allowed else ()


def open_lines(briefs: Briefs, *, fresh: bool) -> set[str]:
    """The ids of what may be in it."""
    return set(briefs.seen if fresh else briefs.told) - set(briefs.hidden) if briefs.agreed else set()


def may_be_sent(briefs: Briefs, meeting: Meeting | None, now: datetime) -> bool:
    """Whether one is sent by itself now: both agree, the session is ahead, the client was shown it in time and wants it."""
    if not briefs.agreed or meeting is None or briefs.seen_at is None or not ahead(meeting, now):
        return False
    mine = briefs.seen_for == meeting.day and meeting.day not in {briefs.skipped, briefs.sent_for}
    return mine and now - briefs.seen_at >= SHOWN_AT_LEAST


def may_be_shown(briefs: Briefs, meeting: Meeting | None, now: datetime) -> bool:
    """Whether the client is to see now what the coach gets before the next session."""
    if not briefs.agreed or meeting is None or not ahead(meeting, now):
        return False
    return meeting.day not in {briefs.skipped, briefs.sent_for, briefs.seen_for}


def is_cleared(bond: Relationship, now: datetime) -> bool:
    """Whether what the client was shown before the next session may be given now, without being asked for again."""
    briefs, meeting = bond.briefs, bond.next_session
    if not briefs.agreed or meeting is None or briefs.seen_at is None or briefs.asked_at is not None:
        return False
    mine = briefs.seen_for == meeting.day and meeting.day != briefs.skipped
    return mine and now - briefs.seen_at >= SHOWN_AT_LEAST and ahead(meeting, now)


def ahead(meeting: Meeting, now: datetime) -> bool:
    """Where only its day is known, it may be at any hour of it."""
    return now < begins(meeting)


# --- asked for at any time ---


async def ask(world: World, coach: Person, bond: Relationship) -> bool:
    """Have the client shown it; the coach gets it once they say so. False if they were asked just now."""
    now = world.clock.now()

    def step(briefs: Briefs) -> Briefs:
        waits = briefs.asked_at is not None and now - briefs.asked_at < AGAIN
        return briefs if waits else replace(briefs, asked_at=now)

    briefs = await note(world, bond, step)
    if briefs is None or briefs.asked_at is None:
        return False
    # Asked again, it is the same job: one that a crash left out is stored then.
    return await _enqueue(world, bond, Person(coach.tenant, bond.client), PREVIEW, briefs.asked_at)


async def give(world: World, client: Person, relationship_id: str) -> bool:
    """The client's yes to what they were shown. False if nobody waits for it. Raises Refused."""
    bond = await find(world, client, relationship_id)
    if bond.client != client.id or bond.state is not State.ACTIVE:
        raise Refused(Reason.NOT_FOUND, gone())
    asked_at = bond.briefs.asked_at
    if asked_at is None or not bond.briefs.agreed:
        return False
    # Stored first: the same yes after a crash is the same job.
    await _enqueue(world, bond, Person(client.tenant, bond.coach), BRIEF, asked_at)
    await note(world, bond, lambda briefs: replace(briefs, asked_at=None, given=True))
    return True


async def _enqueue(world: World, bond: Relationship, to: Person, what: str, asked_at: datetime) -> bool:
    """False if it was stored before."""
    name = f"{KIND}:{what}:{bond.id}:{asked_at:%Y%m%d%H%M%S%f}"
    job = Job(name, KIND, bond.tenant, refs={"relationship": bond.id, "person": to.id, "what": what})
    new = await world.jobs.enqueue(job)
    world.wake()
    return new
