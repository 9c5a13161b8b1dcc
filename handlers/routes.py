"""The one table of what can be asked: commands with their help, buttons, forms. The manifests and the README follow it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from handlers import circle_routes, insights
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    FormSent,
    Respond,
)
from handlers.home import home
from handlers.intake import (
    buttons,
    parts,
    paste,
    placing,
)
from handlers.routing import ButtonHandler, Command, FormHandler
from handlers.services import Services

E = TypeVar("E", CommandGiven, ButtonPressed, FormSent)
Handler = Callable[[Services, E, Respond], Awaitable[None]]


def _either(alone: Handler[E], together: Handler[E]) -> Handler[E]:
    """`together` where the installation has a circle; else `alone`, as on the command line."""

    async def handle(services: Services, event: E, respond: Respond) -> None:
        await (together if services.circle else alone)(services, event, respond)

    return handle


_TOGETHER = {command.name: command for command in circle_routes.COMMANDS}
COMMANDS: tuple[Command, ...] = tuple(
    replace(command, handler=_either(insights.list_mine, command.handler)) if name == "insights" else command
    for name, command in _TOGETHER.items()
)

_ALONE: Mapping[str, ButtonHandler] = {
    "insights.page": insights.page,
    "insight.open": insights.open_one,
    "insight.section": insights.open_section,
    "insight.delete": insights.delete,
    "insight.date": insights.ask_date,
}

BUTTONS: Mapping[str, ButtonHandler] = {
    "intake.stop": buttons.stop,
    "intake.retry": buttons.retry,
    "roles.coach": buttons.coach_named,
    "roles.client": buttons.client_named,
    "place.private": placing.alone,
    "place.with": placing.together,
    "place.held": placing.held,
    "paste.one": parts.one,
    "paste.two": parts.two,
    "home.show": home.filtered,
    **circle_routes.BUTTONS,
    **{action: _either(alone, circle_routes.BUTTONS[action]) for action, alone in _ALONE.items()},
}

OPENS_FORM = frozenset({"insight.date"}) | circle_routes.OPENS_FORM
"""Commands and buttons that open a form: a platform may have to show one before the handler has looked anything up."""

FORMS: Mapping[str, FormHandler] = {
    "insight.date": insights.date_given,
    "insights.paste": paste.given,
    **circle_routes.FORMS,
}
