"""/debrief settings: what one person has set for themselves; for those who administer the workspace, the way to its settings."""

from core.card import (
    Actions,
    Card,
    Facts,
    Say,
    Style,
    Text,
    TextField,
)
from core.dates import time_zones
from core.faults import ChatFault
from core.people import settings as acts
from core.people.members import look_up
from core.people.person import Person
from core.people.zones import time_zone, told
from core.refusal import Refused
from core.translation import N_, _, either
from handlers.access.members import answer
from handlers.account import routes
from handlers.arguments import ECHOED, Grammar
from handlers.briefs import settings as briefs
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.inbox import settings as inbox
from handlers.nudges import settings as nudges
from handlers.programme import routes as programme_routes
from handlers.programme import shown as programme
from handlers.services import Services

GRAMMAR = Grammar(lambda: _("Write {command} alone.", command=Say("settings")))
PROGRAMME = "programme"
"""A word for those who administer the workspace; to others it is as unknown as any."""
WHAT_FOR = N_(
    "It says when a day begins and ends for you: when a promise is due, and how long something is shared until a day."
)


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    if event.text.strip().lower() == PROGRAMME and await _administers(services, event.person):
        await answer(services, event, respond, await programme.card(services, event.person))
        return
    GRAMMAR.read(event)
    await answer(services, event, respond, await card(services, event.person))


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await respond.reply(await card(services, event.person))


async def card(services: Services, person: Person) -> Card:
    own = await _own(services, person)
    name = await time_zone(services, person)
    if own:
        zone = _("{zone}, as you have set it", zone=name)
    elif await told(services, person):
        zone = _("{zone}, as in your profile", zone=name)
    else:
        zone = _("{zone}, until you set yours", zone=name)
    buttons = [routes.ZONE.button(_("Set the time zone")), routes.PRIVACY.button(_("Your data"))]
    if await _administers(services, person):
        buttons.append(routes.WORKSPACE.button(_("Organisation settings")))
        buttons.append(programme_routes.OPEN.button(_("Figures of the programme")))
    facts = Facts(((_("Time zone"), zone),))
    reminders = await nudges.blocks(services, person)
    meetings = await briefs.blocks(services, person)
    from_elsewhere = await inbox.blocks(services, person)
    about = Text(_(WHAT_FOR), Style.SMALL)
    return Card(_("Your settings"), (facts, about, Actions(tuple(buttons)), *reminders, *meetings, *from_elsewhere))


async def _own(services: Services, person: Person) -> str | None:
    profile = await services.people.get(person)
    return profile.time_zone if profile else None


async def _administers(services: Services, person: Person) -> bool:
    """A platform that does not answer leaves the button out; the form behind it asks again."""
    try:
        member = await look_up(services, person)
    except (ChatFault, Refused):
        return False
    return member is not None and member.administers


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """What is set, else what the platform suggests."""
    suggested = await _own(services, event.person) or await told(services, event.person) or ""
    hint = _("A city is enough, such as Lisbon. Leave it empty to go by your profile.")
    field = TextField("zone", _("Time zone"), suggested, required=False, hint=hint, max_length=64)
    await respond.open(routes.ZONE_SENT.form(_("Time zone"), fields=(field,), submit=_("Save")))


async def sent(services: Services, event: FormSent, respond: Respond) -> None:
    text = event.text("zone").strip()
    name = time_zones.find(text) if text else None
    if text and name is None:
        await respond.errors({"zone": _unknown(text)})
        return
    await acts.set_time_zone(services, event.person, name)
    used = await time_zone(services, event.person)
    now = services.clock.now().astimezone(time_zones.zone(used))
    said = _("I go by {zone} for you, where it is {time} now.", zone=used, time=f"{now:%H:%M}")
    await respond.reply(Card(_("Saved"), (Text(said),)))


def _unknown(text: str) -> str:
    word, near = text[:ECHOED], time_zones.close(text)
    if near:
        return _("I do not know “{word}”. Did you mean {near}?", word=word, near=either(near))
    return _("I do not know “{word}”. Write a city that has the same time, such as Lisbon or New York.", word=word)
