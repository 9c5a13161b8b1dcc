"""A session as pasted text: from a form, or written straight into the direct message."""

import secrets

from core.card import (
    Actions,
    Card,
    DateField,
    Field,
    Form,
    Text,
    TextField,
    Words,
)
from core.insight.label import LONGEST_TITLE
from core.jobs.refs import Refs, at
from core.people.person import Place
from core.reading.continuing import voices
from core.refusal import Refused
from core.translation import _
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
    TextSaid,
    beside_field,
)
from handlers.intake import handed, labels, parts, routes
from handlers.services import Services

PASTED = "pasted.txt"
PARTS = 5
"""Boxes of the form: a session is longer than what one box of a form usually takes."""
A_SESSION = 400
"""Characters from which a message is taken for a session rather than a greeting, if it also names voices."""


def _by_button() -> Card:
    said = _("The button opens a form for it. Or paste the whole session right here, or drop a file.")
    button = routes.PASTE.button(_("Paste a session"))
    return Card(_("Paste a session"), (Text(said), Actions((button,))))


async def ask(_services: Services, event: CommandGiven | ButtonPressed, respond: Respond) -> None:
    """The form to paste a session into, or the button that opens it."""
    if isinstance(event, CommandGiven) and event.spoken:
        await respond.reply(_by_button())
        return
    await respond.open(form())


def form() -> Form:
    explain = _(
        "Each turn starts with who speaks, such as “Ana: How was the week?”. When a box is full, go on in the next one. Anything "
        "longer is easier as a file: drop it into our private chat."
    )
    boxes = tuple(
        TextField(
            f"part{n}", _("The transcript") if n == 1 else _("Part {number}", number=n), long=True, required=n == 1
        )
        for n in range(1, PARTS + 1)
    )
    title = TextField("title", _("Title"), required=False, max_length=LONGEST_TITLE)
    day = DateField("date", _("The day of the session"))
    fields: tuple[Field, ...] = (title, day, Words(explain), *boxes)
    return routes.PASTED.form(_("Paste a session"), fields=fields, submit=_("Analyse"))


async def given(services: Services, event: FormSent, respond: Respond) -> None:
    """Kept first; the answer and all that follows come in a direct message."""
    text = "\n".join(part for n in range(1, PARTS + 1) if isinstance(part := event.fields.get(f"part{n}"), str))
    if voices(text).total() < 2:
        await respond.errors(
            {"part1": _("I need turns that say who speaks, such as “Ana: How was the week?”, one a line.")}
        )
        return
    title, day = (event.text(name) for name in ("title", "date"))
    try:
        label = await labels.given(services, event.person, title, day)
    except Refused as refusal:
        await beside_field(respond, refusal)
        return
    key = f"text-{event.key or secrets.token_hex(8)}"
    await handed.take(services, event.person, key, text.encode(), label, {"source": "text_input"}, PASTED)


def is_session(text: str) -> bool:
    """Whether a message is rather a pasted session than something said to the bot."""
    return len(text) >= A_SESSION and voices(text).total() >= 4


def said_key(place: Place, message: str) -> str:
    """The key of a session written into the conversation, by its own message: a thread may hold more than one."""
    return f"text-{place.channel}-{message or place.thread or secrets.token_hex(8)}"


async def said(services: Services, event: TextSaid) -> None:
    """A session written straight into the direct message; the message names the work, so a second telling changes nothing."""
    key = said_key(event.place, event.message)
    refs: Refs = {**at(event.place), **parts.said(event, services.clock.now()), "source": "text_input"}
    await handed.take(services, event.person, key, event.text.encode(), labels.Label(), refs, PASTED)
