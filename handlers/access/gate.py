"""The record of who looked. What they see comes from core.sharing.finding."""

from typing import Any

from core.people.person import Person
from core.ports.sessions import AuditEntry
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
        "view figures",
    }
    | {"export", "export timeline", "export everything"}
)
"""Operations that change nothing a Home tab shows."""


async def delivered(services: Services, person: Person, insight_id: str, waited: float | None = None) -> None:
    """That something of the session was sent to the person, who had not asked; on record once, however often it is edited.
    `waited`: for so many seconds, where it is the card of what they gave."""
    facts = {"waited": round(waited, 1)} if waited is not None else {}
    await services.audit.append_once(
        AuditEntry(person.tenant, person.id, "deliver", insight_id, services.clock.now(), facts=facts)
    )


async def audit(services: Services, person: Person, operation: str, subject: str, **known: Any) -> None:
    """One entry of who did what; `known` holds ids and sizes, never words."""
    if operation not in LOOKS:
        services.outdated.add(person)
    await services.audit.append(
        AuditEntry(person.tenant, person.id, operation, subject, services.clock.now(), facts=known)
    )
