"""The one way from an id to an insight, and to the rows of a list: load it, ask the policy, and show what this reader sees of it
at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.insight.model import Grant, SessionInsight
from core.people.person import Person, Tenant
from core.people.relationships import Relationship
from core.ports.insights import InsightQuery, InsightSummary
from core.promises.commitments import Commitment, session_of
from core.promises.readings import Reading
from core.refusal import Reason, Refused
from core.sharing import search as looking
from core.sharing.access import Facts, Operation, can, facts_of, facts_of_row, gone, require
from core.sharing.seen import Seen, as_seen, row_as_seen
from core.world import World


async def facts(world: World, insight: SessionInsight) -> Facts:
    """The policy's facts as they are now; the relationship is read afresh."""
    relationship = None
    if insight.coaching_relationship_id:
        tenant = Tenant(insight.platform, insight.tenant_id)
        relationship = await world.relationships.get(tenant, insight.coaching_relationship_id)
    return facts_of(insight, world.clock.now(), relationship)


async def find(world: World, person: Person, operation: Operation, insight_id: str) -> tuple[SessionInsight, Facts]:
    """The insight as stored, and its facts. Raises Refused as core.sharing.access.require does; what is not there
    is NOT_FOUND."""
    try:
        insight = await world.insights.get(person.tenant, insight_id)
    except Refused:
        insight = None
    if insight is None:
        raise Refused(Reason.NOT_FOUND, gone())
    return insight, await _allowed(world, person, operation, insight)


async def _allowed(world: World, person: Person, operation: Operation, insight: SessionInsight) -> Facts:
    known = await facts(world, insight)
    require(person, operation, known)
    return known


async def see(world: World, person: Person, insight_id: str, operation: Operation = Operation.VIEW) -> Seen:
    """What the person sees of it; for an `operation` that needs more than seeing it, that is asked for. Raises as `find`."""
    reading = await world.readings.read(person.tenant, insight_id)
    if reading is None:
        raise Refused(Reason.NOT_FOUND, gone())
    return await see_read(world, person, reading, operation)


async def see_read(world: World, person: Person, reading: Reading, operation: Operation = Operation.VIEW) -> Seen:
    """The same of what was read this moment."""
    return await _seen(world, person, reading, await _allowed(world, person, operation, reading.insight))


async def preview(world: World, coach: Person, insight: SessionInsight, known: Facts, grant: Grant) -> Seen:
    """What `coach` will see once the grant is given: the same as for reading, on the facts as they will be."""
    corrections = await world.corrections.of(coach.tenant, insight.id)
    reading = Reading(insight, corrections, await world.commitments.of(coach.tenant, insight.id))
    return await _seen(world, coach, reading, replace(known, grants={**known.grants, coach.id: grant}))


async def _seen(world: World, person: Person, reading: Reading, known: Facts) -> Seen:
    promises = (*reading.commitments, *await _earlier(world, person, reading.insight))
    return as_seen(person, reading.insight, known, reading.corrections, promises)


async def _earlier(world: World, person: Person, insight: SessionInsight) -> Sequence[Commitment]:
    """The promises of the sessions before it of which it proves some kept, where the person may see those."""
    found: list[Commitment] = []
    for session in dict.fromkeys(session_of(done.commitment_id) for done in insight.done_since_last):
        try:
            await find(world, person, Operation.SEE_COMMITMENTS, session)
        except Refused:
            continue
        found += await world.commitments.of(person.tenant, session)
    return found


# --- rows of lists ---


async def rows(
    world: World, person: Person, listed: Sequence[InsightSummary], operation: Operation = Operation.LIST
) -> tuple[InsightSummary, ...]:
    """The rows with which the person may do this, as they may see them."""
    ids = list(dict.fromkeys(row.coaching_relationship_id for row in listed if row.coaching_relationship_id))
    known: Mapping[str, Relationship] = {}
    if ids:
        known = await world.relationships.get_many(person.tenant, ids)
    now = world.clock.now()
    kept: list[InsightSummary] = []
    for row in listed:
        about = facts_of_row(person.tenant, row, now, known.get(row.coaching_relationship_id or ""))
        if can(person, operation, about):
            kept.append(row_as_seen(person, row, about))
    return tuple(kept)


MOST_HITS = 16
"""Rows a search finds at a time; whoever has more writes more words."""
MOST_LOOKED_AT = 2000
"""Rows one search looks at before it asks whether to look further back."""
FIRST, STEP = 8, 100
"""Rows opened at a time: a small step first, since what is searched for is mostly recent."""


async def search(
    world: World, query: InsightQuery, wanted: tuple[str, ...], cursor: str | None
) -> tuple[list[InsightSummary], str | None, int]:
    """(rows that match, where to go on, rows looked at), from the newest on. Stops after the step that reached MOST_HITS, or at
    MOST_LOOKED_AT. `wanted` as core.sharing.search.words makes it."""
    found: list[InsightSummary] = []
    looked, step = 0, FIRST
    while looked < MOST_LOOKED_AT:
        page = await world.insights.list(query, limit=step, cursor=cursor)
        looked += len(page.rows)
        found += await rows(world, query.reader, [row for row in page.rows if looking.matches(row, wanted)])
        cursor = page.older
        if cursor is None or len(found) >= MOST_HITS:
            break
        step = STEP
    return found, cursor, looked
