"""/debrief token: access for programs of one's own. A token is shown once, in a window that leaves nothing in a conversation."""

import secrets

from core.card import Actions, Block, Card, Choice, ChoiceField, Confirm, Say, TextField, Tone
from core.people import token_acts
from core.people.person import Person
from core.people.tokens import DAYS, LONGEST_NAME, SCOPES, Scope, Token
from core.refusal import Refused
from core.translation import _
from handlers import programs
from handlers.access.members import answer
from handlers.account import routes
from handlers.account.routes import Named
from handlers.arguments import Grammar
from handlers.cards import day
from handlers.events import ButtonPressed, CommandGiven, FormSent, Respond, beside_field
from handlers.services import Services

GRAMMAR = Grammar(lambda: _("Write {command} alone.", command=Say("token")))


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    GRAMMAR.read(event)
    await answer(services, event, respond, await card(services, event.person))


async def card(services: Services, person: Person) -> Card:
    about = _(
        "A token lets a program of yours work with me in your name. Whoever has it can do the same, so keep it safe."
    )
    rows: list[Block] = []
    for token in await services.tokens.of(person):
        rows += programs.row(token.name, programs.chosen(SCOPES, token.scopes), _about(token), _revoke(token))
    return programs.card(_("Your tokens"), about, rows, routes.TOKEN.button(_("Make a token")))


def _about(token: Token) -> str:
    holds = _("It holds until {day}.", day=day(token.expires_at))
    used = _("Last used on {day}.", day=day(token.used_at)) if token.used_at else _("Not used yet.")
    return f"{holds} {used}"


def _revoke(token: Token) -> Actions:
    said = _("Programs that use it are shut out at once.")
    sure = Confirm(_("Revoke this token?"), said, _("Revoke"))
    return Actions((routes.TOKEN_REVOKE.button(_("Revoke"), Named(token.id), Tone.DANGER, sure),))


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    hint = _("What it is for, such as “Archive” or “Zapier”.")
    scopes = tuple(Choice(_(words), scope.value) for scope, words in SCOPES.items())
    days = tuple(Choice(_(words), str(number)) for number, words in DAYS.items())
    fields = (
        TextField("name", _("Name"), max_length=LONGEST_NAME, hint=hint),
        ChoiceField("scopes", _("What may it do?"), scopes, (Scope.READ.value,), many=True),
        ChoiceField("days", _("How long does it hold?"), days, ("90",)),
    )
    name = Named(secrets.token_hex(8))
    await respond.open(routes.TOKEN_SENT.form(_("Make a token"), name, fields, submit=_("Make it")))


async def sent(services: Services, event: FormSent, respond: Respond) -> None:
    scopes = event.chosen("scopes")
    name, days = (event.text(field) for field in ("name", "days"))
    try:
        _token, secret = await token_acts.create(
            services, event.person, name, scopes, days, id=routes.TOKEN_SENT.read(event).name
        )
    except Refused as refusal:
        await beside_field(respond, refusal)
        return
    once = _("Copy it now. I show it this once and keep only a fingerprint of it.")
    further = _("{token} lists and revokes yours.", token=Say("token"))
    await respond.open(programs.shown_once(_("Your token"), once, secret, further))


async def revoke(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await token_acts.revoke(services, event.person, routes.TOKEN_REVOKE.read(event).name)
    await respond.update(await card(services, event.person))
