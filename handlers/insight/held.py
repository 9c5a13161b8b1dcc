"""A session its coach holds back: its client is told that it is there, by whom and since when, and nothing of what is in it.

core.sharing.access decides who is told (`know that it is held`); lists, Home, privacy, the export and messages say
it with what is here.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from core.card import (
    Actions,
    Block,
    Card,
    Style,
    Text,
)
from core.insight.model import SessionInsight
from core.people.members import name_of
from core.people.person import Person, Tenant
from core.sharing import finding
from core.sharing.access import Facts, Operation, can
from core.translation import _, ngettext
from handlers.cards import day
from handlers.insight.cards import delete_button
from handlers.services import Services

SHOWN = 3
STEP = 100


@dataclass(frozen=True)
class Held:
    """All that its client may know of a held session. `until` None: held by an older version, and about to be given an end."""

    id: str
    coach: str
    since: datetime
    until: datetime | None


async def held_from(services: Services, client: Person) -> AsyncIterator[Held]:
    """What is held from the client at this moment, newest session first."""
    cursor: str | None = None
    while True:
        page = await services.insights.held_from(client, limit=STEP, cursor=cursor)
        for row in await finding.rows(services, client, page.rows, Operation.KNOW_HELD):
            yield Held(row.id, row.coach_user_id or row.created_by, row.held_since or row.created_at, row.hold_ends_at)
        if (cursor := page.older) is None:
            return


async def blocks(services: Services, client: Person, coach: str = "") -> list[Block]:
    """A short line for each, with the one thing the client can do about it; only this coach's where one is named."""
    found = [held async for held in held_from(services, client) if coach in {"", held.coach}]
    said: list[Block] = []
    for held in found[:SHOWN]:
        said += await _said(services, client.tenant, held)
    if len(found) > SHOWN:
        more = ngettext(
            "{count} more is looked through in the same way.",
            "{count} more are looked through in the same way.",
            len(found) - SHOWN,
        )
        said.append(Text(more, Style.SMALL))
    return said


async def card(services: Services, client: Person, insight: SessionInsight, facts: Facts) -> Card | None:
    """The message that names it to its client; None where it is not held from them."""
    if not can(client, Operation.KNOW_HELD, facts):
        return None
    since = insight.held_since or insight.created_at
    held = Held(insight.id, insight.coach_user_id or insight.created_by, since, insight.hold_ends_at)
    return Card(_("A session is being looked through"), tuple(await _said(services, client.tenant, held)))


async def _said(services: Services, tenant: Tenant, held: Held) -> list[Block]:
    name = await name_of(services, tenant, held.coach)
    text = _(
        "{name} is looking through a session of the two of you before you see it, since {day}.",
        name=name,
        day=day(held.since),
    )
    if held.until:
        text += " " + _("You see it on {day} at the latest.", day=day(held.until))
    return [Text(text, Style.SMALL), Actions((delete_button(held.id),))]
