"""The Home tab: what is under way, recent sessions, who works with whom, settings. Drawn anew after whatever a person changes."""

import logging

from core.card import Actions, Block, Button, Card, Divider, Fold, Menu, Style, Text, Tone
from core.faults import ChatFault, StorageFault
from core.people import Person
from core.ports_chat import HomeScreen
from core.ports_people import InsightQuery, Scope
from core.refusal import Reason, Refused
from core.relationships import State
from handlers import action_changes, actions, cards, gate
from handlers.browse import SCOPES, View, line, other_of
from handlers.coach_cards import answer_buttons, state_line
from handlers.events import ButtonPressed, HomeOpened, Respond
from handlers.members import names
from handlers.services import Services
from handlers.session_jobs import ASKS, KIND, UNDER_WAY

log = logging.getLogger(__name__)

RECENT = 5
PEOPLE = 5
"""Rows of each part; the lists behind them have the rest."""


async def opened(services: Services, event: HomeOpened, respond: Respond) -> None:
    await _show(services, event.person, respond, Scope.ALL)


async def filtered(services: Services, event: ButtonPressed, respond: Respond) -> None:
    if event.value not in set(Scope):
        raise Refused(Reason.BAD_INPUT, "This page is out of date. Please open it again.")
    await _show(services, event.person, respond, Scope(event.value))


async def done(services: Services, event: ButtonPressed, respond: Respond) -> None:
    """A promise checked off here. A page that is known is drawn anew as after every change, as it was filtered."""
    await action_changes.check_off(services, event.person, event.value)
    chat = services.chat(event.person)
    if not isinstance(chat, HomeScreen) or chat.home_note(event.person) is None:
        await _show(services, event.person, respond, Scope.ALL)


async def _show(services: Services, person: Person, respond: Respond, scope: Scope) -> None:
    card = await home(services, person, scope)
    chat = services.chat(person)
    if isinstance(chat, HomeScreen):
        await chat.draw_home(person, card, scope.value)
    else:
        await respond.update(card)


async def refresh(services: Services, person: Person) -> None:
    """Draw the Home tab anew if the person has looked at it; it is never worth a failure."""
    try:
        chat = services.chat(person)
        if isinstance(chat, HomeScreen) and (scope := chat.home_note(person)) is not None:
            await chat.draw_home(person, await home(services, person, Scope(scope or Scope.ALL)), scope)
    except (ChatFault, StorageFault, Refused) as error:
        log.warning("the Home tab was not drawn anew: %s", type(error).__name__)


async def home(services: Services, person: Person, scope: Scope) -> Card:
    """The dashboard as this person may see it."""
    blocks: list[Block] = await _under_way(services, person)
    if services.circle is None:
        return Card("Debrief", (*blocks, *cards.hello().blocks))
    blocks += await actions.at_home(services, person)
    query = InsightQuery(person, scope)
    page = await services.circle.insights.list(query, limit=RECENT)
    rows = await gate.rows(services, person, page.rows)
    known = await names(services, person.tenant, [other for row in rows if (other := other_of(person, row))])
    if not rows and scope is Scope.ALL and not blocks:
        blocks += cards.hello().blocks[:2]
    blocks += [Text("Sessions", Style.HEADING), _filters(scope)]
    for row in rows:
        blocks.append(Fold(row.session_title or "Coaching session", (), Button("Open", "insight.open", row.id)))
        blocks.append(Text(line(person, row, known.get(other_of(person, row), "")), Style.SMALL))
    if not rows:
        blocks.append(
            Text("Nobody shares a private session with you." if scope is Scope.SHARED else "Nothing here yet.")
        )
    blocks.append(Actions(_ways(scope, more=page.older is not None, any_rows=bool(rows))))
    blocks += [Divider(), *await _people(services, person), Divider(), *_settings()]
    return Card("Debrief", tuple(blocks))


async def _under_way(services: Services, person: Person) -> list[Block]:
    """Work that has not ended, newest last. It is told by its stage alone: a file's name is content."""
    going = [job for job in await services.jobs.open_of(person, KIND) if job.step in UNDER_WAY]
    if not going:
        return []
    blocks: list[Block] = [Text("In progress", Style.HEADING)]
    for job in going:
        waits = job.step in {*ASKS, "placing"}
        said = "A session waits for your answer in our messages" if waits else "A session is being read"
        blocks.append(Fold(said, (), Button("Stop", "intake.stop", job.id)))
    return [*blocks, Divider()]


def _filters(scope: Scope) -> Actions:
    return Actions(
        tuple(
            Button(label, "home.show", each.value, Tone.PRIMARY if each is scope else Tone.PLAIN)
            for each, label in SCOPES.items()
        )
    )


def _ways(scope: Scope, *, more: bool, any_rows: bool) -> tuple[Button | Menu, ...]:
    ways = [Button("Paste a session", "session.paste")]
    if more:
        ways.insert(0, Button("All of them", "insights.page", View(scope).packed()))
    if any_rows:
        ways += [Button("Timeline", "timeline.open", "|"), Button("What I share", "share.list")]
    return tuple(ways)


async def _people(services: Services, person: Person) -> list[Block]:
    states = frozenset({State.PENDING, State.ACTIVE})
    page = await services.together.relationships.of(person, states=states, limit=PEOPLE)
    blocks: list[Block] = [Text("Coaches and clients", Style.HEADING)]
    known = await names(services, person.tenant, [each.other(person.id) for each in page.rows])
    for each in page.rows:
        name = known[each.other(person.id)]
        blocks.append(Text(name, Style.STRONG))
        blocks.append(Text(state_line(person.id, name, each), Style.SMALL))
        if each.state is State.PENDING and each.asked == person.id:
            blocks.append(Actions(answer_buttons(each)))
    if page.rows:
        return [*blocks, Actions((Button("All, and how to end it", "coach.list"),))]
    return [*blocks, Text("Nobody yet. Write /coach invite @name to ask your coach or your client.")]


def _settings() -> list[Block]:
    return [
        Text("Settings and privacy", Style.HEADING),
        Text("What you give me stays yours and private, until you share it.", Style.SMALL),
        Actions((Button("Your data", "privacy.open"), Button("Help", "help.open"))),
    ]
