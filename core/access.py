"""The one policy: who may do what to an insight. Pure; every read and every change asks it."""

from enum import StrEnum

from core.insight import SessionInsight
from core.people import Person, Tenant


class Operation(StrEnum):
    VIEW = "view"
    DELETE = "delete"
    EDIT = "edit"
    RETRY = "retry"


def can(actor: Person, operation: Operation, insight: SessionInsight) -> bool:
    """Whether `actor` may do `operation`; denied unless a rule says yes."""
    if actor.tenant != Tenant(insight.platform, insight.tenant_id):
        return False
    owner = actor.id == insight.client_user_id
    coach = not insight.is_unpaired and actor.id == insight.coach_user_id
    match operation:
        case Operation.VIEW:
            return (owner and insight.visible_to_client) or (coach and insight.visible_to_coach)
        case Operation.DELETE:
            return owner or coach or (not insight.is_unpaired and actor.id == insight.created_by)
        case Operation.EDIT | Operation.RETRY:
            return (owner and insight.is_unpaired) or coach or (not insight.is_unpaired and actor.id == insight.created_by)
