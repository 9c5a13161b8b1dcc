"""What is pressed on promises that are asked about, and on reminders; and the forms behind them.

Whatever is said to a promise answers it: it is not asked again until its day. A second press changes nothing.
"""

import hashlib
from dataclasses import replace
from datetime import date, time

from core.card import Say
from core.insight import remarks
from core.nudges import acts, hours, words
from core.nudges.schedule import When
from core.nudges.settings import Settings, weekly
from core.nudges.words import Said
from core.people import meetings
from core.people.person import Person
from core.promises import acts as promises
from core.promises.acts import Agreed
from core.promises.commitments import Commitment, place_of, promised_by_client
from core.refusal import Reason, Refused
from core.translation import _
from handlers.cards import sorry
from handlers.events import ButtonPressed, FormSent, Respond, beside_field
from handlers.messages.posted import answer_list
from handlers.nudges import cards, dialogs, found, routes, shown
from handlers.nudges.dialogs import LONGEST_PLAN
from handlers.nudges.routes import Found
from handlers.routing import OUT_OF_DATE
from handlers.services import Services


async def _open(services: Services, person: Person, promise_id: str) -> Commitment:
    """One of the person's own that is not settled. Raises Refused."""
    insight, promise = await promises.find(services, person, promise_id)
    if promise.client != person.id or not promised_by_client(promise, insight):
        raise Refused(Reason.NOT_ALLOWED, _("This one is not yours to be reminded of."))
    if promise.settled:
        said = _("This one is settled. Open it again first, under {actions}.", actions=Say("actions", "done"))
        raise Refused(Reason.NOT_ALLOWED, said)
    return promise


# --- what was found ---


