"""What its carers do with an insight: hold and release, show the craft view, title and date, delete; and who has seen it."""

from collections import Counter
from datetime import date

from core.card import (
    Block,
    Bullets,
    DateField,
    Field,
    Form,
    Style,
    Text,
    TextField,
    Words,
)
from core.insight import acts, holds
from core.insight.label import LONGEST_TITLE
from core.people.members import names
from core.refusal import Reason, Refused
from core.sharing.access import Operation
from core.sharing.finding import find, see
from core.translation import _, ngettext
from handlers import cards
from handlers.access.gate import audit
from handlers.events import ButtonPressed, FormSent, Respond, beside_field
from handlers.insight import craft as craft_view
from handlers.insight import dating, routes, view
from handlers.insight.cards import DELETE_FOLLOWS, DELETE_QUESTION
from handlers.insight.routes import YES
from handlers.messages import posted
from handlers.messages.redraw import CARD, stands
from handlers.routing import OUT_OF_DATE, Id
from handlers.services import Services

LOOKED = frozenset({"view", "view section", "view craft", "view transcript", "export", "deliver"})
"""What was sent to somebody counts like a look, and once."""
ENTRIES = 500
"""The newest entries of the record that are counted for "who has seen this"."""


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight_id = routes.OPEN.read(event).id
    card = await view.show(services, event.person, insight_id)
    await posted.reply(services, event, respond, card, insight_id, CARD)


async def section(services: Services, event: ButtonPressed, respond: Respond) -> None:
    part = routes.SECTION.read(event)
    seen = await see(services, event.person, part.insight)
    title, blocks = view.title_of(part.section), view.part(seen, part.section)
    await respond.open(Form(title, "none", blocks=blocks or (Text(_("Nothing is left in this part.")),)))
    await audit(services, event.person, "view section", part.insight, section=part.section)


async def craft(services: Services, event: ButtonPressed, respond: Respond) -> None:
    seen = await see(services, event.person, routes.CRAFT.read(event).id, Operation.SEE_CRAFT)
    shown = craft_view.blocks(seen.insight, label_too=event.person.id == seen.insight.coach_user_id)
    await respond.open(Form(_("Craft view"), "none", blocks=shown))
    await audit(services, event.person, "view craft", seen.insight.id)


async def share_craft(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Pressing an old card again changes nothing."""
    wanted = routes.SHOW_CRAFT.read(event)
    await acts.show_craft(services, event.person, wanted.insight, shown=wanted.answer == YES)
    card = await view.show(services, event.person, wanted.insight)
    await posted.update(services, event, respond, card, wanted.insight, CARD)


async def hold(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """YES hides it from the other, NO shows it to both."""
    wanted = routes.HOLD.read(event)
    act = holds.hold if wanted.answer == YES else holds.release
    await act(services, event.person, wanted.insight)
    card = await view.show(services, event.person, wanted.insight)
    await posted.update(services, event, respond, card, wanted.insight, CARD)


async def ask_edit(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, _facts = await find(services, event.person, Operation.EDIT, routes.EDIT.read(event).id)
    known = insight.session_date.date() if insight.session_date else None
    shown = known or (await dating.given_on(services, insight) if event.action == routes.DATE.name else None)
    fields: tuple[Field, ...] = (
        TextField("title", _("Title"), insight.session_title or "", required=False, max_length=LONGEST_TITLE),
        DateField("date", _("The day of the session"), shown, required=shown is not None),
    )
    await respond.open(routes.EDIT_SENT.form(_("Title and date"), Id(insight.id), fields, submit=_("Save")))


async def keep_date(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """The day that was proposed. One that was given meanwhile stays."""
    said = routes.KEEP_DATE.read(event)
    insight, _facts = await find(services, event.person, Operation.EDIT, said.insight)
    if insight.session_date is None:
        try:
            day = date.fromisoformat(said.day)
        except ValueError:
            raise Refused(Reason.BAD_INPUT, _(OUT_OF_DATE)) from None
        await acts.edit(services, event.person, insight.id, insight.session_title or "", day)
    card = await view.show(services, event.person, insight.id)
    await posted.update(services, event, respond, card, insight.id, CARD)


async def edited(services: Services, event: FormSent, respond: Respond) -> None:
    insight_id = routes.EDIT_SENT.read(event).id
    title, text = (event.text(name) for name in ("title", "date"))
    try:
        day = date.fromisoformat(text) if text else None
        await acts.edit(services, event.person, insight_id, title, day)
    except ValueError:
        await respond.errors({"date": _(acts.NO_DAY)})
        return
    except Refused as refusal:
        await beside_field(respond, refusal)
        return
    if not await stands(services, event.person, insight_id):
        card = await view.show(services, event.person, insight_id)
        await posted.reply(services, event, respond, card, insight_id, CARD)


async def delete(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await acts.delete(services, event.person, routes.DELETE.read(event).id)
    await respond.update(cards.deleted())


async def ask_delete(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, _facts = await find(services, event.person, Operation.DELETE, routes.ASK_DELETE.read(event).id)
    question = _(DELETE_QUESTION)
    fields = (Words(_(DELETE_FOLLOWS)),)
    await respond.open(
        routes.DELETE_SENT.form(question, Id(insight.id), fields, submit=_("Delete"), cancel=_("Keep it"))
    )


async def delete_sent(services: Services, event: FormSent, respond: Respond) -> None:
    """Messages that show the session say by themselves that it is gone."""
    insight_id = routes.DELETE_SENT.read(event).id
    shown = await stands(services, event.person, insight_id)
    await acts.delete(services, event.person, insight_id)
    if not shown:
        await respond.reply(cards.deleted())


async def seen_by(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """Who looked or was sent it, how often and when last, from the record."""
    insight, _facts = await find(services, event.person, Operation.SEE_AUDIT, routes.SEEN.read(event).id)
    entries = await services.audit.of(event.person.tenant, insight.id, limit=ENTRIES)
    looks = [entry for entry in entries if entry.operation in LOOKED]
    times = Counter(entry.actor for entry in looks if entry.operation != "deliver")
    times.update({entry.actor for entry in looks if entry.operation == "deliver"})
    last = {entry.actor: entry.at for entry in sorted(looks, key=lambda entry: entry.at)}
    known = await names(services, event.person.tenant, times)
    rows = tuple(
        _looked(_("You") if actor == event.person.id else known[actor], times[actor], cards.day(last[actor]))
        for actor in sorted(times, key=lambda actor: last[actor], reverse=True)
    )
    blocks: list[Block] = [Bullets(rows)] if rows else [Text(_("Nobody has opened it yet."))]
    saved = [entry for entry in looks if entry.operation == "export"]
    if saved:
        times_saved = ngettext("Saved as a file once.", "Saved as a file {count} times.", len(saved))
        blocks.append(Text(times_saved, Style.SMALL))
    if len(entries) == ENTRIES:
        blocks.append(Text(_("Counted from the newest {count} entries.", count=ENTRIES), Style.SMALL))
    await respond.open(Form(_("Who has seen this"), "none", blocks=tuple(blocks)))


def _looked(name: str, times: int, last: str) -> str:
    return ngettext("{name}, once, on {day}", "{name}, {count} times, last on {day}", times, name=name, day=last)
