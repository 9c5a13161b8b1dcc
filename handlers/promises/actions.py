"""/actions: what was promised, what is open first; a coach sees it as it stands, the client changes it.

Every row asks the policy about the session it was made in, as it is at that moment.
"""

from dataclasses import dataclass, replace

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Divider,
    Say,
    Style,
    Text,
)
from core.insight.model import SessionInsight
from core.people import members
from core.people.members import known, name_of
from core.people.person import Person
from core.people.zones import today
from core.promises.commitments import Commitment
from core.refusal import Reason, Refused
from core.sharing.access import Facts, Operation, can
from core.sharing.finding import find
from core.transcript import Role
from core.translation import _
from handlers import cards
from handlers.access.gate import audit
from handlers.access.members import in_private
from handlers.arguments import Grammar
from handlers.events import ButtonPressed, CommandGiven, Respond
from handlers.insight.cards import SPEAKERS
from handlers.messages.posted import (
    answer_list,
    replace_posted,
    tell_about,
    update_list,
    words_of,
)
from handlers.promises import cards as action_cards
from handlers.promises import routes
from handlers.promises.cards import Promise
from handlers.promises.routes import View
from handlers.services import Services

PAGE = 6
"""Rows looked up at a time, and as many at least on a page where there are more: as many as one takes in at once."""
LOOKED_AT = 500
"""Rows gone through for one page, past those the reader may not see."""
AT_HOME = 5


@dataclass(frozen=True)
class Found:
    """A page of promises the reader may see, and the cursors around it."""

    rows: tuple[Promise, ...]
    on: str | None
    back: str | None


GRAMMAR = Grammar(
    lambda: _(
        "Write {actions} for what is open, {done} for what is settled, or {actions_of}.",
        actions=Say("actions"),
        done=Say("actions", "done"),
        actions_of=Say("actions", "@name"),
    ),
    ("done", "open", "settled"),
    person=True,
)


async def command(services: Services, event: CommandGiven, respond: Respond) -> None:
    asked = GRAMMAR.read(event)
    await known(services, asked.person)
    view = View(asked.about, asked.word in {"done", "settled"})
    card, rows = await listing(services, event.person, view)
    others = sessions_of_others(event.person, rows)
    owners = [row.session.client_user_id for row in rows]
    if not others:
        await answer_list(services, event, respond, card, owners, routes.PAGE.packed(view))
        return
    # What a client promised stands in a message that is taken back when access ends.
    subjects = (*others, *map(words_of, dict.fromkeys(owners)))
    drawn_by = routes.PAGE.packed(view)
    if not await tell_about(services, event.person, card, *subjects, asked=True, drawn_by=drawn_by):
        raise Refused(Reason.NOT_ALLOWED, _("I cannot write to you directly. Open our private chat and ask there."))
    await _check(services, event.person, others)
    if event.in_channel:
        await respond.reply(in_private())


