"""The one table of what can be asked: commands with their help, buttons, forms. The manifests and the README follow it."""

from collections.abc import Mapping

from handlers import insights, paste, placing, sessions
from handlers.route_types import ButtonHandler, Command, FormHandler

COMMANDS: tuple[Command, ...] = (
    Command("insights", "[new]", "List my sessions, newest first; with new, paste one", insights.list_mine),
)

BUTTONS: Mapping[str, ButtonHandler] = {
    "intake.stop": sessions.stop,
    "intake.retry": sessions.retry,
    "roles.coach": sessions.coach_named,
    "roles.client": sessions.client_named,
    "place.private": placing.alone,
    "place.with": placing.together,
    "place.held": placing.held,
    "insights.page": insights.page,
    "insight.open": insights.open_one,
    "insight.section": insights.open_section,
    "insight.delete": insights.delete,
    "insight.date": insights.ask_date,
}

OPENS_FORM = frozenset({"insight.section", "insight.date"})
"""Commands and buttons that open a form: a platform may have to show one before the handler has looked anything up."""

FORMS: Mapping[str, FormHandler] = {"insight.date": insights.date_given, "insights.paste": paste.given}
