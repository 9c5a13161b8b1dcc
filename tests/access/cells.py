"""Every actor in every state of an insight: the cells of the access matrix."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

from core.insight.model import Grant, Status
from core.people.person import Person, Platform, Tenant
from core.sharing.access import Bond, Facts

HERE, ELSEWHERE = Tenant(Platform.SLACK, "T1"), Tenant(Platform.SLACK, "T2")
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
AGO, SOON = NOW - timedelta(days=1), NOW + timedelta(days=1)

GRANTS = {
    "view": Grant(granted_at=AGO),
    "view until later": Grant(granted_at=AGO, expires_at=SOON, comment=True, export=True),
    "comment": Grant(granted_at=AGO, comment=True),
    "export": Grant(granted_at=AGO, export=True),
    "expired": Grant(granted_at=AGO, comment=True, export=True, expires_at=NOW),
    "without view": Grant(granted_at=AGO, view=False, comment=True, export=True),
}
"""Grants by the id of the coach who has them; "revoked" is a coach who has none left."""

ACTORS = (
    *(
        Person(HERE, name)
        for name in ("client", "coach", "creator", "revoked", "other member", "workspace admin", *GRANTS)
    ),
    *(Person(ELSEWHERE, name) for name in ("client", "coach", "view")),
    Person(Tenant(Platform.TEAMS, HERE.id), "client"),
)


@dataclass(frozen=True)
class Cell:
    actor: Person
    facts: Facts


def cells() -> Iterator[Cell]:
    flags = (True, False)
    for bond, status, seen_by_client, seen_by_coach, craft, creator in product(
        Bond, Status, flags, flags, flags, ("client", "coach", "creator")
    ):
        facts = Facts(
            tenant=HERE,
            client="client",
            coach=None if bond is Bond.UNPAIRED else "coach",
            creator=creator,
            bond=bond,
            status=status,
            visible_to_client=seen_by_client,
            visible_to_coach=seen_by_coach,
            craft_shared=craft,
            grants=GRANTS if bond is Bond.UNPAIRED else {},
            now=NOW,
        )
        for actor in ACTORS:
            yield Cell(actor, facts)
