"""The one table of what can be asked: commands with their help, buttons, forms. The manifests and the README follow it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.refusal import Reason, Refused
from core.translation import N_, _
from handlers.account import privacy, settings, tokens, workspace_settings
from handlers.account import routes as account
from handlers.briefs import pressed as briefing
from handlers.briefs import routes as briefs
from handlers.browser import opened as browsing
from handlers.browser import routes as browser
from handlers.coaching import coach
from handlers.coaching import routes as coaching
from handlers.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FileShortcut,
    FilesWithdrawn,
    FormSent,
    Respond,
    StopPressed,
)
from handlers.home import home
from handlers.home import routes as at_home
from handlers.inbox import linking
from handlers.inbox import pressed as of_inbox
from handlers.inbox import routes as inbox
from handlers.insight import (
    comments,
    corrections,
    export,
    feedback,
    review,
)
from handlers.insight import routes as insight
from handlers.intake import again, buttons, paste
from handlers.intake import routes as intake
from handlers.lists import insights, timeline
from handlers.lists import routes as lists
from handlers.nudges import pressed
from handlers.nudges import routes as nudges
from handlers.nudges import settings as reminders
from handlers.programme import routes as programme
from handlers.programme import shown as programme_shown
from handlers.promises import actions, changes
from handlers.promises import routes as promises
from handlers.routing import OUT_OF_DATE, ButtonHandler, Command, FormHandler, Route, names, table
from handlers.services import Services
from handlers.sharing import routes as sharing
from handlers.sharing import share
from handlers.webhooks import routes as webhook
from handlers.webhooks import settings as webhooks

COMMANDS: tuple[Command, ...] = (
    Command(
        "insights",
        "[@person] [new]",
        N_("My sessions, or those with one person; with new, paste one"),
        insights.command,
        words=insights.GRAMMAR.known,
    ),
    Command(
        "share",
        "[@coach] [list]",
        N_("Share a private session, see and end what I share"),
        share.command,
        opens_form=True,
        words=share.GRAMMAR.known,
    ),
    Command("timeline", "[@person]", N_("Sessions in order: trends, themes, promises kept"), timeline.command),
    Command(
        "actions",
        "[@person] [done]",
        N_("What was promised: done, another date, let go"),
        actions.command,
        words=actions.GRAMMAR.known,
    ),
    Command(
        "coach",
        "[invite @person] [prep @client]",
        N_("My coaches and clients: invite, accept, end, withdraw; a brief before a session"),
        coach.command,
        changes=True,
        words=coach.GRAMMAR.known,
    ),
    Command(
        "settings",
        "",
        N_("My time zone, reminders, briefs; the organisation's settings, for those who administer it"),
        settings.command,
        own=False,
    ),
    Command(
        "webhook",
        "",
        N_("Tell a program of mine when something is done"),
        webhooks.command,
        own=False,
    ),
    Command("privacy", "", N_("What I hold about you; save or erase it"), privacy.command, own=False),
    Command("token", "", N_("Access for programs of mine: make a token, revoke one"), tokens.command, own=False),
)


async def _more(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """A choice of a card's menu."""
    chosen = insight.MORE.read(event)
    if chosen.route not in names(insight.SELDOM):
        raise Refused(Reason.BAD_INPUT, _(OUT_OF_DATE))
    await BUTTONS[chosen.route](services, replace(event, action=chosen.route, value=chosen.value), respond)


