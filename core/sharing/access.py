"""The one policy: who may do what to an insight. Pure; every read and every change asks it, lists row by row as well.

A person has standings towards an insight (client, coach, owner, …), worked out from its facts at this moment; RULES says which
standings each operation needs, for each state of the bond. Denied unless a rule says yes. The table is docs/access.md's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.card import Say
from core.insight.model import Grant, SessionInsight, Status
from core.people.person import Person, Tenant
from core.people.relationships import Relationship, State
from core.ports.insights import InsightSummary
from core.refusal import Reason, Refused
from core.translation import N_, _


class Operation(StrEnum):
    CREATE = "create"
    VIEW = "view"
    LIST = "list"
    SEE_CRAFT = "see the craft view"
    SHARE_CRAFT = "share the craft view"
    COMMENT = "comment"
    EXPORT = "export"
    SHARE = "share"
    REVOKE = "revoke"
    PAIR = "pair"
    EDIT = "edit"
    RETRY = "retry"
    HOLD = "hold or release"
    DELETE = "delete"
    CORRECT = "correct"
    NAME = "name"
    ANALYSE_AGAIN = "analyse again"
    SEE_COMMITMENTS = "see commitments"
    CHANGE_COMMITMENT = "change a commitment"
    SEE_AUDIT = "see who looked"
    SEE_TRANSCRIPT = "read the transcript"
    KNOW_HELD = "know that it is held"


class Bond(StrEnum):
    """What links an insight to a coach."""

    UNPAIRED = "unpaired"
    ACTIVE = "active"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"  # or a relationship that never was active, or is not there: nobody but the client


class Standing(StrEnum):
    """What a person is to an insight at this moment. All but HERS and KEPT_FROM imply that they may see it."""

    OWNER = "owner"  # the client of an unpaired one
    CLIENT = "client"  # of a paired one, if it is visible to the client
    COACH = "coach"  # of a paired one, if visible to the coach and consent stands
    CREATOR = "creator"  # the client or coach who brought it
    VIEWER = "view"  # a live grant, by permission
    COMMENTER = "comment"
    EXPORTER = "export"
    SHOWN_CRAFT = "client, once the coach shares it"
    HERS = "always the client"
    KEPT_FROM = "client, while it is held"


@dataclass(frozen=True, slots=True)
class Facts:
    """All the policy looks at. `coach` is the paired coach, None if unpaired; `grants` by coach id; `now` aware."""

    tenant: Tenant
    client: str
    coach: str | None
    creator: str
    bond: Bond
    status: Status
    visible_to_client: bool
    visible_to_coach: bool
    craft_shared: bool
    grants: Mapping[str, Grant]
    now: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """Which standings suffice while the relationship is active, when it has ended (or consent is withdrawn), and without one;
    and in which statuses."""

    paired: frozenset[Standing]
    ended: frozenset[Standing]
    unpaired: frozenset[Standing]
    statuses: frozenset[Status] = frozenset(Status)


def _any(*standings: Standing) -> frozenset[Standing]:
    return frozenset(standings)


_NOBODY = _any()
_OWNER = _any(Standing.OWNER)
_CLIENT = _any(Standing.CLIENT)
_COACH = _any(Standing.COACH)
_BOTH = _any(Standing.CLIENT, Standing.COACH)
_CARERS = _any(Standing.CREATOR, Standing.COACH)
_READERS = _any(Standing.OWNER, Standing.VIEWER)
_DONE = frozenset({Status.COMPLETED})
_SETTLED = frozenset({Status.COMPLETED, Status.FAILED})

RULES: Mapping[Operation, Rule] = {
    Operation.CREATE: Rule(_BOTH, _NOBODY, _OWNER),
    Operation.VIEW: Rule(_BOTH, _BOTH, _READERS),
    Operation.LIST: Rule(_BOTH, _BOTH, _READERS),
    Operation.SEE_CRAFT: Rule(_COACH | {Standing.SHOWN_CRAFT}, _COACH | {Standing.SHOWN_CRAFT}, _OWNER),
    Operation.SHARE_CRAFT: Rule(_COACH, _NOBODY, _NOBODY, _DONE),
    Operation.COMMENT: Rule(_BOTH, _NOBODY, _any(Standing.OWNER, Standing.COMMENTER), _DONE),
    Operation.EXPORT: Rule(_BOTH, _BOTH, _any(Standing.OWNER, Standing.EXPORTER), _DONE),
    Operation.SHARE: Rule(_NOBODY, _NOBODY, _OWNER, _DONE),
    Operation.REVOKE: Rule(_NOBODY, _NOBODY, _OWNER),
    Operation.PAIR: Rule(_NOBODY, _NOBODY, _OWNER, _DONE),
    Operation.EDIT: Rule(_CARERS, _NOBODY, _OWNER),
    Operation.RETRY: Rule(_CARERS, _NOBODY, _OWNER, _SETTLED),
    Operation.HOLD: Rule(_CARERS, _NOBODY, _OWNER),
    Operation.DELETE: Rule(_CARERS | {Standing.HERS}, _any(Standing.HERS), _OWNER),
    Operation.CORRECT: Rule(_BOTH, _NOBODY, _OWNER, _DONE),
    Operation.NAME: Rule(_CLIENT, _NOBODY, _OWNER, _DONE),
    Operation.ANALYSE_AGAIN: Rule(_CLIENT, _NOBODY, _OWNER, _DONE),
    Operation.SEE_COMMITMENTS: Rule(_BOTH, _BOTH, _READERS),
    Operation.CHANGE_COMMITMENT: Rule(_CLIENT, _CLIENT, _OWNER, _DONE),
    Operation.SEE_AUDIT: Rule(_CLIENT, _CLIENT, _OWNER),
    Operation.SEE_TRANSCRIPT: Rule(_CLIENT, _CLIENT, _OWNER),
    Operation.KNOW_HELD: Rule(_any(Standing.KEPT_FROM), _any(Standing.KEPT_FROM), _NOBODY),
}


def can(actor: Person, operation: Operation, facts: Facts) -> bool:
    """Whether `actor` may do `operation` now; denied unless a rule says yes."""
    rule = RULES[operation]
    needed = {
        Bond.UNPAIRED: rule.unpaired,
        Bond.ACTIVE: rule.paired,
        Bond.ENDED: rule.ended,
        Bond.WITHDRAWN: rule.ended,
    }[facts.bond]
    return facts.status in rule.statuses and not needed.isdisjoint(standings(actor, facts))


def require(actor: Person, operation: Operation, facts: Facts) -> None:
    """Raises Refused: NOT_FOUND, in the words for what does not exist, to whoever may not see the insight; else NOT_ALLOWED."""
    if can(actor, operation, facts):
        return
    if not can(actor, Operation.VIEW, facts):
        raise Refused(Reason.NOT_FOUND, gone())
    rule = RULES[operation]
    if facts.status not in rule.statuses:
        raise Refused(Reason.NOT_ALLOWED, _(_NOT_NOW[facts.status]))
    if facts.bond in {Bond.ENDED, Bond.WITHDRAWN}:
        raise Refused(Reason.NOT_ALLOWED, _("This coaching relationship has ended, so nothing new can be added here."))
    raise Refused(Reason.NOT_ALLOWED, _("You can see this session, but this is not yours to do here."))


def gone() -> str:
    """The same words for what is not there and for what somebody may not see."""
    return _(
        "It may have been deleted, or it is not yours to open. {insights} lists what is.", insights=Say("insights")
    )


_NOT_NOW: Mapping[Status, str] = {
    Status.PENDING: N_("This session is still being worked on. Try again when its card is here."),
    Status.PROCESSING: N_("This session is still being worked on. Try again when its card is here."),
    Status.FAILED: N_("The analysis of this session did not work out. Try it again first."),
    Status.COMPLETED: N_("This session is analysed already."),
}


def standings(actor: Person, facts: Facts) -> frozenset[Standing]:
    """All that `actor` is to the insight; nothing for somebody of another tenant."""
    if actor.tenant != facts.tenant:
        return frozenset()
    found = _unpaired(actor.id, facts) if facts.bond is Bond.UNPAIRED else _paired(actor.id, facts)
    if actor.id == facts.creator and found & (_BOTH | _OWNER):
        found |= {Standing.CREATOR}
    return frozenset(found)


def _unpaired(actor: str, facts: Facts) -> set[Standing]:
    if actor == facts.client:
        return {Standing.OWNER, Standing.HERS}
    grant = facts.grants.get(actor)
    if grant is None or not facts.visible_to_coach or not live(grant, facts.now):
        return set()
    found = {Standing.VIEWER}
    if grant.comment:
        found.add(Standing.COMMENTER)
    if grant.export:
        found.add(Standing.EXPORTER)
    return found


def _paired(actor: str, facts: Facts) -> set[Standing]:
    found: set[Standing] = set()
    if actor == facts.client:
        found.add(Standing.HERS)
        if facts.visible_to_client:
            found.add(Standing.CLIENT)
            if facts.craft_shared:
                found.add(Standing.SHOWN_CRAFT)
        else:
            found.add(Standing.KEPT_FROM)
    if actor == facts.coach and facts.visible_to_coach and facts.bond is not Bond.WITHDRAWN:
        found.add(Standing.COACH)
    return found


def live(grant: Grant, now: datetime) -> bool:
    """Whether a grant gives anything now: it has `view` (all else needs it) and has not expired."""
    return grant.view and (grant.expires_at is None or now < grant.expires_at)


# --- facts ---


def bond_of(relationship: Relationship | None, *, coach: str | None, client: str, tenant: Tenant) -> Bond:
    """The bond of a paired insight, from its relationship as it is now; WITHDRAWN where the two do not fit together."""
    if relationship is None or (relationship.tenant, relationship.coach, relationship.client) != (
        tenant,
        coach,
        client,
    ):
        return Bond.WITHDRAWN
    if relationship.withdrawn_at is not None:
        return Bond.WITHDRAWN
    return {State.ACTIVE: Bond.ACTIVE, State.ENDED: Bond.ENDED}.get(relationship.state, Bond.WITHDRAWN)


def concerned(facts: Facts) -> set[Person]:
    """All in whose lists the insight may stand: its client, coach and creator, and those it is shared with."""
    others = {facts.client, facts.coach, facts.creator, *facts.grants}
    return {Person(facts.tenant, user_id) for user_id in others if user_id}


def facts_of(insight: SessionInsight, now: datetime, relationship: Relationship | None = None) -> Facts:
    """`relationship`: the insight's, freshly read; None if unpaired or gone."""
    tenant = Tenant(insight.platform, insight.tenant_id)
    coach, client = insight.coach_user_id, insight.client_user_id
    paired = not insight.is_unpaired
    return Facts(
        tenant=tenant,
        client=client,
        coach=coach if paired else None,
        creator=insight.created_by,
        bond=bond_of(relationship, coach=coach, client=client, tenant=tenant) if paired else Bond.UNPAIRED,
        status=insight.status,
        visible_to_client=insight.visible_to_client,
        visible_to_coach=insight.visible_to_coach,
        craft_shared=insight.craft_shared,
        grants=insight.sharing_permissions,
        now=now,
    )


def facts_of_row(tenant: Tenant, row: InsightSummary, now: datetime, relationship: Relationship | None = None) -> Facts:
    """The same for a row of a list."""
    paired = not row.is_unpaired
    bond = bond_of(relationship, coach=row.coach_user_id, client=row.client_user_id, tenant=tenant)
    return Facts(
        tenant=tenant,
        client=row.client_user_id,
        coach=row.coach_user_id if paired else None,
        creator=row.created_by,
        bond=bond if paired else Bond.UNPAIRED,
        status=Status(row.status),
        visible_to_client=row.visible_to_client,
        visible_to_coach=row.visible_to_coach,
        craft_shared=row.craft_shared,
        grants=row.sharing_permissions,
        now=now,
    )
