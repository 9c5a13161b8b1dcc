"""A transcript as a page: every turn with the number by which receipts name it."""

from markupsafe import Markup

from bot.pages.addresses import Shown
from bot.render.wording import moment, safe
from core.people.person import Person
from core.transcript import Turn
from core.translation import _
from handlers.cards import day, session_title
from handlers.insight import routes as insight
from handlers.insight.cards import speaker
from handlers.insight.transcript import readable as there
from handlers.insight.transcript import transcript
from handlers.insight.view import people_of
from handlers.services import Services

__all__ = ["drawn", "there"]


async def drawn(services: Services, person: Person, insight_id: str) -> Markup:
    """Raises Refused as handlers.insight.transcript does."""
    session, found = await transcript(services, person, insight_id)
    back = Markup('<p class="also"><a href="{}">{}</a></p>').format(
        Shown(insight.OPEN.name, insight_id).address(), _("To what I found in it")
    )
    title = Markup('<h1>{}</h1><p class="small" dir="auto">{}, {}</p>').format(
        _("Transcript"), safe(session_title(session.session_title)), day(session.session_date or session.created_at)
    )
    people = await people_of(services, session)
    turns = Markup().join(
        _turn(turn, people.get(turn.role) or speaker(turn.role, turn.speaker)) for turn in found.turns
    )
    return Markup('<article class="transcript">{}{}<ol>{}</ol></article>').format(title, back, turns)


def _turn(turn: Turn, who: str) -> Markup:
    at = "" if turn.start is None else moment(turn.start)
    return Markup(
        '<li id="t{0}" value="{0}" class="{1}"><p class="who"><span dir="auto">{2}</span> <span class="small">{3}</span></p>'
        '<p class="said" dir="auto" lang="">{4}</p></li>'
    ).format(turn.n, turn.role.value, safe(who), at, safe(turn.text))
