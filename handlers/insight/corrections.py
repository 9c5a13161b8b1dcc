"""Putting an item right or dismissing it, and taking that back. It stays so when the session is analysed again."""

import secrets
from collections.abc import Iterator

from core.card import (
    Actions,
    Block,
    Card,
    Choice,
    ChoiceField,
    Divider,
    Field,
    Style,
    Text,
    TextField,
    Words,
)
from core.insight import remarks
from core.insight.corrections import HEADLINE, LONGEST
from core.insight.sections import BY_NAME, SECTIONS
from core.people.person import Person
from core.refusal import Reason, Refused
from core.sharing.access import Operation
from core.sharing.finding import find
from core.sharing.seen import Seen, as_seen
from handlers.access.gate import corrections
from handlers.cards import day, short
from handlers.events import ButtonPressed, FormSent, Respond
from handlers.insight import routes, view
from handlers.insight.routes import Remark
from handlers.messages import posted
from handlers.messages.redraw import CARD, stands
from handlers.routing import Id
from handlers.services import Services

MOST_ITEMS = 100
"""Items a form offers; a Slack menu takes no more."""


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, facts = await find(services, event.person, Operation.CORRECT, routes.CORRECT.read(event).id)
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
        blocks = (Actions((routes.CORRECTIONS.button("Changes so far", Id(insight.id)),)),)
    value = Remark(insight.id, secrets.token_hex(12))
    await respond.open(routes.CORRECT_SENT.form("Put something right", value, fields, blocks, submit="Save"))


def _items(seen: Seen) -> Iterator[Choice]:
    """Every item shown; a choice's value says where the item is in the analysis as it was stored."""
    for section in SECTIONS:
        for place, item in zip(seen.places.get(section.name, ()), seen.insight.items(section.name), strict=True):
            own = getattr(item, HEADLINE[section.name])
            words = "; ".join(own) if isinstance(own, tuple) else own
            words = words or getattr(item, "question", "")
            yield Choice(short(f"{section.title}: {words}"), f"{section.name}|{place}")


async def sent(services: Services, event: FormSent, respond: Respond) -> None:
    made = routes.CORRECT_SENT.read(event)
    insight_id = made.insight
    section, _, place = str(event.fields.get("item") or "").partition("|")
    if section not in BY_NAME or not place.isdecimal():
        raise Refused(Reason.BAD_INPUT, remarks.OUT_OF_DATE)
    text = None if event.fields.get("what") == "dismissed" else str(event.fields.get("text") or "")
    try:
        await remarks.correct(services, event.person, insight_id, section, int(place), text, id=made.id)
    except Refused as refusal:
        if not refusal.about:
            raise
        await respond.errors({refusal.about: refusal.message})
        return
    if not await stands(services, event.person, insight_id):
        card = await view.show(services, event.person, insight_id)
        await posted.reply(services, event, respond, card, insight_id, CARD)


async def listed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight_id = routes.CORRECTIONS.read(event).id
    await posted.reply(services, event, respond, await _list(services, event.person, insight_id), insight_id)


async def _list(services: Services, person: Person, insight_id: str) -> Card:
    insight, _ = await find(services, person, Operation.CORRECT, insight_id)
    blocks: list[Block] = []
    for correction in await corrections(services, person.tenant, insight.id):
        said = "left out" if correction.kind == "dismissed" else f"now reads: {correction.text}"
        title = BY_NAME[correction.section].title if correction.section in BY_NAME else correction.section
        blocks += [
            Text(f"{title}: {short(correction.anchor.words, 200)}", Style.STRONG),
            Text(f"{said} (by the {correction.voice}, {day(correction.at)})"),
            Actions((routes.UNDO.button("Undo this", Remark(insight.id, correction.id)),)),
            Divider(),
        ]
    return Card("Changes so far", tuple(blocks[:-1]) or (Text("Nothing was changed by hand."),))


async def undo(services: Services, event: ButtonPressed, respond: Respond) -> None:
    made = routes.UNDO.read(event)
    await remarks.undo(services, event.person, made.insight, made.id)
    await posted.update(services, event, respond, await _list(services, event.person, made.insight), made.insight)
