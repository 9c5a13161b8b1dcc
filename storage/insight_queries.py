"""Which rows a list of insights asks for: names of `found_by`, pairings and statuses. Pure.

Every list is the same index, `found_by`: (tenant, name, is_unpaired, status, listed_at, _id). Where a query names no pairing
or status, all of them are listed, and the database merges the short scans in order: no sort, and no row read in vain.
"""

from core.insight.model import Status
from core.ports.insights import InsightQuery, Scope
from storage.database import Document
from storage.insight_documents import Side, found_as

INDEX = "found_by"
STATUSES = [status.value for status in Status]


def wanted(query: InsightQuery) -> Document | None:
    """The filter beneath the tenant; None for what cannot be: an insight of the reader with others as client and as coach."""
    names = _names(query)
    if not names:
        return None
    about: Document = {
        "found_by": {"$in": names},
        "is_unpaired": {"$in": _pairings(query.scope)},
        "status": {"$in": STATUSES if query.status is None else [query.status]},
    }
    # In no index: the two have few sessions besides, of a time when they worked together before.
    return about if query.relationship is None else about | {"coaching_relationship_id": query.relationship}


def counted(query: InsightQuery) -> Document | None:
    """The same rows as `wanted`; what is named in full is left out, for one unbroken range of an index counts fastest."""
    about = wanted(query)
    if about is not None and query.status is None:
        del about["status"]
        if query.scope == Scope.ALL:
            del about["is_unpaired"]
    return about


HELD: Document = {"visible_to_client": False, "is_unpaired": False}
"""Held from its client; the index `held` has no others."""


def held_from(client_id: str) -> Document:
    return {"client_user_id": client_id, **HELD}


def sharing(owner_id: str) -> Document:
    """The owner's unpaired insights with at least one grant."""
    return {"found_by": found_as(owner_id, Side.SHARING), "is_unpaired": {"$in": [True]}, "status": {"$in": STATUSES}}


def _names(query: InsightQuery) -> list[str]:
    if query.other is not None and query.scope != Scope.SHARED:
        sides = [Side.COACH, Side.CLIENT, *([Side.GRANTED] if query.scope == Scope.ALL else [])]
        return [found_as(query.reader.id, side, query.other) for side in sides]
    name = _shared(query) if query.scope == Scope.SHARED else _own(query)
    return [] if name is None else [name]


def _shared(query: InsightQuery) -> str | None:
    """Whom it is shared with is who may be called its coach."""
    if query.coach not in {None, query.reader.id}:
        return None
    return found_as(query.reader.id, Side.GRANTED, query.client or query.other)


def _own(query: InsightQuery) -> str | None:
    me = query.reader.id
    others_client = query.client not in {None, me}
    others_coach = query.coach not in {None, me}
    if others_client:
        return None if others_coach else found_as(me, Side.COACH, query.client)
    if others_coach:
        return found_as(me, Side.CLIENT, query.coach)
    if query.client and query.coach:
        return None
    if query.client:
        return found_as(me, Side.CLIENT)
    return found_as(me, Side.COACH if query.coach else Side.VIEWER)


def _pairings(scope: Scope) -> list[bool]:
    return {Scope.ALL: [False, True], Scope.PAIRED: [False], Scope.UNPAIRED: [True], Scope.SHARED: [True]}[scope]
