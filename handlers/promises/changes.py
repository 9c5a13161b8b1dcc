"""Changing a promise: done, another date, let go, open again; by its client, on a list, on a card and on the Home tab.

A change is one compare-and-set on the promise as it was read, so a second press, or one on an old message, changes nothing and
shows how it stands.
"""

from collections.abc import Callable
from datetime import date, datetime

from core.card import Card
from core.insight.model import SessionInsight
from core.people.person import Person
from core.people.zones import today
from core.promises import commitments as rules
from core.promises.commitments import Commitment
from core.refusal import Reason, Refused
from core.sharing.access import GONE, Operation
from core.sharing.finding import find
from core.sharing.seen import as_seen
from handlers.access import gate
from handlers.access.gate import audit
from handlers.events import ButtonPressed, FormSent, Respond
from handlers.insight import view as insight_view
from handlers.messages.posted import answer_list
from handlers.messages.redraw import keep_up
from handlers.promises import cards as action_cards
from handlers.promises.actions import View, redraw
from handlers.promises.cards import LONGEST, Promise
from handlers.services import Services


async def found(services: Services, person: Person, id: str) -> tuple[SessionInsight, Commitment]:
    """One the person may change. Raises Refused, in the same words for what is not there and what is not to be seen."""
    insight, _ = await find(services, person, Operation.CHANGE_COMMITMENT, id.rpartition("-")[0])
    for commitment in await services.commitments.of(person.tenant, insight.id):
        if commitment.id == id:
            return insight, commitment
    raise Refused(Reason.NOT_FOUND, GONE)


Step = Callable[[Commitment, str, datetime], Commitment | None]


async def change(services: Services, person: Person, id: str, step: Step) -> bool:
    """Take one step with a commitment. False if there was nothing to change: it was so already, or changed just now."""
    insight, commitment = await found(services, person, id)
    moved = step(commitment, person.id, services.clock.now())
    if moved is None:
        return False
    if not await services.commitments.move(Person(person.tenant, insight.client_user_id), moved):
        return False
    what = "reopened" if commitment.settled else moved.state
    await audit(services, person, f"commitment {what}", insight.id, place=int(id.rpartition("-")[2]))
    await keep_up(services, person.tenant, insight.id)
    return True


async def check_off(services: Services, person: Person, id: str) -> None:
    """Done, if it was open."""
    await change(services, person, id, _done)


def _done(commitment: Commitment, by: str, at: datetime) -> Commitment | None:
    return rules.settle(commitment, "done", by, at)


def _dropped(commitment: Commitment, by: str, at: datetime) -> Commitment | None:
    return rules.settle(commitment, "dropped", by, at)


async def done(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await _pressed(services, event, respond, _done)


async def drop(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await _pressed(services, event, respond, _dropped)


async def reopen(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await _pressed(services, event, respond, rules.reopen)


async def _pressed(services: Services, event: ButtonPressed, respond: Respond, step: Step) -> None:
    """`id|view`: a row of a list, which is drawn anew."""
    name, _, view = event.value.partition("|")
    shown = View.unpacked(view)
    await change(services, event.person, name, step)
    await redraw(services, event, respond, shown)


async def done_on_card(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Checked off on the session's card, or in the part of it that was opened; what was pressed is drawn anew."""
    await check_off(services, event.person, event.value)
    insight_id = event.value.rpartition("-")[0]
    if event.message is not None:
        await respond.update(await insight_view.show(services, event.person, insight_id))
        return
    insight, facts = await find(services, event.person, Operation.VIEW, insight_id)
    seen = as_seen(event.person, insight, facts, await gate.corrections(services, event.person.tenant, insight_id))
    made = await insight_view.promises(services, event.person, seen, facts)
    await respond.update(Card("Promised", insight_view.section_blocks(seen, "action_items", made, checks=True)))


async def ask_move(services: Services, event: ButtonPressed, respond: Respond) -> None:
    name, _, view = event.value.partition("|")
    View.unpacked(view)
    _, commitment = await found(services, event.person, name)
    if commitment.settled:
        raise Refused(Reason.NOT_ALLOWED, "This one is settled. Open it again first, under /actions done.")
    await respond.open(action_cards.form(commitment, f"{name}|{commitment.version}"))


async def moved(services: Services, event: FormSent, respond: Respond) -> None:
    """`id|version`: what was agreed counts only if the promise is still what the form showed."""
    name, _, version = event.value.partition("|")
    action = " ".join(str(event.fields.get("action") or "").split())[:LONGEST]
    text = str(event.fields.get("date") or "")
    try:
        due = date.fromisoformat(text) if text else None
    except ValueError:
        await respond.errors({"date": "Pick a day, or leave it empty."})
        return
    if not action:
        await respond.errors({"action": "Write what you will do."})
        return
    insight, before = await found(services, event.person, name)
    if due is not None and due != before.due and due < await today(services, event.person):
        await respond.errors({"date": "Pick a day from today on."})
        return
    if (action, due) == (before.action[:LONGEST], before.due):
        await _agreed(services, event, respond, insight, before)  # sent twice, or with nothing changed
        return
    if str(before.version) != version:
        raise Refused(Reason.NOT_ALLOWED, "This promise changed just now. Open it again with /actions.")

    def step(commitment: Commitment, by: str, at: datetime) -> Commitment | None:
        if str(commitment.version) != version:
            return None
        return rules.renegotiate(commitment, action, due, by, at)

    if not await change(services, event.person, name, step):
        raise Refused(Reason.NOT_ALLOWED, "This promise changed just now. Open it again with /actions.")
    insight, after = await found(services, event.person, name)
    await _agreed(services, event, respond, insight, after)


async def _agreed(
    services: Services, event: FormSent, respond: Respond, insight: SessionInsight, commitment: Commitment
) -> None:
    card = action_cards.moved(Promise(commitment, insight, mine=True), View().packed())
    await answer_list(services, event, respond, card, [event.person.id])
