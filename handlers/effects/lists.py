"""Lists that people have before them are drawn anew after a change, for each as far as they may see what is on them now."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from core.card import Card
from core.changes import Change
from core.faults import ChatFault
from core.people.locales import read_by
from core.people.person import MessageRef, Person
from core.refusal import Refused
from handlers.access.members import may_be_told
from handlers.answers import answers
from handlers.answers import routes as answer_routes
from handlers.briefs import shown as briefs
from handlers.cards import gone
from handlers.effects.effects import concerned
from handlers.lists import insights, routes, timeline
from handlers.messages.posted import close_later, lists_of, words_of
from handlers.messages.redraw import NEWEST
from handlers.nudges import shown
from handlers.promises import actions
from handlers.promises import routes as promises
from handlers.services import Services

log = logging.getLogger(__name__)

Drawn = tuple[Card, set[str]]
"""A list, and the subjects its message is remembered under, so that it is replaced when one of them is taken back or erased."""


async def _insights(services: Services, reader: Person, value: str) -> Drawn:
    card, rows = await insights.draw(services, reader, routes.View.unpacked(value))
    return card, {words_of(row.client_user_id) for row in rows}


async def _timeline(services: Services, reader: Person, value: str) -> Drawn:
    card, rows = await timeline.draw(services, reader, routes.Stretch.unpacked(value))
    return card, {words_of(row.client_user_id) for row in rows}


async def _promises(services: Services, reader: Person, value: str) -> Drawn:
    card, rows = await actions.draw(services, reader, promises.View.unpacked(value))
    return card, {words_of(row.session.client_user_id) for row in rows} | {*actions.sessions_of_others(reader, rows)}


DRAWN: Mapping[str, Callable[[Services, Person, str], Awaitable[Drawn]]] = {
    routes.PAGE.name: _insights,
    routes.TIMELINE.name: _timeline,
    promises.PAGE.name: _promises,
    answer_routes.ANSWER.name: answers.draw,
    **shown.DRAWN,
    **briefs.DRAWN,
}
"""By the route that a message is remembered with."""


async def lists_as_they_are(services: Services, change: Change) -> None:
    """The newest lists of all whom it concerns. What the platform does not take now says, once it does, that it is gone."""
    for reader in sorted(await concerned(services, change), key=lambda one: one.id):
        shown = (await services.posted.shown(reader.tenant, lists_of(reader.id), reader.id))[-NEWEST:]
        told = bool(shown) and await _may_be_told(services, reader)
        async with read_by(services, reader):
            for message, drawn_by in shown:
                card = await _drawn(services, reader, message, drawn_by) if told else gone()
                await _show(services, message, card)


async def _show(services: Services, message: MessageRef, card: Card) -> None:
    try:
        await services.chat(message).update(message, card)
    except ChatFault as fault:
        log.warning("a list was not drawn anew", extra={"fault": fault.kind})
        if fault.transient:
            await close_later(services, message)


async def _may_be_told(services: Services, reader: Person) -> bool:
    try:
        return await may_be_told(services, reader)
    except ChatFault:
        return False


async def _drawn(services: Services, reader: Person, message: MessageRef, drawn_by: str) -> Card:
    route, _, value = drawn_by.partition("|")
    try:
        card, subjects = await DRAWN[route](services, reader, value)
    except (Refused, KeyError):  # a person who is gone, or a list of another version
        return gone()
    for subject in sorted(subjects):
        await services.posted.remember(subject, reader, message)
    return card
