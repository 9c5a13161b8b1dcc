"""What follows what was done to a session: who is told, what is put away with it, and what was promised in it brought up to date.

Whoever may not see the session (any more) by the time they are told is told nothing of it: another change has overtaken this one.
"""

from core.card import (
    Actions,
    Card,
    Text,
    Tone,
)
from core.changes import HOUSE, Change
from core.insight import acts
from core.insight.holding import HELD_FOR
from core.insight.model import SessionInsight, Status
from core.nudges import acts as nudges
from core.people.locales import read_by
from core.people.meetings import as_said
from core.people.members import name_of
from core.people.person import Person
from core.promises.recording import record
from core.sharing.access import Facts, Operation, can
from core.sharing.finding import facts
from core.translation import _, ngettext
from handlers.cards import day
from handlers.insight import held, routes
from handlers.messages.posted import replace_posted, tell_about
from handlers.routing import Id
from handlers.services import Services


async def removed(services: Services, change: Change) -> None:
    """What `core.insight.acts.delete` began, in case the process died before its end."""
    source = change.facts["source"]
    await acts.remove(services, change.tenant, change.subject, str(source) if source else None)


async def comment_removed(services: Services, change: Change) -> None:
    """The same for a comment."""
    await services.comments.delete(change.tenant, str(change.facts["comment"]), change.actor)


async def promises_as_they_are(services: Services, change: Change) -> None:
    """What was promised in it, after its words, its day, or who sees it have changed."""
    await record(services, change.tenant, change.subject)
    if insight := await services.insights.get(change.tenant, change.subject):
        await as_said(services, insight)
        client = Person(change.tenant, insight.client_user_id)
        await nudges.follow(services, client, await services.commitments.of(change.tenant, insight.id))


async def tell_of_comment(services: Services, change: Change) -> None:
    """Everybody who sees the session now, but the author; that there is one, not what it says."""
    if await services.comments.get(change.tenant, str(change.facts["comment"])) is None:
        return  # taken back
    insight = await services.insights.get(change.tenant, change.subject)
    if insight is None:
        return
    known = await facts(services, insight)
    for reader in _others(change, known):
        if can(reader, Operation.VIEW, known):
            async with read_by(services, reader):
                await tell_about(services, reader, await _commented(services, change, insight), change.subject)


async def _commented(services: Services, change: Change, insight: SessionInsight) -> Card:
    """The session by its day alone: no word of it stays behind where access ends."""
    name = await name_of(services, change.tenant, change.actor)
    if insight.session_date:
        said = _("{name} wrote a comment on the session of {day}.", name=name, day=day(insight.session_date))
    else:
        said = _("{name} wrote a comment on the session added on {day}.", name=name, day=day(insight.created_at))
    button = routes.COMMENTS.button(_("Read it"), Id(change.subject), Tone.PRIMARY)
    return Card(_("A new comment"), (Text(said), Actions((button,))))


def _others(change: Change, known: Facts) -> list[Person]:
    """Client, coach and grantees, but for who did it."""
    ids = dict.fromkeys((known.client, *([known.coach] if known.coach else []), *known.grants))
    return [Person(change.tenant, user_id) for user_id in ids if user_id != change.actor]


async def tell_of_hold(services: Services, change: Change) -> None:
    """A client from whom it is held, where no message of it could be made to say so. Anybody else is not told."""
    insight = await services.insights.get(change.tenant, change.subject)
    if insight is None:
        return
    client = Person(change.tenant, insight.client_user_id)
    async with read_by(services, client):
        named = await held.card(services, client, insight, await facts(services, insight))
        if named is not None and not await services.posted.of(change.tenant, insight.id, client.id):
            await tell_about(services, client, named, insight.id)


async def tell_of_release(services: Services, change: Change) -> None:
    """All who see it from now on, but for who released it; both sides where its hold ended by itself."""
    insight = await services.insights.get(change.tenant, change.subject)
    if insight is None or (change.actor == HOUSE and insight.status is not Status.COMPLETED):
        return
    known = await facts(services, insight)
    for reader in _others(change, known):
        if can(reader, Operation.VIEW, known):
            async with read_by(services, reader):
                await _tell_ready(services, change, insight, reader)


async def _tell_ready(services: Services, change: Change, insight: SessionInsight, reader: Person) -> None:
    card = await _ready(services, change, insight, reader)
    if reader.id == insight.client_user_id:  # what named it as held
        await replace_posted(services, change.tenant, insight.id, lambda: card, reader.id)
    await tell_about(services, reader, card, insight.id)


async def _ready(services: Services, change: Change, insight: SessionInsight, reader: Person) -> Card:
    if change.actor != HOUSE:
        name = await name_of(services, change.tenant, change.actor)
        return _card(_("A session is ready for you"), _("{name} has released a session.", name=name), insight)
    mine = reader.id == insight.client_user_id
    name = await name_of(services, change.tenant, (insight.coach_user_id or "") if mine else insight.client_user_id)
    if mine:
        said = _("The session with {name} that was looked through first is yours to see now.", name=name)
        return _card(_("A session is ready for you"), said, insight)
    said = ngettext(
        "You held a session with {name} for {count} day. It is over, so {name} sees it now.",
        "You held a session with {name} for {count} days. They are over, so {name} sees it now.",
        HELD_FOR.days,
        name=name,
    )
    return _card(_("Your client sees a session now"), said, insight)


def _card(title: str, text: str, insight: SessionInsight) -> Card:
    return Card(title, (Text(text), Actions((routes.OPEN.button(_("Open"), Id(insight.id), Tone.PRIMARY),))))
