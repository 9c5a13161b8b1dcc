"""Rows of lists as their reader may see them, and the record of who looked. A whole insight comes from core.sharing.finding."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.people.person import Person
from core.people.relationships import Relationship
from core.ports.insights import InsightSummary
from core.ports.sessions import AuditEntry
from core.sharing.access import (
    Operation,
    can,
    facts_of_row,
)
from core.sharing.seen import row_as_seen
from handlers.services import Services

LOOKS = frozenset(
    {
        "view",
        "view section",
        "view craft",
        "view transcript",
        "deliver",
        "list",
        "list commitments",
        "search",
        "timeline",
        "feedback",
    }
    | {"export", "export timeline", "export everything"}
)
"""Operations that change nothing a Home tab shows."""


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
