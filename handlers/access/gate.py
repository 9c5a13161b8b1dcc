"""The one way from an id to an insight: load, ask core.sharing.access, and show what this reader may see.

Nothing goes past it."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.insight.corrections import Correction
from core.insight.model import SessionInsight
from core.people.person import Person, Tenant
from core.people.relationships import Relationship
from core.ports.insights import InsightSummary
from core.ports.sessions import AuditEntry
from core.refusal import Reason, Refused
from core.sharing.access import (
    Operation,
    can,
    facts_of_row,
)
from core.sharing.finding import find
from core.sharing.seen import Seen, as_seen, row_as_seen
from handlers.services import Services

LOOKS = frozenset(
    {"view", "view section", "view craft", "deliver", "list", "list commitments", "search", "timeline", "feedback"}
    | {"export", "export timeline", "export everything"}
)
"""Operations that change nothing a Home tab shows."""


async def allowed(services: Services, person: Person, operation: Operation, insight_id: str) -> SessionInsight | None:
    """The insight if it is there and the person may; None if it is not there or not to be seen, whichever it was.

    For VIEW as the person sees it, and the view is recorded; otherwise as it is stored. Raises Refused if the person sees it but
    may not do this.
    """
    if operation is Operation.VIEW:
        seen = await open_insight(services, person, insight_id)
        return seen.insight if seen else None
    try:
        insight, _ = await find(services, person, operation, insight_id)
    except Refused as refusal:
        if refusal.reason is Reason.NOT_FOUND:
            return None
        raise
    return insight


async def open_insight(services: Services, person: Person, insight_id: str, *, record: str = "view") -> Seen | None:
    """The insight as the person sees it, recorded under `record`; None if it is not there or not to be seen."""
    try:
        insight, known = await find(services, person, Operation.VIEW, insight_id)
    except Refused as refusal:
        if refusal.reason is Reason.NOT_FOUND:
            return None
        raise
    seen = as_seen(person, insight, known, await corrections(services, person.tenant, insight_id))
    await audit(services, person, record, insight_id)
    return seen


async def corrections(services: Services, tenant: Tenant, insight_id: str) -> Sequence[Correction]:
    return await services.corrections.of(tenant, insight_id)


async def rows(
    services: Services, person: Person, listed: Sequence[InsightSummary], operation: Operation = Operation.LIST
) -> tuple[InsightSummary, ...]:
    """The rows with which the person may do this, as they may see them."""
    ids = list(dict.fromkeys(row.coaching_relationship_id for row in listed if row.coaching_relationship_id))
    known: Mapping[str, Relationship] = {}
    if ids:
        known = await services.relationships.get_many(person.tenant, ids)
    now = services.clock.now()
    kept: list[InsightSummary] = []
    for row in listed:
        about = facts_of_row(person.tenant, row, now, known.get(row.coaching_relationship_id or ""))
        if can(person, operation, about):
            kept.append(row_as_seen(person, row, about))
    return tuple(kept)


async def delivered(services: Services, person: Person, insight_id: str) -> None:
    """That something of the session was sent to the person, who had not asked; on record once, however often it is edited."""
    await services.audit.append_once(AuditEntry(person.tenant, person.id, "deliver", insight_id, services.clock.now()))


async def audit(services: Services, person: Person, operation: str, subject: str, **known: Any) -> None:
    """One entry of who did what; `known` holds ids and sizes, never words."""
    if operation not in LOOKS:
        services.outdated.add(person)
    await services.audit.append(
        AuditEntry(person.tenant, person.id, operation, subject, services.clock.now(), facts=known)
    )
