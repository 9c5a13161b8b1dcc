"""The one table of what can be asked: commands with their help, buttons, forms. The manifests and the README follow it."""

from collections.abc import Mapping
from dataclasses import replace

from core.refusal import Reason, Refused
from handlers.account import privacy, settings, workspace_settings
from handlers.account import routes as account
from handlers.coaching import coach
from handlers.coaching import routes as coaching
from handlers.events import ButtonPressed, Respond
from handlers.home import home
from handlers.home import routes as at_home
from handlers.insight import (
    comments,
    corrections,
    export,
    feedback,
    review,
)
from handlers.intake import buttons, parts, paste, placing
from handlers.lists import insights, timeline
from handlers.promises import actions, changes
from handlers.promises import routes as promises
from handlers.routing import ButtonHandler, Command, FormHandler, table
from handlers.services import Services
from handlers.sharing import routes as sharing
from handlers.sharing import share

COMMANDS: tuple[Command, ...] = (
    Command(
        "insights",
        "[@person] [new]",
        "My sessions, or those with one person; with new, paste one",
        insights.command,
        words=insights.GRAMMAR.known,
    ),
    Command(
        "share",
        "[@coach] [list]",
        "Share a private session, see and end what I share",
        share.command,
        words=share.GRAMMAR.known,
    ),
    Command("timeline", "[@person]", "Sessions in order: trends, themes, promises kept", timeline.command),
    Command(
        "actions",
        "[@person] [done]",
        "What was promised: done, another date, let go",
        actions.command,
        words=actions.GRAMMAR.known,
    ),
    Command(
        "coach",
        "[invite @person]",
        "My coaches and clients: invite, accept, end, withdraw",
        coach.command,
        changes=True,
        words=coach.GRAMMAR.known,
    ),
    Command(
        "settings",
        "",
        "My time zone; the workspace's settings, for those who administer it",
        settings.command,
        own=False,
    ),
    Command("privacy", "", "What I hold about you; save or erase it", privacy.command, own=False),
)

MORE: Mapping[str, ButtonHandler] = {
    "insight.craft": review.craft,
    "insight.edit": review.ask_edit,
    "insight.seen": review.seen_by,
    "insight.pair": share.ask_pair,
    "insight.correct": corrections.ask,
}
"""What is behind the menu of a card; each opens a form."""


async def _more(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """A choice of that menu: `insight.edit|id`."""
    action, _, value = event.value.partition("|")
    if (handler := MORE.get(action)) is None:
        raise Refused(Reason.BAD_INPUT, "This card is out of date. Please open the session again.")
    await handler(services, replace(event, action=action, value=value), respond)


_PRESSED: Mapping[str, ButtonHandler] = table(
    (sharing.NEW, share.new),
    (sharing.ONE, share.one),
    (sharing.LIST, share.listed),
    (sharing.REVOKE, share.revoke),
    (coaching.LIST, coach.listed),
    (coaching.ASK, coach.role_chosen),
    (coaching.ACCEPT, coach.accept_pressed),
    (coaching.DECLINE, coach.decline_pressed),
    (coaching.END, coach.end_pressed),
    (coaching.WITHDRAW, coach.withdraw_pressed),
    (promises.LIST, actions.opened),
    (promises.PAGE, actions.turned),
    (promises.DONE, changes.done),
    (promises.DROP, changes.drop),
    (promises.REOPEN, changes.reopen),
    (promises.MOVE, changes.ask_move),
    (promises.DONE_ON_CARD, changes.done_on_card),
    (promises.DONE_AT_HOME, home.done),
    (at_home.SHOW, home.filtered),
    (account.SETTINGS, settings.opened),
    (account.ZONE, settings.ask),
    (account.WORKSPACE, workspace_settings.ask),
    (account.PRIVACY, privacy.opened),
    (account.EXPORT, privacy.export_pressed),
    (account.ERASE, privacy.ask_erase),
)
_SENT: Mapping[str, FormHandler] = table(
    (sharing.PREVIEW, share.preview_sent),
    (sharing.CONFIRM, share.confirmed),
    (sharing.PAIR_SENT, share.pair_sent),
    (promises.MOVE_SENT, changes.moved),
    (account.ZONE_SENT, settings.sent),
    (account.WORKSPACE_SENT, workspace_settings.sent),
    (account.ERASE_SENT, privacy.erase_sent),
)

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
    **_PRESSED,
    **MORE,
    "insight.more": _more,
    "insight.date": review.ask_edit,
    "insight.feedback": feedback.given,
    "session.paste": paste.ask,
    "insights.page": insights.turned,
    "insights.search": insights.ask_search,
    "insight.open": review.opened,
    "insight.section": review.section,
    "insight.craft.share": review.share_craft,
    "insight.hold": review.hold,
    "insight.delete": review.delete,
    "correct.list": corrections.listed,
    "correct.undo": corrections.undo,
    "insight.export": export.insight_pressed,
    "comments.open": comments.opened,
    "comments.page": comments.turned,
    "comments.write": comments.write,
    "comments.delete": comments.delete,
    "timeline.open": timeline.opened,
    "timeline.export": export.timeline_pressed,
}

FORMS: Mapping[str, FormHandler] = {
    **_SENT,
    "insights.paste": paste.given,
    "insights.search": insights.searched,
    "insight.edit": review.edited,
    "insight.correct": corrections.sent,
    "comments.write": comments.written,
}

OPENS_FORM = frozenset(
    {
        "share",
        "share.new",
        "share.one",
        "insights.search",
        "insight.section",
        "insight.more",
        "session.paste",
        "insight.craft",
        "insight.edit",
        "insight.seen",
        "insight.pair",
        "insight.correct",
        "actions.move",
        "comments.write",
        "privacy.erase",
        "settings.zone",
        "workspace.settings",
    }
)
"""Commands and buttons that open a form: a platform may have to show one before the handler has looked anything up."""
