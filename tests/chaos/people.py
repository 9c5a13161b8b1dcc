"""Who is there, what they give, and what they press when something is shown to them.

A coach puts what they drop into the relationship with their one client, at times held for review; the client only gets. Others
drop files, in Slack or in Teams, or paste a session into the form. Whoever is shown a card may find it helpful, and keeps all
promises they are asked about. Somebody who is told that a press was not taken presses again.
"""

import asyncio
import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import aiohttp

from core.changes import Change, Kind
from core.insight.model import SessionInsight, Status
from core.insight.sections.action_item import ActionItem
from core.insight.sections.base import Evidence
from core.nudges import acts
from core.nudges.settings import Settings
from core.people import acts as people
from core.people.person import Person, Platform, Tenant
from core.people.relationships import request
from core.promises.recording import record
from core.transcript import Role
from core.webhooks.record import Event, Webhook
from handlers.services import Services
from tests.fakes.slack import Delivery, FakeSlack
from tests.fakes.slack_web import Message, elements
from tests.fakes.teams import FakeTeams

KINDS = ("file",) * 10 + ("form",) * 2 + ("pair",) * 4 + ("held",) * 2 + ("teams",) * 4
EVERY_DAY = frozenset(range(7))
WAITS = 3.0
"""Seconds that a platform waits for an answer to an event or a press."""
TRIES = 6
PRESSES = {"place.with": 1.0, "place.held": 1.0, "insight.feedback": 0.4, "nudges.keep": 1.0, "nudges.keep.all": 1.0}


@dataclass
class Given:
    """One session a person gave, and every answer its deliveries got (0: none in time). `file` is the key of its job."""

    number: int
    kind: str
    user: str
    channel: str
    file: str = ""
    ts: str = ""
    statuses: list[int] = field(default_factory=list)


@dataclass
class Pressed:
    """A button that a person pressed until it was taken."""

    user: str
    action: str
    value: str
    statuses: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Cast:
    """How many there are of each. Slack's clock says noon to those who are reminded, so that it is no hour of quiet."""

    alone: int
    pairs: int
    teams: int
    reminded: int

    @property
    def to_remind(self) -> list[str]:
        return [f"UR{number:04d}" for number in range(self.reminded)]

    def giver(self, number: int, kind: str) -> str:
        match kind:
            case "pair" | "held":
                return f"UC{number % self.pairs:04d}"
            case "teams":
                return f"t{number % self.teams:04d}"
            case _:
                return f"U{number % self.alone:05d}"


