"""Who somebody is, by the platform's own list of members."""

import logging
from datetime import timedelta

from core.card import Card
from core.faults import ChatFault
from core.jobs.job import ENDED, Job, ask_again
from core.people.person import MessageRef, Person
from core.ports.people import Kind
from core.refusal import Refused
from core.translation import _
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.services import Services

log = logging.getLogger(__name__)


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
    """Where the platform does not answer now, or the person is away: that there is news is said later. What it is, they then look
    up."""
    if fault.transient or fault.unreachable:
        job = Job(f"{NEWS}:{person.id}", NEWS, person.tenant, refs={"person": person.id})
        await ask_again(services.jobs, job, delay=timedelta(seconds=fault.retry_after or 5.0), states=ENDED)


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


def in_private() -> Card:
    return Card(_("I have answered in our private chat"))


async def answer(
    services: Services, event: CommandGiven | ButtonPressed | FormSent, respond: Respond, card: Card
) -> MessageRef | None:
    """Reply; a command given in a channel gets its content in the direct message. The message, where it is one that stays."""
    if isinstance(event, CommandGiven) and event.in_channel:
        message = await services.chat(event.person).direct(event.person, card)
        await respond.reply(in_private())
        return message
    return await respond.reply(card)
