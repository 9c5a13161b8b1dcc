"""The home: what is under way, recent sessions, who works with whom, settings. Drawn anew after whatever a person changes."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.card import (
    Actions,
    Block,
    Button,
    Card,
    Divider,
    Fold,
    Menu,
    Say,
    Style,
    Text,
    Tone,
)
from core.faults import ChatFault, StorageFault
from core.jobs.handler import Finished, Outcome, after
from core.jobs.job import (
    ENDED,
    Job,
    JobState,
    ask_again,
)
from core.people.locales import read_by
from core.people.members import names
from core.people.person import Person
from core.people.relationships import State
from core.ports.insights import InsightQuery, InsightSummary, Scope
from core.promises import acts
from core.refusal import Reason, Refused
from core.sharing import finding
from core.translation import _
from handlers import cards
from handlers.access import gate
from handlers.access.members import may_be_told
from handlers.account import routes as account
from handlers.briefs import settings as briefs
from handlers.browser import routes as browser
from handlers.coaching import routes as coaching
from handlers.coaching.cards import answer_buttons, state_line
from handlers.events import ButtonPressed, HomeOpened, Respond
from handlers.home import routes
from handlers.home.routes import Filter
from handlers.insight import held
from handlers.intake import routes as intake
from handlers.intake.jobs import KIND
from handlers.intake.steps import ASKS, UNDER_WAY, Step
from handlers.lists import routes as lists
from handlers.lists.insights import SCOPES
from handlers.lists.routes import View
from handlers.lists.rows import session_rows
from handlers.promises import actions
from handlers.promises import routes as promises
from handlers.routing import Id
from handlers.services import Services
from handlers.sharing import routes as sharing

log = logging.getLogger(__name__)

KIND_HOME = "home.draw"
RECENT = 5
PEOPLE = 5
"""Rows of each part; the lists behind them have the rest."""


async def opened(services: Services, event: HomeOpened, respond: Respond) -> None:
    if services.face(event.person).home and not await services.people.has_home(event.person):
        await services.people.opened_home(event.person)
    await _show(services, event.person, respond, Scope.ALL)


async def filtered(services: Services, event: ButtonPressed, respond: Respond) -> None:
    wanted = routes.SHOW.read(event).scope
    if wanted not in set(Scope):
        raise Refused(Reason.BAD_INPUT, _("This page is out of date. Please open it again."))
    await _show(services, event.person, respond, Scope(wanted))


async def done(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """A promise checked off here."""
    await acts.done(services, event.person, promises.DONE_AT_HOME.read(event).id)
    if services.face(event.person).home is None:
        await _show(services, event.person, respond, Scope.ALL)


async def _show(services: Services, person: Person, respond: Respond, scope: Scope) -> None:
    card = await home(services, person, scope)
    screen = services.face(person).home
    if screen:
        await screen.draw_home(person, card, scope.value)
    else:
        await respond.update(card)


async def refresh(services: Services, *persons: Person) -> None:
    """Draw the home anew for these and for everybody else concerned by what was done. It is never worth a failure: what the
    platform does not take now is a job of its own."""
    mine = list(dict.fromkeys(persons))
    services.outdated.difference_update(mine)
    while mine or services.outdated:
        person = mine.pop(0) if mine else services.outdated.pop()
        try:
            await _draw(services, person)
        except (ChatFault, StorageFault, Refused) as error:
            log.warning("the Home tab was not drawn anew: %s", type(error).__name__)
            if isinstance(error, ChatFault) and error.transient:
                await _draw_later(services, person, error.retry_after)


async def refresh_looked_at(services: Services, person: Person) -> None:
    """The same for what one sees grow on it, a session on its way: whoever has never opened it sees it drawn once they do. What
    takes something away from a Home is for everybody, as an earlier version drew it for everybody."""
    if services.face(person).home and await services.people.has_home(person):
        await refresh(services, person)


async def _draw(services: Services, person: Person) -> None:
    """As it was filtered, as far as this process knows."""
    screen = services.face(person).home
    if screen and await may_be_told(services, person):
        scope = Scope(screen.home_note(person) or Scope.ALL)
        async with read_by(services, person):
            await screen.draw_home(person, await home(services, person, scope), scope.value)


async def _draw_later(services: Services, person: Person, wait: float | None) -> None:
    job = Job(f"{KIND_HOME}:{person.id}", KIND_HOME, person.tenant, refs={"person": person.id})
    with contextlib.suppress(StorageFault):
        await ask_again(services.jobs, job, delay=timedelta(seconds=wait or 5.0), states=ENDED)


@dataclass(frozen=True)
class DrawHome:
    """The JobHandler of kind `home.draw`."""

    services: Services

    async def run(self, job: Job) -> Outcome:
        try:
            await _draw(self.services, Person(job.tenant, job.refs["person"]))
        except ChatFault as fault:
            if fault.transient:
                return after(fault, timedelta(seconds=10))
            return Finished(JobState.CANCELLED)
        return Finished()

    async def gave_up(self, job: Job, reference: str) -> None:
        log.error("a Home tab was not drawn anew", extra={"job": job.id, "reference": reference})


async def home(services: Services, person: Person, scope: Scope) -> Card:
    """The dashboard as this person may see it."""
    blocks: list[Block] = await _under_way(services, person)
    blocks += await actions.at_home(services, person)
    query = InsightQuery(person, scope)
    page = await services.insights.list(query, limit=RECENT)
    rows = await finding.rows(services, person, page.rows)
    await _on_record(services, person, rows)
    if not rows and scope is Scope.ALL and not blocks:
        blocks += cards.hello().blocks[:2]
    blocks += [Text(_("Sessions"), Style.HEADING), _filters(scope)]
    blocks += await session_rows(services, person, rows)
    if not rows:
        shared = scope is Scope.SHARED
        blocks.append(Text(_("Nobody shares a private session with you.") if shared else _("Nothing here yet.")))
    ways = _ways(scope, more=page.older is not None, any_rows=bool(rows))
    blocks.append(Actions((*ways, *browser.way(services, routes.SHOW, Filter(scope.value)))))
    blocks += await held.blocks(services, person)
    if scope is Scope.ALL:
        blocks += await _shared(services, person)
    blocks += [Divider(), *await _people(services, person), Divider(), *_settings()]
    return Card("Debrief", tuple(blocks))


async def _shared(services: Services, person: Person) -> list[Block]:
    """What others share with the person, who is neither client nor coach of it."""
    page = await services.insights.list(InsightQuery(person, Scope.SHARED), limit=PEOPLE)
    rows = await finding.rows(services, person, page.rows)
    if not rows:
        return []
    await _on_record(services, person, rows)
    return [Divider(), Text(_("Shared with me"), Style.HEADING), *await session_rows(services, person, rows)]


async def _on_record(services: Services, person: Person, rows: Sequence[InsightSummary]) -> None:
    """The home is drawn before anybody looks, so what it shows of others' sessions counts as sent."""
    others = (row.id for row in rows if row.client_user_id != person.id)
    await asyncio.gather(*(gate.delivered(services, person, insight_id) for insight_id in others))


