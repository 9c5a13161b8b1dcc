"""/debrief webhook: who is told of what is done. A secret is shown once, in a window that leaves nothing in a conversation."""

import secrets
from urllib.parse import urlsplit

from core.card import Actions, Block, Button, Card, Choice, ChoiceField, Confirm, Say, Text, TextField, Tone
from core.people.person import Person
from core.refusal import Refused
from core.translation import _
from core.webhooks import acts
from core.webhooks.addresses import LONGEST
from core.webhooks.record import EVENTS, Event, Webhook
from handlers import programs
from handlers.access.members import answer
from handlers.arguments import Grammar
from handlers.cards import day
from handlers.events import ButtonPressed, CommandGiven, FormSent, Respond, beside_field
from handlers.routing import Id
from handlers.services import Services
from handlers.webhooks import routes

GRAMMAR = Grammar(lambda: _("Write {command} alone.", command=Say("webhook")))


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    GRAMMAR.read(event)
    await answer(services, event, respond, await card(services, event.person))


async def card(services: Services, person: Person) -> Card:
    about = _(
        "A webhook tells a program of yours that something is done. It is sent ids, never words: with a token, the program can "
        "ask for the rest."
    )
    rows: list[Block] = []
    for webhook in await services.webhooks.of(person):
        rows += programs.row(webhook.url, programs.chosen(EVENTS, webhook.events), _state(webhook), _ways(webhook))
    return programs.card(_("Your webhooks"), about, rows, routes.ADD.button(_("Add a webhook")))


def _state(webhook: Webhook) -> str:
    if webhook.off_since:
        return _("Off since {day}: it did not answer for days.", day=day(webhook.off_since))
    return _("On since {day}.", day=day(webhook.created_at))


def _ways(webhook: Webhook) -> Actions:
    sure = Confirm(_("Remove this webhook?"), _("It is told nothing more, at once."), _("Remove"))
    buttons: list[Button] = [routes.REMOVE.button(_("Remove"), Id(webhook.id), Tone.DANGER, sure)]
    if webhook.off_since:
        buttons.insert(0, routes.TURN_ON.button(_("Turn it on again"), Id(webhook.id)))
    return Actions(tuple(buttons))


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    hint = _("It has to begin with https:// and be on the public internet.")
    choices = tuple(Choice(_(words), each.value) for each, words in EVENTS.items())
    fields = (
        TextField("url", _("Address"), max_length=LONGEST, hint=hint),
        ChoiceField("events", _("What is it told of?"), choices, (Event.COMPLETED.value,), many=True),
    )
    name = Id(secrets.token_hex(8))
    await respond.open(routes.ADDED.form(_("Add a webhook"), name, fields, submit=_("Add")))


async def added(services: Services, event: FormSent, respond: Respond) -> None:
    events = event.chosen("events")
    name, url = routes.ADDED.read(event).id, event.text("url")
    try:
        made = await acts.register(services, event.person, url, events, id=name, loopback=services.poster.loopback)
    except Refused as refusal:
        await beside_field(respond, refusal)
        return
    once = _("Copy its secret now, I show it this once. Your program tells by it that a message is from me.")
    further = _("{webhook} lists yours.", webhook=Say("webhook"))
    await respond.open(programs.shown_once(_("Your webhook"), once, made.secret, further))


async def remove(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await acts.remove(services, event.person, routes.REMOVE.read(event).id)
    await respond.update(await card(services, event.person))


async def turn_on(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await acts.turn_on(services, event.person, routes.TURN_ON.read(event).id)
    await respond.update(await card(services, event.person))


def turned_off(webhook: Webhook) -> Card:
    said = _(
        "Your webhook at {host} has not answered for days, so I send nothing there any more. What it did not take is not sent "
        "again.",
        host=urlsplit(webhook.url).hostname or "",
    )
    on = routes.TURN_ON.button(_("Turn it on again"), Id(webhook.id), Tone.PRIMARY)
    return Card(_("A webhook is off"), (Text(said), Actions((on,))))
