"""The one table of jobs that need the services alone: kind of job -> what carries it. Those that need more are in bot/app.py."""

from collections.abc import Callable, Mapping

from core import changes
from core.briefs.acts import KIND as BRIEF
from core.inbox.links import KIND as CODE
from core.insight.holds import HOLD_ENDS
from core.jobs.handler import JobHandler
from core.nudges.acts import KIND as NUDGE
from core.promises.recording import ASK
from core.sharing.acts import GRANT_ENDS
from core.webhooks.acts import KIND as WEBHOOK
from handlers.access.members import LEFT, NEWS
from handlers.account.leaving import News, PersonLeft
from handlers.account.privacy import ERASE, EXPORT, EraseEverything, ExportEverything
from handlers.briefs.asked import AskedBrief
from handlers.effects.table import Effects
from handlers.home.home import KIND_HOME, DrawHome
from handlers.inbox.arrivals import KIND as INBOX
from handlers.inbox.arrivals import Arrivals
from handlers.inbox.codes import SendCode
from handlers.insight import comments, view
from handlers.insight.hold_ends import HoldEnds
from handlers.intake.delivery import KIND as DELIVER
from handlers.intake.delivery import Delivery
from handlers.messages.posted import CLOSE
from handlers.messages.redraw import CARD, COMMENTS, Drawing, Redraw
from handlers.messages.redraw import KIND as REDRAW
from handlers.messages.take_back import CloseMessage
from handlers.nudges.asking import BEFORE, AskWhichAreKept
from handlers.nudges.sending import Nudge
from handlers.services import Services
from handlers.sharing.grant_ends import GrantEnds
from handlers.webhooks.sending import Sending

DRAWINGS: Mapping[str, Drawing] = {CARD: view.drawn, COMMENTS: comments.thread}
"""What messages are drawn anew with when it changes (handlers/messages/redraw.py)."""


def _redraw(services: Services) -> Redraw:
    return Redraw(services, DRAWINGS)


HANDLERS: Mapping[str, Callable[[Services], JobHandler]] = {
    changes.JOB: Effects,
    GRANT_ENDS: GrantEnds,
    CLOSE: CloseMessage,
    HOLD_ENDS: HoldEnds,
    LEFT: PersonLeft,
    NEWS: News,
    KIND_HOME: DrawHome,
    DELIVER: Delivery,
    INBOX: Arrivals,
    CODE: SendCode,
    WEBHOOK: Sending,
    REDRAW: _redraw,
    NUDGE: Nudge,
    BRIEF: AskedBrief,
    ASK: AskWhichAreKept,
    BEFORE: AskWhichAreKept,
    EXPORT: ExportEverything,
    ERASE: EraseEverything,
}
