"""Teams' one endpoint: verify, store what happened, answer.

A message is answered at once and worked on afterwards; what is pressed or asked for by a dialog (an invoke) is answered in the
body of the response, with what the handler says of it if it says so soon. A fault of the store is a 503.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from cachetools import LRUCache

from bot import late
from bot.background import Background
from bot.config import TeamsConfig
from bot.config.checks import LOOPBACK
from bot.late import Late
from bot.teams import inbound
from bot.teams.arrival import Arrival, Way
from bot.teams.auth import Check, Denied, KeysAway
from bot.teams.chat import TeamsChat
from bot.teams.connector import Connector, patiently
from bot.teams.directory import TeamsDirectory
from bot.teams.named import Named
from bot.teams.references import References
from bot.teams.respond import Answer, TeamsRespond, nothing
from bot.teams.sender import TeamsSender
from core.card import Card, Text
from core.faults import ChatFault
from core.people.conversations import ConversationStore
from core.people.members import ONLY_MEMBERS
from core.people.person import Person, Place
from core.ports.people import Kind, Member
from core.refusal import Refused
from core.translation import _, reading
from handlers.events import ButtonPressed, CommandGiven, HomeOpened, Inbox, TextSaid

log = logging.getLogger(__name__)
doors = logging.getLogger("bot.doors")

REMEMBERED = 4_096
ANSWERS = 512
"""Answers kept for an invoke that is told twice."""
STORE_WITHIN = 5.0
"""Seconds for the store before Teams is told to come again."""
ANSWER_WITHIN = 3.0
"""Seconds for a handler to say what an invoke is answered with."""
MEMBER_WITHIN = 1.0
FORWARDED = frozenset({"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"})


def _stranger() -> Card:
    return Card(_("I cannot help here"), (Text(_(ONLY_MEMBERS)),))


@dataclass
class Endpoint:
    config: TeamsConfig
    check: Check
    connector: Connector
    references: References
    store: ConversationStore
    chat: TeamsChat
    directory: TeamsDirectory
    sender: TeamsSender
    named: Named
    background: Background
    inbox: Inbox
    _told: LRUCache[str, None] = field(default_factory=lambda: LRUCache(REMEMBERED))
    _answers: LRUCache[str, Answer] = field(default_factory=lambda: LRUCache(ANSWERS))
    _late: Late[Arrival] = field(default_factory=Late)

    # --- the door ---

    async def answer(self, request: web.Request) -> web.StreamResponse:
        try:
            activity = await self._verified(request)
        except Denied as denied:
            doors.warning("a request that is not Teams' own: %s", denied)
            return web.json_response({"error": "invalid request"}, status=401)
        except KeysAway:
            doors.warning("the keys of the Bot Connector could not be had")
            return web.json_response({"error": "try again"}, status=503)
        except inbound.MALFORMED:
            return web.json_response({"error": "malformed body"}, status=400)
        return await self.dispatch(activity)

    async def _verified(self, request: web.Request) -> Mapping[str, Any]:
        """The activity of a request that is proven to come from the Connector, and to want its answer where answers may go."""
        signed = None
        if not self.config.anonymous:
            signed = await self.check.signed(request.headers.get("Authorization", ""))
        elif not _from_here(request):
            raise Denied("not of this machine")
        activity = _read(await request.read())
        if not isinstance(activity, dict) or not isinstance(activity.get("type"), str):
            raise TypeError("no activity")
        if signed is not None:
            signed.holds_for(activity)
        if not self.connector.allowed(str(activity.get("serviceUrl") or "")):
            raise Denied("service host")
        return activity

    # --- from a verified activity to an answer ---

    async def dispatch(self, activity: Mapping[str, Any]) -> web.Response:
        invoked = activity.get("type") == "invoke"
        try:
            arrival = inbound.read(activity)
        except inbound.MALFORMED as error:
            log.error("an activity of an unknown shape: %s", type(error).__name__, extra={"type": activity.get("type")})  # noqa: TRY400
            return web.Response(status=501 if invoked else 200)
        if arrival is None or arrival.unknown:
            return web.Response(status=501 if invoked else 200)
        if not self.config.serves(arrival.person.tenant.id):
            doors.info("an activity of a tenant that is not in TEAMS_TENANTS")
            return web.Response(status=403 if invoked else 200)
        self.references.note_address(arrival.person.tenant, arrival.address)
        with reading(self._language(arrival)):
            if arrival.foreign and not self.config.anonymous:
                return self._refuse(arrival, invoked=invoked)
            if arrival.key and invoked and (known := self._answers.get(arrival.key)):
                return await self._body(arrival, known)
            return await self._take(arrival, invoked=invoked)

    def _refuse(self, arrival: Arrival, *, invoked: bool) -> web.Response:
        if not invoked and arrival.way is Way.MESSAGE and arrival.shared is None and arrival.place:
            self.background.start(self._settle(self.chat.post(arrival.place, _stranger())))
        return web.json_response(nothing(arrival.way)) if invoked else web.Response()

    async def _take(self, arrival: Arrival, *, invoked: bool) -> web.Response:
        answer: Answer = asyncio.get_running_loop().create_future()
        if arrival.key and invoked:
            self._answers[arrival.key] = answer
        try:
            async with asyncio.timeout(STORE_WITHIN):
                arrival = await self._durably(arrival)
        except Exception as error:  # noqa: BLE001 - whatever it is, Teams still has the activity and brings it again
            log.error("an activity was not stored: %s", type(error).__name__, extra={"key": arrival.key})  # noqa: TRY400
            self._answers.pop(arrival.key, None)
            return web.Response(status=503)
        if arrival.key in self._told:
            return web.Response()
        if arrival.key:
            self._told[arrival.key] = None
        task = self.background.start(self._settle(self._handle(arrival, answer if invoked else None)))
        if not invoked:
            return web.Response()
        task.add_done_callback(lambda _: _said_nothing(answer, arrival))
        return await self._body(arrival, answer)

    async def _body(self, arrival: Arrival, answer: Answer) -> web.Response:
        with contextlib.suppress(TimeoutError):
            return web.json_response(await asyncio.wait_for(asyncio.shield(answer), ANSWER_WITHIN))
        _said_nothing(answer, arrival)  # what comes now is a message
        return web.json_response(answer.result())

    async def _durably(self, arrival: Arrival) -> Arrival:
        """What has to be stored before Teams has its answer; the arrival with what was looked up for it."""
        if arrival.removed:
            await self.references.close(arrival.person)
            self.directory.forget(arrival.person)
            return arrival
        if arrival.conversation is not None:
            await self.references.heard(arrival.conversation)
        if arrival.files:
            await self.inbox.accept(arrival.files)
        if arrival.consent is not None:
            await self.sender.answered(arrival.person, arrival.consent.value, arrival.consent.message)
        if arrival.liked is not None:
            arrival = await self._judged(arrival)
        arrival = await self.named.resolved(arrival)
        if isinstance(arrival.event, TextSaid):
            await self.inbox.accept([arrival.event])
        if arrival.event is not None:
            await self.inbox.keep(arrival.event, arrival.key)
        return arrival

    async def _judged(self, arrival: Arrival) -> Arrival:
        """A thumb stands for the press that the card's own button would have been."""
        message = arrival.pressed
        found = await self.store.sent(message.place, id=message.id) if message else ()
        if message is None or not found or len(found[0].judged) != 2:
            return arrival
        action, _bar, value = found[0].judged[0 if arrival.liked else 1].partition("|")
        return replace(arrival, event=ButtonPressed(arrival.person, message.place, action, value, message))

    # --- afterwards ---

    async def _handle(self, arrival: Arrival, answer: Answer | None) -> None:
        event = arrival.event
        if arrival.installed:
            self.directory.forget(arrival.person)
            event = HomeOpened(arrival.person)
        if isinstance(event, ButtonPressed) and event.action == late.ACTION:
            kept = self._late.find(event.value, event.person)
            if kept is None:
                await self._respond(arrival, answer).reply(_too_old())
                return
            arrival = replace(kept, way=arrival.way, key="")
            event = arrival.event
        respond = self._respond(arrival, answer)
        if event is None:
            if arrival.way is Way.JUDGED:  # a message that is not remembered any more
                await respond.reply(_too_old())
            return
        member = await self._who(arrival.person)
        if member is not None and member.kind is Kind.GUEST:
            with reading(member.locale):
                await respond.reply(_stranger())
            return
        if arrival.shared is not None:
            home = await self._at_home(arrival)
            event = replace(event, place=home) if isinstance(event, CommandGiven) else event
        await self.inbox.handle(event, respond, arrival.key)

    async def _at_home(self, arrival: Arrival) -> Place:
        """The person's own conversation with the bot: there is answered what is said where others are present. Raises ChatFault
        where they do not have the app, which they are told."""
        shared = arrival.shared
        try:
            place = await self.references.place(arrival.person)
        except ChatFault as fault:
            if fault.unreachable and shared:
                said = _("I answer in private. Add me to your own chats first, then ask me there.")
                await self.chat.say(shared, said)
            raise
        user = arrival.user
        if shared and user:
            with contextlib.suppress(ChatFault):
                await self.chat.say(shared, _("I have answered in our private chat"), only=user)
        return place

    async def _who(self, person: Person) -> Member | None:
        """Guests are not served. Where Teams does not say who it is, the policy of what is asked for decides."""
        with contextlib.suppress(ChatFault, Refused, TimeoutError):
            async with asyncio.timeout(MEMBER_WITHIN):
                return await self.directory.look_up(person)
        return None

    def _language(self, arrival: Arrival) -> str:
        told = arrival.conversation.locale if arrival.conversation else ""
        member = self.directory.remembered(arrival.person)
        return told or (member.locale if member else "")

    def _respond(self, arrival: Arrival, answer: Answer | None) -> TeamsRespond:
        return TeamsRespond(self.chat, arrival, answer, partial(self._late.keep, arrival))

    async def _settle(self, work: Coroutine[Any, Any, object]) -> None:
        """What is raised here has nobody to go to: logged by class, since messages may carry words of a session."""
        try:
            with patiently():
                await work
        except ChatFault as fault:
            log.warning("Teams did not take an answer", extra={"fault": fault.kind})
        except Exception as error:  # noqa: BLE001 - the one catch-all of this face
            log.error("an event was not handled: %s", type(error).__name__)  # noqa: TRY400


def _read(body: bytes) -> Any:
    """Without halves of a character (surrogates), which can be stored nowhere. Raises as inbound.MALFORMED says."""
    return json.loads(json.dumps(json.loads(body), ensure_ascii=False).encode(errors="replace"))


def _said_nothing(answer: Answer, arrival: Arrival) -> None:
    if not answer.done():
        answer.set_result(nothing(arrival.way))


def _too_old() -> Card:
    return Card(_("That was a while ago"), (Text(_("I no longer have what you asked for. Please begin again.")),))


def _from_here(request: web.Request) -> bool:
    """Whether it was sent by a program of this machine: neither through a tunnel or a proxy, nor by a page that a browser was
    lured to."""
    named = urlsplit(f"//{request.host}").hostname
    return request.remote in LOOPBACK and named in LOOPBACK and FORWARDED.isdisjoint(request.headers)
