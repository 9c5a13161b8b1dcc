"""The one table of what can be asked: commands with their help, buttons, forms. The manifests and the README follow it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from handlers import insights, paste, sessions
from handlers.events import ButtonPressed, CommandGiven, FormSent, Respond
from handlers.services import Services

CommandHandler = Callable[[Services, CommandGiven, Respond], Awaitable[None]]
ButtonHandler = Callable[[Services, ButtonPressed, Respond], Awaitable[None]]
FormHandler = Callable[[Services, FormSent, Respond], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """`usage` is what follows the name; `about` one line for help, manifest and README. Each is also a `/debrief` verb."""

    name: str
    usage: str
    about: str
    handler: CommandHandler


COMMANDS: tuple[Command, ...] = (
    Command("insights", "[new]", "List my sessions, newest first; with new, paste one", insights.list_mine),
)

BUTTONS: Mapping[str, ButtonHandler] = {
    "intake.stop": sessions.stop,
    "intake.retry": sessions.retry,
    "roles.coach": sessions.coach_named,
    "roles.client": sessions.client_named,
    "insights.page": insights.page,
    "insight.open": insights.open_one,
    "insight.section": insights.open_section,
    "insight.delete": insights.delete,
    "insight.date": insights.ask_date,
}

OPENS_FORM = frozenset({"insight.section", "insight.date"})
"""Commands and buttons that open a form: a platform may have to show one before the handler has looked anything up."""

FORMS: Mapping[str, FormHandler] = {"insight.date": insights.date_given, "insights.paste": paste.given}
