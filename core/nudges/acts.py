"""What a person does about being reminded: keep, move, plan, rest, settings. Each is a compare-and-set on their one record.

The record says when its job looks next; whoever changes it tells the job. A crash between the two is found by `tell_left`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.changes import Change, Kind
from core.dates import time_zones
from core.dates.words import LANGUAGES
from core.faults import StorageFault
from core.jobs.job import ENDED, Job, JobState, ask_again
from core.nudges import record as records
from core.nudges import words
from core.nudges.record import Record
from core.nudges.schedule import When, next_window
from core.nudges.settings import A_WEEK, Settings, checked
from core.nudges.words import Said
from core.people.person import Person
from core.people.zones import time_zone
from core.promises.commitments import Commitment, Plan, session_of
from core.promises.due_dates import is_by_next_session
from core.world import World

KIND = "nudge"
"""The kind of the one job a person has for all that is sent of our own accord; handlers/nudges/sending.py carries it."""
TRIES = 20
AT_ONCE = 500
WAITS = frozenset({JobState.QUEUED, *ENDED})
"""A job that runs is left alone: what changes meanwhile, it finds by the record's version, or `tell_left` does."""

Step = Callable[[Record], Record]
Setting = Callable[[Settings], Settings]


@dataclass(frozen=True, slots=True)
class Today:
    """What time it is for a person."""

    now: datetime
    zone: str

    @property
    def day(self) -> date:
        return self.now.date()


async def today(world: World, person: Person) -> Today:
    """In the zone the person is in now."""
    zone = await time_zone(world, person)
    return Today(world.clock.now().astimezone(time_zones.zone(zone)), zone)


async def of(world: World, person: Person) -> Record:
    """What is known of the person's reminders; the usual settings and nothing kept, where nothing is."""
    return await world.nudges.get(person) or Record(person)


async def change(world: World, person: Person, step: Step) -> Record:
    """Take the step from the record as it is, and have the job look soon. A step that changes nothing writes nothing."""
    record = await put(world, person, lambda record: _looked_at(step(record), record, world.clock.now()))
    if record.look_at is not None:
        await tell(world, person)
    return record


async def put(world: World, person: Person, step: Step) -> Record:
    """The same, and nobody is told. Raises StorageFault if others change it all the time."""
    for _try in range(TRIES):
        before = await of(world, person)
        after = step(before)
        if after == before:
            return before
        after = replace(after, version=before.version + 1)
        if await world.nudges.save(after):
            return after
    raise StorageFault("Contended", transient=True)


def _looked_at(after: Record, before: Record, now: datetime) -> Record:
    return replace(after, look_at=now) if after != before else after


async def tell(world: World, person: Person) -> None:
    """Have the person's job look at their record now."""
    await ask_again(world.jobs, job_of(person), states=WAITS)
    world.wake()


async def tell_left(world: World) -> int:
    """The same for all whose job should have looked already: a crash left them. How many. Harmless to repeat."""
    told = 0
    for person in await world.nudges.left(limit=AT_ONCE):
        job = await world.jobs.get(person.tenant, job_of(person).id)
        # One that is due waits for a slot, and keeps its place.
        if job is None or job.state in ENDED or (job.due is not None and job.due > world.clock.now()):
            await tell(world, person)
            told += 1
    return told


def job_of(person: Person) -> Job:
    return Job(f"{KIND}:{person.id}", KIND, person.tenant, refs={"person": person.id})


# --- promises ---


async def keep(world: World, actor: Person, promises: Iterable[Commitment]) -> Record:
    """From now on these of the actor's own are spoken of, on the day they are due; those without one once a day is named."""
    now = await today(world, actor)
    wanted = [one for one in promises if not one.settled]

    def step(record: Record) -> Record:
        for one in wanted:
            when = day_of(record.settings, one, now.day)
            record = records.keep(
                record, one.id, when, now.zone, weekly=one.recurring, due=None if one.recurring else one.due
            )
        return record

    return await change(world, actor, step)


async def hang_on(
    world: World, client: Person, relationship_id: str | None, meeting: date, was: date | None = None
) -> None:
    """What was promised by the next session, and is kept without a day, is spoken of before it; and what hung on the day it
    `was` on."""
    record = await of(world, client)
    waiting = {
        one.id
        for one in record.kept
        if (one.when is None and not one.asked) or (one.due is not None and one.due == was)
    }
    for insight_id in dict.fromkeys(map(session_of, sorted(waiting))):
        insight = await world.insights.get(client.tenant, insight_id)
        if insight is None or insight.coaching_relationship_id != relationship_id:
            continue
        made = [one for one in await world.commitments.of(client.tenant, insight_id) if one.id in waiting]
        await follow(world, client, [replace(one, due=meeting) for one in made if by_next_session(one)])


