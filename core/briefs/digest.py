"""A coach's week in counts: of each client what is open and what was kept, as far as the policy lets the coach see it now, and
without what the client hides from briefs."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.briefs.lines import line_of
from core.changes import Change, Fact, Kind
from core.nudges import acts as nudges
from core.nudges import record as records
from core.nudges.record import Note
from core.nudges.schedule import When
from core.nudges.settings import A_WEEK
from core.people.acts import all_of
from core.people.person import Person
from core.people.relationships import Meeting, Relationship, State
from core.people.zones import today
from core.promises.commitments import Commitment
from core.refusal import Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.world import World

WEEKLY = "digest:"
"""The note by which it joins the message of a day."""
CLIENTS = 20
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """One client: their open promises, how many were kept within a week, and the next session, from today on."""

    bond: Relationship
    open: tuple[Commitment, ...]
    kept: int
    coming: Meeting | None


async def of(world: World, coach: Person) -> list[Standing]:
    """The first CLIENTS of those the coach works with now."""
    now, found = await today(world, coach), list[Standing]()
    async for bond in all_of(world, coach, frozenset({State.ACTIVE})):
        if bond.coach != coach.id or bond.withdrawn_at is not None:
            continue
        since = world.clock.now() - A_WEEK
        done = await _seen(world, coach, bond, settled=True)
        kept = sum(one.state == "done" and one.changed is not None and one.changed.at >= since for one in done)
        coming = bond.next_session if bond.next_session and bond.next_session.day >= now else None
        found.append(Standing(bond, tuple(await _seen(world, coach, bond, settled=False)), kept, coming))
        if len(found) >= CLIENTS:
            break
    return found


async def _seen(world: World, coach: Person, bond: Relationship, *, settled: bool) -> Sequence[Commitment]:
    page = await world.commitments.listed(Person(bond.tenant, bond.client), settled=settled, limit=LOOKED_AT)
    known: dict[str, bool] = {}
    for made in page.rows:
        if made.insight_id not in known:
            known[made.insight_id] = await _may(world, coach, bond, made.insight_id)
    hidden = set(bond.briefs.hidden)
    mine = [made for made in page.rows if made.owner == "client" and line_of(made) not in hidden]
    return [made for made in mine if known[made.insight_id]]


async def _may(world: World, coach: Person, bond: Relationship, insight_id: str) -> bool:
    try:
        insight, _facts = await find(world, coach, Operation.SEE_COMMITMENTS, insight_id)
    except Refused:
        return False
    return insight.coaching_relationship_id == bond.id


async def want_digest(world: World, coach: Person, *, wanted: bool) -> None:
    """Once a week, over all one's clients; with the first message of theirs from next week on."""
    now = await nudges.today(world, coach)

    def step(record: records.Record) -> records.Record:
        there = any(one.id == WEEKLY for one in record.notes)
        if there is wanted:
            return record
        first = When(nudges.next_week(record.settings, now.day))
        return records.note(record, WEEKLY, Note(WEEKLY, first, weekly=True) if wanted else None)

    await nudges.change(world, coach, step)
    facts: dict[str, Fact] = {"digest": wanted}
    await world.announce(Change(Kind.SETTINGS, coach.tenant, coach.id, coach.id, world.clock.now(), facts))


async def wants_digest(world: World, coach: Person) -> bool:
    return any(one.id == WEEKLY for one in (await nudges.of(world, coach)).notes)