PRESSED: tuple[tuple[Route[Any], ButtonHandler], ...] = (
    (insight.OPEN, review.opened),
    (insight.SECTION, review.section),
    (insight.CRAFT, review.craft),
    (insight.SHOW_CRAFT, review.share_craft),
    (insight.HOLD, review.hold),
    (insight.EDIT, review.ask_edit),
    (insight.DATE, review.ask_edit),
    (insight.KEEP_DATE, review.keep_date),
    (insight.SEEN, review.seen_by),
    (insight.EXPORT, export.insight_pressed),
    (insight.FEEDBACK, feedback.given),
    (insight.DELETE, review.delete),
    (insight.ASK_DELETE, review.ask_delete),
    (insight.CORRECT, corrections.ask),
    (insight.WORD, corrections.ask_word),
    (insight.CORRECTIONS, corrections.listed),
    (insight.UNDO, corrections.undo),
    (insight.NAME, corrections.named),
    (insight.VOICE, corrections.voice_told),
    (insight.COMMENTS, comments.opened),
    (insight.COMMENTS_PAGE, comments.turned),
    (insight.COMMENT, comments.write),
    (insight.COMMENT_DELETE, comments.delete),
    (insight.MORE, _more),
    (lists.PAGE, insights.turned),
    (lists.SEARCH, insights.ask_search),
    (lists.TIMELINE, timeline.opened),
    (lists.TIMELINE_EXPORT, export.timeline_pressed),
    (intake.STOP, buttons.stop),
    (intake.RETRY, buttons.retry),
    (intake.AGAIN, again.pressed),
    (intake.COACH, buttons.coach_named),
    (intake.SWAPPED, buttons.names_swapped),
    (intake.CLIENT, buttons.client_named),
    (intake.PRIVATE, buttons.alone),
    (intake.WITH, buttons.together),
    (intake.HELD, buttons.held),
    (intake.ONE, buttons.one),
    (intake.TWO, buttons.two),
    (intake.PASTE, paste.ask),
    (inbox.ANALYSE, of_inbox.analyse),
    (inbox.ALWAYS, of_inbox.always),
    (inbox.IGNORE, of_inbox.ignore),
    (inbox.ASK_AGAIN, of_inbox.ask_again),
    (inbox.LINK, linking.ask),
    (inbox.UNLINK, linking.unlink),
    (webhook.ADD, webhooks.ask),
    (webhook.REMOVE, webhooks.remove),
    (webhook.TURN_ON, webhooks.turn_on),
    (sharing.NEW, share.new),
    (sharing.ONE, share.one),
    (sharing.LIST, share.listed),
    (sharing.REVOKE, share.revoke),
    (sharing.PAIR, share.ask_pair),
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
    (nudges.KEEP, pressed.keep),
    (nudges.KEEP_ALL, pressed.keep_all),
    (nudges.NOT_ONE, pressed.not_one),
    (nudges.DAY, pressed.another_day),
    (nudges.REST, pressed.rest),
    (nudges.PLAN, pressed.ask_plan),
    (nudges.CHANGE, pressed.ask_change),
    (nudges.DONE, pressed.done),
    (nudges.FINISHED, pressed.finished),
    (nudges.LET_GO, pressed.let_go),
    (nudges.ANOTHER, pressed.ask_another),
    (nudges.HOUR, pressed.hour),
    (nudges.STOP, pressed.stop),
    (nudges.AGAIN, pressed.turn_on),
    (nudges.WEEKLY, pressed.once_a_week),
    (nudges.MEETING, pressed.ask_meeting),
    (briefs.OPEN, briefing.opened),
    (briefs.AGREE, briefing.agree),
    (briefs.PLANS, briefing.plans),
    (briefs.HIDE, briefing.hide),
    (briefs.SKIP, briefing.skip),
    (briefs.GIVE, briefing.give),
    (briefs.DIGEST, briefing.digest),
    (briefs.LET_GO, briefing.let_go),
    (nudges.SETTINGS, reminders.ask),
    (nudges.PAUSE, reminders.pause),
    (nudges.RESUME, pressed.end_pause),
    (at_home.SHOW, home.filtered),
    (account.SETTINGS, settings.opened),
    (account.ZONE, settings.ask),
    (account.WORKSPACE, workspace_settings.ask),
    (programme.OPEN, programme_shown.opened),
    (account.PRIVACY, privacy.opened),
    (account.EXPORT, privacy.export_pressed),
    (account.ERASE, privacy.ask_erase),
    (account.TOKEN, tokens.ask),
    (account.TOKEN_REVOKE, tokens.revoke),
    (browser.OPEN, browsing.asked),
)
SENT: tuple[tuple[Route[Any], FormHandler], ...] = (
    (insight.EDIT_SENT, review.edited),
    (insight.DELETE_SENT, review.delete_sent),
    (insight.CORRECT_SENT, corrections.sent),
    (insight.WORD_SENT, corrections.word_sent),
    (insight.COMMENT_SENT, comments.written),
    (lists.SEARCHED, insights.searched),
    (intake.PASTED, paste.given),
    (sharing.PREVIEW, share.preview_sent),
    (sharing.CONFIRM, share.confirmed),
    (sharing.PAIR_SENT, share.pair_sent),
    (promises.MOVE_SENT, changes.moved),
    (nudges.PLAN_SENT, pressed.planned),
    (nudges.CHANGE_SENT, pressed.changed),
    (nudges.ANOTHER_SENT, pressed.another_sent),
    (nudges.MEETING_SENT, pressed.meeting_said),
    (nudges.SETTINGS_SENT, reminders.sent),
    (webhook.ADDED, webhooks.added),
    (inbox.LINK_SENT, linking.asked),
    (inbox.CODE_SENT, linking.confirmed),
    (account.ZONE_SENT, settings.sent),
    (account.WORKSPACE_SENT, workspace_settings.sent),
    (account.ERASE_SENT, privacy.erase_sent),
    (account.TOKEN_SENT, tokens.sent),
)

BUTTONS: Mapping[str, ButtonHandler] = table(*PRESSED)
FORMS: Mapping[str, FormHandler] = table(*SENT)
OPENS_FORM = names(route for route, _handler in PRESSED if route.opens_form) | {
    each.name for each in COMMANDS if each.opens_form
}
"""Commands and buttons that open a form: a platform may have to show one before the handler has looked anything up."""


def is_an_act(event: Event) -> bool:
    """Whether it changes something, by what its route or command says."""
    match event:
        case ButtonPressed():
            return event.action in _ACTS_PRESSED
        case FormSent():
            return event.action in _ACTS_SENT
        case CommandGiven():
            return any(each.name == event.name and each.changes for each in COMMANDS)
        case _:
            return isinstance(event, StopPressed | FileShortcut | FilesWithdrawn)


_ACTS_PRESSED = names(route for route, _handler in PRESSED if route.changes)
_ACTS_SENT = names(route for route, _handler in SENT if route.changes)
