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
from core.insight import remarks, words
from core.insight.corrections import HEADLINE, LONGEST, WORDS, Correction, of_the_client
from core.insight.model import OwnerVoice
from core.insight.sections import BY_NAME, SECTIONS
from core.people.person import Person
from core.refusal import Reason, Refused
from core.sharing.access import Operation, can
from core.sharing.finding import find, see
from core.sharing.seen import Seen
from core.translation import _
from handlers.cards import day, short
from handlers.events import ButtonPressed, FormSent, Respond, beside_field
from handlers.insight import routes, view, voice
from handlers.insight.routes import Place, Remark
from handlers.messages import posted
from handlers.messages.redraw import CARD, stands
from handlers.routing import Id
from handlers.services import Services

MOST_ITEMS = 100
"""Items a form offers: more than anybody looks through."""


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    seen = await see(services, event.person, routes.CORRECT.read(event).id, Operation.CORRECT)
    insight_id = seen.insight.id
    choices = tuple(_items(seen))[:MOST_ITEMS]
    if not choices:
        raise Refused(Reason.NOT_FOUND, _("There is nothing to put right: the card shows no items."))
    fields: tuple[Field, ...] = (
        ChoiceField("item", _("Which one"), choices),
        ChoiceField(
            "what",
            _("What about it"),
            (
                Choice(_("It should read otherwise"), "corrected"),
                Choice(_("It is not so: leave it out"), "dismissed"),
            ),
            ("corrected",),
        ),
        TextField("text", _("How it should read"), long=True, required=False, max_length=LONGEST),
        Words(_("Everybody who sees the session sees your change, and that it is yours.")),
    )
    value = Remark(insight_id, secrets.token_hex(12))
    so_far = await _so_far(services, event.person, insight_id)
    await respond.open(routes.CORRECT_SENT.form(_("Put something right"), value, fields, so_far, submit=_("Save")))


async def _so_far(services: Services, person: Person, insight_id: str) -> tuple[Block, ...]:
    if not await services.corrections.of(person.tenant, insight_id):
        return ()
    return (Actions((routes.CORRECTIONS.button(_("Changes so far"), Id(insight_id)),)),)


