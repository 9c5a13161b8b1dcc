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
from core.translation import _
from handlers.access.members import answer
from handlers.account import routes
from handlers.arguments import ECHOED, Grammar
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.services import Services

GRAMMAR = Grammar(lambda: _("Write {command} alone.", command=Say("settings")))
WHAT_FOR = (
    "It says when a day begins and ends for you: when a promise is due, and how long something is shared until a day."
)
EXAMPLE = "Write a city that has the same time, such as Lisbon or New York."


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    GRAMMAR.read(event)
    await answer(services, event, respond, await card(services, event.person))


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await respond.reply(await card(services, event.person))


async def card(services: Services, person: Person) -> Card:
    own = await _own(services, person)
    name = await time_zone(services, person)
    source = "as you have set it"
    if not own:
        source = "as in your profile" if await told(services, person) else "since I know of none"
    buttons = [routes.ZONE.button("Set the time zone"), routes.PRIVACY.button("Your data")]
    if await _administers(services, person):
        buttons.append(routes.WORKSPACE.button("Workspace settings"))
    facts = Facts((("Time zone", f"{name}, {source}"),))
    return Card("Your settings", (facts, Text(WHAT_FOR, Style.SMALL), Actions(tuple(buttons))))


async def _own(services: Services, person: Person) -> str | None:
    profile = await services.people.get(person)
    return profile.time_zone if profile else None


async def _administers(services: Services, person: Person) -> bool:
    """A platform that does not answer leaves the button out; the form behind it asks again."""
    try:
        member = await look_up(services, person)
    except (ChatFault, Refused):
        return False
    return member is not None and member.admin


async def ask(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """What is set, else what the platform suggests."""
    suggested = await _own(services, event.person) or await told(services, event.person) or ""
    hint = "A city is enough, such as Lisbon. Leave it empty to go by your profile."
    field = TextField("zone", "Time zone", suggested, required=False, hint=hint, max_length=64)
    await respond.open(routes.ZONE_SENT.form("Time zone", fields=(field,), submit="Save"))


async def sent(services: Services, event: FormSent, respond: Respond) -> None:
    text = str(event.fields.get("zone") or "").strip()
    name = time_zones.find(text) if text else None
    if text and name is None:
        await respond.errors({"zone": _unknown(text)})
        return
    await acts.set_time_zone(services, event.person, name)
    used = await time_zone(services, event.person)
    now = services.clock.now().astimezone(time_zones.zone(used))
    await respond.reply(Card("Saved", (Text(f"I go by {used} for you, where it is {now:%H:%M} now."),)))


def _unknown(text: str) -> str:
    near = time_zones.close(text)
    return f"I do not know “{text[:ECHOED]}”. " + (f"Did you mean {' or '.join(near)}?" if near else EXAMPLE)
