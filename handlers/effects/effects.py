"""What changes have in common: the record, the cards and lists already posted, the homes.

Each effect looks at how things stand when it runs, not at how they stood at the change, and may run twice.
"""

from core.card import Card
from core.changes import HOUSE, Change, Kept
from core.people.locales import read_by
from core.people.person import Person, Tenant
from core.ports.sessions import AuditEntry
from core.promises.recording import proven_in
from core.sharing import access
from core.sharing.access import Operation, can
from core.sharing.finding import facts
from handlers import cards
from handlers.home import home
from handlers.insight import held
from handlers.messages.posted import replace_posted
from handlers.messages.redraw import CARD, COMMENTS, redraw_later
from handlers.services import Services


def actor_of(change: Change) -> Person:
    return Person(change.tenant, change.actor)


def coach_of(change: Change) -> Person:
    """The person a change names beside its actor."""
    return Person(change.tenant, str(change.facts["coach"]))


async def recorded(services: Services, change: Change) -> None:
    """One entry of who did what; its facts are the change's."""
    entry = AuditEntry(
        change.tenant,
        change.actor,
        change.kind.value,
        change.subject,
        change.at,
        facts=change.facts,
        change=change.id,
    )
    await services.audit.append_once(entry)


async def shown_as_it_is(services: Services, change: Change) -> None:
    """Every message that shows the session is drawn anew, or replaced where its reader may not see it any more. Those that show a
    later one, which tells of its promises as kept, are drawn anew."""
    await show_as_it_is(services, change.tenant, change.subject)
    known = change.facts.get("proven_in")
    later = {*(known if isinstance(known, list) else ()), *await proven_in(services, change.tenant, change.subject)}
    for insight_id in sorted(later):
        await redraw_later(services, change.tenant, insight_id, CARD)


async def show_as_it_is(services: Services, tenant: Tenant, insight_id: str) -> None:
    await take_back_from_strangers(services, tenant, insight_id)
    await redraw_later(services, tenant, insight_id, CARD)


async def comments_as_they_are(services: Services, change: Change) -> None:
    await redraw_later(services, change.tenant, change.subject, COMMENTS)


async def take_back_from_strangers(services: Services, tenant: Tenant, insight_id: str) -> None:
    """Replace what was posted of the session to whoever may not see it now."""
    insight = await services.insights.get(tenant, insight_id)
    known = await facts(services, insight) if insight else None
    for reader in (Person(tenant, reader_id) for reader_id in await services.posted.readers(tenant, insight_id)):
        if insight is None or known is None:
            await replace_posted(services, tenant, insight_id, cards.deleted, reader.id)
        elif not can(reader, Operation.VIEW, known):
            async with read_by(services, reader):
                named = await held.card(services, reader, insight, known)
            await _replace(services, reader, insight_id, named)


async def _replace(services: Services, reader: Person, insight_id: str, named: Card | None) -> None:
    before = await services.posted.of(reader.tenant, insight_id, reader.id)
    await replace_posted(services, reader.tenant, insight_id, lambda: named or cards.no_access(), reader.id)
    for message in before if named else ():
        await services.posted.remember(insight_id, reader, message)


async def homes(services: Services, change: Change) -> None:
    """The homes of all whom it concerns."""
    await home.refresh(services, *await concerned(services, change))


async def concerned(services: Services, change: Change) -> set[Person]:
    """Its actor, all whom it names, and all who see the session now."""
    found = {Person(change.tenant, user_id) for user_id in (change.actor, *change.people) if user_id != HOUSE}
    if change.kept is not Kept.RELATIONSHIP and (insight := await services.insights.get(change.tenant, change.subject)):
        found |= access.concerned(await facts(services, insight))
    return found