def cast(sessions: int, *, reminded: int) -> Cast:
    return Cast(max(1, sessions // 3), max(1, sessions // 12), max(1, sessions // 9), reminded)


def zone_of_noon(now: datetime) -> str:
    """A zone in which it is about twelve. POSIX counts them the other way round."""
    ahead = (12 - now.hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


async def furnish(services: Services, slack: FakeSlack, who: Cast, listener: str, remind_in: timedelta) -> None:
    """The relationships, the webhooks, the promises of which somebody is reminded in a while."""
    tenant, now = Tenant(Platform.SLACK, slack.team), services.clock.now()
    for number in range(who.pairs):
        coach, client = Person(tenant, f"UC{number:04d}"), Person(tenant, f"UK{number:04d}")
        bond = request(secrets.token_hex(12), coach, client, Role.COACH, now)
        await services.relationships.create(bond, Change(Kind.INVITE, tenant, bond.id, coach.id, now))
        await people.accept(services, client, bond.id)
        await _listen(services, client, f"{listener}/{client.id}")
    for number in range(0, who.alone, 2):
        person = Person(tenant, f"U{number:05d}")
        await _listen(services, person, f"{listener}/{person.id}")
    zone = zone_of_noon(now)
    local = (now + remind_in).astimezone(UTC) + timedelta(hours=(12 - now.hour + 11) % 24 - 11)
    for number, user in enumerate(who.to_remind):
        person = Person(tenant, user)
        slack.member(person.id, name=person.id, tz=zone)
        insight = _of_yesterday(person, number, now, local)
        await services.insights.create(insight)
        await record(services, tenant, insight.id)
        always = Settings(at=time(local.hour, local.minute), days=EVERY_DAY)
        await acts.set_settings(services, person, _always(always))
        await acts.keep(services, person, await services.commitments.of(tenant, insight.id))


def _always(settings: Settings) -> Callable[[Settings], Settings]:
    return lambda _before: settings


async def _listen(services: Services, person: Person, url: str) -> None:
    wanted = frozenset({Event.COMPLETED})
    webhook = Webhook(secrets.token_hex(8), person, url, "whsec_" + "A" * 43 + "=", wanted, services.clock.now())
    await services.webhooks.put(webhook)


def _of_yesterday(person: Person, number: int, now: datetime, local: datetime) -> SessionInsight:
    said = f"I will do thing {number}."
    item = ActionItem(
        action=f"Finish the thing of {person.id}.",
        due=local.date(),
        evidence=(Evidence(quote=said, turn=1, speaker="Ada"),),
    )
    at = now - timedelta(days=1)
    return SessionInsight(
        id=f"{number:024x}",
        platform=person.tenant.platform,
        tenant_id=person.tenant.id,
        client_user_id=person.id,
        created_by=person.id,
        session_date=at,
        status=Status.COMPLETED,
        action_items=(item,),
        created_at=at,
        updated_at=at,
        completed_at=at,
    )


@dataclass
class Hands:
    """What people press, as long as `run` does."""

    slack: FakeSlack
    dice: random.Random
    replicas: Sequence[str]
    wants: dict[tuple[str, str], str] = field(default_factory=dict)
    """By channel and thread: which button a coach presses when asked where a session belongs."""
    pressed: list[Pressed] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _form: asyncio.Lock = field(default_factory=asyncio.Lock)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        while True:
            for message in list(self.slack.messages):
                if message.ephemeral_to is None:
                    self._look(message)
            await asyncio.sleep(0.3)

    @property
    def busy(self) -> bool:
        return bool(self._under_way)

    def _look(self, message: Message) -> None:
        for element in elements(message.blocks):
            action = str(element.get("action_id", "")).partition("#")[0]
            key = (message.ts, action)
            if action not in PRESSES or key in self._seen:
                continue
            if action.startswith("place.") and action != self.wants.get((message.channel, message.thread or "")):
                continue
            self._seen.add(key)
            if self.dice.random() < PRESSES[action]:
                value = element.get("value") or element.get("positive_button", {}).get("value", "")
                task = asyncio.create_task(self._press(message, action, str(value)))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)

    async def _press(self, message: Message, action: str, value: str) -> None:
        user = message.channel.removeprefix("D0")
        pressed = Pressed(user, action, value)
        self.pressed.append(pressed)
        for _try in range(TRIES):
            try:
                async with asyncio.timeout(WAITS):
                    self.slack.app_url = self.dice.choice(self.replicas)
                    pressed.statuses.append((await self.slack.press(user, message, action)).status)
            except (TimeoutError, aiohttp.ClientError):
                pressed.statuses.append(0)
            except AssertionError:  # the card has no such button any more
                return
            if pressed.statuses[-1] == 200:
                return
            await asyncio.sleep(self.dice.uniform(1, 3))
        self._seen.discard((message.ts, action))  # once more, another time

    async def paste(self, given: Given, text: str) -> None:
        """Through the form, which stays open until it is taken."""
        async with self._form:  # the workspace does not say whose view it is
            view = None
            for _try in range(TRIES):
                before = set(self.slack.views)
                try:
                    async with asyncio.timeout(WAITS):
                        self.slack.app_url = self.dice.choice(self.replicas)
                        await self.slack.command(given.user, "insights", "new")
                    async with asyncio.timeout(WAITS):
                        while not (opened := set(self.slack.views) - before):  # noqa: ASYNC110 - told by no event
                            await asyncio.sleep(0.05)
                except (TimeoutError, aiohttp.ClientError):
                    continue
                view = self.slack.views[opened.pop()]
                break
        if view is None:
            return
        given.file = f"text-{view['id']}"
        lines = text.splitlines(keepends=True)
        boxes = ["".join(lines[n : n + 25])[:3000] for n in range(0, len(lines), 25)]
        fields = {f"part{n}": box for n, box in enumerate(boxes[:5], start=1)}
        for _try in range(TRIES):
            given.statuses.append(await self._submit(given.user, view, fields))
            if given.statuses[-1] == 200:
                return
            await asyncio.sleep(self.dice.uniform(1, 3))

    async def _submit(self, user: str, view: dict[str, object], fields: dict[str, str]) -> int:
        try:
            async with asyncio.timeout(WAITS):
                self.slack.app_url = self.dice.choice(self.replicas)
                answer: Delivery = await self.slack.submit(user, view, fields)
        except (TimeoutError, aiohttp.ClientError):
            return 0
        told = answer.json if answer.status == 200 else {}
        return 400 if told.get("response_action") == "errors" else answer.status


async def meet_teams(teams: FakeTeams, urls: Sequence[str], who: Cast) -> None:
    for number in range(who.teams):
        name = f"t{number:04d}"
        teams.member(name, f"Tea {number}")
        for attempt in range(20):
            teams.app_url = urls[(number + attempt) % len(urls)]
            if (await teams.seen(name)).status == 200:
                break
            await asyncio.sleep(1)  # the machine has much else to do
        else:
            raise SystemExit("nobody could be met in Teams")
