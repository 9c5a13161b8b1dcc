"""Following up what was promised: recorded when a session is analysed, handed to the next analysis, settled by what it proves."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, time

from core.faults import ChildFault, ChildLost
from core.insight.engine import AnalysisRequest, OpenCommitment
from core.insight.holding import held
from core.insight.model import DoneCommitment, SessionInsight, Status
from core.people.person import Person, Tenant
from core.people.relationships import Relationship
from core.ports.insights import InsightQuery, InsightSummary, Scope
from core.promises.commitments import Proof
from core.refusal import Refused
from core.sandbox import tasks
from core.transcript import Transcript
from core.webhooks.acts import tell_kept
from handlers.services import Services

log = logging.getLogger(__name__)

LOOKED_AT = 60
"""Open commitments looked through, the newest; those of other relationships among them are passed over."""
SESSIONS = 5
"""Earlier sessions whose open commitments an analysis is given."""
MOST = 20
"""Open commitments that a session is searched for; what that takes grows with their number."""
LATER = 5
"""Later sessions looked through again when an earlier one has been analysed after them."""


async def request(
    services: Services, transcript: Transcript, uploader: Person, relationship: Relationship | None, session: str = ""
) -> AnalysisRequest:
    """What an engine is given: the transcript, and what is known of the sessions before it. `session` names the analysis."""
    now = services.clock.now()
    moment = transcript.session_date
    day = moment.date() if moment else None
    client = Person(uploader.tenant, relationship.client) if relationship else uploader
    # Of the same day is most likely the same session in another file.
    before = datetime.combine(moment.date(), time(), UTC) if moment else now
    age = now - relationship.accepted_at if relationship and relationship.accepted_at else None
    sessions_before = await _sessions_before(services, client, relationship, moment or now)
    return AnalysisRequest(
        transcript,
        day,
        sessions_before=sessions_before,
        relationship_age=age,
        open_commitments=await _open(services, client, relationship, before) if sessions_before else (),
        requested_by=uploader,
        owner=client,
        session=session,
    )


async def check_off_again(services: Services, insight: SessionInsight, relationship: Relationship | None) -> None:
    """Settle what a session proves of earlier ones that were not analysed yet when it was, and what later ones prove of it: files
    brought together are analysed in any order. By the rules alone, where the transcript is still held; repeating it changes
    nothing. Both sides look after they are recorded, so that one of two analysed at the same time sees the other."""
    if insight.session_date is None:
        return
    day = insight.session_date.date()
    rows = await _sessions_beside(services, insight)
    later = [row.id for row in rows if row.session_date and row.session_date.date() > day][-LATER:]
    opened = [await services.insights.get(Tenant(insight.platform, insight.tenant_id), each) for each in later]
    for found in (insight, *opened):
        if found and found.status is Status.COMPLETED and not held(found):
            await _settled_by(services, found, relationship)


async def _sessions_beside(services: Services, insight: SessionInsight) -> Sequence[InsightSummary]:
    """Sessions of the same client in the same place, the newest first."""
    client = Person(Tenant(insight.platform, insight.tenant_id), insight.client_user_id)
    if insight.coaching_relationship_id:
        return (
            await services.insights.of_relationship(client.tenant, insight.coaching_relationship_id, limit=MOST)
        ).rows
    query = InsightQuery(client, Scope.UNPAIRED, client=client.id, status=Status.COMPLETED.value)
    return (await services.insights.list(query, limit=MOST)).rows


async def _settled_by(services: Services, later: SessionInsight, relationship: Relationship | None) -> None:
    if later.session_date is None or not (source := later.source_document_id):
        return
    client = Person(Tenant(later.platform, later.tenant_id), later.client_user_id)
    before = datetime.combine(later.session_date.date(), time(), UTC)
    open_ones = await _open(services, client, relationship, before)
    transcript = await services.transcripts.get(client.tenant, source) if open_ones else None
    if transcript is None:
        return
    for done in await _kept(services, later, transcript, open_ones):
        proof = Proof(later.id, done.evidence[0].turn, later.completed_at or later.updated_at)
        await services.commitments.settle(client, done.commitment_id, proof)
        await tell_kept(services, client.tenant, done.commitment_id, once=later.id)


async def _kept(
    services: Services, later: SessionInsight, transcript: Transcript, open_ones: tuple[OpenCommitment, ...]
) -> Sequence[DoneCommitment]:
    """None where the guarded child did not answer, whyever: they stay open, as in any doubt, and their person may say so.
    The session is complete by now, so no attempt is repeated or given up over it."""
    try:
        return await services.work.run(tasks.CHECK_OFF, transcript, open_ones)
    except (Refused, ChildLost, ChildFault) as fault:
        log.warning("promises were not looked for: %s", type(fault).__name__, extra={"insight": later.id})
        return ()


async def _sessions_before(
    services: Services, client: Person, relationship: Relationship | None, moment: datetime
) -> int:
    insights = services.insights
    if relationship:
        return await insights.count_before(client.tenant, relationship.id, moment)
    mine = InsightQuery(client, Scope.UNPAIRED, client=client.id, status=Status.COMPLETED.value)
    return await insights.count(mine)


async def _open(
    services: Services, client: Person, relationship: Relationship | None, before: datetime
) -> tuple[OpenCommitment, ...]:
    """Those of the newest earlier sessions that belong where this one does, so that nothing is told beyond those
    it was said among."""
    found = await services.commitments.open_of(client, before=before, limit=LOOKED_AT)
    sessions = list(dict.fromkeys(commitment.insight_id for commitment in found))
    places = await services.insights.places(client.tenant, sessions) if sessions else {}
    here = relationship.id if relationship else None
    fitting = [one for one in found if one.insight_id in places and places[one.insight_id] == here]
    newest = list(dict.fromkeys(commitment.insight_id for commitment in fitting))[:SESSIONS]
    return tuple(
        OpenCommitment(
            commitment.id,
            commitment.action,
            commitment.owner,
            commitment.quote,
            commitment.recurring,
            relationship.id if relationship else None,
        )
        for commitment in fitting
        if commitment.insight_id in newest
    )[:MOST]
