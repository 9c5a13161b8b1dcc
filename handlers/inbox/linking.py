"""Linking an e-mail address, by which meetings at Zoom and Fathom are known to be somebody's."""

from core.card import Actions, Block, Card, Field, Style, Text, TextField, Words
from core.inbox import links
from core.people.person import Person
from core.refusal import Refused
from core.translation import _, listed
from handlers import cards
from handlers.events import ButtonPressed, FormSent, Respond
from handlers.inbox import arrivals, routes
from handlers.services import Services


def vendors(services: Services) -> str:
    """Those that are on, as a list of names."""
    return listed([name.capitalize() for name in sorted(services.sources)])


async def blocks(services: Services, person: Person) -> list[Block]:
    """A part of the settings; nothing where no vendor is on, or codes cannot be sent."""
    if not services.sources or services.mail is None:
        return []
    address = (await services.inboxes.get(person)).link.address
    if address:
        said = _("Meetings of {address} come here from {vendors}.", address=address, vendors=vendors(services))
        button = routes.UNLINK.button(_("Unlink"))
    else:
        said = _("Your meetings can come here from {vendors} by themselves.", vendors=vendors(services))
        button = routes.LINK.button(_("Link my address"))
    return [Text(_("Meetings"), Style.HEADING), Text(said), Actions((button,))]


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    about = _(
        "When a meeting that you host there has a transcript, I tell you, and ask whether to analyse it. I send a code to the "
        "address you host them with, to be sure that it is yours."
    )
    fields: tuple[Field, ...] = (Words(about), TextField("address", _("E-mail address"), max_length=200))
    await respond.open(routes.LINK_SENT.form(_("Link my address"), fields=fields, submit=_("Send a code")))


async def asked(services: Services, event: FormSent, respond: Respond) -> None:
    try:
        await links.ask(services, event.person, event.text("address"))
    except Refused as refusal:
        await respond.errors({"address": refusal.message})
        return
    fields = (TextField("code", _("The code from the e-mail"), max_length=20),)
    await respond.open(routes.CODE_SENT.form(_("Your code"), fields=fields, submit=_("Confirm")))


async def confirmed(services: Services, event: FormSent, respond: Respond) -> None:
    try:
        address = await links.confirm(services, event.person, event.text("code"))
    except Refused as refusal:
        await respond.errors({"code": refusal.message})
        return
    said = _(
        "Meetings of {address} come here from {vendors}. I ask you about each.",
        address=address,
        vendors=vendors(services),
    )
    await respond.reply(Card(_("Linked"), (Text(said),)))


async def unlink(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """And what came by it and waits is deleted."""
    if not await links.unlink(services, event.person):
        await respond.reply(cards.gone())
        return
    await arrivals.drop_waiting(services, event.person)
    said = _("Nothing comes by your address any more. What waited is deleted; what was analysed stays yours.")
    await respond.reply(Card(_("Unlinked"), (Text(said),)))
