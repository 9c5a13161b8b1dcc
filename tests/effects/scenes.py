"""A workspace in which every kind of change can be made, and what everybody has on their screens then."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from core.briefs import acts as briefs
from core.card import Card
from core.changes import Change, Kind
from core.insight import acts, holds, remarks
from core.insight.corrections import DOUBTFUL, PASSAGES
from core.insight.model import Findings
from core.jobs.handler import Finished
from core.people import acts as people
from core.people import meetings, settings, token_acts
from core.people.person import MessageRef, Person, Place
from core.ports.insights import Scope
from core.promises import acts as promises
from core.promises.recording import record
from core.refusal import Refused
from core.sharing import acts as sharing
from core.sharing.access import Operation
from core.sharing.acts import ShareRequest
from core.sharing.finding import find
from core.transcript import Role
from core.webhooks import acts as webhooks
from handlers.home import home
from handlers.insight import comments, export, view
from handlers.jobs import HANDLERS
from handlers.lists import insights, routes, timeline
from handlers.messages.posted import CLOSE
from handlers.messages.redraw import KIND as REDRAW
from handlers.promises import actions
from handlers.promises import routes as promised_of
from handlers.services import Services
from storage import Storage
from tests.fakes.face import exchanged
from tests.relationships.house import HERE, Chat, House, choices, furnish, person, words_of

CLIENT, COACH, GRANTEE, FORMER = person("ada"), person("iva"), person("bo"), person("cy")
READERS = (CLIENT, COACH, GRANTEE, FORMER)
SURFACES = ("card", "comments", "list", "timeline", "Home", "actions", "preview", "export")
ID = "ab" * 12
TOKEN = "ab" * 8
WEBHOOK = "cd" * 8


@dataclass
class Screens(Chat):
    """A chat with a Home tab for each."""

    homes: dict[Person, Card] = field(default_factory=dict)

    async def draw_home(self, person: Person, card: Card, note: str) -> None:
        self.homes[person] = card

    def home_note(self, person: Person) -> str | None:
        return None


Draw = Callable[[], Awaitable[Card]]


@dataclass
class Scene:
    """`alone` is the client's own session, granted to GRANTEE, and once to FORMER; `together` the one with the coach. `standing`
    are the messages on the readers' screens by surface, with what would draw each of them anew."""

    house: House
    alone: str
    together: str
    bond: str
    chat: Screens
    standing: list[tuple[str, Person, MessageRef, Draw]] = field(default_factory=list)

    @property
    def services(self) -> Services:
        return self.house.services

    async def may_see(self, reader: Person, insight_id: str) -> bool:
        try:
            await find(self.services, reader, Operation.VIEW, insight_id)
        except Refused:
            return False
        return True

    async def look(self) -> None:
        """Every reader opens all they may, in messages that stay."""
        for reader in READERS:
            for insight_id in (self.alone, self.together):
                if await self.may_see(reader, insight_id):
                    await self.opened("card", reader, "insight.open", insight_id, view.drawn)
                    await self.opened("comments", reader, "comments.open", insight_id, comments.thread)
            shown = routes.View(Scope.SHARED if reader in {GRANTEE, FORMER} else Scope.ALL)
            await self._turned("list", reader, routes.PAGE.name, shown.packed(), _list(self.services, reader, shown))
            page = routes.Stretch(CLIENT.id if reader == COACH else "")
            await self._turned(
                "timeline", reader, routes.TIMELINE.name, page.packed(), _timeline(self.services, reader, page)
            )
            promised = promised_of.View("" if reader == CLIENT else CLIENT.id)
            await self._turned(
                "actions", reader, "actions.page", promised.packed(), _actions(self.services, reader, promised)
            )
        await home.refresh(self.services, *READERS)

    async def opened(
        self,
        surface: str,
        reader: Person,
        action: str,
        insight_id: str,
        draw: Callable[[Services, Person, str], Awaitable[Card]],
    ) -> None:
        before = set(self.chat.messages)
        place = Place(HERE, reader.id)
        await self.house.press(reader, action, insight_id, on=MessageRef(place, "0"))
        (new,) = set(self.chat.messages) - before
        self.standing.append((surface, reader, MessageRef(place, new), lambda: draw(self.services, reader, insight_id)))

    async def _turned(self, surface: str, reader: Person, action: str, value: str, draw: Draw) -> None:
        message = await self.chat.direct(reader, Card("A list"))
        answer = await self.house.press(reader, action, value, on=message)
        await self.chat.update(message, answer.cards[-1])
        self.standing.append((surface, reader, message, draw))

    async def carried_out(self) -> None:
        """Effects, and the messages they ask to be drawn anew."""
        await self.house.settle()
        for job in await self.house.claimed():
            if job.kind in {REDRAW, CLOSE}:
                assert await HANDLERS[job.kind](self.services).run(job) == Finished()


