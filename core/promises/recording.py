"""Commitments and lists are brought to what an insight says, whenever that or what was put right in it may have changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.insight.corrections import spellings
from core.insight.holding import held
from core.insight.model import SessionInsight, Status
from core.insight.telling import retell
from core.insight.words import respelt
from core.jobs.job import Job
from core.people.appointments import stored
from core.people.person import Person, Tenant
from core.promises.commitments import Commitment, Proof, made_in, promised_by_client
from core.promises.due_dates import is_by_next_session
from core.world import World

ASK = "promises.ask"
"""The kind of the job that asks a client which of a session's promises they keep; handlers/nudges/asking.py carries it."""
AFTER_THE_CARD = timedelta(seconds=15)


def ask_job(insight_id: str) -> str:
    """The id of that job for a session."""
    return f"{ASK}:{insight_id}"


async def record(world: World, tenant: Tenant, insight_id: str) -> None:
    """Bring the commitments of an insight, and what lists tell of it, to what it says now, and settle those of earlier sessions
    that it proves kept.

    Repeating it changes nothing, so it is called after whatever may have changed either, and again after a crash.
    """
    insight = await world.insights.get(tenant, insight_id)
    if insight is None or insight.status is not Status.COMPLETED:
        return
    client = Person(tenant, insight.client_user_id)
    corrections = await world.corrections.of(tenant, insight_id)
    words = spellings(corrections)
    made = await _by_next_session(world, client, insight, made_in(insight, corrections))
    await world.commitments.record(client, insight_id, made)
    for one in await world.commitments.of(tenant, insight_id) if words else ():
        if one.renewed and (action := respelt(one.action, words)) != one.action:
            await world.commitments.reword(replace(one, action=action))
    await retell(world, insight)
    await _follow(world, client, insight, made)


async def record_new(world: World, insight: SessionInsight) -> None:
    """The same for one that was completed a moment ago: nothing is put right in it yet, nothing of it was recorded before, and
    lists tell it as it was completed."""
    client = Person(Tenant(insight.platform, insight.tenant_id), insight.client_user_id)
    made = await _by_next_session(world, client, insight, made_in(insight))
    if made:
        await world.commitments.record(client, insight.id, made)
    await _follow(world, client, insight, made)


async def _follow(world: World, client: Person, insight: SessionInsight, made: Sequence[Commitment]) -> None:
    at = insight.completed_at or insight.updated_at
    # What a held session proves would tell its client what was said in it: it counts once they see it.
    for done in () if held(insight) else insight.done_since_last:
        await world.commitments.settle(client, done.commitment_id, Proof(insight.id, done.evidence[0].turn, at))
    if made and await world.insights.get(client.tenant, insight.id) is None:  # deleted meanwhile: they go with it
        await world.commitments.record(client, insight.id, ())
    elif not held(insight) and any(promised_by_client(one, insight) and not one.settled for one in made):
        ask = Job(ask_job(insight.id), ASK, client.tenant, refs={"person": client.id, "insight": insight.id})
        await world.jobs.enqueue(ask, delay=AFTER_THE_CARD)


async def _by_next_session(
    world: World, client: Person, insight: SessionInsight, made: Sequence[Commitment]
) -> Sequence[Commitment]:
    """What is due by the next session is due on its day, once that is known; when another follows, it keeps the one it had."""
    language = insight.metadata.language
    if not any(is_by_next_session(one.timeline, language) for one in made):
        return made
    meeting = await stored(world, client, insight.coaching_relationship_id)
    before = {one.id: one.due for one in await world.commitments.of(client.tenant, insight.id) if not one.renewed}

    def day(one: Commitment) -> date | None:
        if meeting is not None and meeting.after == insight.id:
            return meeting.day
        return one.due or before.get(one.id)

    return [replace(one, due=day(one)) if is_by_next_session(one.timeline, language) else one for one in made]


async def proven_in(world: World, tenant: Tenant, insight_id: str) -> list[str]:
    """The later sessions that tell of promises of this one as kept."""
    made = await world.commitments.of(tenant, insight_id)
    return sorted({one.proof.insight_id for one in made if one.proof})
