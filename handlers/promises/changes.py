"""Changing a promise: done, another date, let go, open again; by its client, on a list, on a card and at home.

A second press, or one on an old message, changes nothing and shows how it stands.
"""

from datetime import date

from core.card import Card, Say
from core.insight.model import SessionInsight
from core.promises import acts
from core.promises.acts import Agreed
from core.promises.commitments import Commitment, session_of
from core.refusal import Reason, Refused
from core.sharing.finding import see
from core.translation import _
from handlers.events import ButtonPressed, FormSent, Respond, beside_field
from handlers.insight import view as insight_view
from handlers.messages.posted import answer_list
from handlers.promises import cards as action_cards
from handlers.promises import routes
from handlers.promises.actions import redraw
from handlers.promises.cards import Promise
from handlers.promises.routes import View
from handlers.services import Services


async def done(services: Services, event: ButtonPressed, respond: Respond) -> None:
    row = routes.DONE.read(event)
    view = row.shown
    await acts.done(services, event.person, row.id)
    await redraw(services, event, respond, view)


async def drop(services: Services, event: ButtonPressed, respond: Respond) -> None:
    row = routes.DROP.read(event)
    view = row.shown
    await acts.drop(services, event.person, row.id)
    await redraw(services, event, respond, view)


async def reopen(services: Services, event: ButtonPressed, respond: Respond) -> None:
    row = routes.REOPEN.read(event)
    view = row.shown
    await acts.reopen(services, event.person, row.id)
    await redraw(services, event, respond, view)


async def done_on_card(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Checked off on the session's card, or in the part of it that was opened; what was pressed is drawn anew."""
    promise = routes.DONE_ON_CARD.read(event).id
    await acts.done(services, event.person, promise)
    insight_id = session_of(promise)
    if event.message is not None:
        await respond.update(await insight_view.show(services, event.person, insight_id))
        return
    seen = await see(services, event.person, insight_id)
    part = "action_items"
    await respond.update(Card(insight_view.title_of(part), insight_view.part(seen, part)))


async def ask_move(services: Services, event: ButtonPressed, respond: Respond) -> None:
    _insight, commitment = await acts.find(services, event.person, routes.MOVE.read(event).id)
    if commitment.settled:
        said = _("This one is settled. Open it again first, under {actions}.", actions=Say("actions", "done"))
        raise Refused(Reason.NOT_ALLOWED, said)
    await respond.open(action_cards.form(commitment))


async def moved(services: Services, event: FormSent, respond: Respond) -> None:
    """What was agreed counts only if the promise is still what the form showed."""
    seen = routes.MOVE_SENT.read(event)
    action, text = (event.text(name) for name in ("action", "date"))
    try:
        due = date.fromisoformat(text) if text else None
    except ValueError:
        await respond.errors({"date": _("Pick a day, or leave it empty.")})
        return
    try:
        insight, commitment = await acts.agree(services, event.person, seen.id, Agreed(action, due, seen.version))
    except Refused as refusal:
        await beside_field(respond, refusal)
        return
    await _agreed(services, event, respond, insight, commitment)


async def _agreed(
    services: Services, event: FormSent, respond: Respond, insight: SessionInsight, commitment: Commitment
) -> None:
    card = action_cards.moved(Promise(commitment, insight, mine=True), View())
    await answer_list(services, event, respond, card, [event.person.id])
