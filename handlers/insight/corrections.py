"""Putting an item right or dismissing it, and taking that back. It stays so when the session is analysed again."""

import secrets
from collections.abc import Iterator

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Choice,
    ChoiceField,
    Divider,
    Field,
    Form,
    Style,
    Text,
    TextField,
    Words,
)
from core.insight.corrections import HEADLINE, LONGEST, make
from core.insight.sections import BY_NAME, SECTIONS
from core.people.person import Person
from core.refusal import Reason, Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.sharing.seen import Seen, as_seen
from handlers.access.gate import audit, corrections
from handlers.cards import day
from handlers.events import ButtonPressed, FormSent, Respond
from handlers.insight import view
from handlers.messages import posted
from handlers.messages.redraw import CARD, keep_up, stands
from handlers.promises import commitments as promises
from handlers.services import Services

MOST_ITEMS = 100
"""Items a form offers; a Slack menu takes no more."""
TOO_MANY = "There are too many corrections on this session. Take one back first."


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, facts = await find(services, event.person, Operation.CORRECT, event.value)
    made = await corrections(services, event.person.tenant, insight.id)
    seen = as_seen(event.person, insight, facts, made)
    choices = tuple(_items(seen))[:MOST_ITEMS]
    if not choices:
        raise Refused(Reason.NOT_FOUND, "There is nothing to put right: the card shows no items.")
    fields: tuple[Field, ...] = (
        ChoiceField("item", "Which one", choices),
        ChoiceField(
            "what",
            "What about it",
            (Choice("It should read otherwise", "corrected"), Choice("It is not so: leave it out", "dismissed")),
            ("corrected",),
        ),
        TextField("text", "How it should read", long=True, required=False, max_length=LONGEST),
        Words("Everybody who sees the session sees your change, and that it is yours."),
    )
    blocks: tuple[Block, ...] = ()
    if made:
        blocks = (Actions((Button("Changes so far", "correct.list", insight.id),)),)
    # The change has its id before it is made: a form that comes back twice changes once.
    value = f"{insight.id}|{secrets.token_hex(12)}"
    await respond.open(Form("Put something right", "insight.correct", fields, blocks, "Save", "Not now", value))


def _items(seen: Seen) -> Iterator[Choice]:
    """Every item shown; a choice's value says where the item is in the analysis as it was stored."""
    for section in SECTIONS:
        for place, item in zip(seen.places.get(section.name, ()), seen.insight.items(section.name), strict=True):
            own = getattr(item, HEADLINE[section.name])
            words = "; ".join(own) if isinstance(own, tuple) else own
            words = words or getattr(item, "question", "")
            yield Choice(_short(f"{section.title}: {words}"), f"{section.name}|{place}")


def _short(text: str, most: int = 72) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


async def sent(services: Services, event: FormSent, respond: Respond) -> None:
    insight_id, _, correction_id = event.value.partition("|")
    insight, facts = await find(services, event.person, Operation.CORRECT, insight_id)
    section, _, place = str(event.fields.get("item") or "").partition("|")
    if len(correction_id) != 24 or section not in BY_NAME or not place.isdecimal():
        raise Refused(Reason.BAD_INPUT, "This form is out of date. Please open the session again.")
    dismissed = event.fields.get("what") == "dismissed"
    try:
        correction = make(
            insight,
            section,
            int(place),
            by=event.person.id,
            voice="client" if event.person.id == facts.client else "coach",
            at=services.clock.now(),
            text=None if dismissed else str(event.fields.get("text") or ""),
            id=correction_id,
        )
    except Refused as refusal:
        await respond.errors({"text": refusal.message})
        return
    owner = Person(facts.tenant, facts.client)
    if not await services.corrections.put(owner, insight.id, correction):
        raise Refused(Reason.LIMIT_REACHED, TOO_MANY)
    try:  # deleted, withdrawn or ended while it was written: whoever did it has passed here already
        await find(services, event.person, Operation.CORRECT, insight.id)
    except Refused:
        await services.corrections.remove(facts.tenant, insight.id, correction_id)
        raise
    await promises.record(services, facts.tenant, insight.id)
    await audit(services, event.person, "correct", insight.id, section=section, kind=correction.kind)
    await keep_up(services, facts.tenant, insight.id)
    if not await stands(services, event.person, insight.id):
        card = await view.show(services, event.person, insight.id)
        await posted.reply(services, event, respond, card, insight.id, CARD)


async def listed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await posted.reply(services, event, respond, await _list(services, event.person, event.value), event.value)


async def _list(services: Services, person: Person, insight_id: str) -> Card:
    insight, _ = await find(services, person, Operation.CORRECT, insight_id)
    blocks: list[Block] = []
    for correction in await corrections(services, person.tenant, insight.id):
        said = "left out" if correction.kind == "dismissed" else f"now reads: {correction.text}"
        title = BY_NAME[correction.section].title if correction.section in BY_NAME else correction.section
        blocks += [
            Text(f"{title}: {_short(correction.anchor.words, 200)}", Style.STRONG),
            Text(f"{said} (by the {correction.voice}, {day(correction.at)})"),
            Actions((Button("Undo this", "correct.undo", f"{insight.id}|{correction.id}"),)),
            Divider(),
        ]
    return Card("Changes so far", tuple(blocks[:-1]) or (Text("Nothing was changed by hand."),))


async def undo(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight_id, _, correction_id = event.value.partition("|")
    insight, _ = await find(services, event.person, Operation.CORRECT, insight_id)
    if await services.corrections.remove(event.person.tenant, insight.id, correction_id):
        await promises.record(services, event.person.tenant, insight.id)
        await audit(services, event.person, "undo correction", insight.id)
        await keep_up(services, event.person.tenant, insight.id)
    await posted.update(services, event, respond, await _list(services, event.person, insight.id), insight.id)