def _list(services: Services, reader: Person, shown: routes.View) -> Draw:
    async def draw() -> Card:
        return (await insights.draw(services, reader, shown))[0]

    return draw


def _timeline(services: Services, reader: Person, page: routes.Stretch) -> Draw:
    async def draw() -> Card:
        return (await timeline.draw(services, reader, page))[0]

    return draw


def _actions(services: Services, reader: Person, shown: promised_of.View) -> Draw:
    async def draw() -> Card:
        return (await actions.draw(services, reader, shown))[0]

    return draw


async def make(storage: Storage, screens: Screens | None = None) -> Scene:
    house = furnish(storage)
    screens = screens or Screens()
    house.chat = screens
    house.services = exchanged(house.services, chat=screens, home=screens)
    bond = await house.pair_up(COACH, CLIENT)
    together = await house.paired_session(COACH, CLIENT, 1, session_title="Quokka")
    alone = await house.session(CLIENT, 2, session_title="Numbat")
    for insight_id in (alone, together):
        await record(house.services, HERE, insight_id)
    for other in (GRANTEE, FORMER):
        await sharing.share(house.services, CLIENT, ShareRequest((alone,), other, frozenset({"comment", "export"})))
    await sharing.revoke(house.services, CLIENT, alone, FORMER)
    await house.settle()
    return Scene(house, alone, together, bond, screens)


Step = Callable[[Scene], Awaitable[object]]


async def _nothing(_: Scene) -> None:
    pass


async def _invited(scene: Scene) -> None:
    await people.invite(scene.services, CLIENT, FORMER, Role.CLIENT)


async def _answered(scene: Scene, answer: Callable[[Services, Person, str], Awaitable[object]]) -> None:
    await answer(scene.services, FORMER, (await scene.house.bond(CLIENT, FORMER)).id)


async def _shared(scene: Scene) -> None:
    await sharing.share(scene.services, CLIENT, ShareRequest((scene.alone,), FORMER, frozenset({"comment"})))


async def _paired(scene: Scene) -> None:
    await sharing.pair(scene.services, CLIENT, scene.alone, await scene.house.bond(CLIENT, COACH))


async def _held(scene: Scene) -> None:
    await holds.hold(scene.services, COACH, scene.together)


async def _over(scene: Scene) -> None:
    scene.house.clock.pass_(days=15)
    assert await holds.end_hold(scene.services, HERE, scene.together)


async def _held_by_an_older_version(scene: Scene) -> None:
    await _held(scene)
    unset = {"held_since": "", "hold_ends_at": ""}
    await scene.house.storage.db.collection("session_insights").update_many({}, {"$unset": unset})


async def _corrected(scene: Scene) -> None:
    await remarks.correct(scene.services, CLIENT, scene.together, "action_items", 0, "Put right.", id=ID)


async def _analysed_again(scene: Scene) -> None:
    """As handlers/intake/again.py stores it, which is tried whole in tests/scenario/test_again.py."""
    former = await scene.house.insight(scene.together)
    fields = {name: getattr(former, name) for name in Findings.model_fields}
    findings = Findings(**{**fields, "session_summary": "Bilby."})
    change = Change(Kind.ANALYSE_AGAIN, HERE, former.id, CLIENT.id, scene.house.clock.now())
    assert await scene.services.insights.renew(HERE, former.id, findings, former.metadata, change)
    await scene.services.announce(change)


async def _commented(scene: Scene) -> None:
    await remarks.comment(scene.services, COACH, scene.together, "Well said.", id=ID)


async def _agreed(scene: Scene) -> None:
    agreed = promises.Agreed("Bilby.", date(2026, 5, 1), "0")
    await promises.agree(scene.services, CLIENT, f"{scene.together}-0", agreed)