async def follow(world: World, client: Person, promises: Sequence[Commitment]) -> None:
    """Those that are kept, by the day of the promise or without one, are spoken of on the day that follows from it now."""
    now = await today(world, client)

    def step(record: Record) -> Record:
        for one in promises:
            kept, when = record.of(one.id), day_of(record.settings, one, now.day)
            if kept is None or when is None or one.due is None or one.settled or one.recurring:
                continue
            if kept.due not in {None, one.due} or kept.when is None:
                record = records.follow(record, one.id, when, one.due)
        return record

    await change(world, client, step)


def day_of(settings: Settings, promise: Commitment, today: date) -> When | None:
    """Its last day of theirs before it is due; the next one, if that has passed. None where none was said."""
    if promise.recurring:
        return When(_first_time(settings, promise, today))
    if promise.due is None:
        return None
    last = promise.due - timedelta(days=1) if by_next_session(promise) else promise.due
    return When(settings.on_or_before(last, not_before=today) if last >= today else today)


def _first_time(settings: Settings, promise: Commitment, today: date) -> date:
    """Of what comes again: on the weekday that was said, or the last of theirs before it."""
    weekday = words.weekday_of(promise.timeline or "")
    if weekday is not None:
        tomorrow = today + timedelta(days=1)
        first = tomorrow + timedelta(days=(weekday - tomorrow.weekday()) % 7)
        return settings.on_or_before(first, not_before=today)
    return settings.first_from(min(promise.due, today + A_WEEK) if promise.due else today + A_WEEK)


def by_next_session(promise: Commitment) -> bool:
    """Whether it is due when its two meet again, in whatever language it was said."""
    return any(is_by_next_session(promise.timeline, language) for language in LANGUAGES)


async def move(world: World, actor: Person, promise: Commitment, said: Said, text: str = "") -> Record:
    """To another day; `text` is what the person wrote. One that was not kept is from now on. A day that is named ends every week,
    but for a habit: that is moved this time."""
    now = await today(world, actor)
    if text:
        await world.commitments.plan(actor, promise.id, replace(promise.plan or Plan(), said=text))
    weekly = None if promise.recurring and not said.weekly else said.weekly

    def step(record: Record) -> Record:
        record = records.keep(record, promise.id, said.when, now.zone, weekly=promise.recurring)
        return records.move(record, promise.id, said.when, now.zone, weekly=weekly)

    return await change(world, actor, step)


async def plan(world: World, actor: Person, promise: Commitment, line: str, obstacle: str) -> str:
    """The plan in the client's words; its moment is theirs, too, if the words name one. A sentence about one that cannot be, or
    empty."""
    said = promise.plan.said if promise.plan else ""
    await world.commitments.plan(actor, promise.id, Plan(line, obstacle, said))
    record, now = await of(world, actor), await today(world, actor)
    kept = record.of(promise.id)
    planned = words.of_plan(line, now.now, record.settings, kept.when.day if kept and kept.when else None)
    if planned.said is None:
        await keep(world, actor, [promise])
    else:
        moment = planned.said
        await move(world, actor, promise, moment if moment.weekly else Said(moment.when, None))
    return planned.trouble


async def rest(world: World, actor: Person, id: str) -> Record:
    """Not spoken of any more; the promise stays as it is."""
    return await change(world, actor, lambda record: records.forget(record, id))


async def done_this_time(world: World, actor: Person, id: str) -> Record:
    """Of one that comes again each week."""
    now = await today(world, actor)
    return await change(world, actor, lambda record: records.done_this_time(record, id, now.day))


def in_a_week(settings: Settings, today: date) -> date:
    return settings.first_from(today + A_WEEK)


def tomorrow(settings: Settings, today: date) -> date:
    return settings.first_from(today + timedelta(days=1))


def next_week(settings: Settings, today: date) -> date:
    """The first of their days in the next calendar week."""
    return settings.first_from(today + timedelta(days=7 - today.weekday()))


def comes(record: Record, now: Today, id: str) -> When | None:
    """When a promise is spoken of next, by the record as it is."""
    one, zone = record.of(id), time_zones.zone(now.zone)
    if one is None or one.when is None:
        return None
    found = next_window(record.settings, zone, now.now, [one.when], last_day=record.last_day, last_at=record.last_at)
    return When(found.day, found.opens.astimezone(zone).time().replace(second=0, microsecond=0)) if found else None


# --- settings ---


async def set_settings(world: World, actor: Person, step: Setting) -> Settings:
    """Raises Refused for settings by which nothing would ever come."""
    record = await change(world, actor, lambda record: replace(record, settings=checked(step(record.settings))))
    settings = record.settings
    facts = {"reminders": not settings.off, "weekly": settings.weekly is not None}
    await world.announce(Change(Kind.SETTINGS, actor.tenant, actor.id, actor.id, world.clock.now(), facts))
    return settings


async def hour_for_good(world: World, actor: Person, hour: time, *, wanted: bool) -> None:
    """The answer to an hour that was offered after three moves to it."""
    if wanted:
        await set_settings(world, actor, lambda settings: replace(settings, at=hour))
    else:
        await change(world, actor, lambda record: replace(record, hour_declined=hour))
