"""Who somebody is, by the platform's own list of members."""

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta

from core.card import Card
from core.faults import ChatFault
from core.jobs.job import ENDED, Job, ask_again
from core.people.person import MessageRef, Person, Tenant
from core.people.relationships import UNKNOWN
from core.ports.people import Kind, Member
from core.refusal import Reason, Refused
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.services import Services

log = logging.getLogger(__name__)

SOMEBODY = "Somebody I cannot find here"
ONLY_MEMBERS = "I only work with full members of this workspace."
"""What a guest is told, and who names one."""


async def look_up(services: Services, person: Person) -> Member | None:
    directory = services.directories.get(person.tenant.platform)
    return await directory.look_up(person) if directory else None


LEFT = "person.left"
"""The kind of job that ends what somebody who is a member no more was shown; handlers/account/leaving.py carries it."""
NEWS = "news"
"""The kind of job that tells somebody later that there is news; handlers/account/leaving.py carries it."""
OUTSIDE = frozenset({Kind.GUEST, Kind.DEACTIVATED})
WITHOUT_PERMISSION, NOT_ANSWERED = 3600.0, 60.0
"""Seconds until it is asked again."""


async def may_be_told(services: Services, person: Person, *, asked: bool = False) -> bool:
    """Whether something may be sent to the person of our own accord: they are a full member here, as far as the platform said in
    the last minutes. Raises ChatFault (transient) where that cannot be asked: nothing is sent until it can.

    `asked`: it is what they asked for themselves; a permission we lack is then not held against them.
    """
    directory = services.directories.get(person.tenant.platform)
    if directory is None:
        return True
    try:
        member = await directory.look_up(person)
    except Refused:
        if asked:
            return True
        log.warning("nothing is sent unasked: the platform does not say who is a member", extra=_where(person))
        raise ChatFault("missing_scope", transient=True, retry_after=WITHOUT_PERMISSION) from None
    except ChatFault as fault:
        if fault.transient or fault.unreachable:
            raise
        raise ChatFault(fault.kind, transient=True, retry_after=NOT_ANSWERED) from None
    if member is not None and member.kind in OUTSIDE:
        left = Job(f"{LEFT}:{person.id}", LEFT, person.tenant, refs={"person": person.id})
        await ask_again(services.jobs, left, states=ENDED)
    return member is not None and member.kind is Kind.PERSON


def _where(person: Person) -> dict[str, str]:
    return {"tenant": person.tenant.id}


async def tell_later(services: Services, person: Person, fault: ChatFault) -> None:
    """Where the platform does not answer now: that there is news is said when it does. What it is, the person then looks up."""
    if fault.transient:
        job = Job(f"{NEWS}:{person.id}", NEWS, person.tenant, refs={"person": person.id})
        await ask_again(services.jobs, job, delay=timedelta(seconds=fault.retry_after or 5.0), states=ENDED)


async def taken(services: Services, actor: Person, other: Person) -> Member:
    """The other, if it is a person one can work with here. Raises Refused: oneself, a bot, a guest, deactivated, unknown."""
    if other == actor:
        raise Refused(Reason.BAD_INPUT, "That is you. Choose the person you work with.")
    member = await look_up(services, other) if other.tenant == actor.tenant else None
    if member is None:
        raise Refused(Reason.NOT_FOUND, UNKNOWN)
    if member.kind is Kind.BOT:
        raise Refused(Reason.BAD_INPUT, "That is a bot. Choose the person you work with.")
    if member.kind is Kind.DEACTIVATED:
        raise Refused(Reason.BAD_INPUT, "This account is not active any more. Choose somebody who is here.")
    if member.kind is Kind.GUEST:
        raise Refused(Reason.NOT_ALLOWED, f"This person is a guest from outside. {ONLY_MEMBERS}")
    return member


async def known(services: Services, other: Person | None) -> None:
    """Raises Refused for somebody the platform does not know here; nobody named is fine, and so is a platform that does not
    answer."""
    try:
        found = other is None or await look_up(services, other) is not None
    except (ChatFault, Refused):
        return
    if not found:
        raise Refused(Reason.NOT_FOUND, UNKNOWN)


async def name_of(services: Services, tenant: Tenant, user_id: str) -> str:
    """The display name; plain words where the platform knows nobody or does not answer: a name is never worth a failure."""
    try:
        member = await look_up(services, Person(tenant, user_id))
    except (ChatFault, Refused):
        member = None
    return (member.name if member else "") or SOMEBODY


async def names(services: Services, tenant: Tenant, user_ids: Iterable[str]) -> Mapping[str, str]:
    return {user_id: await name_of(services, tenant, user_id) for user_id in dict.fromkeys(user_ids)}


async def tell(services: Services, person: Person, card: Card, *, asked: bool = False) -> bool:
    """A direct message about something that concerns them; False if it was not taken: what was done stays done. `asked`: about
    what they asked for themselves."""
    services.outdated.add(person)
    try:
        if not await may_be_told(services, person, asked=asked):
            return False
        await services.chat(person).direct(person, card)
    except ChatFault as fault:
        if not asked:
            await tell_later(services, person, fault)
        return False
    return True


IN_PRIVATE = Card("I have answered in our direct message")


async def answer(
    services: Services, event: CommandGiven | ButtonPressed | FormSent, respond: Respond, card: Card
) -> MessageRef | None:
    """Reply; a command given in a channel gets its content in the direct message. The message, where it is one that stays."""
    if isinstance(event, CommandGiven) and event.in_channel:
        message = await services.chat(event.person).direct(event.person, card)
        await respond.reply(IN_PRIVATE)
        return message
    return await respond.reply(card)
