"""The answer to "Open in the browser": a link for this person alone.

Chat previews fetch what they see, so the page behind it signs nobody in before its button is pressed."""

from core.card import Actions, Card, Link, Style, Text, Tone
from core.people.browsers import LINK_HOLDS, SignInLink, digest, secret
from core.refusal import Reason, Refused
from core.translation import _, ngettext
from handlers.browser import routes
from handlers.events import ButtonPressed, Respond
from handlers.services import Services


async def asked(services: Services, event: ButtonPressed, respond: Respond) -> None:
    wanted = routes.OPEN.read(event)
    if services.pages is None:
        raise Refused(Reason.NOT_ALLOWED, _("There are no pages in the browser here."))
    word = secret()
    link = SignInLink(event.person, wanted.route, wanted.value, services.clock.now() + LINK_HOLDS)
    await services.pages.store.keep_link(digest(word), link)
    await respond.reply(_card(services.pages.enter + word))


def _card(address: str) -> Card:
    minutes = LINK_HOLDS.seconds // 60
    said = ngettext(
        "This link signs you in, once, within {count} minute. It is yours alone: please do not pass it on.",
        "This link signs you in, once, within {count} minutes. It is yours alone: please do not pass it on.",
        minutes,
    )
    link = Link(_("Open"), address, Tone.PRIMARY)
    return Card(_("Open in the browser"), (Actions((link,)), Text(said, Style.SMALL)))