async def ask_word(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight, _facts = await find(services, event.person, Operation.CORRECT, routes.WORD.read(event).id)
    told = _(
        "It is corrected wherever it stands in this session, in quotes as well, for everybody who sees it. The transcript itself "
        "stays as it is."
    )
    fields: tuple[Field, ...] = (
        TextField("wrong", _("As it stands on the card"), max_length=words.LONGEST),
        TextField("right", _("As it should read"), max_length=words.LONGEST),
        Words(told),
    )
    value = Remark(insight.id, secrets.token_hex(12))
    so_far = await _so_far(services, event.person, insight.id)
    await respond.open(routes.WORD_SENT.form(_("Correct a name or a word"), value, fields, so_far, submit=_("Save")))


async def word_sent(services: Services, event: FormSent, respond: Respond) -> None:
    made = routes.WORD_SENT.read(event)
    wrong, right = (event.text(name) for name in ("wrong", "right"))
    try:
        await remarks.correct_word(services, event.person, made.insight, wrong, right, id=made.id)
    except Refused as refusal:
        await beside_field(respond, refusal)
        return
    await _shown(services, event, respond, made.insight)


def _items(seen: Seen) -> Iterator[Choice]:
    """Every item shown; a choice's value says where the item is in the analysis as it was stored."""
    for section in SECTIONS:
        items = zip(seen.places.get(section.name, ()), seen.insight.items(section.name), strict=True)
        for at, (place, item) in enumerate(items):
            shaped = seen.notes.get((section.name, at))
            if shaped and shaped.kind == "named":  # the client's own word, and taken back as that
                continue
            own = getattr(item, HEADLINE[section.name])
            words = "; ".join(own) if isinstance(own, tuple) else own
            words = words or getattr(item, "question", "") or next((said.quote for said in item.evidence), "")
            yield Choice(short(f"{_(section.title)}: {words}"), Place(section.name, str(place)).packed())


async def sent(services: Services, event: FormSent, respond: Respond) -> None:
    made = routes.CORRECT_SENT.read(event)
    insight_id = made.insight
    chosen = Place.unpacked(event.text("item"))
    if chosen.section not in BY_NAME or not chosen.place.isdecimal():
        raise Refused(Reason.BAD_INPUT, _(remarks.OUT_OF_DATE))
    text = None if event.fields.get("what") == "dismissed" else event.text("text")
    try:
        await remarks.correct(services, event.person, insight_id, chosen.section, int(chosen.place), text, id=made.id)
    except Refused as refusal:
        await beside_field(respond, refusal)
        return
    await _shown(services, event, respond, insight_id)


async def _shown(services: Services, event: FormSent, respond: Respond, insight_id: str) -> None:
    """A card that the person has is drawn anew by itself."""
    if not await stands(services, event.person, insight_id):
        card = await view.show(services, event.person, insight_id)
        await posted.reply(services, event, respond, card, insight_id, CARD)


async def named(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """What was pressed on is drawn anew: the card, or the part of it that was opened."""
    said = routes.NAME.read(event)
    place = int(said.place) if said.place.isdecimal() else -1
    await remarks.name(services, event.person, said.insight, said.among, place, said.section or None)
    if event.message is not None:
        card = await view.show(services, event.person, said.insight)
        await posted.update(services, event, respond, card, said.insight, CARD)
        return
    left = view.part(await see(services, event.person, said.insight), said.among)
    await respond.update(Card(view.title_of(said.among), left or (Text(_("Nothing is left in this part.")),)))


async def voice_told(services: Services, event: ButtonPressed, respond: Respond) -> None:
    said = routes.VOICE.read(event)
    answers: dict[str, OwnerVoice] = {"client": "client", "coach": "coach"}
    await remarks.tell_voice(services, event.person, said.insight, answers.get(said.voice, "neither"))
    card = await view.show(services, event.person, said.insight)
    await posted.update(services, event, respond, card, said.insight, CARD)


async def listed(services: Services, event: ButtonPressed, respond: Respond) -> None:
    insight_id = routes.CORRECTIONS.read(event).id
    await posted.reply(services, event, respond, await _list(services, event.person, insight_id), insight_id)


async def _list(services: Services, person: Person, insight_id: str) -> Card:
    insight, facts = await find(services, person, Operation.CORRECT, insight_id)
    blocks: list[Block] = []
    mine = can(person, Operation.NAME, facts)
    made = await services.corrections.of(person.tenant, insight.id)
    for correction in (one for one in made if mine or not of_the_client(one)):
        if correction.kind == "voice":
            about, said = _("Which voice is you?"), voice.told(insight, correction)
        else:
            about = _("A name or a word") if correction.section == WORDS else view.title_of(correction.section)
            said = correction.anchor.words or correction.anchor.quotes[0][1]
        blocks += [
            Text(f"{about}: {short(said, 200)}", Style.STRONG),
            Text(_said(correction)),
            Actions((routes.UNDO.button(_("Undo this"), Remark(insight.id, correction.id)),)),
            Divider(),
        ]
    return Card(_("Changes so far"), tuple(blocks[:-1]) or (Text(_("Nothing was changed by hand.")),))


def _said(correction: Correction) -> str:
    when, by_coach = day(correction.at), correction.voice == "coach"
    if correction.kind == "dismissed":
        if by_coach:
            return _("Left out by the coach on {day}.", day=when)
        return _("Left out by the client on {day}.", day=when)
    if correction.kind == "voice":
        return _("Said by you on {day}.", day=when)
    if correction.kind == "named":
        return _("Named by the client on {day}.", day=when)
    if by_coach:
        return _("Now reads: {text} (by the coach, {day})", text=correction.text, day=when)
    return _("Now reads: {text} (by the client, {day})", text=correction.text, day=when)


async def undo(services: Services, event: ButtonPressed, respond: Respond) -> None:
    made = routes.UNDO.read(event)
    await remarks.undo(services, event.person, made.insight, made.id)
    await posted.update(services, event, respond, await _list(services, event.person, made.insight), made.insight)
