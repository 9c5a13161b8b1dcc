"""The transcript of a session, for those the policy lets read it: its client alone."""

from core.insight.model import SessionInsight
from core.people.person import Person
from core.refusal import Reason, Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.transcript import Transcript
from core.translation import _
from handlers.access.gate import audit
from handlers.services import Services


async def transcript(services: Services, person: Person, insight_id: str) -> tuple[SessionInsight, Transcript]:
    """Recorded as seen. Raises Refused as core.sharing.finding.find does, and where it is kept no longer."""
    insight, _facts = await find(services, person, Operation.SEE_TRANSCRIPT, insight_id)
    found = await services.transcripts.get(person.tenant, insight.source_document_id or "")
    if found is None:
        raise Refused(Reason.NOT_FOUND, _("The transcript of this session is kept no longer."))
    await audit(services, person, "view transcript", insight_id)
    return insight, found


async def readable(services: Services, person: Person, insight_id: str) -> bool:
    """Whether `transcript` would give it."""
    try:
        insight, _facts = await find(services, person, Operation.SEE_TRANSCRIPT, insight_id)
    except Refused:
        return False
    return await services.transcripts.held(person.tenant, insight.source_document_id or "")