async def _token_made(scene: Scene) -> None:
    await token_acts.create(scene.services, CLIENT, "Bilby", ("read",), "365", id=TOKEN)


@dataclass(frozen=True)
class Scenario:
    """`before` is there already when everybody looks."""

    kind: Kind
    act: Step
    before: Step = _nothing


async def _webhook_added(scene: Scene) -> None:
    url = "https://example.com/bilby"
    await webhooks.register(scene.services, CLIENT, url, ("insight.completed",), id=WEBHOOK, loopback=False)


SCENARIOS: Mapping[str, Scenario] = {
    "share": Scenario(Kind.SHARE, _shared),
    "revoke": Scenario(Kind.REVOKE, lambda it: sharing.revoke(it.services, CLIENT, it.alone, GRANTEE)),
    "pair": Scenario(Kind.PAIR, _paired),
    "invite": Scenario(Kind.INVITE, _invited),
    "accept": Scenario(Kind.ACCEPT, lambda it: _answered(it, people.accept), _invited),
    "decline": Scenario(Kind.DECLINE, lambda it: _answered(it, people.decline), _invited),
    "end": Scenario(Kind.END, lambda it: people.end(it.services, COACH, it.bond)),
    "withdraw": Scenario(Kind.WITHDRAW, lambda it: people.withdraw(it.services, CLIENT, it.bond)),
    "hold": Scenario(Kind.HOLD, _held),
    "hold from those it is shared with": Scenario(Kind.HOLD, lambda it: holds.hold(it.services, CLIENT, it.alone)),
    "release": Scenario(Kind.RELEASE, lambda it: holds.release(it.services, COACH, it.together), _held),
    "the end of a hold": Scenario(Kind.RELEASE, _over, _held),
    "a hold gets its end": Scenario(
        Kind.DATE_HOLD, lambda it: holds.settle_holds(it.services), _held_by_an_older_version
    ),
    "show the craft view": Scenario(
        Kind.SHOW_CRAFT, lambda it: acts.show_craft(it.services, COACH, it.together, shown=True)
    ),
    "hide the craft view": Scenario(
        Kind.HIDE_CRAFT,
        lambda it: acts.show_craft(it.services, COACH, it.together, shown=False),
        lambda it: acts.show_craft(it.services, COACH, it.together, shown=True),
    ),
    "edit": Scenario(Kind.EDIT, lambda it: acts.edit(it.services, CLIENT, it.alone, "Bilby", date(2026, 2, 3))),
    "edit by the coach": Scenario(
        Kind.EDIT, lambda it: acts.edit(it.services, COACH, it.together, "Bilby", date(2026, 2, 3))
    ),
    "correct": Scenario(Kind.CORRECT, _corrected),
    "undo": Scenario(Kind.UNDO, lambda it: remarks.undo(it.services, COACH, it.together, ID), _corrected),
    "name a passage": Scenario(
        Kind.NAME, lambda it: remarks.name(it.services, CLIENT, it.together, PASSAGES, 0, "goal_progress")
    ),
    "a doubtful promise is one": Scenario(
        Kind.NAME, lambda it: remarks.name(it.services, CLIENT, it.together, DOUBTFUL, 0, "action_items")
    ),
    "analyse again": Scenario(Kind.ANALYSE_AGAIN, _analysed_again),
    "comment": Scenario(Kind.COMMENT, _commented),
    "delete a comment": Scenario(
        Kind.DELETE_COMMENT, lambda it: remarks.delete_comment(it.services, COACH, it.together, ID), _commented
    ),
    "feedback": Scenario(Kind.FEEDBACK, lambda it: acts.judge(it.services, GRANTEE, it.alone, helpful=False)),
    "a promise is done": Scenario(Kind.PROMISE_DONE, lambda it: promises.done(it.services, CLIENT, f"{it.together}-0")),
    "a promise is dropped": Scenario(Kind.PROMISE_DROP, lambda it: promises.drop(it.services, CLIENT, f"{it.alone}-0")),
    "a promise is open again": Scenario(
        Kind.PROMISE_REOPEN,
        lambda it: promises.reopen(it.services, CLIENT, f"{it.together}-0"),
        lambda it: promises.done(it.services, CLIENT, f"{it.together}-0"),
    ),
    "a promise is agreed anew": Scenario(Kind.PROMISE_AGREE, _agreed),
    "the next session": Scenario(
        Kind.NEXT_SESSION, lambda it: meetings.set_next_session(it.services, COACH, it.bond, date(2026, 3, 12))
    ),
    "briefs": Scenario(Kind.BRIEFS, lambda it: briefs.agree(it.services, COACH, it.bond, wanted=True)),
    "a webhook is added": Scenario(Kind.WEBHOOK, _webhook_added),
    "a webhook is removed": Scenario(
        Kind.REMOVE_WEBHOOK, lambda it: webhooks.remove(it.services, CLIENT, WEBHOOK), _webhook_added
    ),
    "settings": Scenario(Kind.SETTINGS, lambda it: settings.set_time_zone(it.services, CLIENT, "Europe/Paris")),
    "a token is made": Scenario(Kind.MAKE_TOKEN, _token_made),
    "a token is revoked": Scenario(
        Kind.REVOKE_TOKEN, lambda it: token_acts.revoke(it.services, CLIENT, TOKEN), _token_made
    ),
    "delete": Scenario(Kind.DELETE, lambda it: acts.delete(it.services, CLIENT, it.alone)),
    "delete by the coach": Scenario(Kind.DELETE, lambda it: acts.delete(it.services, COACH, it.together)),
}


