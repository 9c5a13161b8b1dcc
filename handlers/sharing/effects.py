"""Who is told of sharing, and of its end. Whoever may not see the session (any more) by the time they are told is told nothing of
it: another change has overtaken this one."""

from core.changes import HOUSE, Change
from core.people.locales import read_by
from core.people.members import name_of
from core.people.person import Person
from core.people.zones import time_zone
from core.refusal import Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.sharing.grants import in_words
from handlers.access.members import tell
from handlers.effects.effects import actor_of, coach_of
from handlers.messages.posted import tell_about
from handlers.services import Services
from handlers.sharing import cards


async def tell_coach(services: Services, change: Change) -> None:
    """Of a session shared with them; sharing it once more in the same way is no news."""
    coach = coach_of(change)
    if change.facts["again"]:
        return
    try:
        insight, _ = await find(services, coach, Operation.VIEW, change.subject)
    except Refused:
        return
    if (grant := insight.sharing_permissions.get(coach.id)) is None:
        return
    zone = await time_zone(services, actor_of(change))
    async with read_by(services, coach):
        given = in_words(grant, services.clock.now(), zone)
        name = await name_of(services, change.tenant, change.actor)
        await tell_about(services, coach, cards.to_coach(name, given, insight), insight.id)


async def tell_of_end(services: Services, change: Change) -> None:
    """Those whose access the change ended, but for whom it is open to again. Who left the workspace is told nothing; the owners
    are, once for all (PersonLeft)."""
    if change.actor == HOUSE:
        return
    ended = change.facts.get("revoked", [change.facts["coach"]])
    for person in [Person(change.tenant, str(user_id)) for user_id in ended] if isinstance(ended, list) else ():
        if not await _sees(services, person, change.subject):
            async with read_by(services, person):
                name = await name_of(services, change.tenant, change.actor)
                await tell(services, person, cards.revoked_to_coach(name))


async def tell_own_coach(services: Services, change: Change) -> None:
    """Of a session that is theirs and their client's from now on."""
    coach = coach_of(change)
    if not await _sees(services, coach, change.subject):
        return
    async with read_by(services, coach):
        name = await name_of(services, change.tenant, change.actor)
        await tell_about(services, coach, cards.paired_to_coach(name, change.subject), change.subject)


async def _sees(services: Services, person: Person, insight_id: str) -> bool:
    try:
        await find(services, person, Operation.VIEW, insight_id)
    except Refused:
        return False
    return True
