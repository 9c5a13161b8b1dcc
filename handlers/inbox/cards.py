"""What is said of sessions that other tools sent."""

from datetime import datetime

from core import translation
from core.card import Actions, Button, Card, Style, Text, Tone
from core.inbox.arrival import Arrival
from core.inbox.record import Series
from core.translation import _
from handlers.cards import day
from handlers.inbox import routes
from handlers.routing import Id


def _source(of: Arrival | Series) -> str:
    """What sent it, as people know it: the vendor, or the name they gave the token."""
    return of.through or _("your inbox address")


def offered(job_id: str, arrival: Arrival, until: datetime) -> Card:
    """What came, and what is to become of it? `until`: when it is deleted unanswered."""
    title = _("A session is here")
    if arrival.day:
        title = _("Your session of {day} is here", day=translation.day(arrival.day))
    said = _("It came through {source}.", source=_source(arrival))
    if arrival.title:
        said = _("“{title}” came through {source}.", title=arrival.title, source=_source(arrival))
    kept = _("I have not read it. If I hear nothing, I delete it on {day}.", day=day(until))
    buttons: list[Button] = [
        routes.ANALYSE.button(_("Analyse"), Id(job_id), Tone.PRIMARY),
        routes.IGNORE.button(_("Ignore"), Id(job_id)),
    ]
    small: list[Text] = []
    if arrival.series:
        buttons.insert(1, routes.ALWAYS.button(_("Always for this series"), Id(job_id)))
        about = _(
            "A series is what comes the same way under the same title, whatever its day. Your settings can end it again."
        )
        small.append(Text(about, Style.SMALL))
    return Card(title, (Text(said), Text(kept), Actions(tuple(buttons)), *small))


def ignored() -> Card:
    return Card(_("Ignored"), (Text(_("I have deleted this session, unread.")),))


def let_go() -> Card:
    said = _("I heard nothing about this session, so I deleted it, unread. Send it again whenever you like.")
    return Card(_("I have let this one go"), (Text(said),))


def not_fetched(arrival: Arrival) -> Card:
    said = _(
        "{source} told me of a session of yours, but did not give me its transcript, although I tried several times. You can "
        "drop it here instead.",
        source=_source(arrival),
    )
    return Card(_("A session did not come through"), (Text(said),))


def series(one: Series) -> str:
    return _("“{title}”, through {source}, since {day}", title=one.title, source=_source(one), day=day(one.since))


def asked_again() -> Card:
    return Card(_("Saved"), (Text(_("When the next session of this series comes, I ask you first.")),))
