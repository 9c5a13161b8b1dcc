"""The day of a session of which nobody has said it: the day it was given is proposed, one press to keep and one to change. Until
then the session has none, and nothing is counted from a guess."""

from datetime import date

from core.card import Actions, Block, Text, Tone
from core.dates import time_zones
from core.insight.model import SessionInsight, Status
from core.people.person import Person, Tenant
from core.people.zones import time_zone
from core.sharing.access import Operation
from core.sharing.seen import Seen
from core.translation import _, day
from handlers.insight import routes
from handlers.insight.routes import Dated
from handlers.routing import Id
from handlers.services import Services


async def proposed(services: Services, seen: Seen) -> date | None:
    """The day it was given, where whoever gave it was; None where its day is known, or is not the reader's to say."""
    if seen.insight.session_date or seen.insight.status is not Status.COMPLETED or not seen.may(Operation.EDIT):
        return None
    return await given_on(services, seen.insight)


async def given_on(services: Services, insight: SessionInsight) -> date:
    uploader = Person(Tenant(insight.platform, insight.tenant_id), insight.created_by)
    zone = time_zones.zone(await time_zone(services, uploader))
    return (insight.given_at or insight.created_at).astimezone(zone).date()


def question(insight_id: str, given: date) -> tuple[Block, ...]:
    keep = routes.KEEP_DATE.button(
        _("It was {day}", day=day(given)), Dated(insight_id, given.isoformat()), Tone.PRIMARY
    )
    another = routes.DATE.button(_("Another day"), Id(insight_id))
    said = _("When was this session? Nothing in it says so, and due dates are counted from that day.")
    return (Text(said), Actions((keep, another)))
