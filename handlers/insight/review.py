"""What its carers do with an insight: hold and release, show the craft view, title and date, delete; and who has seen it."""

from collections import Counter
from datetime import UTC, date, datetime

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    DateField,
    Field,
    Form,
    Style,
    Table,
    Text,
    TextField,
)
from core.insight.holding import HELD_FOR, end_of_hold, may_be_held
from core.insight.model import SessionInsight, Status
from core.insight.sections import BY_NAME
from core.people.members import name_of, names
from core.people.person import Person, Tenant
from core.promises import due_dates
from core.refusal import Reason, Refused
from core.sharing.access import (
    Bond,
    Facts,
    Operation,
    can,
)
from core.sharing.finding import facts as facts_now
from core.sharing.finding import find
from core.sharing.seen import as_seen
from handlers import cards
from handlers.access.gate import audit, concerned, corrections
from handlers.events import ButtonPressed, FormSent, Respond
from handlers.insight import craft as craft_view
from handlers.insight import held, view
from handlers.intake.jobs import forget_source
from handlers.intake.labels import LONGEST_TITLE, title_of
from handlers.messages import posted
from handlers.messages.posted import replace_posted, tell_about
from handlers.messages.redraw import CARD, keep_up, stands
from handlers.promises import commitments
from handlers.services import Services

LOOKED = frozenset({"view", "view section", "view craft", "export", "deliver"})
"""What was sent to somebody counts like a look, and once."""
HELD_LONG_ENOUGH = f"A session can be held for {HELD_FOR.days} days, and for this one they are over."
ENTRIES = 500
"""The newest entries of the record that are counted for "who has seen this"."""


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    card = await view.show(services, event.person, event.value)
    await posted.reply(services, event, respond, card, event.value, CARD)