async def keep(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """On a list, it is answered with what its session holds of promises, where its day and plan can be said."""
    row = routes.KEEP.read(event)
    promise = await _open(services, event.person, row.id)
    await acts.keep(services, event.person, [promise])
    if row.on:
        await shown.redraw(services, event, respond, row.on)
        return
    value = Found(promise.insight_id)
    card, _subjects = await shown.found(services, event.person, value.packed())
    await answer_list(services, event, respond, card, [event.person.id], routes.FOUND.packed(value))


async def keep_all(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Those that are on the message."""
    value = routes.KEEP_ALL.read(event)
    made, _more = await shown.undecided(services, event.person, value.insight)
    await acts.keep(services, event.person, made)
    await shown.redraw(services, event, respond, routes.FOUND.packed(value))


async def not_one(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Left out of the session, as on its card."""
    row = routes.NOT_ONE.read(event)
    promise = await _open(services, event.person, row.id)
    once = hashlib.sha256(f"{promise.id} none".encode()).hexdigest()[:24]
    await remarks.correct(
        services, event.person, promise.insight_id, "action_items", place_of(promise.id), None, id=once
    )
    await acts.rest(services, event.person, promise.id)
    await shown.redraw(services, event, respond, row.on)


async def rest(services: Services, event: ButtonPressed, respond: Respond) -> None:
    row = routes.REST.read(event)
    await acts.rest(services, event.person, row.id)
    await shown.redraw(services, event, respond, row.on)


async def ask_plan(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await respond.open(dialogs.plan(await _open(services, event.person, routes.PLAN.read(event).id)))


async def planned(services: Services, event: FormSent, respond: Respond) -> None:
    """The moment of the plan is taken from its words where they name one that can be."""
    promise = await _open(services, event.person, routes.PLAN_SENT.read(event).id)
    line, obstacle = _text(event, "line")[:LONGEST_PLAN], _text(event, "obstacle")[:LONGEST_PLAN]
    if not line:
        await respond.errors({"line": _("Write when and where, or leave the plan for another time.")})
        return
    trouble = await acts.plan(services, event.person, promise, line, obstacle)
    await _noted(services, event, respond, promise.id, trouble)


async def ask_meeting(services: Services, event: ButtonPressed, respond: Respond) -> None:
    bond = routes.MEETING.read(event).id
    await respond.open(dialogs.next_session(bond, await meetings.coming(services, event.person, bond or None)))


async def meeting_said(services: Services, event: FormSent, respond: Respond) -> None:
    bond = routes.MEETING_SENT.read(event).id
    try:
        day = date.fromisoformat(_text(event, "date"))
        at = hours.sure(_text(event, "time"))
        if at is None and _text(event, "time"):
            await respond.errors({"time": _(hours.NO_TIME)})
            return
        meeting = await meetings.set_next_session(services, event.person, bond or None, day, at)
    except ValueError:
        await respond.errors({"date": _("Pick a day from today on, within a year.")})
        return
    except Refused as refusal:
        if refusal.reason is not Reason.BAD_INPUT:
            raise
        await respond.errors({"date": refusal.message})
        return
    await respond.reply(cards.meeting_noted(meeting))
    await shown.refresh(services, event.person)


# --- the reminder ---


async def done(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Of what comes again, this time."""
    row = routes.DONE.read(event)
    kept = (await acts.of(services, event.person)).of(row.id)
    if kept is not None and kept.weekly:
        await _open(services, event.person, row.id)
        await acts.done_this_time(services, event.person, row.id)
    else:
        await promises.done(services, event.person, row.id)
    await shown.redraw(services, event, respond, row.on)


async def finished(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """For good, also of what comes again."""
    row = routes.FINISHED.read(event)
    await promises.done(services, event.person, row.id)
    await shown.redraw(services, event, respond, row.on)


async def let_go(services: Services, event: ButtonPressed, respond: Respond) -> None:
    row = routes.LET_GO.read(event)
    await promises.drop(services, event.person, row.id)
    await shown.redraw(services, event, respond, row.on)


async def another_day(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """A day that was offered; on one that is over by now, the next of theirs."""
    offered = routes.DAY.read(event)
    promise = await _open(services, event.person, offered.id)
    try:
        day = date.fromisoformat(offered.day)
    except ValueError:
        raise Refused(Reason.BAD_INPUT, _(OUT_OF_DATE)) from None
    record, now = await acts.of(services, event.person), await acts.today(services, event.person)
    kept = record.of(promise.id)
    at = kept.when.at if kept and kept.when else None
    when = When(record.settings.first_from(max(day, now.day)), at)
    await acts.move(services, event.person, promise, Said(when, None))
    await shown.redraw(services, event, respond, offered.on)


async def ask_another(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await respond.open(dialogs.another(await _open(services, event.person, routes.ANOTHER.read(event).id)))


async def another_sent(services: Services, event: FormSent, respond: Respond) -> None:
    promise = await _open(services, event.person, routes.ANOTHER_SENT.read(event).id)
    settings, now = (await acts.of(services, event.person)).settings, await acts.today(services, event.person)
    text = _text(event, "day")
    try:
        said = words.read(text, now.now, settings)
    except Refused as refusal:
        await respond.errors({"day": refusal.message})
        return
    await acts.move(services, event.person, promise, said, text[: hours.LONGEST])
    await _noted(services, event, respond, promise.id)


async def ask_change(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await respond.open(dialogs.change(await _open(services, event.person, routes.CHANGE.read(event).id)))


async def changed(services: Services, event: FormSent, respond: Respond) -> None:
    """Agreed on anew, and kept."""
    seen = routes.CHANGE_SENT.read(event)
    before = await _open(services, event.person, seen.id)
    action, text = _text(event, "action"), _text(event, "date")
    try:
        due = date.fromisoformat(text) if text else None
        _insight, promise = await promises.agree(services, event.person, seen.id, Agreed(action, due, seen.version))
    except ValueError:
        await respond.errors({"date": _("Pick a day, or leave it empty.")})
        return
    except Refused as refusal:
        await beside_field(respond, refusal)
        return
    await acts.keep(services, event.person, [promise])
    record, now = await acts.of(services, event.person), await acts.today(services, event.person)
    if before.due != promise.due and (when := acts.day_of(record.settings, promise, now.day)):
        await acts.move(services, event.person, promise, Said(when))
    await _noted(services, event, respond, promise.id)


async def hour(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """The answer to an hour that was offered for good."""
    answer = routes.HOUR.read(event)
    try:
        at = time.fromisoformat(answer.hour)
    except ValueError:
        raise Refused(Reason.BAD_INPUT, _(OUT_OF_DATE)) from None
    await acts.hour_for_good(services, event.person, at, wanted=answer.wanted == "1")
    await shown.redraw(services, event, respond, answer.on)


async def stop(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await _set(services, event, respond, routes.STOP.read(event).on, lambda settings: replace(settings, off=True))


async def turn_on(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await _set(services, event, respond, routes.AGAIN.read(event).on, _on)


def _on(settings: Settings) -> Settings:
    return replace(settings, off=False, paused_until=None)


async def end_pause(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """What is off stays off."""
    on = routes.RESUME.read(event).on
    await _set(services, event, respond, on, lambda settings: replace(settings, paused_until=None))


async def once_a_week(services: Services, event: ButtonPressed, respond: Respond) -> None:
    now = await acts.today(services, event.person)
    await _set(services, event, respond, routes.WEEKLY.read(event).on, lambda settings: weekly(settings, now.day))


async def _set(services: Services, event: ButtonPressed, respond: Respond, on: str, step: acts.Setting) -> None:
    await acts.set_settings(services, event.person, step)
    await shown.answer(services, event, respond, on)


async def _noted(services: Services, event: FormSent, respond: Respond, promise_id: str, trouble: str = "") -> None:
    made, _why = await shown.of(services, event.person, [promise_id])
    standing = await shown.standing(services, event.person)
    await respond.reply(found.noted(made[0], standing, trouble) if made else sorry(_("This is not there any more.")))
    await shown.refresh(services, event.person)


def _text(event: FormSent, name: str) -> str:
    return " ".join(event.text(name).split())
