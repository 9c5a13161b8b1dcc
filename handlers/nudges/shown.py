"""Messages about reminders are drawn from what is true now: when they are posted, pressed, and after whatever changes them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from core.card import Card
from core.faults import ChatFault
from core.insight.model import SessionInsight
from core.nudges import acts
from core.nudges.record import Why
from core.people.meetings import next_session
from core.people.person import MessageRef, Person
from core.promises.commitments import Commitment, promised_by_client, session_of
from core.promises.recording import ask_job
from core.refusal import Refused
from core.sharing.access import Bond, Operation, can
from core.sharing.finding import facts
from handlers.briefs import notes
from handlers.briefs.notes import Drawn
from handlers.events import ButtonPressed, FormSent, Respond
from handlers.messages.posted import lists_of, update_list, words_of
from handlers.nudges import cards, routes
from handlers.nudges import found as asking
from handlers.nudges.cards import Standing
from handlers.nudges.found import MOST, Meeting, Session
from handlers.nudges.routes import Found, Told
from handlers.services import Services

log = logging.getLogger(__name__)

NEWEST = 10
"""Messages of a person that are kept up to date."""
LOOKED_AT = 40
SESSIONS = 5
"""Promises and sessions looked through for the one before."""


async def standing(services: Services, person: Person) -> Standing:
    return Standing(await acts.of(services, person), await acts.today(services, person))


async def of(services: Services, client: Person, ids: Sequence[str]) -> tuple[list[Commitment], dict[str, Why]]:
    """The client's own promises of these ids that they may see, in that order, and why others, or some of them, are not to be
    spoken of."""
    sessions: dict[str, dict[str, Commitment]] = {}
    closed: set[str] = set()
    for insight_id in dict.fromkeys(map(session_of, ids)):
        made = await services.commitments.of(client.tenant, insight_id)
        insight = await services.insights.get(client.tenant, insight_id) if made else None
        mine = [one for one in made if insight and one.client == client.id and promised_by_client(one, insight)]
        sessions[insight_id] = {one.id: one for one in mine}
        if insight and mine and not await _open(services, client, insight):
            closed.add(insight_id)
    there: list[Commitment] = []
    why: dict[str, Why] = {}
    for promise_id in ids:
        insight_id = session_of(promise_id)
        promise = sessions[insight_id].get(promise_id)
        if promise is None:
            why[promise_id] = Why.GONE
        elif insight_id in closed:
            why[promise_id] = Why.CLOSED
        else:
            there.append(promise)
            if promise.settled:
                why[promise_id] = Why.DONE if promise.state == "done" else Why.LET_GO
    return there, why


async def _open(services: Services, client: Person, insight: SessionInsight) -> bool:
    """Whether the client may change its promises, and what the two began goes on."""
    known = await facts(services, insight)
    return can(client, Operation.CHANGE_COMMITMENT, known) and known.bond in {Bond.UNPAIRED, Bond.ACTIVE}


async def found(services: Services, person: Person, value: str) -> Drawn:
    insight_id = Found.unpacked(value).insight
    made, more = await undecided(services, person, insight_id)
    session = await _session(services, person, insight_id) if insight_id else None
    card = asking.found(made, await standing(services, person), insight_id, session, more=more)
    return card, {words_of(person.id), *(one.insight_id for one in made)}


async def _session(services: Services, person: Person, insight_id: str) -> Session | None:
    insight = await services.insights.get(person.tenant, insight_id)
    if insight is None or insight.client_user_id != person.id:
        return None
    bond = insight.coaching_relationship_id
    day = await next_session(services, person, bond)
    meeting = Meeting(bond or "", day) if day else None
    return Session(meeting, await _before(services, person, insight))


async def _before(services: Services, person: Person, insight: SessionInsight) -> list[Commitment]:
    """The promises of the session before, where this one belongs."""
    at = insight.session_date or insight.created_at
    made = [*await services.commitments.open_of(person, before=at, limit=LOOKED_AT)]
    made += (await services.commitments.listed(person, settled=True, limit=LOOKED_AT)).rows
    earlier = sorted((one for one in made if one.made_at < at), key=lambda one: one.made_at, reverse=True)
    for session_id in list(dict.fromkeys(one.insight_id for one in earlier))[:SESSIONS]:
        before = await services.insights.get(person.tenant, session_id)
        if before is None or before.coaching_relationship_id != insight.coaching_relationship_id:
            continue
        ids = [one.id for one in await services.commitments.of(person.tenant, session_id)]
        there, _why = await of(services, person, ids)
        return there[:MOST]
    return []


async def undecided(services: Services, person: Person, insight_id: str) -> tuple[list[Commitment], bool]:
    """The open promises that a person can decide about, in one session or in all of theirs: the first of them, and whether there
    are more."""
    if insight_id:
        made = list(await services.commitments.of(person.tenant, insight_id))
    else:
        rows = (await services.commitments.listed(person, settled=False, limit=2 * MOST)).rows
        asked = await _asked_about(services, person, {one.insight_id for one in rows})
        made = [one for one in rows if one.insight_id not in asked]
    there, _why = await of(services, person, [one.id for one in made if not one.settled])
    return there[:MOST], len(there) > MOST


async def _asked_about(services: Services, person: Person, sessions: set[str]) -> set[str]:
    """Sessions that have a question of their own, or soon will: they are not asked about with those of before."""
    jobs = await asyncio.gather(*(services.jobs.get(person.tenant, ask_job(each)) for each in sessions))
    return {job.refs.get("insight", "") for job in jobs if job}


async def told(services: Services, person: Person, value: str) -> Drawn:
    shown = Told.unpacked(value)
    made, _why = await of(services, person, shown.promises)
    form = int(shown.form) if shown.form.isdecimal() else 0
    ids = (*shown.promises, *shown.notes)
    joins, subjects = await joined(services, person, form, ids)
    card = cards.told(form, made, await standing(services, person), ids, joins)
    return card, {words_of(person.id), *(one.insight_id for one in made), *subjects}


async def joined(
    services: Services, person: Person, form: int, ids: tuple[str, ...], *, fresh: bool = False
) -> tuple[list[Card], set[str]]:
    """What comes with a message of these ids, and what it is to be remembered under besides."""
    told = Told.of(form, ids)
    parts: list[Card] = []
    subjects: set[str] = set()
    for note in told.notes:
        if found := await notes.drawn(services, person, note, routes.TOLD.packed(told), fresh=fresh):
            parts.append(found[0])
            subjects |= found[1]
    return parts, subjects


DRAWN: Mapping[str, Callable[[Services, Person, str], Awaitable[Drawn]]] = {
    routes.FOUND.name: found,
    routes.TOLD.name: told,
}
"""By the route that a message is remembered with (handlers/effects/lists.py)."""


async def answer(services: Services, event: ButtonPressed | FormSent, respond: Respond, on: str) -> None:
    """After a setting: the message pressed is drawn anew, or else it is said how reminders stand now."""
    if isinstance(event, ButtonPressed) and on:
        await redraw(services, event, respond, on)
        return
    await respond.reply(cards.settled(await standing(services, event.person)))
    await refresh(services, event.person)


async def redraw(services: Services, event: ButtonPressed, respond: Respond, on: str) -> None:
    """What was pressed, and what else the person has before them of the same."""
    name, value = routes.message_of(on)
    card, subjects = await DRAWN[name](services, event.person, value)
    await update_list(services, event, respond, card, [event.person.id], on)
    if event.message is not None:
        await remember(services, event.person, event.message, subjects)
    await refresh(services, event.person, but=event.message)


async def remember(services: Services, person: Person, message: MessageRef, subjects: set[str]) -> None:
    for subject in sorted(subjects):
        await services.posted.remember(subject, person, message)


async def refresh(services: Services, person: Person, but: MessageRef | None = None) -> None:
    """Draw the person's newest messages of this kind anew. It is never worth a failure."""
    for message, drawn_by in (await services.posted.shown(person.tenant, lists_of(person.id), person.id))[-NEWEST:]:
        name, _bar, value = drawn_by.partition("|")
        if name not in DRAWN or message == but:
            continue
        try:
            card, _subjects = await DRAWN[name](services, person, value)
            await services.chat(message).update(message, card)
        except (ChatFault, Refused) as fault:
            log.warning("a reminder was not drawn anew: %s", type(fault).__name__)