async def _under_way(services: Services, person: Person) -> list[Block]:
    """Work that has not ended, newest last. It is told by its stage alone: a file's name is content."""
    going = [job for job in await services.jobs.open_of(person, KIND) if job.step in UNDER_WAY]
    if not going:
        return []
    blocks: list[Block] = [Text(_("In progress"), Style.HEADING)]
    for job in going:
        waits = job.step in ASKS | {Step.PLACING}
        said = _("A session waits for your answer in our messages") if waits else _("A session is being read")
        blocks.append(Fold(said, (), intake.STOP.button(_("Stop"), Id(job.id))))
    return [*blocks, Divider()]


def _filters(scope: Scope) -> Actions:
    return Actions(
        tuple(
            routes.SHOW.button(_(label), Filter(each.value), Tone.PRIMARY if each is scope else Tone.PLAIN)
            for each, label in SCOPES.items()
        )
    )


def _ways(scope: Scope, *, more: bool, any_rows: bool) -> tuple[Button | Menu, ...]:
    ways = [intake.PASTE.button(_("Paste a session"))]
    if more:
        ways.insert(0, lists.PAGE.button(_("All of them"), View(scope)))
    if any_rows:
        ways += [lists.TIMELINE.button(_("Timeline")), sharing.LIST.button(_("What I share"))]
    return tuple(ways)


async def _people(services: Services, person: Person) -> list[Block]:
    states = frozenset({State.PENDING, State.ACTIVE})
    page = await services.relationships.of(person, states=states, limit=PEOPLE)
    blocks: list[Block] = [Text(_("Coaches and clients"), Style.HEADING)]
    known = await names(services, person.tenant, [each.other(person.id) for each in page.rows])
    for each in page.rows:
        name = known[each.other(person.id)]
        blocks.append(Text(name, Style.STRONG))
        blocks.append(Text(state_line(person.id, name, each), Style.SMALL))
        if each.state is State.PENDING and each.asked == person.id:
            blocks.append(Actions(answer_buttons(each)))
        if each.state is State.ACTIVE:
            blocks += [*await briefs.coming(services, person, each), briefs.ways(each)]
    if page.rows:
        return [*blocks, Actions((coaching.LIST.button(_("All of them")),))]
    blocks += await briefs.alone(services, person, known=True)
    invite = Say("coach", "invite @name")
    return [*blocks, Text(_("Nobody yet. Write {invite} to ask your coach or your client.", invite=invite))]


def _settings() -> list[Block]:
    return [
        Text(_("Settings and privacy"), Style.HEADING),
        Text(_("What you give me stays yours and private, until you share it."), Style.SMALL),
        Actions(
            (
                account.SETTINGS.button(_("Settings")),
                account.PRIVACY.button(_("Your data")),
                routes.HELP.button(_("Help")),
            )
        ),
    ]