async def stale(scene: Scene) -> tuple[list[str], set[tuple[str, str]]]:
    """What is not as it should be on any screen, and the cells (surface, reader) that were looked at."""
    cells: set[tuple[str, str]] = set()
    found = [
        *await _stale_messages(scene, cells),
        *await _stale_homes(scene, cells),
        *await _told_too_much(scene, cells),
    ]
    return found, cells


async def _stale_messages(scene: Scene, cells: set[tuple[str, str]]) -> list[str]:
    found = []
    for surface, reader, message, draw in scene.standing:
        cells.add((surface, reader.id))
        _, card = scene.chat.messages[message.id]
        try:
            fresh = await draw()
        except Refused:
            fresh = None
        if card != fresh and (words := content(str(card))):
            found.append(f"{surface} of {reader.id}: {words} in {words_of(card.title, card.blocks)}")
    return found


async def _stale_homes(scene: Scene, cells: set[tuple[str, str]]) -> list[str]:
    cells |= {("Home", reader.id) for reader in READERS}
    drawn = [(reader, await home.home(scene.services, reader, Scope.ALL)) for reader in READERS]
    return [f"Home of {reader.id}" for reader, card in drawn if scene.chat.homes[reader] != card]


WORDS = ("Quokka", "Numbat", "Bilby", "Noor", "misses", "Well said", "Put right.")


def content(text: str) -> list[str]:
    return [word for word in WORDS if word in text]


async def _told_too_much(scene: Scene, cells: set[tuple[str, str]]) -> list[str]:
    """What is drawn on demand: nothing of a session for whom it is not, and for the others as it is called now."""
    found = []
    for insight_id in (scene.alone, scene.together):
        insight = await scene.services.insights.get(HERE, insight_id)
        for reader in READERS:
            may = await scene.may_see(reader, insight_id)
            for surface, make in (("export", _exported), ("preview", previewed)):
                cells.add((surface, reader.id))
                text = await make(scene, reader, insight_id)
                if content(text) and not may:
                    found.append(f"{surface}: {reader.id} is shown {text[:80]}")
                if text and insight is not None and str(insight.session_title) not in text:
                    found.append(f"{surface}: {reader.id} is shown what was: {text[:80]}")
    return found


async def _exported(scene: Scene, reader: Person, insight_id: str) -> str:
    try:
        _, data = await export.insight_file(scene.services, reader, insight_id, "md")
    except Refused:
        return ""
    return data.decode()


async def previewed(scene: Scene, reader: Person, insight_id: str) -> str:
    """What `reader` is shown before they share it."""
    asked = await scene.house.press(reader, "share.one", insight_id)
    if not asked.forms:
        return ""
    (form,) = asked.forms
    answer = await scene.house.send(
        reader, form, sessions=tuple(choices(form, "sessions").values()), coach="boss", permissions=()
    )
    return answer.text