async def opened(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """My own list, over whatever the button stands on."""
    card, rows = await listing(services, event.person, View())
    owners = [row.session.client_user_id for row in rows]
    await answer_list(services, event, respond, card, owners, routes.PAGE.packed(View()))


async def turned(services: Services, event: ButtonPressed, respond: Respond) -> None:
    await redraw(services, event, respond, routes.PAGE.read(event))


async def redraw(services: Services, event: ButtonPressed, respond: Respond, view: View) -> None:
    card, rows = await listing(services, event.person, view)
    others = sessions_of_others(event.person, rows)
    if event.message is None:
        await respond.update(card)
        return
    for insight_id in others:
        await services.posted.remember(insight_id, event.person, event.message)
    owners = [row.session.client_user_id for row in rows]
    await update_list(services, event, respond, card, owners, routes.PAGE.packed(view))
    await _check(services, event.person, others)


async def _check(services: Services, person: Person, insight_ids: tuple[str, ...]) -> None:
    """Take back what was shown of a session whose access ended meanwhile: whoever ended it may not have found the message."""
    for insight_id in insight_ids:
        try:
            await find(services, person, Operation.SEE_COMMITMENTS, insight_id)
        except Refused:
            await replace_posted(services, person.tenant, insight_id, cards.gone, person.id)


def sessions_of_others(person: Person, rows: tuple[Promise, ...]) -> tuple[str, ...]:
    """The sessions of these that are not the reader's own."""
    return tuple(dict.fromkeys(row.session.id for row in rows if row.session.client_user_id != person.id))


async def listing(services: Services, person: Person, view: View) -> tuple[Card, tuple[Promise, ...]]:
    """The card, recorded as looked at, and what is on it."""
    card, rows = await draw(services, person, view)
    await audit(services, person, "list commitments", view.other or person.id, rows=len(rows))
    for insight_id in sessions_of_others(person, rows):  # its client sees who looked, however it was opened
        await audit(services, person, "view section", insight_id, section="action_items")
    return card, rows


async def draw(services: Services, person: Person, view: View) -> tuple[Card, tuple[Promise, ...]]:
    """The same for a message that shows it already: nobody has looked."""
    client, coach = await _about(services, person, view.other)
    found = await look(services, person, client, coach, view)
    mine = client == person
    name = await name_of(services, person.tenant, view.other) if view.other else ""
    if view.settled:
        blocks = action_cards.settled(found.rows, view)
    else:
        blocks = action_cards.grouped(found.rows, view, await today(services, person))
    if not found.rows:
        blocks = [Text(_nothing(view, name, mine=mine))]
    elif not mine:
        blocks.insert(0, Text(_("Only {name} changes these; you see them as they stand.", name=name), Style.SMALL))
    blocks += [Divider(), Actions(_turns(view, found))]
    return Card(_title(view, name), tuple(blocks)), found.rows


def _title(view: View, name: str) -> str:
    if view.settled:
        return _("Promises that are settled, with {name}", name=name) if name else _("Promises that are settled")
    return _("Open promises, with {name}", name=name) if name else _("Open promises")


def _nothing(view: View, name: str, *, mine: bool) -> str:
    if view.cursor:
        return _("Nothing here any more.")
    # The same for whoever promised nothing, shares nothing, or is unknown.
    if not name:
        return _("You have no settled promises here.") if view.settled else _("You have no open promises here.")
    if not mine:
        if view.settled:
            return _("I have no settled promises of {name} to show you here.", name=name)
        return _("I have no open promises of {name} to show you here.", name=name)
    if view.settled:
        return _("I have no settled promises of yours with {name}.", name=name)
    return _("I have no open promises of yours with {name}.", name=name)


def _turns(view: View, found: Found) -> tuple[Button, ...]:
    start = View(view.other, view.settled)
    other = replace(start, settled=not start.settled)
    turns = [routes.PAGE.button(_("What is open") if view.settled else _("What is settled"), other)]
    if found.on:
        turns.insert(0, routes.PAGE.button(_("More"), replace(start, cursor=found.on)))
    if found.back:
        turns.insert(0, routes.PAGE.button(_("Back"), replace(start, back=True, cursor=found.back)))
    return tuple(turns)


async def _about(services: Services, person: Person, other: str) -> tuple[Person, str | None]:
    """(whose sessions, with which coach alone): mine, mine with my coach, or those of my client or of who shares with me."""
    if not other or other == person.id:
        return person, None
    bond = await services.relationships.between(person.tenant, person.id, other)
    if bond is not None and bond.client == person.id:
        return person, other
    return Person(person.tenant, other), None


async def look(services: Services, person: Person, client: Person, coach: str | None, view: View) -> Found:
    """One page as the reader may see it. Whether there is more is said only if the reader may see some of it."""
    known: dict[str, tuple[SessionInsight, Facts] | None] = {}
    store = services.commitments
    cursor: str | None = view.cursor or None
    begin: str | None = None
    rows: list[Promise] = []
    last: str | None = None
    looked = 0
    while looked < LOOKED_AT:
        page = await store.listed(client, settled=view.settled, limit=PAGE, cursor=cursor)
        looked += len(page.rows)
        ahead, behind = (page.newer, page.older) if view.back else (page.older, page.newer)
        begin = behind if cursor == (view.cursor or None) else begin
        seen = [promise for one in page.rows if (promise := await _promise(services, person, one, coach, known))]
        if len(rows) >= PAGE and seen:  # only looked at to see whether there is more
            last = cursor
            break
        if len(rows) < PAGE:
            rows = [*seen, *rows] if view.back else [*rows, *seen]
        cursor = ahead
        if cursor is None:
            break
        last = cursor if looked >= LOOKED_AT and rows else None
    return Found(tuple(rows), begin, last) if view.back else Found(tuple(rows), last, begin)


async def _promise(
    services: Services,
    person: Person,
    commitment: Commitment,
    coach: str | None,
    known: dict[str, tuple[SessionInsight, Facts] | None],
) -> Promise | None:
    """The row, if the reader may see it at this moment."""
    if commitment.insight_id not in known:
        try:
            known[commitment.insight_id] = await find(
                services, person, Operation.SEE_COMMITMENTS, commitment.insight_id
            )
        except Refused:
            known[commitment.insight_id] = None
    found = known[commitment.insight_id]
    if found is None:
        return None
    session, facts = found
    if coach is not None and session.coach_user_id != coach:
        return None
    by = await promised_by(services, person, commitment, session)
    return Promise(commitment, session, can(person, Operation.CHANGE_COMMITMENT, facts), by)


async def promised_by(services: Services, reader: Person, commitment: Commitment, session: SessionInsight) -> str:
    """The name of who promised, empty for the reader: "you" is said to nobody else."""
    alone = session.is_unpaired and session.speakers is not None  # what is followed up of it is its owner's
    client = commitment.owner == "client" or alone
    who = session.client_user_id if client else session.coach_user_id or ""
    if who == reader.id:
        return ""
    name = await name_of(services, reader.tenant, who) if who else _(members.SOMEBODY)
    return name if name != _(members.SOMEBODY) else _(SPEAKERS[Role.CLIENT if client else Role.COACH])


# --- at home ---


async def at_home(services: Services, person: Person) -> list[Block]:
    """The first few that are open, each with a check-off."""
    found = await look(services, person, person, None, View())
    return action_cards.at_home(found.rows[:AT_HOME], more=len(found.rows) > AT_HOME or found.on is not None)
