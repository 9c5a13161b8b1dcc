"""What was shown of a session in messages that stay, so that it can be taken back when access ends.

A view that opens over the chat and a message only the person sees go with them; an ordinary message lies in the conversation
for good. Each of those that hold something of a session is remembered under the session, and replaced later.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import timedelta

from core.card import Card
from core.faults import ChatFault
from core.jobs.job import ENDED, Job, ask_again
from core.jobs.refs import Refs, at
from core.people.locales import read_by
from core.people.person import MessageRef, Person, Tenant
from core.people.relationships import Relationship
from core.ports.insights import InsightQuery, InsightSummary
from core.refusal import Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.translation import language
from handlers import cards
from handlers.access.members import answer, may_be_told, tell_later
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.services import Services

log = logging.getLogger(__name__)

STEP = 100
CLOSE = "message.close"
"""The kind of job that edits a message later; handlers/messages/take_back.py carries it."""
AGAIN = timedelta(seconds=5)
AWAY = frozenset({"not_installed", "token_revoked", "account_inactive", "team_access_not_granted"})
"""Faults of an app that is not there now but may be installed again, and then finds its messages as they were."""


async def tell_about(
    services: Services, person: Person, card: Card, *subjects: str, asked: bool = False, drawn_by: str = ""
) -> bool:
    """A private message about things that may end: it is remembered under each, so that it can be replaced then. `drawn_by` as of
    `answer_list`."""
    try:
        return await push(services, person, card, *subjects, asked=asked, drawn_by=drawn_by)
    except ChatFault as fault:
        log.warning("could not tell", extra={"subject": subjects[0], "fault": fault.kind})
        if not asked:
            await tell_later(services, person, fault)
        return False


async def push(
    services: Services, person: Person, card: Card, *subjects: str, asked: bool = False, drawn_by: str = ""
) -> bool:
    """The same, for work that can come back: False where the person is no member any more. Raises ChatFault."""
    if not await may_be_told(services, person, asked=asked):
        return False
    services.outdated.add(person)
    message = await services.chat(person).direct(person, card)
    for subject in subjects:
        await services.posted.remember(subject, person, message)
    await list_shown(services, person, message, (), drawn_by)
    return True


def words_of(user_id: str) -> str:
    """The subject of messages that hold something of several sessions of a person: lists, timelines, promises."""
    return f"words:{user_id}"


def lists_of(user_id: str) -> str:
    """The subject of the lists a reader has before them, each remembered with the route and value that draw it anew."""
    return f"lists:{user_id}"


async def answer_list(
    services: Services,
    event: CommandGiven | ButtonPressed | FormSent,
    respond: Respond,
    card: Card,
    owners: Iterable[str],
    drawn_by: str = "",
) -> None:
    """Answer with a list that holds words of these people's sessions: it is replaced when one of them erases everything, and
    kept up to date where `drawn_by` says what draws it (handlers/effects/lists.py)."""
    message = await answer(services, event, respond, card)
    if message is not None:
        await list_shown(services, event.person, message, owners, drawn_by)


async def update_list(
    services: Services,
    event: ButtonPressed,
    respond: Respond,
    card: Card,
    owners: Iterable[str],
    drawn_by: str = "",
) -> None:
    """Replace what was pressed by such a list."""
    await respond.update(card)
    if event.message is not None:
        await list_shown(services, event.person, event.message, owners, drawn_by)


async def list_shown(
    services: Services, reader: Person, message: MessageRef, owners: Iterable[str], drawn_by: str = ""
) -> None:
    for owner in dict.fromkeys(owners):
        await services.posted.remember(words_of(owner), reader, message)
    if drawn_by:
        await services.posted.remember(lists_of(reader.id), reader, message, drawn_by)


async def reply(
    services: Services, event: ButtonPressed | FormSent, respond: Respond, card: Card, insight_id: str, kind: str = ""
) -> None:
    """Answer a press or a form with something of the session; `kind` where it is to be kept up to date."""
    message = await respond.reply(card)
    if message is not None:
        await _remember(services, event.person, message, insight_id, kind)


async def update(
    services: Services, event: ButtonPressed, respond: Respond, card: Card, insight_id: str, kind: str = ""
) -> None:
    """Replace what was pressed by something of the session."""
    await respond.update(card)
    if event.message is not None:
        await _remember(services, event.person, event.message, insight_id, kind)


async def _remember(services: Services, reader: Person, message: MessageRef, insight_id: str, kind: str) -> None:
    await services.posted.remember(insight_id, reader, message, kind)
    try:  # access that ended since the card was made: whoever ended it may not have found this message
        await find(services, reader, Operation.VIEW, insight_id)
    except Refused:
        await replace_posted(services, reader.tenant, insight_id, cards.gone, reader.id)


async def replace_posted(
    services: Services, tenant: Tenant, subject: str, card: Callable[[], Card], reader: str | None = None
) -> None:
    """Edit what was posted about a thing to one reader, or to all, each in their language, so that nothing old can be read or
    pressed any more. What the platform does not take now is tried again until it does."""
    if reader is not None:
        services.outdated.add(Person(tenant, reader))
    for each in [reader] if reader is not None else await services.posted.readers(tenant, subject):
        if messages := await services.posted.of(tenant, subject, each):
            async with read_by(services, Person(tenant, each)):
                await replace(services, subject, messages, card())
        await services.posted.forget(tenant, subject, each)


async def replace(services: Services, subject: str, messages: Iterable[MessageRef], card: Card) -> None:
    """What the platform does not take now is tried again until it does."""
    for message in messages:
        try:
            await services.chat(message).update(message, card)
        except ChatFault as fault:
            log.warning("could not edit a card", extra={"subject": subject, "fault": fault.kind})
            if fault.transient or fault.kind in AWAY:
                await close_later(services, message)


async def close_later(services: Services, message: MessageRef) -> None:
    """What could not be edited says, once it can, that there is nothing to be seen; in the language of now."""
    place = message.place
    refs: Refs = {**at(place), "message": message.id, "language": language()}
    job = Job(f"{CLOSE}:{place.channel}:{message.id}", CLOSE, place.tenant, refs=refs)
    await ask_again(services.jobs, job, delay=AGAIN, states=ENDED)


async def take_back(
    services: Services, bond: Relationship, card: Callable[[], Card], reader: str | None = None
) -> None:
    """Replace what was posted of every session of a relationship, to all or to one reader."""
    await replace_posted(services, bond.tenant, bond.id, card, reader)
    async for row in sessions_of(services, bond):
        await replace_posted(services, bond.tenant, row.id, card, reader)


async def sessions_of(services: Services, bond: Relationship) -> AsyncIterator[InsightSummary]:
    """Every session of a relationship, whoever may see it."""
    cursor: str | None = None
    while True:
        page = await services.insights.of_relationship(bond.tenant, bond.id, limit=STEP, cursor=cursor)
        for row in page.rows:
            yield row
        if (cursor := page.older) is None:
            return


async def take_back_listed(
    services: Services, query: InsightQuery, card: Callable[[], Card], reader: str | None = None
) -> list[InsightSummary]:
    """The same for every session of a list; which these were."""
    found: list[InsightSummary] = []
    cursor: str | None = None
    while True:
        page = await services.insights.list(query, limit=STEP, cursor=cursor)
        found += page.rows
        for row in page.rows:
            await replace_posted(services, query.reader.tenant, row.id, card, reader)
        if (cursor := page.older) is None:
            return found