async def section(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight_id, _, name = event.value.rpartition("|")
    insight, facts = await find(services, event.person, Operation.VIEW, insight_id)
    if name not in BY_NAME:
        raise Refused(Reason.BAD_INPUT, "I do not know this part of the card. Open the session again.")
    seen = as_seen(event.person, insight, facts, await corrections(services, event.person.tenant, insight.id))
    made = await view.promises(services, event.person, seen, facts) if name == "action_items" else {}
    checks = can(event.person, Operation.CHANGE_COMMITMENT, facts)
    blocks = view.section_blocks(seen, name, made, checks=checks) or (Text("Nothing is left in this part."),)
    await respond.open(Form(BY_NAME[name].title, "none", blocks=blocks))
    await audit(services, event.person, "view section", insight.id, section=name)


async def craft(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, _ = await find(services, event.person, Operation.SEE_CRAFT, event.value)
    await respond.open(Form("Craft view", "none", blocks=craft_view.blocks(insight)))
    await audit(services, event.person, "view craft", insight.id)


async def share_craft(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """`id|yes` or `id|no`; pressing an old card again changes nothing."""
    insight_id, _, wanted = event.value.partition("|")
    insight, _ = await find(services, event.person, Operation.SHARE_CRAFT, insight_id)
    shared = wanted == "yes"
    if shared != insight.craft_shared:
        at = services.clock.now()
        if not await services.insights.set_craft_shared(event.person.tenant, insight.id, shared, at):
            raise Refused(Reason.NOT_ALLOWED, "This session changed just now. Open it again.")
        await audit(services, event.person, "share craft view" if shared else "revoke craft view", insight.id)
    card = await view.show(services, event.person, insight.id)
    await posted.update(services, event, respond, card, insight.id, CARD)
    await keep_up(services, event.person.tenant, insight.id)


async def hold(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """`id|yes` hides it from the other, `id|no` shows it to both. A client is told of either; a coach of a release alone."""
    insight_id, _, wanted = event.value.partition("|")
    insight, facts = await find(services, event.person, Operation.HOLD, insight_id)
    hidden = wanted == "yes"
    mine = event.person.id == insight.client_user_id
    client, coach = (True, not hidden) if mine else (not hidden, True)
    if (client, coach) != (insight.visible_to_client, insight.visible_to_coach):
        at, ends = services.clock.now(), None
        if not client:
            if not may_be_held(insight, at):
                raise Refused(Reason.NOT_ALLOWED, HELD_LONG_ENOUGH)
            ends = end_of_hold(insight, at)
            await held.at_its_end(services, event.person.tenant, insight.id, ends)
        if not await services.insights.set_visible(
            event.person.tenant, insight.id, client=client, coach=coach, at=at, hold_ends_at=ends
        ):
            raise Refused(Reason.NOT_ALLOWED, "This session changed just now. Open it again.")
        await audit(services, event.person, "hold" if hidden else "release", insight.id)
        await _tell_of(services, event.person, insight, facts, released=not hidden)
        if not hidden:
            await commitments.record(services, event.person.tenant, insight.id)
    card = await view.show(services, event.person, insight.id)
    await posted.update(services, event, respond, card, insight.id, CARD)
    await keep_up(services, event.person.tenant, insight.id)


async def _tell_of(services: Services, actor: Person, insight: SessionInsight, facts: Facts, *, released: bool) -> None:
    others = list(facts.grants) if facts.bond is Bond.UNPAIRED else [facts.client, facts.coach or facts.client]
    for user_id in dict.fromkeys(others):
        other = Person(actor.tenant, user_id)
        if other == actor:
            continue
        if not released:
            await _tell_held(services, other, insight.id)
            continue
        mine = await name_of(services, actor.tenant, actor.id)
        button = Button("Open", "insight.open", insight.id)
        card = Card("A session is ready for you", (Text(f"{mine} has released a session."), Actions((button,))))
        _, now = await find(services, actor, Operation.VIEW, insight.id)
        if can(other, Operation.VIEW, now):
            if user_id == insight.client_user_id:
                await replace_posted(services, actor.tenant, insight.id, card, user_id)
            await tell_about(services, other, card, insight.id)


async def _tell_held(services: Services, other: Person, insight_id: str) -> None:
    """What was shown of it is replaced: for a client by the word that it is held, for anybody else by nothing to go by."""
    insight = await services.insights.get(other.tenant, insight_id)
    named = await held.card(services, other, insight, await facts_now(services, insight)) if insight else None
    if named is None:
        await replace_posted(services, other.tenant, insight_id, cards.gone(), other.id)
        return
    before = await services.posted.of(other.tenant, insight_id, other.id)
    await replace_posted(services, other.tenant, insight_id, named, other.id)
    for message in before:
        await services.posted.remember(insight_id, other, message)
    if not before:
        await tell_about(services, other, named, insight_id)


async def ask_edit(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, _ = await find(services, event.person, Operation.EDIT, event.value)
    known = insight.session_date.date() if insight.session_date else None
    fields: tuple[Field, ...] = (
        TextField("title", "Title", insight.session_title or "", required=False, max_length=LONGEST_TITLE),
        DateField("date", "The day of the session", known, required=known is not None),
    )
    await respond.open(Form("Title and date", "insight.edit", fields, (), "Save", "Not now", insight.id))


async def edited(services: Services, event: FormSent, respond: Respond) -> None:
    """Dates of promises are counted anew when the session's day changes."""
    insight, facts = await find(services, event.person, Operation.EDIT, event.value)
    title = title_of(str(event.fields.get("title") or "")) or None
    text = str(event.fields.get("date") or "")
    try:
        day = date.fromisoformat(text) if text or insight.session_date else None
    except ValueError:
        await respond.errors({"date": "Pick the day of the session."})
        return
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
    if day and insight.session_date and insight.session_date.date() == day:
        moment = insight.session_date  # the hour is kept
    at = services.clock.now()
    there = await services.insights.edit(event.person.tenant, insight.id, title=title, session_date=moment, at=at)
    if there and moment and moment != insight.session_date and insight.status is Status.COMPLETED:
        there = await services.insights.redate(
            event.person.tenant, insight.id, moment, due_dates.count(insight, day), at
        )
    if not there:
        raise Refused(Reason.NOT_ALLOWED, "This session changed just now. Open it again.")
    await commitments.record(services, event.person.tenant, insight.id)
    await audit(services, event.person, "edit", insight.id)
    services.outdated.update(concerned(facts))
    await keep_up(services, event.person.tenant, insight.id)
    if not await stands(services, event.person, insight.id):
        card = await view.show(services, event.person, insight.id)
        await posted.reply(services, event, respond, card, insight.id, CARD)


async def delete(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """For good and for everybody: insight, transcript, comments, corrections; posted cards say so."""
    insight, facts = await find(services, event.person, Operation.DELETE, event.value)
    tenant = event.person.tenant
    # What hangs on it goes first: after a crash the insight is there to be deleted again. Then what was written meanwhile.
    if insight.source_document_id:
        await forget_source(services, tenant, insight.source_document_id)
    await _delete_words(services, tenant, insight.id)
    await services.insights.delete(tenant, insight.id)
    await _delete_words(services, tenant, insight.id)
    await audit(services, event.person, "delete", insight.id)
    services.outdated.update(concerned(facts))
    await replace_posted(services, tenant, insight.id, cards.deleted())
    await respond.update(cards.deleted())


async def _delete_words(services: Services, tenant: Tenant, insight_id: str) -> None:
    """What people wrote about an insight."""
    await services.comments.delete_all(tenant, insight_id)
    await services.corrections.remove_all(tenant, insight_id)


async def seen_by(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Who looked or was sent it, how often and when last, from the record."""
    insight, _ = await find(services, event.person, Operation.SEE_AUDIT, event.value)
    entries = await services.audit.of(event.person.tenant, insight.id, limit=ENTRIES)
    looks = [entry for entry in entries if entry.operation in LOOKED]
    times = Counter(entry.actor for entry in looks if entry.operation != "deliver")
    times.update({entry.actor for entry in looks if entry.operation == "deliver"})
    last = {entry.actor: entry.at for entry in sorted(looks, key=lambda entry: entry.at)}
    known = await names(services, event.person.tenant, times)
    rows = tuple(
        ("You" if actor == event.person.id else known[actor], str(times[actor]), cards.day(last[actor]))
        for actor in sorted(times, key=lambda actor: last[actor], reverse=True)
    )
    blocks: list[Block] = [Table(("Who", "Times", "Last"), rows)] if rows else [Text("Nobody has opened it yet.")]
    saved = [entry for entry in looks if entry.operation == "export"]
    if saved:
        blocks.append(Text(f"Saved as a file {len(saved)} {'time' if len(saved) == 1 else 'times'}.", Style.SMALL))
    if len(entries) == ENTRIES:
        blocks.append(Text(f"Counted from the newest {ENTRIES} entries.", Style.SMALL))
    await respond.open(Form("Who has seen this", "none", blocks=tuple(blocks)))
